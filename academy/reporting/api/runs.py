"""Reports made in the background, over HTTP: ask, watch, stop, fetch."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.reporting import access
from academy.reporting.access import READERS, scheduled
from academy.reporting.api.reports import wish_of
from academy.reporting.api.schemas import PageQuery, ReportQuery
from academy.reporting.enums import Form, RunState
from academy.reporting.models import ReportRun
from academy.reporting.operations import report_runs
from academy.reporting.reports import named
from academy.reporting.specs import Spec
from academy.shared import clock, sending
from academy.shared.paging import page_of
from academy.shared.problems import read_reply

router = Router(tags=["reports"])
DOOR = ApiDoor(*READERS)
CONTENT_TYPE = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
    Form.PDF: "application/pdf",
}


class RunIn(ReportQuery):
    """What to make in the background: a report, its conditions (see `GET /reports`), a form."""

    model_config = ConfigDict(extra="forbid")

    report: str = Field(max_length=40)
    form: Form


class RunOut(Schema):
    """A report that is made in the background, and how far it is.

    `error` is the code of what stopped it; `extract` and `bytes` are null until it is made, and
    `file` can be fetched from then until `removed_at`.
    """

    id: UUID
    report: str
    form: Form
    parameters: dict[str, object]
    state: RunState
    asked_at: datetime
    progress_done: int
    progress_total: int
    error: str
    made_at: datetime | None
    removed_at: datetime | None
    extract: UUID | None
    bytes: int | None
    file: str


class RunsOut(Schema):
    """One page of one's own reports made in the background, the newest first."""

    items: list[RunOut]
    next_cursor: str | None


@router.post("/report-runs", response={202: RunOut}, auth=DOOR, url_name="begin_report_run")
@idempotent
def begin_report_run(request: PersonRequest, body: RunIn) -> tuple[int, RunOut]:
    """Ask for a report to be made in the background; who asked is told when it is there."""
    spec, today = named(body.report), clock.today()
    refuse_unknown_fields(spec, body, "report", "form")
    within = access.reach(request.person, today)
    run = report_runs.begin(
        actor=actor(request.person),
        spec=spec,
        ask=access.asked(spec, wish_of(body), within, today),
        form=body.form,
        language=get_language() or settings.LANGUAGE_CODE,
        at=clock.now(),
    )
    return 202, run_out(run)


@router.get("/report-runs", response=RunsOut, auth=DOOR, url_name="report_runs")
def list_report_runs(request: PersonRequest, query: Query[PageQuery]) -> HttpResponse:
    """One's own reports made in the background, the newest first."""
    page = page_of(
        scheduled.runs(request.person),
        key=("asked_at", "pk"),
        cursor=query.cursor,
        limit=query.limit,
        descending=True,
    )
    items = [run_out(each) for each in page.items]
    return read_reply(request, RunsOut(items=items, next_cursor=page.next_cursor))


@router.get("/report-runs/{uuid:run_id}", response=RunOut, auth=DOOR, url_name="report_run")
def get_report_run(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """How far one of them is."""
    return read_reply(request, run_out(scheduled.run(request.person, run_id, clock.today())))


@router.post(
    "/report-runs/{uuid:run_id}/cancel", response=RunOut, auth=DOOR, url_name="cancel_report_run"
)
def cancel_report_run(request: PersonRequest, run_id: UUID) -> RunOut:
    """Stop making one; stopped already is success."""
    run = scheduled.run(request.person, run_id, clock.today())
    by = actor(request.person)
    return run_out(report_runs.cancel(actor=by, run=run, at=clock.now()))


@router.get(
    "/report-runs/{uuid:run_id}/file",
    auth=DOOR,
    url_name="report_run_file",
    openapi_extra={
        "responses": {
            200: {"content": {each.partition(";")[0]: {} for each in CONTENT_TYPE.values()}}
        }
    },
)
def report_run_file(request: PersonRequest, run_id: UUID) -> HttpResponseBase:
    """The file, streamed; `Range` carries on with a broken download."""
    return file_reply(request, scheduled.run(request.person, run_id, clock.today()))


def file_reply(request: HttpRequest, run: ReportRun) -> HttpResponseBase:
    """Answer with the file of a report that was made.

    Raises:
        RunNotReady, RunFileExpired
    """
    path = report_runs.file_of(run)
    tag = run.extract.file_digest[:32] if run.extract else ""
    reply = sending.reply(
        request,
        path,
        content_type=CONTENT_TYPE[Form(run.form)],
        disposition=content_disposition_header(True, run.file_name) or "attachment",
        tag=tag,
    )
    reply["Cache-Control"] = "private, no-store"
    return reply


def refuse_unknown_fields(spec: Spec, body: ReportQuery, *also: str) -> None:
    """Refuse a condition that the report does not know, as the address of a report would.

    Raises:
        ParameterUnknown
    """
    fields = type(body).model_fields
    given = QueryDict(mutable=True)
    for name in body.model_fields_set:
        given[fields[name].alias or name] = ""
    access.refuse_unknown(given, (*spec.asks, *also))


def run_out(run: ReportRun) -> RunOut:
    """Return a run as the API tells of it; needs job and extract to be fetched along."""
    return RunOut(
        id=run.public_id,
        report=run.report,
        form=Form(run.form),
        parameters=run.parameters,
        state=run.state,
        asked_at=run.asked_at,
        progress_done=run.job.progress_done,
        progress_total=run.job.progress_total,
        error=run.job.error if run.state is RunState.FAILED else "",
        made_at=run.made_at,
        removed_at=run.removed_at,
        extract=run.extract.public_id if run.extract else None,
        bytes=run.bytes,
        file=reverse("api-1:report_run_file", args=[run.public_id]),
    )
