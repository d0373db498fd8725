"""Personal training records over HTTP: somebody's in reach, and one's own."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema

from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.reporting import access
from academy.reporting.access import READERS
from academy.reporting.api.reports import file_response
from academy.reporting.api.schemas import Day
from academy.reporting.api.stories import StoryOut, story_out
from academy.reporting.enums import Form
from academy.reporting.operations import stories
from academy.reporting.reports.stories import person as person_record
from academy.reporting.reports.stories.person import Opened
from academy.shared import clock
from academy.shared.problems import read_reply

router = Router(tags=["reports"])
DOOR, OWN = ApiDoor(*READERS), ApiDoor(Role.TRAINEE)
_RECORD = "/report-persons/{uuid:person_id}"


class RecordQuery(Schema):
    """As of which day; today if not given."""

    as_of: Day | None = None


@router.get(_RECORD, response=StoryOut, auth=DOOR, url_name="report_person")
def report_person(
    request: PersonRequest, person_id: UUID, query: Query[RecordQuery]
) -> HttpResponse:
    """Somebody's training record: service, cohorts, hours, certificates, stays, exclusions."""
    return _told(request, _of(request, person_id, query))


@router.get(f"{_RECORD}.xlsx", auth=DOOR, url_name="report_person_xlsx", response={200: bytes})
def report_person_xlsx(
    request: PersonRequest, person_id: UUID, query: Query[RecordQuery]
) -> HttpResponse:
    """Somebody's training record as a workbook. On record, and told to the audit log."""
    return _file(request, _of(request, person_id, query), Form.XLSX)


@router.get(f"{_RECORD}.pdf", auth=DOOR, url_name="report_person_pdf", response={200: bytes})
def report_person_pdf(
    request: PersonRequest, person_id: UUID, query: Query[RecordQuery]
) -> HttpResponse:
    """Somebody's training record as PDF. On record, and told to the audit log."""
    return _file(request, _of(request, person_id, query), Form.PDF)


@router.get("/me/record", response=StoryOut, auth=OWN, url_name="my_record")
def my_record(request: PersonRequest, query: Query[RecordQuery]) -> HttpResponse:
    """One's own training record."""
    return _told(request, _own(request, query))


@router.get("/me/record.xlsx", auth=OWN, url_name="my_record_xlsx", response={200: bytes})
def my_record_xlsx(request: PersonRequest, query: Query[RecordQuery]) -> HttpResponse:
    """One's own training record as a workbook."""
    return _file(request, _own(request, query), Form.XLSX)


@router.get("/me/record.pdf", auth=OWN, url_name="my_record_pdf", response={200: bytes})
def my_record_pdf(request: PersonRequest, query: Query[RecordQuery]) -> HttpResponse:
    """One's own training record as PDF."""
    return _file(request, _own(request, query), Form.PDF)


def _of(request: PersonRequest, person_id: UUID, query: RecordQuery) -> Opened:
    reach = access.record_reach(request.person, clock.today())
    return reach.one(person_id, as_of=query.as_of)


def _own(request: PersonRequest, query: RecordQuery) -> Opened:
    return access.own_record(request.person, as_of=query.as_of, on=clock.today())


def _told(request: PersonRequest, opened: Opened) -> HttpResponse:
    return read_reply(request, story_out(person_record.read(opened)))


def _file(request: PersonRequest, opened: Opened, form: Form) -> HttpResponse:
    made = stories.make_record(
        actor=actor(request.person), opened=opened, form=form, at=clock.now()
    )
    return file_response(made)
