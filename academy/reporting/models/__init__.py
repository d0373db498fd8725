"""Rows of reporting."""

from academy.reporting.models.exclusion import Exclusion
from academy.reporting.models.extract import Extract
from academy.reporting.models.run import ReportRun
from academy.reporting.models.schedule import (
    Schedule,
    ScheduleReceipt,
    ScheduleRecipient,
    ScheduleSending,
)

__all__ = [
    "Exclusion",
    "Extract",
    "ReportRun",
    "Schedule",
    "ScheduleReceipt",
    "ScheduleRecipient",
    "ScheduleSending",
]
