"""The report as the workbook a Chinese office files, and as plain CSV.

Title row, 填报单位, period and as-of, merged group headings, frozen heading, A4 landscape fitted
to the width, lines for 填表人 and 审核人; then the name list (ID numbers masked), then the
definitions. Every text is written as text: nothing that a unit sent can become a formula.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from academy.people import labels as people_labels
from academy.reporting import labels
from academy.reporting.enums import Level
from academy.reporting.frames import Report, Row
from academy.reporting.labels import GLOSSARY, Shape
from academy.reporting.queries.people import Listed
from academy.reporting.rules.asking import Ask
from academy.reporting.stamps import Stamp
from academy.shared.tabular.writing import Column, Sheet, write_csv

COMPLETION = "completion"

_FIRST_ROW = 4
_INK, _RULE, _SHADE, _SUM_SHADE = "#1b2430", "#8590a0", "#eef1f5", "#dde3ea"
_NUMBER = {
    Shape.COUNT: "#,##0",
    Shape.PERCENT: "0.0",
    Shape.SCORE: "0.00",
    Shape.HOURS: "#,##0.0",
}


def title(report: Report) -> str:
    """Return the official title of the report."""
    return str(labels.TITLE)


def in_words(on: date) -> str:
    """Return a date as prose prints it: 2026年3月5日."""
    return date_format(on, "DATE_FORMAT")


def period_line(report: Report) -> str:
    """Return the period in words, with the rule by which a cohort belongs to it."""
    return _("统计期：%(period)s（按开班日期）") % {"period": period_words(report.ask)}


def period_words(ask: Ask) -> str:
    """Return the period in words, both days included."""
    return _("%(first)s至%(last)s") % {
        "first": in_words(ask.period.starts_on),
        "last": in_words(ask.period.last_on),
    }


def narrowed_line(report: Report) -> str:
    """Return track and cohort in words."""
    return _("业务线：%(track)s　期次：%(cohort)s") % {
        "track": report.track_name,
        "cohort": report.cohort_name,
    }


def delimited(report: Report) -> bytes:
    """Return the table as CSV: UTF-8 with BOM, one heading line, CRLF, no value as "—"."""
    columns = [Column("unit", _("单位")), Column("kind", _("人员类别"))]
    columns += [Column(entry.column.value, entry.heading) for entry in GLOSSARY]
    rows = [
        {
            "unit": row.unit_name,
            "kind": row.kind_label,
            **{
                column.value: labels.NOTHING if value is None else value
                for column, value in row.values.items()
            },
        }
        for row in report.rows
    ]
    out = io.BytesIO()
    write_csv(out, Sheet(name=COMPLETION, title="", columns=columns, rows=rows))
    return out.getvalue()


def workbook(report: Report, names: Sequence[Listed], stamp: Stamp) -> bytes:
    """Return the report as XLSX bytes: table, name list, definitions."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {
                "title": title(report),
                "author": settings.ACADEMY_NAME,
                "comments": stamp.line,
                "created": stamp.at.replace(tzinfo=None),
            }
        )
        styles = _Styles(book)
        _table(book.add_worksheet(_("统计表")), report, stamp, styles)
        _name_list(book.add_worksheet(_("人员名单")), report, names, stamp, styles)
        _definitions(book.add_worksheet(_("指标说明")), report, stamp, styles)
    return out.getvalue()


@dataclass
class _Styles:
    """Cell formats by what they are for; each made once."""

    book: Any

    def __post_init__(self) -> None:
        self._made: dict[tuple[object, ...], Any] = {}

    def __call__(self, **wanted: object) -> Any:
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            base = {"font_name": "宋体", "font_size": 10, "font_color": _INK, "valign": "vcenter"}
            self._made[key] = self.book.add_format({**base, **wanted})
        return self._made[key]

    def cell(self, **wanted: object) -> Any:
        """A cell of a table: ruled on all sides."""
        return self(border=1, border_color=_RULE, **wanted)

    def head(self) -> Any:
        """A heading cell."""
        return self.cell(bold=True, align="center", text_wrap=True, bg_color=_SHADE)


