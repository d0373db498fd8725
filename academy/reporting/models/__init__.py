"""Rows of reporting."""

from academy.reporting.models.exclusion import Exclusion
from academy.reporting.models.extract import Extract
from academy.reporting.models.makeup import MakeUp, MakeUpEvent

__all__ = ["Exclusion", "Extract", "MakeUp", "MakeUpEvent"]
