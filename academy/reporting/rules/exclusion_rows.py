"""Reading a list of people who are not to be counted: whom, why, from when to when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from academy.people.rules import roster_cells, roster_dates, roster_headers
from academy.reporting.enums import ExclusionFault, ExclusionReason
from academy.reporting.rules.exclusions import ExclusionWhy, Term, why_not_ask
from academy.shared.tabular.grid import Cell, Grid, Workbook

TEMPLATE = ("工号", "姓名", "原因", "开始日期", "结束日期", "业务线", "依据", "说明")
"""Headings that are understood, in the order in which an office writes them."""
_SEARCHED_ROWS = 20
_COLUMNS: dict[str, str] = {
    "number": "工号 人员编号 职工号 员工编号 警号 StaffNumber",
    "name": "姓名 人员姓名 Name",
    "reason": "原因 事由 类别 不计原因 Reason",
    "first": "开始日期 起始日期 起始 开始 从 StartsOn",
    "last": "结束日期 截止日期 最后一天 截止 结束 到 至 EndsOn",
    "track": "业务线 条线 Track",
    "evidence": "依据 文号 证明材料 材料 Evidence",
    "words": "说明 具体情况 备注 Words",
}
_COLUMN_OF = {word.upper(): column for column, words in _COLUMNS.items() for word in words.split()}
_REASONS: dict[str, ExclusionReason] = {
    word: ExclusionReason(reason)
    for reason, words in {
        "new": "新入职 新进 新招录 入职 NEW",
        "sick": "病休 病假 伤病 住院 医疗期 SICK SICKLEAVE",
        "seconded": "借调 抽调 挂职 外派 SECONDED",
        "retired": "退休 离岗 RETIRED",
        "pregnant": "孕产 孕产期 孕期 产假 哺乳期 PREGNANT PREGNANCYORMATERNITY",
        "other": "其他 其它 OTHER",
    }.items()
    for word in words.split()
}
_WHY = {
    ExclusionWhy.PERIOD: ExclusionFault.ENDS_BEFORE,
    ExclusionWhy.WORDS: ExclusionFault.NO_WORDS,
    ExclusionWhy.EVIDENCE: ExclusionFault.NO_EVIDENCE,
    ExclusionWhy.TOO_LONG: ExclusionFault.TOO_LONG,
}


@dataclass(frozen=True, slots=True)
class Usual:
    """What rows mean that do not say it themselves; no reason means that they have to."""

    reason: ExclusionReason | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """One person and some days, as a row of the list says; `track` is as it was written."""

    sheet: str
    number: int
    staff_number: str
    name: str
    reason: ExclusionReason
    starts_on: date
    until_on: date | None
    track: str
    evidence: str
    words: str


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row cannot be asked for; `shown` is what stood there."""

    sheet: str
    number: int
    fault: ExclusionFault
    shown: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a list says: its good rows and its faulty ones, each in the list's order."""

    rows: tuple[ExclusionRow, ...]
    faults: tuple[RowFault, ...]


class _Bad(Exception):
    def __init__(self, fault: ExclusionFault, shown: str = "") -> None:
        super().__init__(fault)
        self.fault, self.shown = fault, shown[:40]


def reason_of(word: str) -> ExclusionReason | None:
    """What reason a word names, None for a word nobody uses."""
    return _REASONS.get(roster_cells.key(word))


def read(book: Workbook, *, usual: Usual) -> Reading:
    """Read every sheet that has a header. A last day belongs to the days; none means no end."""
    rows: list[ExclusionRow] = []
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
                rows.append(_row(grid.name, place + 1, cells, usual, book.date_1904))
            except _Bad as bad:
                faults.append(RowFault(grid.name, place + 1, bad.fault, bad.shown))
    return Reading(tuple(rows), tuple(faults))


def checked(row: ExclusionRow) -> RowFault | None:
    """Return what is wrong with a row by itself, or None."""
    why = why_not_ask(
        Term(row.starts_on, row.until_on),
        reason=row.reason,
        words=row.words,
        evidence=row.evidence,
    )
    if why is None:
        return None
    shown = f"{row.starts_on} – {row.until_on or ''}" if why is ExclusionWhy.PERIOD else ""
    return RowFault(row.sheet, row.number, _WHY[why], shown)


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


def _row(
    sheet: str, number: int, cells: dict[str, Cell], usual: Usual, date_1904: bool
) -> ExclusionRow:
    said = {name: roster_cells.text(cell) for name, cell in cells.items()}
    if not said["number"]:
        raise _Bad(ExclusionFault.NO_STAFF_NUMBER)
    first = _day(cells["first"], date_1904)
    if first is None:
        raise _Bad(ExclusionFault.NO_DATE)
    last = _day(cells.get("last"), date_1904)
    word = said.get("reason", "")
    reason = reason_of(word) if word else usual.reason
    if reason is None:
        raise _Bad(ExclusionFault.UNKNOWN_REASON, word)
    row = ExclusionRow(
        sheet=sheet,
        number=number,
        staff_number=said["number"],
        name=roster_cells.person_name(cells.get("name")),
        reason=reason,
        starts_on=first,
        until_on=last + timedelta(days=1) if last else None,
        track=said.get("track", ""),
        evidence=said.get("evidence", "") or usual.evidence,
        words=said.get("words", ""),
    )
    fault = checked(row)
    if fault is not None:
        raise _Bad(fault.fault, f"{first} – {last or ''}" if fault.shown else "")
    return row


def _day(cell: Cell, date_1904: bool) -> date | None:
    if roster_cells.text(cell) in roster_cells.NOTHING:
        return None
    try:
        return roster_dates.parse(cell, date_1904=date_1904)
    except roster_dates.DateError:
        raise _Bad(ExclusionFault.BAD_DATE, roster_cells.text(cell)) from None
