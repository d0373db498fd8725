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
from academy.reporting.reports.stories import TITLES
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
    found = access.extract(request.person, extract_id, clock.today())
    return read_reply(request, _comparison(comparing.again(found)))


def _extract(row: Extract) -> ExtractOut:
    spec = REPORTS.get(row.report)
    title = spec.title if spec else TITLES.get(row.report, row.report)
    return ExtractOut(
        id=row.public_id,
        report=row.report,
        title=str(title),
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
    labels = (
        {column.code: str(column.label) for table in report.tables for column in table.columns}
        if isinstance(report, Story)
        else {code: str(each.label) for code, each in report.spec.entry.items()}
    )
    return ComparisonOut(
        extract=_extract(found.extract),
        same=found.is_same,
        digest_now=found.report.digest,
        rows_then=found.extract.row_count,
        rows_now=found.row_count,
        figures_kept=found.extract.figures is not None,
        changes=[
            ChangeOut(
                row=each.key,
                part=each.part,
                column=each.column,
                label=labels.get(_column(each, report), each.column),
                then=each.then,
                now=each.now,
            )
            for each in found.changes
        ],
    )


def _column(change: Change, report: Report | Story) -> str:
    """Return the code of the changed column; a document's stands where a report has its part."""
    return change.part if isinstance(report, Story) else change.column
