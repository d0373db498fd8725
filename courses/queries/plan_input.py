"""A planning run's question as the planner takes it, read from what is so now."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from academy.people.queries import units
from academy.shared.text import digest
from courses.enums import CohortState
from courses.enums.plans import DecisionKind
from courses.models import Block, PlanLine, PlanningRun, PlanSeat, Syllabus
from courses.queries import daysoff, plan_demand, plan_people, plan_places, plan_units
from courses.rules import plan_settings, workdays
from courses.rules.calendar import Span
from courses.rules.plan_settings import Asked
from courses.rules.planner import instance as ask
from courses.rules.planner import plan as answer


@dataclass(frozen=True, slots=True)
class Question:
    """A run's instance, the syllabus of each course, and the branch that each person sits for."""

    instance: ask.Instance
    syllabi: dict[str, Syllabus]
    asked: Asked

    @property
    def digest(self) -> str:
        """What the question was, in one number: the same question has the same."""
        return digest(repr(self.instance).encode())


def of_run(run: PlanningRun, *, on: date) -> Question:
    """The question of a run as of a day, close to the run before it where there is one."""
    wanted = {each.course for each in plan_settings.load_demand(run.demand).courses}
    # A cancelled cohort binds nobody, and another course's lines are not this run's to keep.
    lines = [
        line
        for line in (lines_of(run.previous, "seats") if run.previous is not None else [])
        if line.syllabus.course.code in wanted
        and (line.cohort is None or line.cohort.state != CohortState.CANCELLED)
    ]
    return _question(run, lines, on=on)


def lines_of(run: PlanningRun, *also: str) -> list[PlanLine]:
    """A run's lines in order of their days, with syllabus and course, and what is named also."""
    rows = run.lines.select_related("syllabus__course", "cohort", "hall")
    return list(rows.prefetch_related(*also).order_by("starts_on", "number"))


def _question(run: PlanningRun, lines: Sequence[PlanLine], *, on: date) -> Question:
    asked = plan_settings.load_asked(run.parameters)
    demand = plan_settings.load_demand(run.demand)
    nodes = units.tree(on)
    people = plan_demand.staff(nodes, on)
    of_plan = [line.cohort_id for line in lines if line.cohort_id is not None]
    keep = {
        (seat.person_id, line.syllabus.course.code)
        for line in lines
        if line.cohort_id is not None
        for seat in line.seats.all()
    }
    owed = plan_demand.owed(demand, people, nodes, on=run.starts_on, keep=keep)
    syllabi = plan_demand.syllabi([each.course for each in demand.courses], run.starts_on)
    fixed = [line for line in lines if line.locked or line.cohort_id]
    span = around(run.span, fixed)
    away = plan_places.away(span, without=of_plan)
    courses = {code: row.valid_from for code, row in syllabi.items()}
    halls = plan_places.halls(span)
    slots, houses = _places(run, asked, courses, fixed, of_plan, on=on)
    shared = shared_houses(houses, fixed, asked)
    own = [line_slot(line, asked, shared, with_halls=bool(halls)) for line in fixed]
    taken = {slot.key for slot in own}
    open_slots = [slot for slot in slots if slot.key not in taken]
    after = plan_demand.prerequisites(sorted(courses))
    members = members_of(owed, [span], away, asked, after)
    known = {(each.person, each.course) for each in members}
    keys = taken | {slot.key for slot in open_slots}
    taught = bool(asked.settings.instructors)
    instance = ask.Instance(
        members=members,
        slots=(*own, *open_slots),
        units=plan_units.of(
            nodes,
            plan_units.strength_of(people),
            plan_units.absences(people, away, plan_units.gone([span]), [span]),
            asked,
            plan_units.quotas(fixed),
        ),
        halls=tuple(halls),
        instructors=tuple(
            plan_people.instructors(span, courses, without=of_plan) if taught else ()
        ),
        houses=tuple(house for house, _ in houses),
        closures=closures(span),
        rules=rules_of(asked, allow_leftover=asked.allow_leftover),
        locks=_locks(run.previous, fixed, known, keys, taught=taught),
        previous=_previous(lines, known, keys) if lines else None,
    )
    return Question(instance, syllabi, asked)


