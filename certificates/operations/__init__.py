"""Writes of certificates: one verb, one transaction."""
