"""Reading a list of scores that others gave to units: which unit, how many points. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from academy.people.rules import roster_cells, roster_headers
from academy.reporting.enums import OutsideFault
from academy.shared.tabular.grid import Cell, Grid, Workbook

TEMPLATE = ("单位", "得分")
_SEARCHED_ROWS = 20
_COLUMNS: dict[str, str] = {
    "unit": "单位 单位名称 单位代码 分局 镇街 Unit",
    "score": "得分 分数 成绩 综合得分 考核得分 总分 Score",
}
_COLUMN_OF = {word.upper(): column for column, words in _COLUMNS.items() for word in words.split()}
_LIMIT = Decimal(1000)


@dataclass(frozen=True, slots=True)
class OutsideRow:
    """One unit's score, as row `number` of a sheet says it; `column` is where the score stood."""

    sheet: str
    number: int
    unit: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class OutsideRowFault:
    """Why a row cannot be taken: in which column (its heading), and what stood there."""

    sheet: str
    number: int
    column: str
    fault: OutsideFault
    shown: str


@dataclass(frozen=True, slots=True)
class OutsideReading:
    """What a list says: good rows and faulty ones, each in the list's order."""

    rows: tuple[OutsideRow, ...]
    faults: tuple[OutsideRowFault, ...]


def read(book: Workbook) -> OutsideReading:
    """Read every sheet that has a header with a unit and a score."""
    rows: list[OutsideRow] = []
    faults: list[OutsideRowFault] = []
    for grid in book.grids:
        header = _header(grid)
        if header is None or grid.hidden:
            continue
        top, columns = header
        for place in range(top + 1, len(grid.rows)):
            unit, score = (grid.cell(place, columns[name]) for name in ("unit", "score"))
            if not roster_cells.text(unit) and not roster_cells.text(score):
                continue
            found = _row(grid.name, place + 1, roster_cells.text(unit), roster_cells.text(score))
            if isinstance(found, OutsideRow):
                rows.append(found)
            else:
                faults.append(found)
    return OutsideReading(tuple(rows), tuple(faults))


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for place, cells in enumerate(grid.rows[:_SEARCHED_ROWS]):
        columns = _columns(cells)
        if len(columns) == len(_COLUMNS):
            return place, columns
    return None


def _columns(cells: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            name = _COLUMN_OF.get(roster_headers.bare(cell).upper())
            if name is not None:
                found.setdefault(name, column)
    return found


def _row(sheet: str, number: int, unit: str, score: str) -> OutsideRow | OutsideRowFault:
    if not unit:
        return OutsideRowFault(sheet, number, TEMPLATE[0], OutsideFault.NO_UNIT, "")
    if not score:
        return OutsideRowFault(sheet, number, TEMPLATE[1], OutsideFault.NO_SCORE, unit[:40])
    points = points_of(score)
    if points is None:
        return OutsideRowFault(sheet, number, TEMPLATE[1], OutsideFault.BAD_SCORE, score[:40])
    return OutsideRow(sheet, number, unit, points)


def points_of(text: str) -> Decimal | None:
    """Return a score of at most two decimals and below 1,000 either way; None for anything else."""
    try:
        points = Decimal(text)
    except InvalidOperation:
        return None
    if not points.is_finite() or abs(points) >= _LIMIT or points != round(points, 2):
        return None
    return points.quantize(Decimal("0.01"))
