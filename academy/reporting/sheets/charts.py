"""The second sheet: the rates (or numbers) by unit as bars."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from academy.reporting.enums import Level
from academy.reporting.frames import Report
from academy.reporting.sheets.styles import FIRST_ROW, paper
from academy.reporting.stamps import Stamp

_ROW_PIXELS = 20


def write(book: Any, report: Report, stamp: Stamp) -> None:
    """Draw each of them by unit as bars, from the numbers of the table."""
    sheet, table = book.add_worksheet(_("图表")), _("统计表")
    paper(sheet, stamp, landscape=False, head_rows=1)
    left = 2 if report.part_names else 1
    columns = {entry.column: place for place, entry in enumerate(report.spec.entries, start=left)}
    rows = [
        number for number, row in enumerate(report.rows, start=FIRST_ROW) if row.level is Level.UNIT
    ]
    height = 90 + 19 * len(rows)
    step = height // _ROW_PIXELS + 2
    # Each chart on a page of its own: none is cut in two.
    sheet.set_h_pagebreaks([step * number for number in range(1, len(report.spec.charted))])
    for number, charted in enumerate(report.spec.charted):
        column = columns[charted.column]
        chart = book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "categories": _cells(table, rows, 0),
                "values": _cells(table, rows, column),
                "fill": {"color": "#1a5fb4"},
                "gap": 40,
                "data_labels": {
                    "value": True,
                    "num_format": "0.0" if charted.is_rate else "#,##0",
                    "font": {"size": 8},
                },
            }
        )
        heading = report.spec.entry[charted.column].heading
        chart.set_title({"name": heading, "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        scale = {"min": 0, "max": 100} if charted.is_rate else {"min": 0}
        chart.set_x_axis({**scale, "major_gridlines": {"visible": True}})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
        chart.set_size({"width": 620, "height": height})
        sheet.insert_chart(number * step, 0, chart)


def _cells(table: str, rows: Sequence[int], column: int) -> str:
    """Return a reference to the cells of a column in some rows, neighbours in one piece."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    pieces: list[list[int]] = []
    for row in rows:
        if pieces and pieces[-1][-1] == row - 1:
            pieces[-1].append(row)
        else:
            pieces.append([row])
    cells = []
    for piece in pieces:
        ends = (
            xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
            for row in (piece[0], piece[-1])
        )
        cells.append(f"'{table}'!" + ":".join(ends))
    return "=" + (cells[0] if len(cells) == 1 else f"({','.join(cells)})")
