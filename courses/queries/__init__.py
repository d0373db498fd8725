"""Reads of courses that join, count and project."""
