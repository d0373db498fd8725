"""A document as a workbook: what stands above everything, then a sheet for each chapter."""

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from academy.reporting import labels
from academy.reporting.labels import Shape
from academy.reporting.reports.stories.frame import Chapter, Line, Story, Table
from academy.reporting.sheets.styles import NUMBER, SUM_SHADE, Styles, merged, paper
from academy.reporting.sheets.words import in_words
from academy.reporting.specs import ListColumn
from academy.reporting.stamps import Stamp

_WIDE = 8
"""Columns that texts above and below the tables stretch over."""


def workbook(story: Story, stamp: Stamp) -> bytes:
    """Return the document as XLSX bytes: an opening sheet, then one for each chapter."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {
                "title": story.title,
                "author": settings.ACADEMY_NAME,
                "comments": stamp.line,
                "created": stamp.at.replace(tzinfo=None),
            }
        )
        styles = Styles(book)
        _opening(book.add_worksheet(_("概况")), story, stamp, styles)
        for heading, chapter in story.numbered():
            sheet = book.add_worksheet(str(chapter.title)[:31])
            _chapter(sheet, heading, chapter, stamp, styles)
    return out.getvalue()


def _opening(sheet: Any, story: Story, stamp: Stamp, styles: Styles) -> None:
    paper(sheet, stamp, landscape=False, head_rows=1)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 3, 25)
    sheet.set_row(0, 36)
    merged(sheet, 0, 0, 3, story.title, styles(bold=True, font_size=18, align="center"))
    facts = [*story.facts, (_("数据截至"), in_words(story.as_of))]
    for row, (label, value) in enumerate(facts, start=1):
        sheet.set_row(row, 20)
        sheet.write_string(row, 0, str(label), styles.head())
        merged(sheet, row, 1, 3, value, styles.cell())
    row = len(facts) + 2
    wrapped = styles(text_wrap=True, valign="top")
    for text in (story.sentence, *map(str, story.notes)):
        sheet.set_row(row, 16 * (1 + len(text) // 42))
        merged(sheet, row, 0, 3, text, wrapped)
        row += 1
    sheet.set_row(row + 1, 30)
    for column, text in enumerate((_("填表人："), _("审核人："), _("单位负责人："))):
        sheet.write_string(row + 1, column + (column > 0), text, styles(font_size=11))


def _chapter(sheet: Any, heading: str, chapter: Chapter, stamp: Stamp, styles: Styles) -> None:
    widest = max(len(table.columns) for table in chapter.tables)
    last = max(widest, _WIDE) - 1
    paper(sheet, stamp, landscape=widest > _WIDE, head_rows=1)
    for place in range(widest):
        widths = [t.columns[place].width for t in chapter.tables if place < len(t.columns)]
        sheet.set_column(place, place, max(widths))
    sheet.set_row(0, 30)
    merged(sheet, 0, 0, last, heading, styles(bold=True, font_size=14))
    row = 1
    if chapter.basis:
        row = _said(sheet, row, last, str(chapter.basis), styles)
    for table in chapter.tables:
        row = _table(sheet, row + 1, last, table, styles)


def _said(sheet: Any, row: int, last: int, text: str, styles: Styles) -> int:
    """Write a paragraph over the whole width; return the row after it."""
    sheet.set_row(row, 15 * (1 + len(text) // 52))
    merged(sheet, row, 0, last, text, styles(text_wrap=True, font_size=9, valign="top"))
    return row + 1


def _table(sheet: Any, row: int, last: int, table: Table, styles: Styles) -> int:
    """Write a table with its title; return the row after it."""
    merged(sheet, row, 0, last, str(table.title), styles(bold=True, font_size=11))
    row += 1
    if table.basis:
        row = _said(sheet, row, last, str(table.basis), styles)
    if not table.lines:
        return _said(sheet, row, last, str(table.empty), styles)
    sheet.set_row(row, 30)
    for place, column in enumerate(table.columns):
        sheet.write_string(row, place, str(column.label), styles.head())
    for line in table.lines:
        row += 1
        for place, column in enumerate(table.columns):
            _cell(sheet, row, place, column, line, styles)
    return row + 1


def _cell(sheet: Any, row: int, place: int, column: ListColumn, line: Line, styles: Styles) -> None:
    value = line.values.get(column.code)
    look: Mapping[str, object] = {"bold": True, "bg_color": SUM_SHADE} if line.is_sum else {}
    if value is None or value == "":
        dash = labels.NOTHING if column.shape in NUMBER else ""
        sheet.write_string(row, place, dash, styles.cell(align="right", **look))
    elif isinstance(value, int | Decimal) and column.shape in NUMBER:
        style = styles.cell(num_format=NUMBER[column.shape], **look)
        sheet.write_number(row, place, float(value), style)
    else:
        said = value.isoformat() if isinstance(value, date) else column.said(value)
        middle = {} if column.shape is Shape.TEXT else {"align": "center"}
        sheet.write_string(row, place, said, styles.cell(**middle, **look))
