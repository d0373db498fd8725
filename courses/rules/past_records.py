"""Reading a table of past training records. Pure: sheets in, lines and faults out."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from academy.people.rules.list_rows import Headings
from academy.people.rules.roster_dates import DateError, parse
from academy.shared.tabular.grid import Cell, Grid, Workbook, column_letters
from academy.shared.text import fold
from courses.rules.conversion import Conversion

REPORTED_ROWS = 500
MOST_WRITTEN = Decimal(1_000_000)
_UNIT = re.compile("(学时|课时|分钟|小时)$")


class Column(StrEnum):
    """What a column of past records says."""

    STAFF_NUMBER = "staff_number"
    NAME = "name"
    HOURS = "hours"
    CATEGORY = "category"
    TRACK = "track"
    EARNED_FROM = "earned_from"
    EARNED_ON = "earned_on"
    EVIDENCE = "evidence"


class Fault(StrEnum):
    """Why a row is refused."""

    NUMBER_MISSING = "number_missing"
    PERSON_UNKNOWN = "person_unknown"
    NAME_DIFFERS = "name_differs"
    HOURS_UNREADABLE = "hours_unreadable"
    HOURS_INVALID = "hours_invalid"
    CATEGORY_UNKNOWN = "category_unknown"
    CATEGORY_RETIRED = "category_retired"
    TRACK_UNKNOWN = "track_unknown"
    DATE_UNREADABLE = "date_unreadable"
    DATES_REVERSED = "dates_reversed"
    DATE_AHEAD = "date_ahead"
    EVIDENCE_MISSING = "evidence_missing"
    TWICE_IN_FILE = "twice_in_file"


REQUIRED = (Column.STAFF_NUMBER, Column.HOURS, Column.EARNED_ON)
_WORDS: dict[Column, str] = {
    Column.STAFF_NUMBER: "工号 人员编号 职工号 员工编号 警号 编号 人员代码",
    Column.NAME: "姓名 人员姓名 学员姓名 名字",
    Column.HOURS: "学时 学时数 培训学时 课时 时长 分钟数 获得学时 完成学时",
    Column.CATEGORY: "学时类别 类别 培训类别 培训方式 培训形式 方式",
    Column.TRACK: "专业 专业代码 专业线 培训专业 条线",
    Column.EARNED_FROM: "开始日期 培训开始日期 开班日期 起始日期 培训开始时间",
    Column.EARNED_ON: "结束日期 培训结束日期 结业日期 培训日期 日期 培训时间 结业时间",
    Column.EVIDENCE: "依据 证明 培训名称 培训班名称 班名 课程 课程名称 培训内容 证书编号 备注",
}
NUMBER = "工号"
TEMPLATE = (NUMBER, "姓名", "学时", "学时类别", "专业", "开始日期", "结束日期", "依据")
"""Headings of the workbook to fill in, in their order."""
_HEADINGS = Headings(_WORDS, REQUIRED)


@dataclass(frozen=True, slots=True)
class Words:
    """What the academy knows: people by staff number, categories and tracks by code and name.

    `retired` are the categories in which nothing is earned any more, each from a day on.
    """

    people: Mapping[str, str]
    categories: Mapping[str, str]
    tracks: Mapping[str, str]
    usual_category: str
    usual_track: str
    today: date
    conversion: Conversion | None = None
    retired: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One sound row; category and track by code."""

    sheet: str
    row: int
    staff_number: str
    hours: Decimal
    category: str
    track: str
    earned_from: date | None
    earned_on: date
    evidence: str


