"""Reads over certificates."""
