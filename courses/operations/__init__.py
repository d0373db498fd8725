"""Writes of courses: one verb, one transaction."""
