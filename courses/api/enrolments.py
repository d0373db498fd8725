"""Places in cohorts: a unit nominates, the academy seats, everybody sees their own."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses import access
from courses.api import replies
from courses.api.schemas import (
    EnrolmentOut,
    EnrolmentsOut,
    EntryIn,
    MyEnrolmentsOut,
    NothingIn,
    PeopleIn,
    ReasonIn,
    ReportOut,
)
from courses.models import Enrolment
from courses.operations import arrivals, decisions, enrolments
from courses.operations.reports import Report
from courses.queries import board

router = Router(tags=["courses"])
ANYBODY = ApiDoor(Role.TRAINEE)
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)
KEEPERS = ApiDoor(*access.KEEPERS)


def _enrolment(request: PersonRequest, enrolment_id: UUID) -> Enrolment:
    return access.enrolment_for(request.person, enrolment_id, on=clock.today())


def _list(
    request: PersonRequest, cohort_id: UUID, body: PeopleIn, verb: Callable[..., Report]
) -> ReportOut:
    """Carry out one of the operations on lists for the people named in the body."""
    at = clock.now()
    on = clock.local_date(at)
    cohort = access.cohort_for(request.person, cohort_id, on=on)
    named = access.named_people(request.person, body.staff_numbers, on=on)
    extra = {}
    if isinstance(body, EntryIn) and access.is_admin(request.person, on=on):
        extra["override_reason"] = body.override_reason
    made = verb(actor=actor(request.person), cohort=cohort, persons=named.persons, at=at, **extra)
    numbers = {person.pk: person.staff_number for person in named.persons}
    return replies.report(made, numbers=numbers, unknown=named.unknown)


@router.get(
    "/cohorts/{uuid:cohort_id}/enrolments",
    response=EnrolmentsOut,
    auth=ANYBODY,
    url_name="list_enrolments",
)
def list_enrolments(
    request: PersonRequest,
    cohort_id: UUID,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """Who is in a cohort, of the people one may see, by pinyin."""
    today = clock.today()
    cohort = access.cohort_for(request.person, cohort_id, on=today)
    rows = access.enrolments_for(request.person, on=today).filter(cohort=cohort)
    rows = rows.select_related("person", "unit", "cohort")
    page = page_of(rows, key=("person__pinyin_key", "pk"), cursor=cursor, limit=limit)
    items = [replies.enrolment(row) for row in page.items]
    return read_reply(request, EnrolmentsOut(items=items, next_cursor=page.next_cursor))


@router.post(
    "/cohorts/{uuid:cohort_id}/enrolments",
    response={201: ReportOut},
    auth=ADMIN,
    url_name="enrol_people",
)
@idempotent
def enrol_people(request: PersonRequest, cohort_id: UUID, body: EntryIn) -> tuple[int, ReportOut]:
    """Give one or many people a seat; who may not have one is listed with the reason."""
    return 201, _list(request, cohort_id, body, enrolments.enrol_many)


@router.post(
    "/cohorts/{uuid:cohort_id}/nominations",
    response={201: ReportOut},
    auth=KEEPERS,
    url_name="nominate_people",
)
@idempotent
def nominate_people(
    request: PersonRequest, cohort_id: UUID, body: EntryIn
) -> tuple[int, ReportOut]:
    """Nominate one or many people of one's own units."""
    return 201, _list(request, cohort_id, body, enrolments.nominate_many)


@router.post(
    "/cohorts/{uuid:cohort_id}/check-ins",
    response=ReportOut,
    auth=ADMIN,
    url_name="check_in_people",
)
def check_in_people(request: PersonRequest, cohort_id: UUID, body: PeopleIn) -> ReportOut:
    """Check one or many people in."""
    return _list(request, cohort_id, body, enrolments.check_in_many)


@router.post(
    "/enrolments/{uuid:enrolment_id}/undo-check-in",
    response=EnrolmentOut,
    auth=ADMIN,
    url_name="undo_check_in",
)
def undo_check_in(request: PersonRequest, enrolment_id: UUID, body: NothingIn) -> EnrolmentOut:
    """Take back an arrival of today that was entered for the wrong person."""
    row = _enrolment(request, enrolment_id)
    arrivals.undo_check_in(actor=actor(request.person), enrolment=row, at=clock.now())
    return replies.enrolment(_enrolment(request, enrolment_id))


@router.post(
    "/enrolments/{uuid:enrolment_id}/approve",
    response=EnrolmentOut,
    auth=ADMIN,
    url_name="approve_enrolment",
)
def approve_enrolment(request: PersonRequest, enrolment_id: UUID, body: NothingIn) -> EnrolmentOut:
    """Approve a nomination."""
    row = _enrolment(request, enrolment_id)
    decisions.approve(actor=actor(request.person), enrolment=row, at=clock.now())
    return replies.enrolment(_enrolment(request, enrolment_id))


@router.post(
    "/enrolments/{uuid:enrolment_id}/decline",
    response=EnrolmentOut,
    auth=ADMIN,
    url_name="decline_enrolment",
)
def decline_enrolment(request: PersonRequest, enrolment_id: UUID, body: ReasonIn) -> EnrolmentOut:
    """Decline a nomination with a reason."""
    row = _enrolment(request, enrolment_id)
    at = clock.now()
    decisions.decline(actor=actor(request.person), enrolment=row, reason=body.reason, at=at)
    return replies.enrolment(_enrolment(request, enrolment_id))


@router.post(
    "/enrolments/{uuid:enrolment_id}/withdraw",
    response=EnrolmentOut,
    auth=ADMIN,
    url_name="withdraw_enrolment",
)
def withdraw_enrolment(request: PersonRequest, enrolment_id: UUID, body: ReasonIn) -> EnrolmentOut:
    """Take a person out of a cohort with a reason."""
    row = _enrolment(request, enrolment_id)
    at = clock.now()
    enrolments.withdraw(actor=actor(request.person), enrolment=row, reason=body.reason, at=at)
    return replies.enrolment(_enrolment(request, enrolment_id))


@router.post(
    "/enrolments/{uuid:enrolment_id}/recall",
    response=EnrolmentOut,
    auth=KEEPERS,
    url_name="recall_enrolment",
)
def recall_enrolment(request: PersonRequest, enrolment_id: UUID, body: ReasonIn) -> EnrolmentOut:
    """Take back a nomination of one's own unit, with a reason, before the deadline."""
    row = access.one_of(access.kept_by(request.person, on=clock.today()), enrolment_id)
    at = clock.now()
    enrolments.recall(actor=actor(request.person), enrolment=row, reason=body.reason, at=at)
    return replies.enrolment(_enrolment(request, enrolment_id))


@router.get("/me/enrolments", response=MyEnrolmentsOut, auth=ANYBODY, url_name="list_my_enrolments")
def list_my_enrolments(request: PersonRequest) -> HttpResponse:
    """One's own enrolments, what is ahead first."""
    rows = board.my_courses(Enrolment.objects.filter(person=request.person))
    items = [replies.my_enrolment(row) for row in rows]
    return read_reply(request, MyEnrolmentsOut(items=items))
