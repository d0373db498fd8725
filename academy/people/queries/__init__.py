"""Reads over people and organisation."""
