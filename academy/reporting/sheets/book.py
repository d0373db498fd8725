"""A report as the workbook a Chinese office files.

Title row, 填报单位, period and as-of, merged group headings, frozen heading, A4 landscape fitted
to the width, lines for 填表人 and 审核人; charts; then the name list (ID numbers masked), then
the definitions. Every text is written as text: nothing that a unit sent can become a formula.
"""

import io
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from academy.reporting.frames import Report
from academy.reporting.sheets import charts, lists, table
from academy.reporting.sheets.styles import Line, Styles
from academy.reporting.stamps import Stamp


def workbook(report: Report, names: Sequence[Sequence[Line]], stamp: Stamp) -> bytes:
    """Return the report as XLSX bytes: table, chart, name list, definitions."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
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
            sheet = book.add_worksheet(str(source.title))
            lists.names(sheet, report, source, lines, stamp, styles)
        lists.definitions(book.add_worksheet(_("指标说明")), report, stamp, styles)
    return out.getvalue()
