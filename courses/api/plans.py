"""Planning runs: proposed, read, locked, accepted, compared with what became of them."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role, Sex
from academy.people.models import Unit
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses import access
from courses.api.planning_schemas import (
    AcceptIn,
    ComparedOut,
    ComparisonOut,
    LockIn,
    PlanIn,
    PlanLineOut,
    PlanLinesOut,
    PlanOut,
    PlanQuotaOut,
    PlanSeatOut,
    PlanSeatsOut,
    PlansOut,
)
from courses.enums.plans import PlanState
from courses.models import PlanLine, PlanningRun
from courses.operations import plan_accepting, plan_edits, plans
from courses.queries import plan_board, plan_rules
from courses.rules.calendar import Span
from courses.rules.plan_settings import Asked, CourseDemand, Demand

router = Router(tags=["planning"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)


def _run(request: PersonRequest, plan_id: UUID) -> PlanningRun:
    return access.plan_for(request.person, plan_id, on=clock.today())


def _now(run: PlanningRun) -> PlanOut:
    return _plan(plan_board.runs(PlanningRun.objects.filter(pk=run.pk)).get())


@router.get("/plans", response=PlansOut, auth=ADMIN, url_name="list_plans")
def list_plans(
    request: PersonRequest,
    state: PlanState | None = None,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """All runs, the latest first."""
    rows = access.plans_for(request.person, on=clock.today())
    if state is not None:
        rows = rows.filter(state=state.value)
    page = page_of(
        plan_board.runs(rows),
        key=("created_at", "pk"),
        cursor=cursor,
        limit=limit,
        descending=True,
    )
    items = [_plan(row) for row in page.items]
    return read_reply(request, PlansOut(items=items, next_cursor=page.next_cursor))


@router.post("/plans", response={201: PlanOut}, auth=ADMIN, url_name="ask_plan")
@idempotent
def ask_plan(request: PersonRequest, body: PlanIn) -> tuple[int, PlanOut]:
    """Have a plan made; it is solved in the background."""
    previous = _run(request, body.previous) if body.previous is not None else None
    courses = tuple(
        CourseDemand(each.course, tuple(each.staff_kinds), tuple(each.units))
        for each in body.demand
    )
    run = plans.ask(
        actor=actor(request.person),
        span=Span(body.starts_on, body.ends_on),
        demand=Demand(body.basis, courses),
        asked=Asked(plan_rules.settings_on(body.starts_on), body.seconds, body.allow_leftover),
        rules=plan_rules.edition_on(body.starts_on),
        previous=previous,
        at=clock.now(),
    )
    return 201, _now(run)


@router.get("/plans/{uuid:plan_id}", response=PlanOut, auth=ADMIN, url_name="get_plan")
def get_plan(request: PersonRequest, plan_id: UUID) -> HttpResponse:
    """One run as it stands."""
    return read_reply(request, _now(_run(request, plan_id)))


@router.get(
    "/plans/{uuid:plan_id}/lines", response=PlanLinesOut, auth=ADMIN, url_name="list_plan_lines"
)
def list_plan_lines(request: PersonRequest, plan_id: UUID) -> HttpResponse:
    """The proposed cohorts with their quotas."""
    lines = plan_board.lines(_run(request, plan_id), on=clock.today())
    ids = {unit.unit_id for each in lines for unit in each.units}
    codes = dict(Unit.objects.filter(pk__in=ids).values_list("pk", "code"))
    return read_reply(request, PlanLinesOut(items=[_line(each, codes) for each in lines]))


@router.get(
    "/plans/{uuid:plan_id}/seats", response=PlanSeatsOut, auth=ADMIN, url_name="list_plan_seats"
)
def list_plan_seats(
    request: PersonRequest,
    plan_id: UUID,
    line: int | None = None,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """Who is proposed for which cohort, by its days."""
    rows = _run(request, plan_id).seats.select_related("person", "unit", "line")
    if line is not None:
        rows = rows.filter(line__number=line)
    page = page_of(rows, key=("line__starts_on", "pk"), cursor=cursor, limit=limit)
    items = [
        PlanSeatOut(
            staff_number=seat.person.staff_number,
            name=seat.person.name,
            unit=seat.unit.code,
            sex=Sex(seat.sex),
            line=seat.line.number,
            starts_on=seat.line.starts_on,
            locked=seat.locked,
        )
        for seat in page.items
    ]
    return read_reply(request, PlanSeatsOut(items=items, next_cursor=page.next_cursor))


@router.post(
    "/plans/lines/{uuid:line_id}/lock",
    response=PlanLineOut,
    auth=ADMIN,
    url_name="lock_plan_line",
)
def lock_plan_line(request: PersonRequest, line_id: UUID, body: LockIn) -> PlanLineOut:
    """Lock or release a line, or one person in it, for the runs to come."""
    line = access.plan_line_for(request.person, line_id, on=clock.today())
    who, at = actor(request.person), clock.now()
    if body.staff_number is None:
        plan_edits.lock_line(actor=who, line=line, locked=body.locked, reason=body.reason, at=at)
    else:
        seat = line.seats.filter(person__staff_number=body.staff_number).first()
        if seat is None:
            raise NotFound(field="staff_number")
        plan_edits.lock_seat(actor=who, seat=seat, locked=body.locked, reason=body.reason, at=at)
    return line_now(request, line)


@router.post("/plans/{uuid:plan_id}/accept", response=PlanOut, auth=ADMIN, url_name="accept_plan")
def accept_plan(request: PersonRequest, plan_id: UUID, body: AcceptIn) -> PlanOut:
    """Draft a cohort for each of the lines, or for all; accepted already is no refusal."""
    run = _run(request, plan_id)
    chosen = None
    if body.lines is not None:
        chosen = list(run.lines.filter(number__in=body.lines))
        if len(chosen) < len(set(body.lines)):
            raise NotFound(field="lines")
    plan_accepting.accept(actor=actor(request.person), run=run, lines=chosen, at=clock.now())
    return _now(run)


@router.get(
    "/plans/{uuid:plan_id}/comparison",
    response=ComparisonOut,
    auth=ADMIN,
    url_name="compare_plan",
)
def compare_plan(request: PersonRequest, plan_id: UUID) -> HttpResponse:
    """What became of the accepted lines, unit by unit."""
    compared = plan_board.compare(_run(request, plan_id), on=clock.today())
    items = [
        ComparedOut(
            line=each.line.row.number,
            cohort=each.line.row.cohort.public_id,
            starts_on=each.line.row.starts_on,
            unit=unit.name,
            quota=unit.quota,
            seats=unit.seats,
            nominated=unit.nominated,
            enrolled=unit.enrolled,
            checked_in=unit.came,
            completed=unit.completed,
            as_planned=unit.as_planned,
        )
        for each in compared
        for unit in each.units
        if each.line.row.cohort is not None
    ]
    return read_reply(request, ComparisonOut(items=items))


def line_now(request: PersonRequest, row: PlanLine) -> PlanLineOut:
    """A line as it stands after a change."""
    today = clock.today()
    line = plan_board.line(access.plan_line_for(request.person, row.public_id, on=today), on=today)
    ids = [unit.unit_id for unit in line.units]
    return _line(line, dict(Unit.objects.filter(pk__in=ids).values_list("pk", "code")))


def _plan(run: PlanningRun) -> PlanOut:
    return PlanOut(
        id=run.public_id,
        state=PlanState(run.state),
        starts_on=run.starts_on,
        ends_on=run.ends_on,
        demanded=run.demanded,
        seated=run.seated,
        moved=run.moved,
        lines=run.n_lines,  # type: ignore[attr-defined]  # annotated by plan_board.runs
        accepted=run.n_accepted,  # type: ignore[attr-defined]  # annotated by plan_board.runs
        previous=run.previous.public_id if run.previous else None,
        input_digest=run.input_digest,
        facts=run.facts,
        explanation=run.explanation,
        created_at=run.created_at,
        solved_at=run.solved_at,
        accepted_at=run.accepted_at,
    )


def _line(each: plan_board.Line, codes: dict[int, str]) -> PlanLineOut:
    row = each.row
    return PlanLineOut(
        id=row.public_id,
        number=row.number,
        course=row.syllabus.course.code,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        capacity=row.capacity,
        men_beds=row.men_beds,
        women_beds=row.women_beds,
        men=each.men,
        women=each.women,
        hall=row.hall.name if row.hall else None,
        locked=row.locked,
        cohort=row.cohort.public_id if row.cohort else None,
        quotas=[
            PlanQuotaOut(
                unit=codes[unit.unit_id],
                quota=unit.quota,
                seats=unit.seats,
                minimum=unit.minimum,
                maximum=unit.maximum,
            )
            for unit in each.units
        ],
    )
