"""Nominations: tried row by row, endorsed or returned by the leader, decided by the academy."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.people.access import ApiDoor, PersonRequest, actor, visible_units
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses import access
from courses.api import enrolling_replies, replies
from courses.api.enrolling_schemas import (
    ChosenIn,
    ChosenReasonIn,
    DryRunOut,
    ListIn,
    PendingListOut,
    UnitsPlacesOut,
    WaitingListOut,
)
from courses.api.schemas import ReportOut
from courses.enums import EnrolmentState, EnrolmentVerb
from courses.errors import ListEmpty
from courses.models.enrolment import EnrolmentQuerySet
from courses.operations import decisions, enrolments, locks
from courses.operations.reports import Report
from courses.queries import board, seating
from courses.rules import name_list

router = Router(tags=["courses"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)
LEADER = ApiDoor(Role.UNIT_LEADER)
KEEPERS = ApiDoor(*access.KEEPERS)
READERS = ApiDoor(*access.READERS)
DECIDERS = ApiDoor(Role.ACADEMY_ADMIN, Role.UNIT_LEADER)


@router.post(
    "/cohorts/{uuid:cohort_id}/nominations/dry-run",
    response=DryRunOut,
    auth=KEEPERS,
    url_name="try_nominations",
)
def try_nominations(request: PersonRequest, cohort_id: UUID, body: ListIn) -> DryRunOut:
    """What would become of each row of a list; nothing is written."""
    at = clock.now()
    on = clock.local_date(at)
    cohort = access.cohort_for(request.person, cohort_id, on=on)
    locks.refuse_unless_enrolling(cohort)
    entries = name_list.from_text(body.text)
    if not entries:
        raise ListEmpty(field="text")
    admin = access.is_admin(request.person, on=on)
    overrides = admin and bool(body.override_reason.strip())
    enrolments.refuse_after_deadline(cohort, overrides=overrides, at=at)
    listed = access.people_of_list(request.person, entries, on=on)
    found = [each.person for each in listed if each.person is not None]
    plan = seating.plan(cohort, found, verb=EnrolmentVerb.NOMINATE, on=on, overrides=overrides)
    return enrolling_replies.dry_run(listed, plan)


@router.get("/nominations/pending", response=PendingListOut, auth=DECIDERS, url_name="list_pending")
def list_pending(
    request: PersonRequest,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """What waits for the leader of a unit, or for the academy, by time of nomination."""
    on = clock.today()
    if access.is_admin(request.person, on=on):
        rows = access.enrolments_for(request.person, on=on).filter(state=EnrolmentState.ENDORSED)
    else:
        rows = access.to_endorse(request.person, on=on)
    rows = rows.select_related("person", "unit", "cohort")
    page = page_of(rows, key=("nominated_at", "pk"), cursor=cursor, limit=limit)
    items = [enrolling_replies.pending(row) for row in page.items]
    return read_reply(request, PendingListOut(items=items, next_cursor=page.next_cursor))


def _reply(report: Report) -> ReportOut:
    rows = [*report.done, *report.already]
    numbers = {row.person_id: row.person.staff_number for row in rows}
    return replies.report(report, numbers=numbers, unknown=[])


def _led(request: PersonRequest, body: ChosenIn) -> EnrolmentQuerySet:
    rows = access.led_by(request.person, on=clock.today())
    return rows.filter(public_id__in=body.enrolments).order_by("pk")


def _all(request: PersonRequest, body: ChosenIn) -> EnrolmentQuerySet:
    rows = access.enrolments_for(request.person, on=clock.today())
    return rows.filter(public_id__in=body.enrolments).order_by("pk")


@router.post("/nominations/endorse", response=ReportOut, auth=LEADER, url_name="endorse_many")
def endorse_many(request: PersonRequest, body: ChosenIn) -> ReportOut:
    """Endorse nominations of one's units; who is not there is left out of the answer."""
    who, at = actor(request.person), clock.now()
    return _reply(decisions.endorse_many(actor=who, enrolments=_led(request, body), at=at))


@router.post("/nominations/return", response=ReportOut, auth=LEADER, url_name="return_many")
def return_many(request: PersonRequest, body: ChosenReasonIn) -> ReportOut:
    """Send nominations of one's units back, with a reason."""
    report = decisions.return_many(
        actor=actor(request.person),
        enrolments=_led(request, body),
        reason=body.reason,
        at=clock.now(),
    )
    return _reply(report)


@router.post("/nominations/approve", response=ReportOut, auth=ADMIN, url_name="approve_many")
def approve_many(request: PersonRequest, body: ChosenIn) -> ReportOut:
    """Approve endorsed nominations: a seat, or a place on the waiting list."""
    who, at = actor(request.person), clock.now()
    return _reply(decisions.approve_many(actor=who, enrolments=_all(request, body), at=at))


@router.post("/nominations/decline", response=ReportOut, auth=ADMIN, url_name="decline_many")
def decline_many(request: PersonRequest, body: ChosenReasonIn) -> ReportOut:
    """Decline nominations, with a reason the units read."""
    report = decisions.decline_many(
        actor=actor(request.person),
        enrolments=_all(request, body),
        reason=body.reason,
        at=clock.now(),
    )
    return _reply(report)


@router.get(
    "/cohorts/{uuid:cohort_id}/waiting-list",
    response=WaitingListOut,
    auth=READERS,
    url_name="get_waiting_list",
)
def get_waiting_list(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """The waiting list with places, of the people one may see."""
    on = clock.today()
    cohort = access.cohort_for(request.person, cohort_id, on=on)
    rows = access.enrolments_for(request.person, on=on).waiting().filter(cohort=cohort)
    places = board.waiting_places(cohort)
    items = [
        enrolling_replies.waiting(row, places[row.pk])
        for row in rows.select_related("person", "unit")
        if row.pk in places
    ]
    return read_reply(request, WaitingListOut(items=items))


@router.get(
    "/cohorts/{uuid:cohort_id}/unit-places",
    response=UnitsPlacesOut,
    auth=READERS,
    url_name="get_unit_places",
)
def get_unit_places(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """Quota, used and waiting of one's own units."""
    on = clock.today()
    cohort = access.cohort_for(request.person, cohort_id, on=on)
    scope = visible_units(request.person, *access.READERS, on=on)
    lines = [line for line in board.quota_lines(cohort, on=on) if line.unit_id in scope]
    return read_reply(request, enrolling_replies.unit_places(lines))
