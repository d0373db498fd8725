"""Reads of reporting: one consistent snapshot each."""