@dataclass(frozen=True, slots=True)
class Refused:
    """One fault of a refused row; `row` and `column` as the spreadsheet shows them."""

    sheet: str
    row: int
    column: str
    staff_number: str
    shown: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table holds; `headed` tells whether any sheet had the headings needed."""

    records: list[Record]
    refused: list[Refused]
    headed: bool


def read(
    book: Workbook, words: Words, *, report: Callable[[int, int], None] = lambda _done, _all: None
) -> Reading:
    """Read every sheet that has the headings; other sheets are passed over.

    `report` is told (rows read, rows in all) every so often.
    """
    total = sum(len(grid.rows) for grid in book.grids)
    read_so_far = 0
    records: list[Record] = []
    refused: list[Refused] = []
    seen: set[tuple[object, ...]] = set()
    headed = False
    for grid in book.grids:
        found = header(grid)
        if found is None or grid.hidden:
            read_so_far += len(grid.rows)
            continue
        headed = True
        first, columns = found
        for place in range(first, len(grid.rows)):
            if place % REPORTED_ROWS == 0:
                report(read_so_far + place, total)
            if not any(str(cell).strip() for cell in grid.rows[place] if cell is not None):
                continue
            reader = _Row(grid, place, columns, words, date_1904=book.date_1904)
            record = reader.record()
            if record is not None and (key := _facts(record)) in seen:
                reader.fault(Column.STAFF_NUMBER, Fault.TWICE_IN_FILE)
            elif record is not None:
                seen.add(key)
                records.append(record)
            refused += reader.faults
        read_so_far += len(grid.rows)
    return Reading(records, refused, headed)


def header(grid: Grid) -> tuple[int, dict[Column, int]] | None:
    """Return the row below the headings and where each column is, None without the needed ones."""
    found = _HEADINGS.find(grid)
    return (found[0] + 1, found[1]) if found is not None else None


def _facts(record: Record) -> tuple[object, ...]:
    return (
        record.staff_number,
        record.hours,
        record.category,
        record.track,
        record.earned_from,
        record.earned_on,
        record.evidence,
    )


class _Row:
    """One row as it is read: what it says, and the faults found on the way."""

    def __init__(
        self,
        grid: Grid,
        place: int,
        columns: Mapping[Column, int],
        words: Words,
        *,
        date_1904: bool,
    ) -> None:
        self.grid, self.place, self.columns, self.words = grid, place, columns, words
        self.date_1904 = date_1904
        self.faults: list[Refused] = []

    def record(self) -> Record | None:
        """Return the row's record, or None with at least one fault noted."""
        number = self.staff_number()
        written = self.quantity()
        hours = None if written is None else self.hours(written)
        category = self.word(
            Column.CATEGORY,
            self.words.categories,
            self.words.usual_category,
            Fault.CATEGORY_UNKNOWN,
        )
        track = self.word(
            Column.TRACK, self.words.tracks, self.words.usual_track, Fault.TRACK_UNKNOWN
        )
        earned_from, earned_on = self.span()
        gone_on = self.words.retired.get(category)
        if gone_on is not None and earned_on is not None and earned_on >= gone_on:
            self.fault(Column.CATEGORY, Fault.CATEGORY_RETIRED)
        evidence = self.text(Column.EVIDENCE)[:200]
        if not evidence:
            self.fault(Column.EVIDENCE, Fault.EVIDENCE_MISSING)
        elif self.words.conversion is not None and written is not None:
            evidence = self.words.conversion.beside(evidence, written)
        if self.faults or hours is None or earned_on is None:
            return None
        return Record(
            self.grid.name,
            self.place + 1,
            number,
            hours,
            category,
            track,
            earned_from,
            earned_on,
            evidence,
        )

    def staff_number(self) -> str:
        number = self.text(Column.STAFF_NUMBER)
        if not number:
            self.fault(Column.STAFF_NUMBER, Fault.NUMBER_MISSING)
            return number
        name = self.words.people.get(number)
        if name is None:
            self.fault(Column.STAFF_NUMBER, Fault.PERSON_UNKNOWN)
        elif (said := self.text(Column.NAME)) and said.replace(" ", "") != name.replace(" ", ""):
            self.fault(Column.NAME, Fault.NAME_DIFFERS)
        return number

    def quantity(self) -> Decimal | None:
        """What is written, with its unit left away; finite and not absurd."""
        said = _UNIT.sub("", self.text(Column.HOURS))
        try:
            quantity = Decimal(said)
        except InvalidOperation:
            self.fault(Column.HOURS, Fault.HOURS_UNREADABLE)
            return None
        if not quantity.is_finite() or abs(quantity) > MOST_WRITTEN:
            self.fault(Column.HOURS, Fault.HOURS_INVALID)
            return None
        return quantity

    def hours(self, written: Decimal) -> Decimal | None:
        hours = self.words.conversion.hours(written) if self.words.conversion else written
        if not hours.is_finite() or not Decimal(0) < hours <= 2000 or hours != round(hours, 1):
            self.fault(Column.HOURS, Fault.HOURS_INVALID)
            return None
        return hours.quantize(Decimal("0.1"))

    def word(self, column: Column, known: Mapping[str, str], usual: str, fault: Fault) -> str:
        said = self.text(column)
        code = known.get(said) if said else usual
        if not code:
            self.fault(column, fault)
            return ""
        return code

    def span(self) -> tuple[date | None, date | None]:
        earned_from, earned_on = self.day(Column.EARNED_FROM), self.day(Column.EARNED_ON)
        if earned_on is None:
            if not any(each.fault is Fault.DATE_UNREADABLE for each in self.faults):
                self.fault(Column.EARNED_ON, Fault.DATE_UNREADABLE)
        elif earned_on > self.words.today:
            self.fault(Column.EARNED_ON, Fault.DATE_AHEAD)
        elif earned_from is not None and earned_from > earned_on:
            self.fault(Column.EARNED_FROM, Fault.DATES_REVERSED)
        return earned_from, earned_on

    def day(self, column: Column) -> date | None:
        try:
            return parse(self.cell(column), date_1904=self.date_1904)
        except DateError:
            self.fault(column, Fault.DATE_UNREADABLE)
            return None

    def cell(self, column: Column) -> Cell:
        place = self.columns.get(column)
        return None if place is None else self.grid.cell(self.place, place)

    def text(self, column: Column) -> str:
        cell = self.cell(column)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return "" if cell is None else fold(str(cell)).lstrip("'")

    def fault(self, column: Column, fault: Fault) -> None:
        place = self.columns.get(column)
        letters = "" if place is None else column_letters(place)
        number = self.text(Column.STAFF_NUMBER)[:24]
        shown = self.text(column)[:60]
        row = self.place + 1
        self.faults.append(Refused(self.grid.name, row, letters, number, shown, fault))


def by_code_and_name(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return codes by code and by name, as a table may write either."""
    return {word: code for code, name in rows for word in (code, name)}
