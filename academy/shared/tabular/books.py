"""Workbooks (.xlsx, .xls) to plain cells through calamine. Runs in the reading child."""

import io
import math
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from . import limits
from .guard import Survey, Unfit

Packed = str | int | float | bool | dict[str, str] | None
"""A cell as JSON carries it: dates are {"d": "2019-03-05"} or {"t": "2019-03-05T10:00:00"}."""


def sheets(data: bytes, survey: Survey) -> list[dict[str, Any]]:
    """Return every worksheet as {name, hidden, merges, rows}.

    Raises Unfit: `encrypted`, `unreadable`, `too_many_cells`.
    """
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            if len(book.sheet_names) > limits.SHEETS:
                raise Unfit("too_many_cells", limit=limits.CELLS)
            metadata = [
                each
                for each in book.sheets_metadata
                if each.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            budget = _Budget()
            return [_sheet(book, each, budget) for each in metadata]
    except calamine.PasswordError as error:
        raise Unfit("encrypted") from error
    except calamine.CalamineError as error:
        raise Unfit("unreadable") from error
    except (ValueError, OverflowError, OSError) as error:
        raise Unfit("unreadable") from error


class _Budget:
    """What is left of cells and characters over all sheets of one file."""

    def __init__(self) -> None:
        self.cells = limits.CELLS
        self.characters = limits.TEXT_CHARS

    def spend(self, cell: Packed) -> None:
        self.cells -= 1
        if isinstance(cell, str):
            self.characters -= len(cell)
            if len(cell) > limits.CELL_CHARS:
                raise Unfit("too_many_cells", limit=limits.CELLS)
        if self.cells < 0 or self.characters < 0:
            raise Unfit("too_many_cells", limit=limits.CELLS)


def _sheet(
    book: calamine.CalamineWorkbook, metadata: calamine.SheetMetadata, budget: _Budget
) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(metadata.name)
    if sheet.total_height * sheet.total_width > limits.AREA:
        raise Unfit("too_many_cells", limit=limits.CELLS)
    rows: list[list[Packed]] = []
    for values in sheet.to_python(skip_empty_area=False):
        row = [_pack(value) for value in values]
        while row and row[-1] is None:
            row.pop()
        for cell in row:
            if cell is not None:
                budget.spend(cell)
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    merges = [
        [top, left, bottom, right]
        for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])
    ]
    return {
        "name": metadata.name,
        "hidden": metadata.visible != calamine.SheetVisibleEnum.Visible,
        "merges": merges,
        "rows": rows,
    }


def _pack(value: object) -> Packed:
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, datetime):
        if value.time() == time():
            return {"d": value.date().isoformat()}
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    return None