def rules_of(asked: Asked, *, allow_leftover: bool) -> ask.Rules:
    """The rules of a run."""
    return ask.Rules(
        away_percent=asked.settings.away_percent,
        allow_leftover=allow_leftover,
        weights=asked.settings.weights,
    )


def _places(
    run: PlanningRun,
    asked: Asked,
    courses: Mapping[str, date],
    fixed: Sequence[PlanLine],
    of_plan: Sequence[int],
    *,
    on: date,
) -> tuple[list[ask.Slot], plan_places.Houses]:
    """Candidate slots from today on, and the beds of each week."""
    span = Span(max(run.starts_on, on), run.ends_on)
    if not span.in_order:
        return [], []
    standing = plan_places.standing(span, without=of_plan)
    houses = plan_places.houses(plan_places.weeks(span, asked.settings), asked.settings, standing)
    slots = plan_places.slots(
        houses,
        asked.settings,
        courses=courses,
        standing=standing,
        taken=[line.span for line in fixed],
    )
    # Lines with slots of their own sleep there, too, whether or not there is one more turn.
    return slots, houses


def around(span: Span, lines: Iterable[PlanLine]) -> Span:
    """The days of a run and of all its lines."""
    days = [span.starts_on, span.ends_on, *(day for x in lines for day in (x.starts_on, x.ends_on))]
    return Span(min(days), max(days))


def members_of(
    owed: Sequence[plan_demand.Owed],
    spans: Sequence[Span],
    away: Sequence[plan_places.Away],
    asked: Asked,
    after: Mapping[str, tuple[str, ...]],
    *,
    few: bool = False,
) -> tuple[ask.Member, ...]:
    """Everybody owed something, with whatever keeps them on a day of these spans.

    `few` says that they are some out of the staff: then nobody else is asked about.
    """
    blocked: dict[int, list[Span]] = defaultdict(list)
    ids = {each.person for each in owed}
    rows = Block.objects.standing().filter(plan_units.touching(spans))
    rows = rows.of(ids) if few else rows
    for person, first, last in rows.order_by("person_id", "starts_on", "pk").values_list(
        "person_id", "starts_on", "ends_on"
    ):
        if person in ids:
            blocked[person].append(Span(first, last))
    for each in away:
        if each.person in ids:
            blocked[each.person].append(each.span)
    return tuple(
        ask.Member(
            person=each.person,
            course=each.course,
            unit=each.unit,
            sex=each.sex,
            counts_away=each.enforces,
            blocked=tuple(blocked.get(each.person, ())),
            due_on=each.due_on or asked.due_on,
            priority=int(each.late),
            after=after.get(each.course, ()),
        )
        for each in owed
    )


def closures(span: Span) -> tuple[ask.Closure, ...]:
    """The days off within a span."""
    return tuple(
        ask.Closure(each.name, Span(each.on, each.on))
        for each in workdays.days_off(span, closed=daysoff.closed(span))
    )


def shared_houses(
    houses: plan_places.Houses, fixed: Sequence[PlanLine], asked: Asked
) -> plan_places.Houses:
    """The weeks whose beds several have to share."""
    shared = set(shared_weeks([days for _, days in houses], fixed, asked))
    return [(house, days) for house, days in houses if days in shared]


def shared_weeks(weeks: Iterable[Span], fixed: Sequence[PlanLine], asked: Asked) -> list[Span]:
    """Those of the weeks in which several cohorts may be in the house at once."""
    return [
        days
        for days in weeks
        if asked.settings.parallel > 1 or sum(days.overlaps(line.span) for line in fixed) > 1
    ]


