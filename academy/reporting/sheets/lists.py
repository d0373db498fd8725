"""The sheets behind the table: the name list, and what each figure means."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from unicodedata import east_asian_width

from django.utils.translation import gettext as _

from academy.reporting import labels
from academy.reporting.frames import Report
from academy.reporting.labels import Shape
from academy.reporting.sheets.styles import NUMBER, RULE, Line, Styles, merged, paper, spread
from academy.reporting.sheets.words import narrowed_line, period_line
from academy.reporting.specs import ListColumn, Source
from academy.reporting.stamps import Stamp


def names(
    sheet: Any, report: Report, source: Source, people: Sequence[Line], stamp: Stamp, styles: Styles
) -> None:
    columns = source.names.shown("", in_file=True)
    last = len(columns)
    paper(sheet, stamp, landscape=True, head_rows=3)
    heading = _("%(title)s（%(count)s 条）") % {
        "title": source.title,
        "count": labels.printed(len(people)),
    }
    sheet.set_row(0, 30)
    merged(sheet, 0, 0, last, heading, styles(bold=True, font_size=16, align="center"))
    (first, until), (second, end) = spread(last + 1, 2)
    merged(sheet, 1, first, until, period_line(report), styles())
    note = str(report.spec.list_note)
    merged(sheet, 1, second, end, note, styles(align="right", font_size=9))
    sheet.set_row(2, 24)
    sheet.set_column(0, 0, 6)
    sheet.write_string(2, 0, _("序号"), styles.head())
    for place, column in enumerate(columns, start=1):
        sheet.set_column(place, place, column.width)
        sheet.write_string(2, place, str(column.label), styles.head())
    writers = [
        (column.code, _writer(sheet, place, column, _list_style(column, styles)))
        for place, column in enumerate(columns, start=1)
    ]
    middle = styles.cell(align="center")
    for number, line in enumerate(people, start=1):
        sheet.write_number(number + 2, 0, number, middle)
        for code, write in writers:
            value = line[code]
            if value is not None and value != "":
                write(number + 2, value)
    if people:
        # Ruled by one rule for all: written one by one, the empty cells are a third of a long list.
        ruled = {"type": "blanks", "format": styles.plain(border=1, border_color=RULE)}
        sheet.conditional_format(3, 1, len(people) + 2, last, ruled)
    sheet.freeze_panes(3, 1 + _names_at(columns))
    sheet.autofilter(2, 0, max(3, len(people) + 2), last)


def _names_at(columns: Sequence[ListColumn]) -> int:
    """Return how many columns stand still: those up to the staff number."""
    codes = [column.code for column in columns]
    return codes.index("staff_number") + 1 if "staff_number" in codes else 1


def _list_style(column: ListColumn, styles: Styles) -> Any:
    if column.shape in NUMBER:
        return styles.cell(num_format=NUMBER[column.shape])
    return styles.cell(align="center") if column.shape is not Shape.TEXT else styles.cell()


def _writer(
    sheet: Any, place: int, column: ListColumn, look: Any
) -> Callable[[int, object], object]:
    """Return what writes a value into the column of a row; words are looked up once for all."""
    if column.words is not None:
        words = {code: str(said) for code, said in column.words.items()}
        return lambda row, value: sheet.write_string(row, place, words[str(value)], look)

    def write(row: int, value: object) -> object:
        if isinstance(value, int | Decimal):
            return sheet.write_number(row, place, float(value), look)
        return sheet.write_string(row, place, str(value), look)

    return write


def definitions(sheet: Any, report: Report, stamp: Stamp, styles: Styles) -> None:
    paper(sheet, stamp, landscape=False, head_rows=2)
    widths = (10, 16, 8, 78)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    merged(sheet, 0, 0, 3, _("指标说明"), styles(bold=True, font_size=16, align="center"))
    for column, text in enumerate((_("类别"), _("指标"), _("单位"), _("定义"))):
        sheet.write_string(1, column, text, styles.head())
    wrapped, middle = styles.cell(text_wrap=True), styles.cell(align="center")
    for row, entry in enumerate(report.spec.entries, start=2):
        sheet.set_row(row, _high(str(entry.definition), widths[-1], 24))
        sheet.write_string(row, 0, str(report.spec.groups[entry.group]), middle)
        sheet.write_string(row, 1, str(entry.label), styles.cell(bold=True))
        sheet.write_string(row, 2, str(entry.unit), middle)
        sheet.write_string(row, 3, str(entry.definition), wrapped)
    row = len(report.spec.entries) + 3
    said = [str(note) for note in report.spec.notes]
    said.append(narrowed_line(report))
    for number, text in enumerate(said):
        sheet.set_row(row + number, _high(text, sum(widths), 22))
        merged(sheet, row + number, 0, 3, text, styles(text_wrap=True))


def _high(text: str, width: int, least: int) -> int:
    """Return how high a row must be for all lines of a text in a column so many characters wide."""
    length = sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
    return max(least, 15 * -(-length // width) + 4)
