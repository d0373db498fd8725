"""Photos for certificates: upload and look, then store."""

from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from academy.audit.record import Actor
from academy.jobs.enums import JobState
from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.shared import clock
from academy.shared.problems import read_reply
from certificates import access
from certificates.operations import portraits
from certificates.operations.portraits import Line

router = Router(tags=["certificates"])
DOOR = ApiDoor(*access.PORTRAITS)


class PortraitIn(Schema):
    """Whose a single photo is; empty where the file's name says so, as in a zip."""

    staff_number: str = ""


class PortraitLineOut(Schema):
    """One file: `code` empty means that it would be stored, `known` that it is already."""

    file: str
    staff_number: str
    name: str
    known: bool
    code: str
    reason: str
    next_step: str


class PortraitRunOut(Schema):
    """An upload; nothing is stored until it is asked for.

    `state` is that of the work: `done` when it was looked at, and `lines` say what was found. One
    that `failed` says why in `code`, `reason` and `next_step`.
    """

    id: UUID
    state: JobState
    progress_done: int
    progress_total: int
    lines: list[PortraitLineOut]
    code: str = ""
    reason: str = ""
    next_step: str = ""


class StoredOut(Schema):
    """How many photos are new."""

    stored: int


def _line(line: Line) -> PortraitLineOut:
    refusal = line.refusal
    return PortraitLineOut(
        file=line.file,
        staff_number=line.staff_number,
        name=line.name,
        known=line.known,
        code=line.code,
        reason=str(refusal) if refusal else "",
        next_step=refusal.advice if refusal else "",
    )


def _out(by: Actor, run_id: UUID) -> PortraitRunOut:
    job = portraits.job_of(actor=by, run_id=run_id)
    if job is not None and job.state != JobState.DONE:
        no = portraits.refusal_of(job)
        return PortraitRunOut(
            id=run_id,
            state=JobState(job.state),
            progress_done=job.progress_done,
            progress_total=job.progress_total,
            lines=[],
            code=no.code if no else job.error,
            reason=str(no) if no else "",
            next_step=no.advice if no else "",
        )
    lines = [_line(line) for line in portraits.read(actor=by, run_id=run_id).lines]
    count = len(lines)
    return PortraitRunOut(
        id=run_id, state=JobState.DONE, progress_done=count, progress_total=count, lines=lines
    )


@router.post(
    "/portrait-runs",
    response={201: PortraitRunOut, 202: PortraitRunOut},
    auth=DOOR,
    url_name="look_at_portraits",
    operation_id="look_at_portraits",
)
@idempotent
def look_at_portraits(
    request: PersonRequest, details: Form[PortraitIn], file: File[UploadedFile]
) -> tuple[int, PortraitRunOut]:
    """Upload a photo (JPEG, PNG) or a zip of photos named by staff number: a dry run.

    Of more than a few photos the answer is 202: they are looked at in the background.
    """
    by = actor(request.person)
    run_id = portraits.receive(
        actor=by,
        upload=file,
        file_name=file.name or "",
        staff_number=details.staff_number,
        subjects=access.portrait_subjects(request.person, on=clock.today()),
        at=clock.now(),
    )
    found = _out(by, run_id)
    return (201 if found.state is JobState.DONE else 202), found


@router.get(
    "/portrait-runs/{uuid:run_id}",
    response=PortraitRunOut,
    auth=DOOR,
    url_name="get_portrait_run",
    operation_id="get_portrait_run",
)
def get_portrait_run(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """An upload of one's own that waits to be stored; it is kept for a day."""
    return read_reply(request, _out(actor(request.person), run_id))


@router.post(
    "/portrait-runs/{uuid:run_id}/store",
    response=StoredOut,
    auth=DOOR,
    url_name="store_portraits",
    operation_id="store_portraits",
)
def store_portraits(request: PersonRequest, run_id: UUID) -> StoredOut:
    """Store what was not refused, all of it or nothing."""
    stored = portraits.store(
        actor=actor(request.person),
        run_id=run_id,
        subjects=access.portrait_subjects(request.person, on=clock.today()),
        at=clock.now(),
    )
    return StoredOut(stored=len(stored))
