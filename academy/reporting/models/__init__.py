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

__all__ = [
    "Board",
    "BoardLine",
    "BoardObjection",
    "BoardRules",
    "Delisting",
    "Exclusion",
    "Extract",
    "OutsideImport",
    "OutsideScore",
]
