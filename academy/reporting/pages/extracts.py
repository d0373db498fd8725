"""What was handed out, as pages: the list, and the same question put again."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, page_door
from academy.reporting import access, comparing, labels
from academy.reporting.access import READERS
from academy.reporting.comparing import Comparison
from academy.reporting.models import Extract
from academy.reporting.queries.extracts import Change
from academy.reporting.reports import REPORTS
from academy.reporting.reports import board as framed
from academy.reporting.reports.board import Table as Board
from academy.reporting.reports.stories.frame import Story, Table, is_sealed
from academy.reporting.specs import ListColumn
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of

PAGE = 50
EXTRACTS, COMPARISON = "reporting/extracts.html", "reporting/comparison.html"


@dataclass(frozen=True, slots=True)
class Line:
    """A changed figure: of which row and column, and what it was and is."""

    row: str
    part: str
    column: str
    then: str
    now: str


def _title(row: Extract) -> str:
    spec = REPORTS.get(row.report)
    return str(spec.name) if spec else comparing.document(row)


@require_GET
@page_door(*READERS)
def extracts_page(request: PersonRequest) -> HttpResponse:
    """The files handed out, the newest first."""
    try:
        access.refuse_unknown(request.GET, ("cursor",))
        rows = access.extracts(request.person, clock.today())
        page = page_of(
            rows,
            key=("made_at", "pk"),
            cursor=request.GET.get("cursor"),
            limit=PAGE,
            descending=True,
        )
    except Refusal as refusal:
        return render(request, EXTRACTS, {"refusal": refusal}, status=refusal.status)
    lines = [(each, _title(each), each.form.upper()) for each in page.items]
    return render(request, EXTRACTS, {"page": page, "lines": lines})


@require_GET
@page_door(*READERS)
def comparison_page(request: PersonRequest, extract_id: UUID) -> HttpResponse:
    """The question of an extract put again, beside what it said then."""
    try:
        access.refuse_unknown(request.GET, ())
        today = clock.today()
        extract = access.extract(request.person, extract_id, today)
        opened = access.opened_again(request.person, extract, today)
        found = comparing.again(extract, opened)
    except Refusal as refusal:
        return render(request, COMPARISON, {"refusal": refusal}, status=refusal.status)
    context = {
        "extract": found.extract,
        "title": _title(found.extract),
        "form": found.extract.form.upper(),
        "found": found,
        "kept": found.extract.figures is not None,
        "changes": _lines(found),
        "document": isinstance(found.report, Story),
        "row_label": _row_label(found),
        "is_board": isinstance(found.report, Board),
    }
    return render(request, COMPARISON, context)


def _row_label(found: Comparison) -> str:
    report = found.report
    if isinstance(report, Story):
        return ""
    return _("单位") if isinstance(report, Board) else str(report.spec.row_label)


def _lines(found: Comparison) -> list[Line]:
    report = found.report
    if isinstance(report, Board):
        return _board_lines(report, found)
    if isinstance(report, Story):
        return _story_lines(report, found)
    names = {(row.level.value, row.key): row.name for row in report.rows}
    entry = report.spec.entry
    return [
        Line(
            row=names.get((each.level, each.key), each.key),
            part=report.part_names.get(each.part, each.part),
            column=entry[each.column].heading if each.column in entry else each.column,
            then=labels.printed(each.then),
            now=labels.printed(each.now),
        )
        for each in found.changes
    ]


def _board_lines(shown: Board, found: Comparison) -> list[Line]:
    """Return the changes beside a board: which unit, in which column."""
    names = {each.line.unit.code: each.line.name for each in shown.rows}
    return [
        Line(
            row=names.get(each.key, each.key),
            part="",
            column=framed.column_label(each.column),
            then=labels.printed(each.then),
            now=labels.printed(each.now),
        )
        for each in found.changes
    ]


def _story_lines(story: Story, found: Comparison) -> list[Line]:
    """Return the changes of a document: in which chapter and table, of which line and column."""
    places = {
        table.code: (heading, table)
        for heading, chapter in story.numbered()
        for table in chapter.tables
    }
    return [_story_line(each, *places.get(each.level, ("", None))) for each in found.changes]


def _story_line(change: Change, heading: str, table: Table | None) -> Line:
    """Return a changed cell in words; what it said then as far as that is kept."""
    if table is None:
        said = labels.printed(change.then), labels.printed(change.now)
        return Line(change.level, change.key, change.part, *said)
    line = next((each for each in table.lines if each.key == change.key), None)
    column = next((each for each in table.columns if each.code == change.part), None)
    title = str(table.title)
    return Line(
        row=heading if heading.endswith(title) else f"{heading} · {title}",
        part=table.called(line) if line is not None else change.key,
        column=str(column.label) if column is not None else change.part,
        then=_said(column, change.then),
        now=table.said(line, column) if line and column else labels.printed(change.now),
    )


def _said(column: ListColumn | None, kept: str | int | None) -> str:
    """Return a kept value in words: what is a code in the row has a word of its own."""
    if is_sealed(kept):
        return _("原文不留存")
    words = column.words if column is not None else None
    if words is not None and str(kept) in words:
        return str(words[str(kept)])
    return labels.printed(kept)
