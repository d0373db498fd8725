"""The completion report over HTTP: figures, the names behind them, files."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Query, Router

from academy.people.access import ApiDoor, PersonRequest, actor
from academy.reporting import access, frames, labels, sheets
from academy.reporting.access import READERS, Wish
from academy.reporting.api.schemas import (
    ColumnOut,
    CompletionOut,
    CompletionQuery,
    FiguresOut,
    PeopleOut,
    PeopleQuery,
    PersonOut,
    RowOut,
)
from academy.reporting.enums import Form
from academy.reporting.frames import Report
from academy.reporting.labels import GLOSSARY
from academy.reporting.operations import extracts
from academy.reporting.operations.extracts import File
from academy.reporting.queries import people
from academy.reporting.queries.people import Listed
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.rules.asking import Ask
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply

router = Router(tags=["reports"])
DOOR = ApiDoor(*READERS)
KNOWN = ("from", "until", "as_of", "track", "cohort", "unit")
KNOWN_OF_PEOPLE = (*KNOWN, "figure", "row", "staff_kind", "cursor", "limit")
UNIT_BASIS = "enrolment_day"


@router.get("/reports/completion", response=CompletionOut, auth=DOOR, url_name="report_completion")
def report_completion(request: PersonRequest, query: Query[CompletionQuery]) -> HttpResponse:
    """The completion report by unit and staff kind."""
    report = frames.completion(_asked(request, query, KNOWN)[0])
    return read_reply(request, _report(report))


@router.get(
    "/reports/completion/people", response=PeopleOut, auth=DOOR, url_name="report_completion_people"
)
def report_completion_people(request: PersonRequest, query: Query[PeopleQuery]) -> HttpResponse:
    """The names behind one figure of one row, by pinyin."""
    ask, within = _asked(request, query, KNOWN_OF_PEOPLE)
    with snapshot():
        units = people.row_units(ask, query.row, within.every)
        rows = people.behind(ask, query.figure, units, query.staff_kind)
        key = ("person__pinyin_key", "pk")
        page = page_of(rows, key=key, cursor=query.cursor, limit=query.limit)
        lines = people.listed(ask, within.every, only=page.items)
        count = rows.count()
    body = PeopleOut(
        figure=query.figure,
        count=count,
        items=[_person(line) for line in lines],
        next_cursor=page.next_cursor,
    )
    return read_reply(request, body)


@router.get(
    "/reports/completion.xlsx", auth=DOOR, url_name="report_completion_xlsx", response={200: bytes}
)
def report_completion_xlsx(request: PersonRequest, query: Query[CompletionQuery]) -> HttpResponse:
    """The report as a workbook: table, name list, definitions. Kept on record as an extract."""
    return _file(request, query, Form.XLSX)


@router.get(
    "/reports/completion.csv", auth=DOOR, url_name="report_completion_csv", response={200: bytes}
)
def report_completion_csv(request: PersonRequest, query: Query[CompletionQuery]) -> HttpResponse:
    """The table as CSV (UTF-8 with BOM). Kept on record as an extract."""
    return _file(request, query, Form.CSV)


@router.get(
    "/reports/completion.pdf", auth=DOOR, url_name="report_completion_pdf", response={200: bytes}
)
def report_completion_pdf(request: PersonRequest, query: Query[CompletionQuery]) -> HttpResponse:
    """The report as PDF, A4 landscape, to be signed. Kept on record as an extract."""
    return _file(request, query, Form.PDF)


def _asked(
    request: PersonRequest, query: CompletionQuery, known: tuple[str, ...]
) -> tuple[Ask, access.Reach]:
    """Return the question of a request and what its reader may see."""
    access.refuse_unknown(request.GET, known)
    today = clock.today()
    within = access.reach(request.person, today)
    wish = Wish(
        starts_on=query.starts_on,
        until_on=query.until_on,
        as_of=query.as_of,
        track=query.track,
        cohort=query.cohort,
        unit=query.unit,
    )
    return access.asked(wish, within, today), within


def _file(request: PersonRequest, query: CompletionQuery, form: Form) -> HttpResponse:
    ask, _within = _asked(request, query, KNOWN)
    made = extracts.completion(actor=actor(request.person), ask=ask, form=form, at=clock.now())
    return file_response(made)


def file_response(made: File) -> HttpResponse:
    """Return a file to be saved under its own name; no cache may keep it."""
    response = HttpResponse(made.content, content_type=made.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=made.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Extract-Id"] = str(made.extract.public_id)
    return response


def _report(report: Report) -> CompletionOut:
    ask = report.ask
    return CompletionOut(
        title=sheets.title(report),
        scope=report.scope_name,
        unit=ask.unit,
        track=ask.track,
        cohort=ask.cohort,
        starts_on=ask.period.starts_on,
        until_on=ask.period.until_on,
        as_of=ask.as_of,
        unit_basis=UNIT_BASIS,
        persons=report.person_count,
        digest=report.digest,
        columns=[
            ColumnOut(
                column=entry.column,
                group=entry.group,
                label=str(entry.label),
                unit=str(entry.unit),
                definition=str(entry.definition),
                figure=entry.figure,
            )
            for entry in GLOSSARY
        ],
        notes=[str(note) for note in labels.NOTES],
        rows=[
            RowOut(
                level=row.level,
                unit_code=row.unit_code,
                unit_name=row.unit_name,
                unit_kind=row.unit_kind,
                staff_kind=row.staff_kind,
                figures=FiguresOut.model_validate(
                    {column.value: value for column, value in row.values.items()}
                ),
            )
            for row in report.rows
        ],
    )


def _person(line: Listed) -> PersonOut:
    return PersonOut(
        enrolment=line.id,
        name=line.name,
        staff_number=line.staff_number,
        unit=line.unit_name,
        staff_kind=line.staff_kind,
        cohort=line.cohort_name,
        starts_on=line.starts_on,
        checked_in_on=line.checked_in_on,
        first_score=line.first_score,
        make_up_score=line.make_up_score,
        standing=line.standing,
        hours=line.hours,
        reason=line.reason,
    )
