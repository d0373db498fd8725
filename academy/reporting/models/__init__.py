"""Rows of reporting."""

from academy.reporting.models.board import Board, BoardLine, BoardRules
from academy.reporting.models.board_follow import (
    BoardObjection,
    Delisting,
    OutsideImport,
    OutsideScore,
)
from academy.reporting.models.exclusion import Exclusion
from academy.reporting.models.extract import Extract
from academy.reporting.models.makeup import MakeUp, MakeUpEvent
from academy.reporting.models.run import ReportRun
from academy.reporting.models.schedule import (
    Schedule,
    ScheduleReceipt,
    ScheduleRecipient,
    ScheduleSending,
)
from academy.reporting.models.summary import FigureSummary
from academy.reporting.models.target import Target

__all__ = [
    "Board",
    "BoardLine",
    "BoardObjection",
    "BoardRules",
    "Delisting",
    "Exclusion",
    "Extract",
    "FigureSummary",
    "MakeUp",
    "MakeUpEvent",
    "OutsideImport",
    "OutsideScore",
    "ReportRun",
    "Schedule",
    "ScheduleReceipt",
    "ScheduleRecipient",
    "ScheduleSending",
    "Target",
]
