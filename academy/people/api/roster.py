"""Roster imports: upload and dry run, then commit or discard."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from academy.jobs.idempotency import idempotent
from academy.people import access
from academy.people.access import ROSTER_KEEPERS, ApiDoor, PersonRequest
from academy.people.enums import RosterLineKind, RosterMode, RosterState
from academy.people.models import RosterImport, RosterLine, Unit
from academy.people.operations import roster
from academy.people.queries import roster as queries
from academy.people.queries import roster_sheet
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from academy.shared.tabular import reading

router = Router(tags=["people"])
DOOR = ApiDoor(*ROSTER_KEEPERS)


class RosterImportOut(Schema):
    """An import run; `counts` by kind of line, `people` = rows that would be taken."""

    id: UUID
    state: RosterState
    mode: RosterMode
    unit: str | None
    as_of_on: date
    file_name: str
    file_digest: str
    counts: dict[str, int]
    findings: dict[str, object]
    refusal: dict[str, object] | None


class RosterLineOut(Schema):
    """One line of a dry run. A refused row has one line per fault, with `code`."""

    sequence: int
    kind: RosterLineKind
    staff_number: str
    name: str
    sheet: str
    row: int | None
    column: str
    field: str
    code: str
    shown: str
    reason: str
    next_step: str
    changes: list[dict[str, str]]


class RosterLinesOut(Schema):
    """One page of lines."""

    items: list[RosterLineOut]
    next_cursor: str | None


class RosterIn(Schema):
    """What goes with the file. `unit` is a unit's code, for a one-unit roster only."""

    mode: RosterMode
    unit: str | None = None
    as_of_on: date | None = None
    encoding: str = ""


class CommitIn(Schema):
    """`skip_refused` commits the other rows although some were refused."""

    skip_refused: bool = False


@router.post(
    "/roster-imports",
    response={201: RosterImportOut},
    auth=DOOR,
    url_name="create_roster_import",
    operation_id="create_roster_import",
)
@idempotent
def create_roster_import(
    request: PersonRequest, details: Form[RosterIn], file: File[UploadedFile]
) -> tuple[int, RosterImportOut]:
    """Upload a roster (.xlsx, .xls, .csv; 10 MB) and compare it with the staff: a dry run.

    The same file for the same date and scope gives the earlier run back. A file above 2 MB is
    read in the background: ask for the run until its state is no longer `uploaded`.
    """
    reading.check_size(file.size or 0)
    today = clock.today()
    unit = _unit(request, details.unit, today)
    access.require_roster_scope(request.person, details.mode, unit.pk if unit else None, on=today)
    actor, at = access.actor(request.person), clock.now()
    run = roster.upload(
        actor=actor,
        file_name=file.name or "",
        data=file.read(),
        mode=details.mode,
        unit=unit,
        as_of_on=details.as_of_on or today,
        encoding=details.encoding,
        at=at,
    )
    return 201, _run_out(roster.preview_soon(actor=actor, run=run, at=at))


@router.get(
    "/roster-imports/{uuid:run_id}",
    response=RosterImportOut,
    auth=DOOR,
    url_name="get_roster_import",
    operation_id="get_roster_import",
)
def get_roster_import(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """One import run with its counts."""
    return read_reply(request, _run_out(_run(request, run_id)))


@router.get(
    "/roster-imports/{uuid:run_id}/lines",
    response=RosterLinesOut,
    auth=DOOR,
    url_name="list_roster_lines",
    operation_id="list_roster_lines",
)
def list_roster_lines(
    request: PersonRequest,
    run_id: UUID,
    kind: RosterLineKind | None = None,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """The dry run line by line, in roster order; unchanged people have none."""
    run = _run(request, run_id)
    rows = RosterLine.objects.filter(run=run) if kind is None else queries.lines_of(run, kind)
    page = page_of(rows, key=("sequence",), cursor=cursor, limit=limit)
    items = [_line_out(line) for line in page.items]
    return read_reply(request, RosterLinesOut(items=items, next_cursor=page.next_cursor))


@router.get(
    "/roster-imports/{uuid:run_id}/refused.xlsx",
    auth=DOOR,
    url_name="get_roster_refused",
    operation_id="get_roster_refused",
)
def get_roster_refused(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """The refused rows as a workbook: where, what was written (masked), why, what to do."""
    run = _run(request, run_id)
    reply = HttpResponse(roster_sheet.workbook(run), content_type=roster_sheet.XLSX)
    reply["Content-Disposition"] = f'attachment; filename="{roster_sheet.file_name(run)}"'
    reply["Cache-Control"] = "private, no-store"
    return reply


@router.post(
    "/roster-imports/{uuid:run_id}/preview",
    response=RosterImportOut,
    auth=DOOR,
    url_name="preview_roster_import",
    operation_id="preview_roster_import",
)
def preview_roster_import(request: PersonRequest, run_id: UUID) -> RosterImportOut:
    """Compare once more, after a commit was refused as `people.roster_stale`."""
    return _run_out(roster.preview(run=_run(request, run_id), at=clock.now()))


@router.post(
    "/roster-imports/{uuid:run_id}/commit",
    response=RosterImportOut,
    auth=DOOR,
    url_name="commit_roster_import",
    operation_id="commit_roster_import",
)
def commit_roster_import(
    request: PersonRequest, run_id: UUID, details: CommitIn
) -> RosterImportOut:
    """Carry the dry run out, all of it or nothing; committed already = the same reply."""
    run = roster.commit(
        actor=access.actor(request.person),
        run=_run(request, run_id),
        skip_refused=details.skip_refused,
        at=clock.now(),
    )
    return _run_out(run)


@router.post(
    "/roster-imports/{uuid:run_id}/discard",
    response=RosterImportOut,
    auth=DOOR,
    url_name="discard_roster_import",
    operation_id="discard_roster_import",
)
def discard_roster_import(request: PersonRequest, run_id: UUID) -> RosterImportOut:
    """Give the run up and forget its rows."""
    run = roster.discard(
        actor=access.actor(request.person), run=_run(request, run_id), at=clock.now()
    )
    return _run_out(run)


def _unit(request: PersonRequest, code: str | None, on: date) -> Unit | None:
    if not code:
        return None
    visible = access.visible_units(request.person, *ROSTER_KEEPERS, on=on)
    unit = Unit.objects.filter(code=code, pk__in=visible).first()
    if unit is None:
        raise NotFound(field="unit")
    return unit


def _run(request: PersonRequest, run_id: UUID) -> RosterImport:
    runs = access.roster_runs(request.person, on=clock.today())
    run = runs.filter(public_id=run_id).first()
    if run is None:
        raise NotFound
    return run


def _run_out(run: RosterImport) -> RosterImportOut:
    return RosterImportOut(
        id=run.public_id,
        state=RosterState(run.state),
        mode=RosterMode(run.mode),
        unit=run.unit.code if run.unit else None,
        as_of_on=run.as_of_on,
        file_name=run.file_name,
        file_digest=run.file_digest,
        counts=run.counts,
        findings=run.findings,
        refusal=run.refusal,
    )


def _line_out(line: RosterLine) -> RosterLineOut:
    reason, next_step = queries.fault_text(line) if line.code else ("", "")
    return RosterLineOut(
        sequence=line.sequence,
        kind=RosterLineKind(line.kind),
        staff_number=line.staff_number,
        name=line.name,
        sheet=line.sheet,
        row=line.row,
        column=line.column,
        field=line.field,
        code=line.code,
        shown=line.shown,
        reason=reason,
        next_step=next_step,
        changes=line.changes,
    )
