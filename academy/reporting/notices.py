"""The report as the notice (通报) that is printed, signed and filed: letter, tables, charts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from academy.reporting import charts, labels, letters, sheets
from academy.reporting import pdf as printing
from academy.reporting.charts import Chart
from academy.reporting.enums import Level
from academy.reporting.frames import Report, Row
from academy.reporting.labels import Shape
from academy.reporting.rules.shapes import PAPER, ROOMY, ROWS
from academy.reporting.specs import ListColumn
from academy.reporting.stamps import Stamp
from academy.shared.clock import local_date

_ROOMY_ROWS = 21


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row."""

    row: Row
    css: str
    cells: list[str]


def pdf(
    report: Report,
    printed: Sequence[sheets.Line],
    stamp: Stamp,
    on_page: Callable[[], None] | None = None,
) -> bytes:
    """Return the notice as PDF: letter, by unit, charts, by unit and kind, names, definitions.

    `on_page` is called as pages are laid out, and may raise to end it.
    """
    page = html(report, printed, stamp)
    return printing.render(page, identifier=stamp.digest[:32], on_page=on_page)


def html(report: Report, printed: Sequence[sheets.Line], stamp: Stamp) -> str:
    """Return the page that `pdf` prints."""
    spec = report.spec
    lines = [_line(row, report) for row in report.rows]
    figure = spec.printed_figure
    columns = spec.source_of(figure).names.shown(figure) if figure else []
    context = {
        "language": get_language() or settings.LANGUAGE_CODE,
        "report": report,
        "letter": letters.letter(report),
        "charts": _charts(report),
        "period_line": sheets.period_line(report),
        "narrowed_line": sheets.narrowed_line(report),
        "as_of": sheets.in_words(report.as_of),
        "made_on": sheets.in_words(local_date(stamp.at)),
        "stamp": stamp,
        "page_words": sheets.page_words(),
        "academy": settings.ACADEMY_NAME,
        "groups": spec.grouped(),
        "part_heading": sheets.part_heading(report),
        "by_unit": [[line for line in lines if line.row.level is not Level.PART]],
        "by_part": _blocks(lines),
        "printed": spec.figures[figure] if figure else "",
        "printed_columns": columns,
        "printed_lines": [[_said(line, column) for column in columns] for line in printed],
    }
    return render_to_string("reporting/report_pdf.html", context)


def _charts(report: Report) -> list[Chart]:
    """Return the charts: two beside each other on a page, a single one over the whole of it."""
    alone = len(report.spec.charted) == 1 and report.spec.banded is None
    if alone:
        return charts.of(report, ROOMY, columns=max(2, -(-len(report.units) // _ROOMY_ROWS)))
    return charts.of(report, PAPER, columns=-(-len(report.units) // ROWS))


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """Return the rows unit by unit, so that no unit is torn apart by a page's end."""
    blocks: list[list[Line]] = []
    for line in lines:
        if line.row.level is not Level.PART:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _line(row: Row, report: Report) -> Line:
    cells = [labels.printed(row[entry.column]) for entry in report.spec.entries]
    return Line(row, f"row-{row.level.value}", cells)


def _said(line: sheets.Line, column: ListColumn) -> tuple[str, bool]:
    """Return a cell of a name list in words, and whether it stands in the middle."""
    return column.said(line[column.code]), column.shape is not Shape.TEXT
