"""Writes of reporting: one verb, one transaction."""
