"""Rows of reporting."""

from academy.reporting.models.exclusion import Exclusion
from academy.reporting.models.extract import Extract
from academy.reporting.models.summary import FigureSummary

__all__ = ["Exclusion", "Extract", "FigureSummary"]
