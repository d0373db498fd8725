"""Reading a duty roster or leave list: which row says that whom is not to be sent when. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from academy.people.rules import roster_cells, roster_dates, roster_headers
from academy.shared.tabular.grid import Cell, Grid, Workbook
from courses.enums.planning import BlockKind
from courses.enums.plans import BlockFault

LIMIT_DAYS = 400
"""More days than anybody is away by one entry: a mistyped year shows itself."""
_SEARCHED_ROWS = 20
_COLUMNS: dict[str, str] = {
    "number": "工号 人员编号 职工号 员工编号 警号 值班人员工号 值班人工号 StaffNumber",
    "name": "姓名 人员姓名 值班人员 值班人 Name",
    "kind": "类别 类型 事由 原因 请假类别 请假类型 Kind",
    "first": "开始日期 起始日期 开始时间 起始时间 起始 开始 从 日期 值班日期 StartsOn Date",
    "last": "结束日期 截止日期 结束时间 截止时间 截止 结束 到 至 EndsOn",
}
_COLUMN_OF = {word.upper(): column for column, words in _COLUMNS.items() for word in words.split()}
_KINDS: dict[str, BlockKind] = {
    word: BlockKind(kind)
    for kind, words in {
        "duty": "值班 值守 备勤 带班 值班备勤 执勤 DUTY",
        "leave": "休假 年假 年休假 事假 请假 公休 探亲假 婚假 丧假 LEAVE",
        "pregnancy": "孕产期 孕期 产假 哺乳期 孕产 产检 陪产假 PREGNANCY",
        "medical": "病休 病假 伤病 住院 医疗期 MEDICAL",
        "secondment": "借调 抽调 挂职 跟班 外派 SECONDMENT",
        "other": "其他 其它 OTHER",
    }.items()
    for word in words.split()
}
_BETWEEN = re.compile(r"[\s,，;；、/]+")


TEMPLATE = ("工号", "姓名", "类别", "开始日期", "结束日期")
"""Headings that are understood, in the order in which an office writes them."""


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One person and some days, as a row of the list says; `number` counts the sheet's rows."""

    sheet: str
    number: int
    staff_number: str
    name: str
    kind: BlockKind
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row cannot be entered; `shown` is what stood there."""

    sheet: str
    number: int
    fault: BlockFault
    shown: str


@dataclass(frozen=True, slots=True)
class BlockReading:
    """What a list says: its good rows and its faulty ones, each in the list's order."""

    rows: tuple[BlockRow, ...]
    faults: tuple[RowFault, ...]


class _Bad(Exception):
    def __init__(self, fault: BlockFault, shown: str = "") -> None:
        super().__init__(fault)
        self.fault, self.shown = fault, shown[:40]


def kind_of(word: str) -> BlockKind | None:
    """What kind a word names, None for a word nobody uses."""
    return _KINDS.get(roster_cells.key(word))


def read(book: Workbook, *, usual: BlockKind) -> BlockReading:
    """Read every sheet that has a header; `usual` is the kind of rows that name none.

    A cell may hold several staff numbers: all of them are on duty that day. Without a last day
    the first is the only one.
    """
    rows: list[BlockRow] = []
    faults: list[RowFault] = []
    for grid in book.grids:
        header = _header(grid)
        if header is None or grid.hidden:
            continue
        top, columns = header
        for place in range(top + 1, len(grid.rows)):
            cells = {name: grid.cell(place, column) for name, column in columns.items()}
            if all(roster_cells.text(cell) == "" for cell in cells.values()):
                continue
            try:
                rows += _rows(grid.name, place + 1, cells, usual, book.date_1904)
            except _Bad as bad:
                faults.append(RowFault(grid.name, place + 1, bad.fault, bad.shown))
    return BlockReading(tuple(rows), tuple(faults))


def header_row(grid: Grid) -> int | None:
    """Where a sheet's headings stand, counted from 0; None for a sheet without."""
    found = _header(grid)
    return found[0] if found is not None else None


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for place in range(min(_SEARCHED_ROWS, len(grid.rows))):
        columns = _columns(grid.rows[place])
        if {"number", "first"} <= columns.keys():
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


def _rows(
    sheet: str, number: int, cells: dict[str, Cell], usual: BlockKind, date_1904: bool
) -> Iterator[BlockRow]:
    written = roster_cells.text(cells["number"])
    staff_numbers = [each for each in _BETWEEN.split(written) if each]
    if not staff_numbers:
        raise _Bad(BlockFault.NO_STAFF_NUMBER)
    first = _day(cells["first"], date_1904)
    if first is None:
        raise _Bad(BlockFault.NO_DATE)
    last = _day(cells.get("last"), date_1904) or first
    fault = span_fault(first, last)
    if fault is not None:
        raise _Bad(fault, f"{first} – {last}")
    word = roster_cells.text(cells.get("kind"))
    kind = kind_of(word) if word else usual
    if kind is None:
        raise _Bad(BlockFault.UNKNOWN_KIND, word)
    # Several on one row share its days; a name can then be no one's.
    name = roster_cells.person_name(cells.get("name")) if len(staff_numbers) == 1 else ""
    return iter([BlockRow(sheet, number, each, name, kind, first, last) for each in staff_numbers])


def span_fault(first: date, last: date) -> BlockFault | None:
    """What is wrong with two days, None if they are in order and not too far apart."""
    if last < first:
        return BlockFault.ENDS_BEFORE
    if (last - first).days + 1 > LIMIT_DAYS:
        return BlockFault.TOO_LONG
    return None


def _day(cell: Cell, date_1904: bool) -> date | None:
    try:
        return roster_dates.parse(cell, date_1904=date_1904)
    except roster_dates.DateError:
        raise _Bad(BlockFault.BAD_DATE, roster_cells.text(cell)) from None
