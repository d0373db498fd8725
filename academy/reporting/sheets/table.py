"""The first sheet: the table, as it is printed and filed."""

from typing import Any

from django.utils.translation import gettext as _

from academy.reporting import labels
from academy.reporting.enums import Level
from academy.reporting.frames import Report, Row
from academy.reporting.sheets.styles import (
    BAR,
    FIRST_ROW,
    LOW,
    NUMBER,
    RULE,
    SHADE,
    SUM_SHADE,
    Styles,
    merged,
    paper,
    spread,
)
from academy.reporting.sheets.words import in_words, narrowed_line, part_heading, period_line
from academy.reporting.stamps import Stamp


def write(sheet: Any, report: Report, stamp: Stamp, styles: Styles) -> None:
    left = 2 if report.part_names else 1
    last = len(report.spec.entries) + left - 1
    paper(sheet, stamp, landscape=True, head_rows=FIRST_ROW)
    sheet.set_column(0, 0, 25)
    if report.part_names:
        sheet.set_column(1, 1, 14)
    sheet.set_column(left, last, 8.3)
    sheet.set_row(0, 36)
    sheet.merge_range(0, 0, 0, last, report.title, styles(bold=True, font_size=18, align="center"))
    sheet.set_row(1, 20)
    thirds = spread(last + 1, 3)
    as_of = _("数据截至：%(on)s") % {"on": in_words(report.as_of)}
    said = (
        (_("填报单位：%(unit)s") % {"unit": report.scope_name}, "left"),
        (period_line(report), "center"),
        (as_of, "right"),
    )
    for (first, until), (text, align) in zip(thirds, said, strict=True):
        merged(sheet, 1, first, until, text, styles(align=align))
    _headings(sheet, report, left, styles)
    for number, row in enumerate(report.rows, start=FIRST_ROW):
        _printed_row(sheet, number, row, report, left, styles)
    end = FIRST_ROW + len(report.rows)
    _coloured(sheet, report, left, styles)
    sheet.freeze_panes(FIRST_ROW, left)
    sheet.outline_settings(visible=True, symbols_below=False, symbols_right=True, auto_style=False)
    sheet.autofilter(FIRST_ROW - 1, 0, end - 1, last)
    sheet.print_area(0, 0, end + 2, last)
    merged(sheet, end, 0, last, narrowed_line(report), styles(font_size=9))
    sheet.set_row(end + 1, 30)
    lines = (_("填表人："), _("审核人："), _("单位负责人："), _("填表日期：　　年　月　日"))
    for (first, until), text in zip(spread(last + 1, 4), lines, strict=True):
        merged(sheet, end + 1, first, until, text, styles(font_size=11))
    merged(sheet, end + 2, 0, last, stamp.line, styles(font_size=8, font_color=RULE))


def _headings(sheet: Any, report: Report, left: int, styles: Styles) -> None:
    """Two rows: groups merged over their columns, row and part merged downwards."""
    head = styles.head()
    sheet.set_row(2, 20)
    sheet.set_row(3, 44)
    sheet.merge_range(2, 0, 3, 0, str(report.spec.row_label), head)
    if left == 2:
        sheet.merge_range(2, 1, 3, 1, part_heading(report), head)
    column = left
    for group, entries in report.spec.grouped():
        merged(sheet, 2, column, column + len(entries) - 1, group, head)
        for entry in entries:
            broken = f"{entry.label}\n{entry.sign}" if entry.sign else str(entry.label)
            sheet.write_string(3, column, broken, head)
            column += 1


def _printed_row(
    sheet: Any, number: int, row: Row, report: Report, left: int, styles: Styles
) -> None:
    is_part, is_sum = row.level is Level.PART, row.level in (Level.BRANCHES, Level.TOTAL)
    look: dict[str, object] = {"bold": (not is_part and left == 2) or is_sum}
    if (not is_part and left == 2) or is_sum:
        look["bg_color"] = SUM_SHADE if is_sum else SHADE
    sheet.set_row(number, 17 if is_part else 19, None, {"level": 1} if is_part else {})
    indented = {**look, "indent": 1} if is_part else look
    sheet.write_string(number, 0, row.name, styles.cell(**indented))
    if left == 2:
        sheet.write_string(number, 1, row.part_label, styles.cell(**look))
    for column, entry in enumerate(report.spec.entries, start=left):
        value = row[entry.column]
        if value is None:
            dash = styles.cell(align="right", **look)
            sheet.write_string(number, column, labels.NOTHING, dash)
        else:
            style = styles.cell(num_format=NUMBER[entry.shape], align="right", **look)
            sheet.write_number(number, column, float(value), style)


def _coloured(sheet: Any, report: Report, left: int, styles: Styles) -> None:
    """Draw bars into the cells of the charted rates, and set apart what is below all together."""
    first, last = FIRST_ROW, FIRST_ROW + len(report.rows) - 1
    columns = {entry.column: place for place, entry in enumerate(report.spec.entries, start=left)}
    low = styles.plain(font_color=LOW)
    for charted in report.spec.charted:
        place, total = columns[charted.column], report.total[charted.column]
        if total is None or not charted.is_rate:
            continue
        sheet.conditional_format(
            first, place, last, place,
            {"type": "cell", "criteria": "<", "value": float(total), "format": low},
        )  # fmt: skip
        sheet.conditional_format(
            first, place, last, place,
            {
                "type": "data_bar", "bar_color": BAR, "min_type": "num",
                "max_type": "num", "min_value": 0, "max_value": 100,
            },
        )  # fmt: skip
