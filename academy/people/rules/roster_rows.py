"""From sheets to legible entries and refused rows. Pure: no Django, no clock, no database."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from academy.people.enums import Establishment, Sex, StaffKind
from academy.people.rules import roster_cells as cells
from academy.people.rules import roster_dates, roster_headers
from academy.people.rules.roster_faults import Fault, FaultCode, Field
from academy.people.rules.roster_headers import Header
from academy.shared.tabular.grid import Cell, Grid, Workbook, column_letters

T = TypeVar("T")
Missing = Callable[[str], str]
"""Returns the characters of a name that no certificate font has."""

_TOTAL = re.compile(r"^(合计|总计|小计|共计|本页合计|总人数|人数合计)")
_SECTION = re.compile(r"^[(（]?[一二三四五六七八九十]{1,3}[)）、.．]")
_SIGNATURE = re.compile(
    r"^(填表|填报|制表|审核|复核|审批|单位负责|分管|主管|负责|联系|经办|编制单位|打印)"
    r"(人|单位|日期|时间|领导|部门)?(签名|签字)?([(（].*?[)）])?([:：].*)?$"
    r"|^(注|备注|说明|填表说明)[:：\d]"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One legible row of a roster. "" and None mean: not stated.

    `unit` is as written; `staff_number_was_number` says the cell held a number, which may have
    lost leading zeros.
    """

    sheet: int
    row: int
    staff_number: str
    name: str
    unit: str
    sex: Sex | None = None
    id_number: str = ""
    mobile: str = ""
    staff_kind: StaffKind | None = None
    establishment: Establishment | None = None
    post: str = ""
    rank: str = ""
    joined_on: date | None = None
    post_since: date | None = None
    staff_number_was_number: bool = False


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What was found on one sheet: its columns by letter, and how many rows of people."""

    name: str
    columns: dict[Field, str]
    titles: dict[Field, str]
    ignored: tuple[str, ...]
    unit_line: str
    people: int


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """Whose row was refused, as far as it could be read; protects them from being "left"."""

    sheet: int
    row: int
    staff_number: str
    name: str


@dataclass(slots=True)
class Reading:
    """A roster as read: entries without fault, refused rows with theirs, and the sheets."""

    entries: list[Entry] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    sheets: list[SheetRead] = field(default_factory=list)
    skipped_sheets: list[str] = field(default_factory=list)


def read(book: Workbook, *, on: date, missing: Missing) -> Reading:
    """Read every visible sheet that has a roster header; `on` is the roster's date.

    A row with any fault is refused whole, with all its faults. Staff numbers and ID numbers
    that occur twice in the file are refused wherever they occur.
    """
    reading = Reading()
    for grid in book.grids:
        header = None if grid.hidden else roster_headers.find(grid)
        if header is None:
            if any(any(cell is not None for cell in row) for row in grid.rows):
                reading.skipped_sheets.append(grid.name)
            continue
        _read_sheet(reading, grid, header, on=on, missing=missing, date_1904=book.date_1904)
    _refuse_repeats(reading)
    return reading


def _read_sheet(
    reading: Reading,
    grid: Grid,
    header: Header,
    *,
    on: date,
    missing: Missing,
    date_1904: bool,
) -> None:
    sheet = len(reading.sheets)
    filled = _filled_down(grid, header)
    people = 0
    for index in range(header.first_row, len(grid.rows)):
        row = {
            name: filled.get((index, column), grid.cell(index, column))
            for name, column in header.columns.items()
        }
        if _is_no_person(grid.rows[index], row, header):
            continue
        people += 1
        reader = _RowReader(sheet, index + 1, row, on, missing, date_1904)
        entry = reader.entry(header.unit_line)
        if reader.faults:
            reading.faults.extend(reader.faults)
            reading.refused.append(RefusedRow(sheet, index + 1, entry.staff_number, entry.name))
        else:
            reading.entries.append(entry)
    reading.sheets.append(
        SheetRead(
            grid.name,
            {name: column_letters(column) for name, column in header.columns.items()},
            header.titles,
            header.ignored,
            header.unit_line,
            people,
        )
    )


def _filled_down(grid: Grid, header: Header) -> dict[tuple[int, int], Cell]:
    """Return the values that merged cells below the header lend to the cells they cover.

    Only columns that describe a group of people are filled: one merged staff number over three
    rows is a mistake, one merged unit is a habit.
    """
    shared = {
        header.columns[name]
        for name in (Field.UNIT, Field.STAFF_KIND, Field.ESTABLISHMENT)
        if name in header.columns
    }
    filled: dict[tuple[int, int], Cell] = {}
    for merge in grid.merges:
        if merge.left not in shared or merge.top < header.first_row:
            continue
        value = grid.cell(merge.top, merge.left)
        for row in range(merge.top, min(merge.bottom, len(grid.rows) - 1) + 1):
            filled[row, merge.left] = value
    return filled


def _is_no_person(raw: Sequence[Cell], row: dict[Field, Cell], header: Header) -> bool:
    """Return whether a row is blank, a total, a heading, or a signature line."""
    named = [cells.text(row.get(name)) for name in (Field.STAFF_NUMBER, Field.NAME)]
    if all(not cells.text(cell) for cell in row.values()):
        # Pre-numbered forms carry 序号 and nothing else; signature lines often stand aside.
        return True
    first = next((cells.text(cell) for cell in raw if cells.text(cell)), "")
    bare = first.replace(" ", "")
    if _SECTION.match(bare) and not all(named):
        return True
    if _TOTAL.match(bare) or _TOTAL.match(named[0].replace(" ", "")):
        return True
    if _SIGNATURE.match(bare) and not all(named):
        return True
    titles = [cells.text(row.get(name)) for name in header.titles]
    return all(
        not title or roster_headers.field_of(title) is name
        for name, title in zip(header.titles, titles, strict=True)
    )


def _refuse_repeats(reading: Reading) -> None:
    """Move entries whose staff number or ID number occurs twice to the refused rows."""
    numbers: dict[str, list[tuple[int, int]]] = defaultdict(list)
    identities: dict[str, list[tuple[int, int]]] = defaultdict(list)
    rows: Iterable[Entry | RefusedRow] = (*reading.entries, *reading.refused)
    for each in rows:
        if each.staff_number:
            numbers[each.staff_number].append((each.sheet, each.row))
    for entry in reading.entries:
        if entry.id_number:
            identities[entry.id_number].append((entry.sheet, entry.row))
    kept: list[Entry] = []
    for entry in reading.entries:
        here = (entry.sheet, entry.row)
        faults = []
        for code, name, places, shown in (
            (
                FaultCode.STAFF_NUMBER_TWICE,
                Field.STAFF_NUMBER,
                numbers[entry.staff_number],
                entry.staff_number,
            ),
            (
                FaultCode.ID_TWICE,
                Field.ID_NUMBER,
                identities.get(entry.id_number, []),
                cells.masked(entry.id_number),
            ),
        ):
            if len(places) > 1:
                other = next(place for place in places if place != here)
                facts: dict[str, str | int] = {
                    "other_sheet": reading.sheets[other[0]].name,
                    "other_row": other[1],
                }
                faults.append(Fault(code, *here, name, shown, facts))
        if faults:
            reading.faults.extend(faults)
            reading.refused.append(RefusedRow(*here, entry.staff_number, entry.name))
        else:
            kept.append(entry)
    reading.entries = kept


class _RowReader:
    """Reads the cells of one row, noting a fault for each that can't be taken."""

    def __init__(
        self,
        sheet: int,
        row: int,
        row_cells: dict[Field, Cell],
        on: date,
        missing: Missing,
        date_1904: bool,
    ) -> None:
        self._place = (sheet, row)
        self._cells = row_cells
        self._on = on
        self._missing = missing
        self._date_1904 = date_1904
        self.faults: list[Fault] = []

    def entry(self, unit_line: str) -> Entry:
        """Return what the row says; complete only if `faults` stays empty."""
        id_number, id_sex, born_on = self._id_number()
        return Entry(
            *self._place,
            staff_number=self._staff_number(),
            name=self._name(),
            unit=self._plain(Field.UNIT) or unit_line,
            sex=self._sex(id_sex),
            id_number=id_number,
            mobile=self._mobile(),
            staff_kind=self._word(
                Field.STAFF_KIND, cells.STAFF_KINDS, FaultCode.STAFF_KIND_UNKNOWN
            ),
            establishment=self._word(
                Field.ESTABLISHMENT, cells.ESTABLISHMENTS, FaultCode.ESTABLISHMENT_UNKNOWN
            ),
            post=self._plain(Field.POST),
            rank=self._plain(Field.RANK),
            joined_on=self._date(Field.JOINED_ON, born_on),
            post_since=self._date(Field.POST_SINCE, born_on),
            staff_number_was_number=isinstance(self._cells.get(Field.STAFF_NUMBER), int | float),
        )

    def _fault(self, code: FaultCode, name: Field, shown: str = "", **facts: str | int) -> None:
        self.faults.append(Fault(code, *self._place, name, shown[:60], facts))

    def _plain(self, name: Field) -> str:
        text = cells.text(self._cells.get(name))
        return "" if text in cells.NOTHING else text

    def _staff_number(self) -> str:
        text = cells.text(self._cells.get(Field.STAFF_NUMBER)).replace(" ", "")
        if not text:
            self._fault(FaultCode.STAFF_NUMBER_MISSING, Field.STAFF_NUMBER)
        elif not cells.STAFF_NUMBER.fullmatch(text):
            self._fault(FaultCode.STAFF_NUMBER_INVALID, Field.STAFF_NUMBER, text)
        return text

    def _name(self) -> str:
        name = cells.person_name(self._cells.get(Field.NAME))
        if not name:
            self._fault(FaultCode.NAME_MISSING, Field.NAME)
            return name
        if len(name) > cells.NAME_LENGTH:
            self._fault(FaultCode.NAME_TOO_LONG, Field.NAME, name, limit=cells.NAME_LENGTH)
        missing = self._missing(name)
        if missing:
            points = "、".join(f"{char}（U+{ord(char):04X}）" for char in missing[:5])
            self._fault(FaultCode.NAME_NOT_PRINTABLE, Field.NAME, name, characters=points)
        return name

    def _id_number(self) -> tuple[str, Sex | None, date | None]:
        cell = self._cells.get(Field.ID_NUMBER)
        found = cells.id_number(cell)
        if found.fault is not None:
            self._fault(found.fault, Field.ID_NUMBER, found.shown)
            return "", None, None
        return found.number, found.sex, found.born_on

    def _sex(self, id_sex: Sex | None) -> Sex | None:
        stated = self._word(Field.SEX, cells.SEXES, FaultCode.SEX_UNKNOWN)
        if stated is not None and id_sex is not None and stated is not id_sex:
            shown = cells.text(self._cells.get(Field.SEX))
            self._fault(FaultCode.SEX_CONTRADICTS_ID, Field.SEX, shown)
        return stated or id_sex

    def _mobile(self) -> str:
        text = cells.text(self._cells.get(Field.MOBILE))
        number = cells.mobile(text)
        if number is None:
            self._fault(FaultCode.MOBILE_INVALID, Field.MOBILE, cells.masked(text))
        return number or ""

    def _word(self, name: Field, words: dict[str, T], code: FaultCode) -> T | None:
        text = cells.text(self._cells.get(name))
        if not text or text in cells.NOTHING:
            return None
        found = words.get(cells.key(text))
        if found is None:
            self._fault(code, name, text)
        return found

    def _date(self, name: Field, born_on: date | None) -> date | None:
        cell = self._cells.get(name)
        shown = cells.text(cell)
        if shown in cells.NOTHING:
            return None
        try:
            found = roster_dates.parse(cell, date_1904=self._date_1904)
        except roster_dates.DateError as error:
            ambiguous = FaultCode.DATE_AMBIGUOUS if error.ambiguous else FaultCode.DATE_IMPOSSIBLE
            self._fault(ambiguous, name, shown)
            return None
        if found is not None and found > self._on:
            self._fault(FaultCode.DATE_AFTER_ROSTER, name, shown, on=self._on.isoformat())
        if found is not None and born_on is not None and found <= born_on:
            self._fault(FaultCode.DATE_IMPOSSIBLE, name, shown)
        return found
