"""Leave from a running cohort: asked by oneself, decided step by step, signed back."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Router
from pydantic import AwareDatetime

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.problems import read_reply
from courses.access import TEACHING, taught_cohort_for
from courses.access import leaves as access
from courses.api.leave_schemas import (
    LeaveAccountOut,
    LeaveDecisionIn,
    LeaveIn,
    LeaveOut,
    LeavesOut,
    RecordedLeaveIn,
)
from courses.api.schemas import NothingIn
from courses.enums.attendance import LeaveKind, LeaveState, LeaveStep
from courses.errors.leave import LeaveTimesInvalid
from courses.models import Leave
from courses.operations import leaves
from courses.queries import leaves as queries
from courses.rules.leave import Away

router = Router(tags=["courses"])
ANYBODY = ApiDoor(Role.TRAINEE)
KEEPING = ApiDoor(*TEACHING)
DECIDING = ApiDoor(*access.DECIDERS)


def _out(row: Leave, office: access.Office) -> LeaveOut:
    return LeaveOut(
        id=row.public_id,
        enrolment=row.enrolment.public_id,
        person=row.enrolment.person.name,
        kind=LeaveKind(row.kind),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        hours=row.hours,
        state=LeaveState(row.state),
        steps=[LeaveStep(each) for each in row.steps],
        waits_for=queries.waits_for(row),
        returned_at=row.returned_at,
        reason=row.reason if office.knows_why(row) else "",
    )


def _again(request: PersonRequest, row: Leave) -> LeaveOut:
    office = access.office_of(request.person, on=clock.today())
    return _out(queries.shown(Leave.objects.filter(pk=row.pk)).get(), office)


def _list(request: PersonRequest, rows: QuerySet[Leave] | list[Leave]) -> HttpResponse:
    office = access.office_of(request.person, on=clock.today())
    return read_reply(request, LeavesOut(items=[_out(row, office) for row in rows]))


@router.get("/me/leaves", response=LeavesOut, auth=ANYBODY, url_name="list_my_leaves")
def list_my_leaves(request: PersonRequest) -> HttpResponse:
    """One's own leaves."""
    return _list(request, queries.shown(access.own_leaves(request.person)))


@router.get(
    "/me/enrolments/{uuid:enrolment_id}/leave-account",
    response=LeaveAccountOut,
    auth=ANYBODY,
    url_name="get_my_leave_account",
)
def get_my_leave_account(
    request: PersonRequest,
    enrolment_id: UUID,
    starts_at: AwareDatetime | None = None,
    ends_at: AwareDatetime | None = None,
) -> HttpResponse:
    """How much of the limit is used, and what a leave would take; nothing is asked by it."""
    asked = Away(starts_at, ends_at) if starts_at and ends_at else None
    if asked is not None and asked.ends_at <= asked.starts_at:
        raise LeaveTimesInvalid(field="ends_at")
    found = queries.account(access.own_place(request.person, enrolment_id), asked)
    return read_reply(
        request,
        LeaveAccountOut(
            asked=found.asked,
            used=found.used,
            together=found.together,
            limit=found.limit,
            over=found.over,
        ),
    )


@router.post(
    "/me/enrolments/{uuid:enrolment_id}/leaves",
    response={201: LeaveOut},
    auth=ANYBODY,
    url_name="ask_leave",
)
@idempotent
def ask_leave(request: PersonRequest, enrolment_id: UUID, body: LeaveIn) -> tuple[int, LeaveOut]:
    """Ask leave for oneself."""
    place = access.own_place(request.person, enrolment_id)
    made = leaves.ask(
        actor=actor(request.person), enrolment=place, at=clock.now(), **body.model_dump()
    )
    return 201, _again(request, made)


@router.get(
    "/cohorts/{uuid:cohort_id}/leaves", response=LeavesOut, auth=KEEPING, url_name="list_leaves"
)
def list_leaves(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """The leaves of a cohort that one keeps or teaches."""
    on = clock.today()
    cohort = taught_cohort_for(request.person, cohort_id, on=on)
    return _list(request, queries.shown(access.leaves_of(request.person, cohort, on=on)))


@router.post(
    "/cohorts/{uuid:cohort_id}/leaves",
    response={201: LeaveOut},
    auth=KEEPING,
    url_name="record_leave",
)
@idempotent
def record_leave(
    request: PersonRequest, cohort_id: UUID, body: RecordedLeaveIn
) -> tuple[int, LeaveOut]:
    """Record a leave on behalf of somebody who is there."""
    on = clock.today()
    cohort = taught_cohort_for(request.person, cohort_id, on=on)
    office = access.office_of(request.person, on=on)
    if not office.keeps(cohort.pk):
        raise NotFound
    place = access.present_in(cohort).filter(public_id=body.enrolment).first()
    if place is None:
        raise NotFound(field="enrolment")
    said = body.model_dump(exclude={"enrolment"})
    if not office.admin:
        said |= {"beyond_reason": "", "afterwards": False}
    made = leaves.ask(actor=actor(request.person), enrolment=place, at=clock.now(), **said)
    return 201, _again(request, made)


@router.get("/leaves/waiting", response=LeavesOut, auth=DECIDING, url_name="list_waiting_leaves")
def list_waiting_leaves(request: PersonRequest) -> HttpResponse:
    """The leaves whose next step is one's own."""
    return _list(request, access.waiting_for(request.person, on=clock.today()))


@router.post(
    "/leaves/{uuid:leave_id}/decide", response=LeaveOut, auth=DECIDING, url_name="decide_leave"
)
def decide_leave(request: PersonRequest, leave_id: UUID, body: LeaveDecisionIn) -> LeaveOut:
    """Consent to one step of a leave, or refuse it with a reason."""
    on = clock.today()
    row, office = access.decided_by(request.person, leave_id, body.step, on=on)
    done = leaves.decide(
        actor=actor(request.person),
        leave=row,
        step=body.step,
        grant=body.granted,
        reason=body.reason,
        beyond_reason=body.beyond_reason if office.admin else "",
        at=clock.now(),
    )
    return _again(request, done)


@router.post(
    "/leaves/{uuid:leave_id}/withdraw", response=LeaveOut, auth=ANYBODY, url_name="withdraw_leave"
)
def withdraw_leave(request: PersonRequest, leave_id: UUID, body: NothingIn) -> LeaveOut:
    """Take back one's own request, or a granted leave that has not begun."""
    row = access.own_leaves(request.person).filter(public_id=leave_id).first()
    if row is None:
        raise NotFound
    return _again(request, leaves.withdraw(actor=actor(request.person), leave=row, at=clock.now()))


@router.post(
    "/leaves/{uuid:leave_id}/return", response=LeaveOut, auth=KEEPING, url_name="return_from_leave"
)
def return_from_leave(request: PersonRequest, leave_id: UUID, body: NothingIn) -> LeaveOut:
    """Enter that somebody is back."""
    row = access.kept_leave(request.person, leave_id, on=clock.today())
    return _again(request, leaves.sign_back(actor=actor(request.person), leave=row, at=clock.now()))


@router.post(
    "/leaves/{uuid:leave_id}/undo-return",
    response=LeaveOut,
    auth=KEEPING,
    url_name="undo_return",
)
def undo_return(request: PersonRequest, leave_id: UUID, body: NothingIn) -> LeaveOut:
    """Take back a return of today."""
    row = access.kept_leave(request.person, leave_id, on=clock.today())
    return _again(
        request, leaves.undo_return(actor=actor(request.person), leave=row, at=clock.now())
    )
