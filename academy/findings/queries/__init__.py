"""Reads of findings."""
