"""Reads of notices and their mail."""
