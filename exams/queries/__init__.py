"""Reads that join, annotate and project."""
