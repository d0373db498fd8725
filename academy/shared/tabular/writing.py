"""Spreadsheets that go out: nothing in them runs, and they print on A4 as they stand.

A cell that begins with = is a formula to a spreadsheet program, whoever typed it. In workbooks
every text is written as text; in CSV, which has no types, a text that begins like a formula gets
a leading apostrophe, which reading (`academy.people.rules.roster_cells.text`) takes off again.
"""

import csv
import io
import math
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Literal
from zoneinfo import ZoneInfo

TEXT = "@"
"""Number format of columns such as ID and staff numbers: digits that are no number."""

Align = Literal["left", "center", "right"]
Row = Mapping[str, object]

_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_LOCAL = ZoneInfo("Asia/Shanghai")
_CELL_CHARS = 32_767
_SHEET_NAME_CHARS = 31
_MEASURED_ROWS = 200
_PIECE_ROWS = 500
_WIDTHS = (6.0, 44.0)
_LINE_HEIGHT = 18
_A4 = 9
# Files of equal content are equal byte by byte: no clock in them unless the caller gives one.
_TIMELESS = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` finds its value in a row, `group` is the heading above it, if any.

    `width` in characters (measured if None); `number_format` as Excel writes them, `TEXT` for
    numbers that are none; neighbours of the same group share one merged heading. What `wrap`s
    is broken into lines instead of running out of its column.
    """

    key: str
    header: str
    group: str | None = None
    width: float | None = None
    number_format: str | None = None
    align: Align | None = None
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: title and lines above the table, one mapping per row, lines below it."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    subtitle_lines: Sequence[str] = field(default=())
    footer_lines: Sequence[str] = field(default=())


def write_workbook(
    target: str | os.PathLike[str] | IO[bytes],
    sheets: Sequence[Sheet],
    *,
    created_at: datetime | None = None,
) -> None:
    """Write an .xlsx file of one or more sheets to a path or a binary file object.

    A path is written beside itself first and then moved, so that nobody reads half a file.
    """
    data = _workbook_bytes(sheets, created_at or _TIMELESS)
    if not isinstance(target, str | os.PathLike):
        target.write(data)
        return
    path = Path(target)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    draft.write_bytes(data)
    draft.replace(path)


def write_csv(target: IO[bytes], sheet: Sheet) -> None:
    """Write the sheet's headings and rows as CSV: UTF-8 with a byte-order mark, CR LF.

    Title, subtitle and footer lines are left out: CSV is for programs, and a group's heading is
    joined to its columns'.
    """
    for piece in csv_pieces(sheet.columns, sheet.rows):
        target.write(piece)


def csv_pieces(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield the same file in pieces of some hundred rows, for as many rows as there may be."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([neutral(" ".join(filter(None, (c.group, c.header)))) for c in columns])
    mark = "\ufeff"
    for count, row in enumerate(rows, start=1):
        writer.writerow([_csv_cell(row.get(column.key)) for column in columns])
        if count % _PIECE_ROWS == 0:
            yield (mark + text.getvalue()).encode("utf-8", "replace")
            mark = ""
            text.seek(0)
            text.truncate()
    yield (mark + text.getvalue()).encode("utf-8", "replace")


def neutral(text: str) -> str:
    """Return `text` with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text[:1] in _FORMULA_STARTS and text else text


def _csv_cell(value: object) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return _local(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return neutral(str(value))


def _workbook_bytes(sheets: Sequence[Sheet], created_at: datetime) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": created_at.astimezone(UTC).replace(tzinfo=None)})
        formats = _Formats(book)
        names: set[str] = set()
        for sheet in sheets:
            name = _sheet_name(sheet.name, names)
            _SheetWriter(book.add_worksheet(name), sheet, formats).write()
    return out.getvalue()


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name Excel accepts and no other sheet of the book has (case ignored)."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted).strip(" '") or "Sheet"
    name = plain[:_SHEET_NAME_CHARS]
    number = 1
    while name.lower() in taken:
        number += 1
        tail = f" {number}"
        name = plain[: _SHEET_NAME_CHARS - len(tail)] + tail
    taken.add(name.lower())
    return name


class _Formats:
    """The book's cell formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def get(self, **properties: object) -> Any:
        properties = {"font_name": "宋体", "valign": "vcenter", **properties}
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def title(self) -> Any:
        return self.get(bold=True, font_size=16, align="center")

    def line(self) -> Any:
        return self.get(font_size=10, align="left")

    def header(self) -> Any:
        return self.get(
            bold=True, border=1, align="center", text_wrap=True, bg_color="#EDEFF2", font_size=11
        )

    def cell(self, column: Column, value: object) -> Any:
        shape: dict[str, object] = {"border": 1, "font_size": 11}
        number_format = column.number_format or _format_of(value)
        if number_format:
            shape["num_format"] = number_format
        if column.wrap:
            shape["text_wrap"] = True
        align = column.align or _align_of(value, column)
        return self.get(**shape, align=align)


def _format_of(value: object) -> str | None:
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm"
    return "yyyy-mm-dd" if isinstance(value, date) else None


def _align_of(value: object, column: Column) -> Align:
    if column.number_format == TEXT or isinstance(value, str | bool) or value is None:
        return "left"
    return "center" if isinstance(value, date) else "right"


class _SheetWriter:
    def __init__(self, worksheet: Any, sheet: Sheet, formats: _Formats) -> None:
        self._to = worksheet
        self._sheet = sheet
        self._formats = formats
        self._last = len(sheet.columns) - 1
        self._row = 0

    def write(self) -> None:
        """Write title, lines, headings, rows and footer, then set the page up."""
        sheet = self._sheet
        self._line(sheet.title, self._formats.title(), height=30)
        for line in sheet.subtitle_lines:
            self._line(line, self._formats.line())
        header_row = self._header()
        first = self._row
        for row in sheet.rows:
            for place, column in enumerate(sheet.columns):
                self._cell(self._row, place, column, row.get(column.key))
            # Not every program makes room for broken lines by itself.
            if (lines := self._lines_of(row)) > 1:
                self._to.set_row(self._row, _LINE_HEIGHT * lines)
            self._row += 1
        if self._row > first:
            self._to.autofilter(header_row, 0, self._row - 1, self._last)
        for line in sheet.footer_lines:
            self._line(line, self._formats.line())
        self._page(first)

    def _lines_of(self, row: Row) -> int:
        """Return into how many lines a row's texts are broken."""
        return max(
            (
                math.ceil(
                    (_width(str(row.get(column.key) or "")) + 1)
                    / (column.width or self._measure(column))
                )
                for column in self._sheet.columns
                if column.wrap
            ),
            default=1,
        )

    def _line(self, text: str, shape: Any, height: int = _LINE_HEIGHT) -> None:
        if not text:
            return
        self._to.set_row(self._row, height)
        self._merged(self._row, 0, self._row, self._last, text, shape)
        self._row += 1

    def _merged(self, top: int, left: int, bottom: int, right: int, text: str, shape: Any) -> None:
        if (top, left) == (bottom, right):
            self._to.write_string(top, left, _clean(text), shape)
        else:
            self._to.merge_range(top, left, bottom, right, "", shape)
            self._to.write_string(top, left, _clean(text), shape)

    def _header(self) -> int:
        """Write one row of headings, or two where columns are grouped; return the lower one."""
        columns, shape = self._sheet.columns, self._formats.header()
        if not any(column.group for column in columns):
            for place, column in enumerate(columns):
                self._to.write_string(self._row, place, _clean(column.header), shape)
            self._row += 1
            return self._row - 1
        top = self._row
        for left, right in _groups(columns):
            group = columns[left].group
            if group is None:
                self._merged(top, left, top + 1, left, columns[left].header, shape)
                continue
            self._merged(top, left, top, right, group, shape)
            for place in range(left, right + 1):
                self._to.write_string(top + 1, place, _clean(columns[place].header), shape)
        self._row += 2
        return top + 1

    def _cell(self, row: int, place: int, column: Column, value: object) -> None:
        shape = self._formats.cell(column, value)
        if value is None or value == "":
            self._to.write_blank(row, place, None, shape)
        elif isinstance(value, bool):
            self._to.write_boolean(row, place, value, shape)
        elif isinstance(value, int | float | Decimal) and column.number_format != TEXT:
            self._to.write_number(row, place, float(value), shape)
        elif isinstance(value, datetime):
            self._to.write_datetime(row, place, _local(value).replace(tzinfo=None), shape)
        elif isinstance(value, date):
            self._to.write_datetime(row, place, value, shape)
        else:
            self._to.write_string(row, place, _clean(str(value)), shape)

    def _page(self, first: int) -> None:
        to = self._to
        for place, column in enumerate(self._sheet.columns):
            to.set_column(place, place, column.width or self._measure(column))
        to.freeze_panes(first, 0)
        to.repeat_rows(
            max(0, first - (2 if any(c.group for c in self._sheet.columns) else 1)), first - 1
        )
        to.set_landscape()
        to.set_paper(_A4)
        to.fit_to_pages(1, 0)
        to.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        to.set_footer("&C&P / &N")
        to.center_horizontally()

    def _measure(self, column: Column) -> float:
        texts: Iterable[object] = (row.get(column.key) for row in self._sheet.rows[:_MEASURED_ROWS])
        widest = max((_width(str(_csv_cell(value))) for value in texts), default=0)
        return min(max(widest + 2, _width(column.header) / 1.5 + 3, _WIDTHS[0]), _WIDTHS[1])


def _groups(columns: Sequence[Column]) -> list[tuple[int, int]]:
    """Return (first, last) of each run of neighbours of one group; the rest by themselves."""
    runs: list[tuple[int, int]] = []
    for place, column in enumerate(columns):
        if runs and column.group is not None and columns[place - 1].group == column.group:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def _width(text: str) -> float:
    """Return how many Latin characters wide a text is; a Chinese one counts two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _clean(text: str) -> str:
    """Return what a cell can hold: no lone surrogates, no more than Excel's limit."""
    return text.encode("utf-8", "replace").decode("utf-8")[:_CELL_CHARS]


def _local(at: datetime) -> datetime:
    return at.astimezone(_LOCAL) if at.tzinfo is not None else at
