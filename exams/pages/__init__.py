"""HTML views of exams, through the same doors and operations as the API."""
