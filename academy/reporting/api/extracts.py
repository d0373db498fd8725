"""What was handed out, over HTTP: the list, and the same question put again."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.people.access import ApiDoor, PersonRequest
from academy.reporting import access, comparing
from academy.reporting.access import READERS
from academy.reporting.api.schemas import (
    ChangeOut,
    ComparisonOut,
    ExtractOut,
    ExtractsOut,
    PageQuery,
)
from academy.reporting.comparing import Comparison
from academy.reporting.enums import Form
from academy.reporting.frames import Report
from academy.reporting.models import Extract
from academy.reporting.queries.extracts import Change
from academy.reporting.reports import REPORTS
from academy.reporting.reports import board as framed
from academy.reporting.reports.board import Table
from academy.reporting.reports.stories.frame import Story
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply

router = Router(tags=["reports"])
DOOR = ApiDoor(*READERS)


@router.get("/report-extracts", response=ExtractsOut, auth=DOOR, url_name="report_extracts")
def report_extracts(request: PersonRequest, query: Query[PageQuery]) -> HttpResponse:
    """The files handed out, the newest first: all of them, or one's own."""
    rows = access.extracts(request.person, clock.today())
    page = page_of(
        rows, key=("made_at", "pk"), cursor=query.cursor, limit=query.limit, descending=True
    )
    body = ExtractsOut(items=[_extract(each) for each in page.items], next_cursor=page.next_cursor)
    return read_reply(request, body)


@router.get(
    "/report-extracts/{uuid:extract_id}/comparison",
    response=ComparisonOut,
    auth=DOOR,
    url_name="report_comparison",
)
def report_comparison(request: PersonRequest, extract_id: UUID) -> HttpResponse:
    """The question of an extract put again, with every figure that is not what it was."""
    today = clock.today()
    found = access.extract(request.person, extract_id, today)
    opened = access.opened_again(request.person, found, today)
    return read_reply(request, _comparison(comparing.again(found, opened)))


def _extract(row: Extract) -> ExtractOut:
    spec = REPORTS.get(row.report)
    title = str(spec.title) if spec else comparing.document(row)
    return ExtractOut(
        id=row.public_id,
        report=row.report,
        title=title,
        form=Form(row.form),
        parameters=row.parameters,
        row_count=row.row_count,
        name_count=row.name_count,
        figures_digest=row.figures_digest,
        file_digest=row.file_digest,
        made_by=row.made_by_label,
        made_at=row.made_at,
    )


def _comparison(found: Comparison) -> ComparisonOut:
    report = found.report
    return ComparisonOut(
        extract=_extract(found.extract),
        same=found.is_same,
        digest_now=found.report.digest,
        rows_then=found.extract.row_count,
        rows_now=found.row_count,
        figures_kept=found.extract.figures is not None,
        changes=[_change(each, report) for each in found.changes],
    )


def _change(change: Change, report: Report | Story | Table) -> ChangeOut:
    if isinstance(report, Story):
        return _of_document(change, report)
    if isinstance(report, Table):
        label = framed.column_label(change.column)
    else:
        entry = report.spec.entry.get(change.column)
        label = str(entry.label) if entry else change.column
    return ChangeOut(
        table="",
        row=change.key,
        part=change.part,
        column=change.column,
        label=label,
        then=change.then,
        now=change.now,
    )


def _of_document(change: Change, story: Story) -> ChangeOut:
    """A document's table stands where a report has its level, its column where one has its part."""
    columns = (
        column.label
        for table in story.tables
        for column in table.columns
        if (table.code, column.code) == (change.level, change.part)
    )
    return ChangeOut(
        table=change.level,
        row=change.key,
        part="",
        column=change.part,
        label=str(next(columns, change.part)),
        then=change.then,
        now=change.now,
    )
