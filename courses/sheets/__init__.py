"""Documents of courses: what is written, put into the form in which it is filed and sent."""
