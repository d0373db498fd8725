"""Writes to people and organisation."""
