"""Exams: the item bank, papers, sittings, marks and their release to courses."""
