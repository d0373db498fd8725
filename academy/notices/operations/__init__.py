"""Writes of notices: one verb, one transaction."""
