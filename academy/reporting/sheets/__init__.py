"""Reports as workbooks and CSV, and the words that stand above every table."""

from academy.reporting.sheets.book import workbook
from academy.reporting.sheets.delimited import delimited
from academy.reporting.sheets.styles import Line
from academy.reporting.sheets.words import (
    in_words,
    narrowed,
    narrowed_line,
    page_words,
    part_heading,
    period_line,
    period_words,
)

__all__ = [
    "Line",
    "delimited",
    "in_words",
    "narrowed",
    "narrowed_line",
    "page_words",
    "part_heading",
    "period_line",
    "period_words",
    "workbook",
]
