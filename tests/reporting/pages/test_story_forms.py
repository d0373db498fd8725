"""Page, workbook and PDF of a document say the same, cell by cell."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from html import unescape

import openpyxl
import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from academy.people.enums import Role
from academy.people.models import Person
from academy.reporting.enums import ExclusionReason
from academy.reporting.labels import Shape
from academy.reporting.reports.stories.frame import Line, Story, Table
from academy.reporting.specs import ListColumn
from tests.cast import Cast
from tests.make import exclusions, requirements, stories
from tests.make.stories import record_of, story_of

ClientOf = Callable[[Person | None], Client]
Told = tuple[str, Story]
_NUMBERS = (Shape.COUNT, Shape.PERCENT, Shape.SCORE, Shape.HOURS)


@pytest.fixture(autouse=True)
def _after() -> Iterator[None]:
    with time_machine.travel(stories.AFTER, tick=False):
        yield


@pytest.fixture(params=["cohort", "person"])
def told(request: pytest.FixtureRequest, cast: Cast, at: datetime) -> Told:
    """A document with something in every chapter, and where it is."""
    lived = stories.lived(cast, at=at)
    if request.param == "cohort":
        return f"/reports/cohorts/{lived.cohort.public_id}", story_of(cast.hr, lived.cohort)
    person = lived.crowd[0]
    requirements.edition(at=at)
    requirements.entry(person, at=at)
    draft = exclusions.draft(person, reason=ExclusionReason.SECONDED)
    exclusions.granted(draft, by=cast.hr, decider=cast.holder_of(Role.ACADEMY_ADMIN), at=at)
    return f"/reports/persons/{person.public_id}", record_of(cast.hr, person)


def _rows(table: Table) -> list[list[str]]:
    columns = [column for column in table.columns if not column.file_only]
    return [[table.said(line, column) for column in columns] for line in table.lines]


def test_the_page_has_every_cell(told: Told, cast: Cast, client_of: ClientOf) -> None:
    address, story = told
    html = client_of(cast.hr).get(f"{address}/").content.decode()
    shown = []
    for body in re.findall(r"<tbody>(.*?)</tbody>", html, re.DOTALL):
        rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
        cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
        shown.append([[_text(cell) for cell in row] for row in cells if row])
    assert shown == [_rows(table) for table in story.tables if table.lines]
    for table in story.tables:
        if not table.lines:
            assert str(table.empty) in unescape(html)


def _text(html: str) -> str:
    """What a reader sees of a cell: no marks, no sign of a chip."""
    seen = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", seen)).strip()


def test_the_pdf_has_every_row(told: Told, cast: Cast, client_of: ClientOf) -> None:
    """Cells are drawn one after the other, so a row's text stands together once blanks are out."""
    address, story = told
    reply = client_of(cast.hr).get(f"{address}.pdf")
    pages = PdfReader(io.BytesIO(reply.content)).pages
    text = _close("".join(page.extract_text() for page in pages))
    assert _close(story.sentence) in text
    for said in (*story.notes, *(table.empty for table in story.tables if not table.lines)):
        assert _close(str(said)) in text
    missing = [
        row for table in story.tables for row in _rows(table) if _close("".join(row)) not in text
    ]
    assert missing == []


def _close(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_workbook_has_every_cell(told: Told, cast: Cast, client_of: ClientOf) -> None:
    address, story = told
    reply = client_of(cast.hr).get(f"{address}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(reply.content))
    for chapter in story.chapters:
        rows = list(book[str(chapter.title)[:31]].iter_rows(values_only=True))
        for table in chapter.tables:
            if not table.lines:
                assert str(table.empty) in {row[0] for row in rows}
                continue
            heads = tuple(str(column.label) for column in table.columns)
            starts = [place for place, row in enumerate(rows) if row[: len(heads)] == heads]
            wanted = [
                [_value(table, line, column) for column in table.columns] for line in table.lines
            ]
            found = [
                [list(row[: len(heads)]) for row in rows[start + 1 : start + 1 + len(wanted)]]
                for start in starts
            ]
            assert wanted in found, table.code


def _value(table: Table, line: Line, column: ListColumn) -> object:
    """What a cell of the workbook holds: a number where the document tells a number."""
    value = line.values.get(column.code)
    if value is None or value == "":
        return table.said(line, column)
    if column.shape in _NUMBERS and not isinstance(value, str):
        return float(str(value))
    return value.isoformat() if isinstance(value, date) else table.said(line, column)
