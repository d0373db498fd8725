"""A document on paper: A4 upright, chapters numbered, lines to sign."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from academy.reporting import pdf as printing
from academy.reporting.labels import Shape
from academy.reporting.reports.stories.frame import Story, Table
from academy.reporting.sheets.styles import NUMBER
from academy.reporting.sheets.words import in_words, page_words
from academy.reporting.specs import ListColumn
from academy.reporting.stamps import Stamp


@dataclass(frozen=True, slots=True)
class Printed:
    """A table as it is printed: headings with their share of the width, rows of (text, class)."""

    table: Table
    heads: list[tuple[ListColumn, str]]
    rows: list[tuple[bool, list[tuple[str, str]]]]


def pdf(story: Story, stamp: Stamp) -> bytes:
    """Return the document as PDF."""
    return printing.render(html(story, stamp), identifier=stamp.digest[:32], upright=True)


def html(story: Story, stamp: Stamp) -> str:
    """Return the page that `pdf` prints."""
    chapters = [
        (heading, chapter, [_printed(table) for table in chapter.tables])
        for heading, chapter in story.numbered()
    ]
    context = {
        "language": get_language() or settings.LANGUAGE_CODE,
        "story": story,
        "as_of": in_words(story.as_of),
        "chapters": chapters,
        "stamp": stamp,
        "page_words": page_words(),
        "academy": settings.ACADEMY_NAME,
    }
    return render_to_string("reporting/pdf/story.html", context)


def _printed(table: Table) -> Printed:
    columns = [column for column in table.columns if not column.file_only]
    whole = sum(column.width for column in columns)
    heads = [(column, f"{Decimal(column.width * 100) / whole:.2f}%") for column in columns]
    rows = [
        (line.is_sum, [(table.said(line, column), _css(column)) for column in columns])
        for line in table.lines
    ]
    return Printed(table, heads, rows)


def _css(column: ListColumn) -> str:
    if column.shape in NUMBER:
        return "num"
    return "" if column.shape is Shape.TEXT else "centre"
