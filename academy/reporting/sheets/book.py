"""A report as the workbook a Chinese office files.

Title row, 填报单位, period and as-of, merged group headings, frozen heading, A4 landscape fitted
to the width, lines for 填表人 and 审核人; charts; then the name list (ID numbers masked), then
the definitions. Every text is written as text: nothing that a unit sent can become a formula.
"""

import io
from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from academy.reporting.frames import Report
from academy.reporting.sheets import charts, lists, table
from academy.reporting.sheets.styles import Line, Styles
from academy.reporting.stamps import Stamp

_LONG = 5_000
"""From how many names on a workbook is not made in memory."""


def workbook(report: Report, names: Sequence[Sequence[Line]], stamp: Stamp) -> bytes:
    """Return the report as XLSX bytes: table, chart, name list, definitions."""
    import xlsxwriter

    out, is_long = io.BytesIO(), sum(map(len, names)) > _LONG
    with TemporaryDirectory(prefix="academy-sheet-") as folder:
        options = {
            "in_memory": not is_long,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        with xlsxwriter.Workbook(out, options) as book:
            _write(book, report, names, stamp, is_long=is_long)
    return out.getvalue()


def _write(
    book: Any, report: Report, names: Sequence[Sequence[Line]], stamp: Stamp, *, is_long: bool
) -> None:
    book.set_properties(
        {
            "title": report.title,
            "author": settings.ACADEMY_NAME,
            "comments": stamp.line,
            "created": stamp.at.replace(tzinfo=None),
        }
    )
    styles = Styles(book)
    table.write(book.add_worksheet(_("统计表")), report, stamp, styles)
    if report.spec.charted and report.units:
        charts.write(book, report, stamp)
    for source, lines in zip(report.spec.sources, names, strict=True):
        # Row by row into a file, as only a sheet can that is written from top to bottom.
        book.constant_memory = is_long
        sheet = book.add_worksheet(str(source.title))
        lists.names(sheet, report, source, lines, stamp, styles)
    book.constant_memory = False
    lists.definitions(book.add_worksheet(_("指标说明")), report, stamp, styles)
