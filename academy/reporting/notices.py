"""The report as the document that is printed, signed and filed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from academy.people import labels as people_labels
from academy.reporting import labels, sheets
from academy.reporting import pdf as printing
from academy.reporting.enums import Column, Level
from academy.reporting.frames import Report, Row
from academy.reporting.labels import GLOSSARY
from academy.reporting.queries.people import Listed
from academy.reporting.stamps import Stamp


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row."""

    row: Row
    css: str
    cells: list[str]


def pdf(report: Report, left_out: Sequence[Listed], stamp: Stamp) -> bytes:
    """Return the report as PDF: by unit, by unit and kind, who is not counted, definitions."""
    return printing.render(html(report, left_out, stamp), identifier=stamp.digest[:32])


def html(report: Report, left_out: Sequence[Listed], stamp: Stamp) -> str:
    """Return the page that `pdf` prints."""
    lines = [_line(row) for row in report.rows]
    context = {
        "language": get_language() or settings.LANGUAGE_CODE,
        "report": report,
        "title": sheets.title(report),
        "period_line": sheets.period_line(report),
        "narrowed_line": sheets.narrowed_line(report),
        "as_of": sheets.in_words(report.as_of),
        "stamp": stamp,
        "page_words": _page_words(),
        "academy": settings.ACADEMY_NAME,
        "groups": headings(),
        "glossary": GLOSSARY,
        "notes": labels.NOTES,
        "persons": labels.printed(report.person_count),
        "by_unit": [[line for line in lines if line.row.level is not Level.KIND]],
        "by_kind": _blocks(lines),
        "total": {column.value: labels.printed(report.total[column]) for column in Column},
        "left_out": [(each, people_labels.STAFF_KIND[each.staff_kind]) for each in left_out],
    }
    return render_to_string("reporting/completion_pdf.html", context)


def _page_words() -> list[str]:
    """Return the words before, between and after the two page numbers, which print.css counts."""
    words = _("第 %(page)s 页，共 %(pages)s 页") % {"page": "\0", "pages": "\0"}
    return [part.strip() for part in words.split("\0")]


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """Return the rows unit by unit, so that no unit is torn apart by a page's end."""
    blocks: list[list[Line]] = []
    for line in lines:
        if line.row.level is not Level.KIND:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def headings() -> list[tuple[str, list[labels.Entry]]]:
    """Return the groups of columns in printed order, each with its columns."""
    grouped = groupby(GLOSSARY, key=lambda each: each.group)
    return [(str(labels.GROUP[group]), list(entries)) for group, entries in grouped]


def _line(row: Row) -> Line:
    cells = [labels.printed(row[entry.column]) for entry in GLOSSARY]
    return Line(row, f"row-{row.level.value}", cells)
