"""Rows of reporting."""

from academy.reporting.models.extract import Extract

__all__ = ["Extract"]