def _paper(sheet: Any, stamp: Stamp, *, landscape: bool, head_rows: int) -> None:
    """Set the sheet up for print: A4, fitted to the width, headings on every page."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows(0, head_rows - 1)
    sheet.set_footer("&L&8" + stamp.line + "&R&8" + _("第 &P 页，共 &N 页"))
    sheet.hide_gridlines(2)


def _table(sheet: Any, report: Report, stamp: Stamp, styles: _Styles) -> None:
    last = len(GLOSSARY) + 1
    _paper(sheet, stamp, landscape=True, head_rows=_FIRST_ROW)
    sheet.set_column(0, 0, 25)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, last, 8.3)
    sheet.set_row(0, 36)
    sheet.merge_range(0, 0, 0, last, title(report), styles(bold=True, font_size=18, align="center"))
    sheet.set_row(1, 20)
    _merged(sheet, 1, 0, 5, _("填报单位：%(unit)s") % {"unit": report.scope_name}, styles())
    _merged(sheet, 1, 6, 12, period_line(report), styles(align="center"))
    as_of = _("数据截至：%(on)s") % {"on": in_words(report.as_of)}
    _merged(sheet, 1, 13, last, as_of, styles(align="right"))
    _headings(sheet, styles)
    for number, row in enumerate(report.rows, start=_FIRST_ROW):
        _printed_row(sheet, number, row, styles)
    end = _FIRST_ROW + len(report.rows)
    sheet.freeze_panes(_FIRST_ROW, 2)
    sheet.outline_settings(visible=True, symbols_below=False, symbols_right=True, auto_style=False)
    sheet.autofilter(_FIRST_ROW - 1, 0, end - 1, last)
    sheet.print_area(0, 0, end + 2, last)
    _merged(sheet, end, 0, last, narrowed_line(report), styles(font_size=9))
    sheet.set_row(end + 1, 30)
    for first, until, text in (
        (0, 3, _("填表人：")),
        (4, 8, _("审核人：")),
        (9, 13, _("单位负责人：")),
        (14, last, _("填表日期：　　　　年　　月　　日")),
    ):
        _merged(sheet, end + 1, first, until, text, styles(font_size=11))
    _merged(sheet, end + 2, 0, last, stamp.line, styles(font_size=8, font_color=_RULE))


def _merged(sheet: Any, row: int, first: int, until: int, text: str, style: Any) -> None:
    sheet.merge_range(row, first, row, until, "", style)
    sheet.write_string(row, first, text, style)


def _headings(sheet: Any, styles: _Styles) -> None:
    """Two rows: groups merged over their columns, unit and kind merged downwards."""
    head = styles.head()
    sheet.set_row(2, 20)
    sheet.set_row(3, 44)
    sheet.merge_range(2, 0, 3, 0, _("单位"), head)
    sheet.merge_range(2, 1, 3, 1, _("人员类别"), head)
    column = 2
    for group, entries in groupby(GLOSSARY, key=lambda each: each.group):
        members = list(entries)
        _merged(sheet, 2, column, column + len(members) - 1, str(labels.GROUP[group]), head)
        for entry in members:
            broken = f"{entry.label}\n{entry.sign}" if entry.sign else str(entry.label)
            sheet.write_string(3, column, broken, head)
            column += 1


def _printed_row(sheet: Any, number: int, row: Row, styles: _Styles) -> None:
    is_kind, is_sum = row.level is Level.KIND, row.level in (Level.BRANCHES, Level.TOTAL)
    look: dict[str, object] = {"bold": not is_kind}
    if not is_kind:
        look["bg_color"] = _SUM_SHADE if is_sum else _SHADE
    sheet.set_row(number, 17 if is_kind else 19, None, {"level": 1} if is_kind else {})
    left = {**look, "indent": 1} if is_kind else look
    sheet.write_string(number, 0, row.unit_name, styles.cell(**left))
    sheet.write_string(number, 1, row.kind_label, styles.cell(**look))
    for column, entry in enumerate(GLOSSARY, start=2):
        value = row[entry.column]
        if value is None:
            dash = styles.cell(align="right", **look)
            sheet.write_string(number, column, labels.NOTHING, dash)
        else:
            style = styles.cell(num_format=_NUMBER[entry.shape], align="right", **look)
            sheet.write_number(number, column, float(value), style)


def name_headings() -> list[tuple[str, int]]:
    """Return the headings of the name list with their widths in characters."""
    return [
        (_("序号"), 6), (_("单位"), 26), (_("人员类别"), 14), (_("姓名"), 10), (_("工号"), 11),
        (_("身份证号"), 21), (_("期次"), 30), (_("开班日期"), 12), (_("报到日期"), 12),
        (_("首考成绩"), 9), (_("补考成绩"), 9), (_("结果"), 11), (_("学时"), 8), (_("备注"), 24),
    ]  # fmt: skip


def _name_list(
    sheet: Any, report: Report, names: Sequence[Listed], stamp: Stamp, styles: _Styles
) -> None:
    headings = name_headings()
    last = len(headings) - 1
    _paper(sheet, stamp, landscape=True, head_rows=3)
    heading = _("人员名单（%(count)s 人次）") % {"count": labels.printed(len(names))}
    sheet.set_row(0, 30)
    _merged(sheet, 0, 0, last, heading, styles(bold=True, font_size=16, align="center"))
    _merged(sheet, 1, 0, 7, period_line(report), styles())
    note = _("单位、人员类别为取得名额当天的归属；成绩为百分制；身份证号已遮蔽")
    _merged(sheet, 1, 8, last, note, styles(align="right", font_size=9))
    sheet.set_row(2, 24)
    for column, (text, width) in enumerate(headings):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, text, styles.head())
    text, middle = styles.cell(), styles.cell(align="center")
    score, hours = styles.cell(num_format="0.00"), styles.cell(num_format="0.0")
    for number, each in enumerate(names, start=1):
        row = number + 2
        sheet.write_number(row, 0, number, middle)
        for column, (shown, style) in enumerate(_name_cells(each, text, middle), start=1):
            sheet.write_string(row, column, shown, style)
        for column, mark in ((9, each.first_score), (10, each.make_up_score)):
            if mark is None:
                sheet.write_blank(row, column, None, text)
            else:
                sheet.write_number(row, column, float(mark), score)
        sheet.write_string(row, 11, str(labels.STANDING[each.standing]), middle)
        sheet.write_number(row, 12, float(each.hours), hours)
        sheet.write_string(row, 13, each.reason, text)
    sheet.freeze_panes(3, 5)
    sheet.autofilter(2, 0, max(3, len(names) + 2), last)


def _name_cells(each: Listed, text: Any, middle: Any) -> list[tuple[str, Any]]:
    return [
        (each.unit_name, text),
        (str(people_labels.STAFF_KIND[each.staff_kind]), text),
        (each.name, text),
        (each.staff_number, middle),
        (each.id_number, middle),
        (each.cohort_name, text),
        (each.starts_on.isoformat(), middle),
        (each.checked_in_on.isoformat() if each.checked_in_on else "", middle),
    ]


def _definitions(sheet: Any, report: Report, stamp: Stamp, styles: _Styles) -> None:
    _paper(sheet, stamp, landscape=False, head_rows=2)
    for column, width in enumerate((10, 16, 8, 78)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    _merged(sheet, 0, 0, 3, _("指标说明"), styles(bold=True, font_size=16, align="center"))
    for column, text in enumerate((_("类别"), _("指标"), _("单位"), _("定义"))):
        sheet.write_string(1, column, text, styles.head())
    wrapped, middle = styles.cell(text_wrap=True), styles.cell(align="center")
    for row, entry in enumerate(GLOSSARY, start=2):
        sheet.set_row(row, 24)
        sheet.write_string(row, 0, str(labels.GROUP[entry.group]), middle)
        sheet.write_string(row, 1, str(entry.label), styles.cell(bold=True))
        sheet.write_string(row, 2, str(entry.unit), middle)
        sheet.write_string(row, 3, str(entry.definition), wrapped)
    row = len(GLOSSARY) + 3
    said = [str(note) for note in labels.NOTES]
    said.append(narrowed_line(report))
    for number, text in enumerate(said):
        sheet.set_row(row + number, 22)
        _merged(sheet, row + number, 0, 3, text, styles(text_wrap=True))
