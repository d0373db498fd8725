"""Writes of findings."""
