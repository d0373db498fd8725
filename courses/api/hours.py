"""The hours ledger and imports of past records."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from academy.jobs.idempotency import idempotent
from academy.people.access import PersonRequest, actor
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses import access
from courses.api import hours_replies as replies
from courses.api import hours_schemas as said
from courses.api.requirements import KEEP, READ, READERS
from courses.api.schemas import NothingIn, ReasonIn
from courses.models import HoursEntry, HoursImport, Track
from courses.operations import hours, import_jobs, past_entries, past_records
from courses.operations.hours import EntryLine
from courses.rules.conversion import Conversion

router = Router(tags=["courses"])


def _person(request: PersonRequest, person_id: UUID) -> Person:
    return access.person_of_hours(request.person, person_id, *READERS, on=clock.today())


def _track(code: str) -> Track:
    row = Track.objects.filter(code=code).first()
    if row is None:
        raise NotFound(field="track")
    return row


def _import(import_id: UUID) -> HoursImport:
    run = HoursImport.objects.filter(public_id=import_id).first()
    if run is None:
        raise NotFound
    return run


@router.get(
    "/people/{uuid:person_id}/hours",
    response=said.EntriesOut,
    auth=READ,
    url_name="list_hours",
)
def list_hours(
    request: PersonRequest,
    person_id: UUID,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """A person's ledger, the newest line first."""
    rows = HoursEntry.objects.filter(person=_person(request, person_id))
    rows = rows.select_related("track", "reverses")
    page = page_of(rows, key=("earned_on", "pk"), cursor=cursor, limit=limit, descending=True)
    items = [replies.entry(row) for row in page.items]
    return read_reply(request, said.EntriesOut(items=items, next_cursor=page.next_cursor))


@router.post(
    "/people/{uuid:person_id}/hours",
    response={201: said.EntryOut},
    auth=KEEP,
    url_name="enter_hours",
)
@idempotent
def enter_hours(
    request: PersonRequest, person_id: UUID, body: said.EntryIn
) -> tuple[int, said.EntryOut]:
    """Enter hours for a person; the same facts twice are refused."""
    line = EntryLine(
        person=_person(request, person_id),
        track=_track(body.track),
        **body.model_dump(exclude={"track"}),
    )
    row = hours.record_entry(actor=actor(request.person), line=line, at=clock.now())
    return 201, replies.entry(row)


@router.post(
    "/hours/{uuid:entry_id}/reverse",
    response=said.EntryOut,
    auth=KEEP,
    url_name="take_hours_back",
)
def take_hours_back(request: PersonRequest, entry_id: UUID, body: ReasonIn) -> said.EntryOut:
    """Take a line back; the reply is the reversal."""
    row = HoursEntry.objects.select_related("person").filter(public_id=entry_id).first()
    if row is None:
        raise NotFound
    _person(request, row.person.public_id)
    made = hours.reverse(actor=actor(request.person), entry=row, reason=body.reason, at=clock.now())
    return replies.entry(made)


@router.post(
    "/hours/imports",
    response={201: said.ImportOut, 202: said.ImportOut},
    auth=KEEP,
    url_name="read_past_records",
)
@idempotent
def read_past_records(
    request: PersonRequest, body: said.PastRecordsIn
) -> tuple[int, said.ImportOut]:
    """Read a table as a dry run; the same table again is the earlier import.

    A table above 64 KB is read by a job: 202, and the import at `job.url` tells how far it is.
    """
    run = past_records.read_soon(
        actor=actor(request.person),
        file_name=past_records.PASTED,
        data=body.table.encode(),
        track=_track(body.track) if body.track else None,
        conversion=Conversion(body.measure, body.per) if body.measure else None,
        at=clock.now(),
    )
    return _status(run, 201), replies.import_(run)


@router.get(
    "/hours/imports/{uuid:import_id}",
    response=said.ImportOut,
    auth=KEEP,
    url_name="get_past_records",
)
def get_past_records(request: PersonRequest, import_id: UUID) -> HttpResponse:
    """One import, and how far the job on it is."""
    return read_reply(request, replies.import_(_import(import_id)))


@router.post(
    "/hours/imports/{uuid:import_id}/commit",
    response={200: said.ImportOut, 202: said.ImportOut},
    auth=KEEP,
    url_name="commit_past_records",
)
def commit_past_records(
    request: PersonRequest, import_id: UUID, body: NothingIn
) -> Status[said.ImportOut]:
    """Enter the sound rows, or those left of them; committed already is success.

    More than 300 rows are entered by a job: 202, until the state is `committed`.
    """
    who = actor(request.person)
    past_entries.commit_soon(actor=who, run=_import(import_id), at=clock.now())
    run = _import(import_id)
    return Status(_status(run, 200), replies.import_(run))


@router.post(
    "/hours/imports/{uuid:import_id}/undo",
    response={200: said.ImportOut, 202: said.ImportOut},
    auth=KEEP,
    url_name="undo_past_records",
)
def undo_past_records(
    request: PersonRequest, import_id: UUID, body: ReasonIn
) -> Status[said.ImportOut]:
    """Reverse every line of an import that still stands; more than 300 by a job: 202."""
    who = actor(request.person)
    past_entries.undo_soon(actor=who, run=_import(import_id), reason=body.reason, at=clock.now())
    run = _import(import_id)
    return Status(_status(run, 200), replies.import_(run))


@router.post(
    "/hours/imports/{uuid:import_id}/stop",
    response=said.ImportOut,
    auth=KEEP,
    url_name="stop_past_records",
)
def stop_past_records(request: PersonRequest, import_id: UUID, body: NothingIn) -> said.ImportOut:
    """Stop the job on an import between two chunks; what it has done stays. No job is success.

    Entering is gone on with by `commit`, taking back by `undo`.
    """
    run = _import(import_id)
    past_entries.stop(actor=actor(request.person), run=run, at=clock.now())
    return replies.import_(run)


def _status(run: HoursImport, done: int) -> int:
    """202 while a job works on the import."""
    return 202 if import_jobs.waiting(run) else done
