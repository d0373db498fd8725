"""What people change about a proposal: who sits where, other days, other quotas."""

from collections.abc import Collection
from uuid import UUID

from ninja import Router

from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.people.models import Unit
from academy.shared import clock
from academy.shared.errors import NotFound
from courses import access
from courses.api.planning_schemas import (
    LineBoundsIn,
    LineCourseIn,
    LineDaysIn,
    LinePlaceIn,
    LineQuotasIn,
    PlanLineOut,
    SeatDecisionIn,
    SeatMoveIn,
)
from courses.api.plans import line_now
from courses.errors.plan_changes import PlanPlaceUnknown
from courses.errors.plans import PlanCourseUnknown
from courses.models import Course, Hall, Instructor, PlanLine, PlanSeat
from courses.operations import plan_changes, plan_edits, plans

router = Router(tags=["planning"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)


def _line(request: PersonRequest, line_id: UUID) -> PlanLine:
    return access.plan_line_for(request.person, line_id, on=clock.today())


def _seat(line: PlanLine, staff_number: str) -> PlanSeat | None:
    return line.seats.filter(person__staff_number=staff_number).first()


@router.post(
    "/plans/lines/{uuid:line_id}/move", response=PlanLineOut, auth=ADMIN, url_name="move_plan_seat"
)
def move_plan_seat(request: PersonRequest, line_id: UUID, body: SeatMoveIn) -> PlanLineOut:
    """Move a person to another line of the course, which is the reply; there already is success."""
    line = _line(request, line_id)
    to = line.run.lines.filter(number=body.to).first()
    if to is None:
        raise NotFound(field="to")
    seat = _seat(line, body.staff_number) or _seat(to, body.staff_number)
    if seat is None:
        raise NotFound(field="staff_number")
    who = actor(request.person)
    plan_edits.move(actor=who, seat=seat, to=to, reason=body.reason, at=clock.now())
    return line_now(request, to)


@router.post(
    "/plans/lines/{uuid:line_id}/drop", response=PlanLineOut, auth=ADMIN, url_name="drop_plan_seat"
)
def drop_plan_seat(request: PersonRequest, line_id: UUID, body: SeatDecisionIn) -> PlanLineOut:
    """Take a person out of a line; the runs to come keep them out of it."""
    line = _line(request, line_id)
    seat = _seat(line, body.staff_number)
    if seat is None:
        raise NotFound(field="staff_number")
    who = actor(request.person)
    plan_edits.drop(actor=who, seat=seat, reason=body.reason, at=clock.now())
    return line_now(request, line)


@router.post(
    "/plans/lines/{uuid:line_id}/days",
    response=PlanLineOut,
    auth=ADMIN,
    url_name="reschedule_plan_line",
)
def reschedule_plan_line(request: PersonRequest, line_id: UUID, body: LineDaysIn) -> PlanLineOut:
    """Give a line other days and lock it to them; the same days are no change."""
    line = _line(request, line_id)
    who = actor(request.person)
    plan_edits.reschedule(actor=who, line=line, at=clock.now(), **body.dict())
    return line_now(request, line)


@router.put(
    "/plans/lines/{uuid:line_id}/quotas",
    response=PlanLineOut,
    auth=ADMIN,
    url_name="set_plan_quotas",
)
def set_plan_quotas(request: PersonRequest, line_id: UUID, body: LineQuotasIn) -> PlanLineOut:
    """Replace a line's quotas, by unit code."""
    line = _line(request, line_id)
    at = clock.now()
    ids = _units(body.quotas)
    quotas = {ids[code]: count for code, count in body.quotas.items()}
    who = actor(request.person)
    plan_edits.set_quotas(actor=who, line=line, quotas=quotas, reason=body.reason, at=at)
    return line_now(request, line)


@router.put(
    "/plans/lines/{uuid:line_id}/bounds", response=PlanLineOut, auth=ADMIN, url_name="fix_bounds"
)
def fix_bounds(request: PersonRequest, line_id: UUID, body: LineBoundsIn) -> PlanLineOut:
    """Say how few and how many people units send to a line in the next run; it is locked."""
    line = _line(request, line_id)
    at = clock.now()
    ids = _units(body.bounds)
    bounds = {ids[code]: (each.minimum, each.maximum) for code, each in body.bounds.items()}
    who = actor(request.person)
    plan_edits.fix_bounds(actor=who, line=line, bounds=bounds, reason=body.reason, at=at)
    return line_now(request, line)


@router.post(
    "/plans/lines/{uuid:line_id}/course",
    response=PlanLineOut,
    auth=ADMIN,
    url_name="change_line_course",
)
def change_line_course(request: PersonRequest, line_id: UUID, body: LineCourseIn) -> PlanLineOut:
    """Give a line another course of its plan and lock it; who is not owed it loses the seat."""
    line = _line(request, line_id)
    course = Course.objects.filter(code=body.course).first()
    if course is None:
        raise PlanCourseUnknown(field="course", code=body.course)
    who = actor(request.person)
    plan_changes.change_course(
        actor=who, line=line, course=course, reason=body.reason, at=clock.now()
    )
    return line_now(request, line)


@router.put(
    "/plans/lines/{uuid:line_id}/place", response=PlanLineOut, auth=ADMIN, url_name="equip_line"
)
def equip_line(request: PersonRequest, line_id: UUID, body: LinePlaceIn) -> PlanLineOut:
    """Give a line its hall and its instructors, and lock it; the same are no change."""
    line = _line(request, line_id)
    hall = Hall.objects.filter(name=body.hall).first() if body.hall is not None else None
    people = list(Instructor.objects.filter(public_id__in=body.instructors).order_by("pk"))
    if (body.hall is not None and hall is None) or len(people) != len(set(body.instructors)):
        raise PlanPlaceUnknown(field="hall")
    who = actor(request.person)
    plan_changes.equip(
        actor=who, line=line, hall=hall, instructors=people, reason=body.reason, at=clock.now()
    )
    return line_now(request, line)


def _units(codes: Collection[str]) -> dict[str, int]:
    """The units' keys by code; raises PlanUnitUnknown or PlanUnitEnded."""
    plans.refuse_ended(list(codes), on=clock.today())
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "pk"))
