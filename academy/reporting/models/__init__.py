"""Rows of reporting."""

from academy.reporting.models.exclusion import Exclusion
from academy.reporting.models.extract import Extract

__all__ = ["Exclusion", "Extract"]