def line_slot(
    line: PlanLine, asked: Asked, houses: plan_places.Houses, *, with_halls: bool
) -> ask.Slot:
    """The slot that a line is."""
    shared = next((house.key for house, days in houses if days.overlaps(line.span)), None)
    minimum = 0 if line.cohort_id is not None else asked.settings.minimum
    # An accepted cohort's instructors are its timetable's business.
    needed = 0 if line.cohort_id is not None else asked.settings.instructors
    return ask.Slot(
        key=line.slot,
        span=line.span,
        courses=(line.syllabus.course.code,),
        capacity=line.capacity,
        beds_men=line.men_beds,
        beds_women=line.women_beds,
        minimum=min(minimum, line.capacity),
        halls=(str(line.hall_id),) if with_halls and line.hall_id is not None else (),
        instructors=needed,
        house=shared,
        despite_closure=bool(line.holiday_reason) or line.cohort_id is not None,
    )


Known = Collection[tuple[int, str]]


def _locks(
    run: PlanningRun | None,
    fixed: Sequence[PlanLine],
    known: Known,
    keys: Collection[str],
    *,
    taught: bool,
) -> ask.Locks:
    """Decisions to keep: locked lines, accepted ones with all their seats, locked people.

    Who is owed nothing any more (left, or has completed elsewhere) is no longer held to a seat.
    """
    if run is None:
        return ask.Locks()
    rows = PlanSeat.objects.filter(run=run).select_related("line__cohort", "syllabus__course")
    locked = [
        ask.SeatLock(seat.person_id, seat.syllabus.course.code, seat.line.slot)
        for seat in rows.order_by("pk")
        if seat.locked or seat.line.cohort_id is not None
    ]
    seats = [*locked, *_dropped(run)]
    return ask.Locks(
        slots=tuple(
            ask.SlotLock(
                line.slot,
                opened=True,
                course=line.syllabus.course.code,
                hall=str(line.hall_id) if line.hall_id is not None else None,
                instructors=tuple(line.instructors) if taught else (),
            )
            for line in fixed
        ),
        seats=tuple(
            each for each in seats if (each.person, each.course) in known and each.slot in keys
        ),
        quotas=_quota_locks(fixed, known),
    )


def _quota_locks(fixed: Sequence[PlanLine], known: Known) -> tuple[ask.QuotaLock, ...]:
    """An accepted line's units keep the seats they have: its cohort's quotas are out already."""
    found = []
    for line in fixed:
        if line.cohort_id is None:
            continue
        course = line.syllabus.course.code
        counts = Counter(
            seat.unit_id for seat in line.seats.all() if (seat.person_id, course) in known
        )
        found += [ask.QuotaLock(unit, line.slot, count) for unit, count in sorted(counts.items())]
    return tuple(found)


def _dropped(run: PlanningRun) -> list[ask.SeatLock]:
    rows = run.decisions.filter(kind=DecisionKind.SEAT_DROPPED.value).order_by("pk")
    return [
        ask.SeatLock(row.person_id, row.facts["course"], row.facts["slot"], seated=False)
        for row in rows
        if row.person_id is not None
    ]


def _previous(lines: Sequence[PlanLine], known: Known, keys: Collection[str]) -> ask.Previous:
    there = [line for line in lines if line.slot in keys]
    return ask.Previous(
        cohorts=tuple(cohort_of(line) for line in there),
        seats=tuple(
            answer.Seat(seat.person_id, line.syllabus.course.code, line.slot)
            for line in there
            for seat in sorted(line.seats.all(), key=lambda each: each.person_id)
            if (seat.person_id, line.syllabus.course.code) in known
        ),
    )


def cohort_of(line: PlanLine, **other: Any) -> answer.Cohort:
    """A line as the planner says it."""
    facts = {
        "slot": line.slot,
        "course": line.syllabus.course.code,
        "hall": str(line.hall_id) if line.hall_id is not None else None,
        "instructors": tuple(line.instructors),
    }
    return answer.Cohort(**{**facts, **other})
