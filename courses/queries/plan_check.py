"""What a proposal breaks as of today, and what an edit of it would break.

An edit is tried on a part of the planner's own question: the cohorts it touches, those that share
days or beds with them, the people in these, and the days around. What lies outside can neither be
broken by the edit nor mended.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from academy.people.queries import units
from courses.enums.planning import PlanRule, PlanStatus
from courses.models import PlanLine, PlanningRun, PlanSeat
from courses.queries import plan_demand, plan_input, plan_people, plan_places, plan_units
from courses.rules import plan_settings
from courses.rules.calendar import Span
from courses.rules.plan_settings import Asked
from courses.rules.planner import check
from courses.rules.planner import instance as ask
from courses.rules.planner import plan as answer

Places = Sequence[tuple[int, int, int]]
"""Seats as (key, person, line)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody would change: lines as they would be, seats (key → line) elsewhere or gone."""

    lines: Mapping[int, PlanLine] = field(default_factory=dict)
    seats: Mapping[int, int | None] = field(default_factory=dict)

    def after(self, lines: Sequence[PlanLine]) -> list[PlanLine]:
        """The lines as they would be."""
        found = [self.lines.get(line.pk, line) for line in lines]
        return sorted(found, key=lambda line: (line.starts_on, line.number))


def of_run(run: PlanningRun, *, on: date) -> list[answer.Breach]:
    """Everything that the run breaks as it stands on a day."""
    return Ground(run, None, on=on).breaches(Edit())


def of_edit(run: PlanningRun, edit: Edit, *, on: date) -> list[answer.Breach]:
    """What an edit breaks that held before, or breaks further; what broke before is not its doing.

    The run's rows are as they were before the edit.
    """
    ground = Ground(run, edit, on=on)
    return worse(ground.breaches(Edit()), ground.breaches(edit), ground.renamed(edit))


class Ground:
    """What a run, or the part of it that an edit touches, is checked against: read once."""

    def __init__(self, run: PlanningRun, edit: Edit | None, *, on: date) -> None:
        self._asked = plan_settings.load_asked(run.parameters)
        self._lines = plan_input.lines_of(run)
        self._weeks = _weeks(run, self._asked, on)
        seats = run.seats.order_by("pk")
        days = [plan_input.around(run.span, self._lines)]
        if edit is not None:
            near = self._near(edit)
            seats = seats.filter(person__in=run.seats.filter(line__in=near).values("person"))
            both = [*self._lines, *edit.lines.values()]
            days = plan_units.joined(line.span for line in both if line.pk in near)
        self._seats: Places = list(seats.values_list("pk", "person_id", "line_id"))
        self._read(run, days, on, few=edit is not None)

    def _near(self, edit: Edit) -> set[int]:
        """The touched lines, and those in the house in the same weeks, before or after."""
        touched = set(edit.lines) | {each for each in edit.seats.values() if each is not None}
        gone = PlanSeat.objects.filter(pk__in=list(edit.seats)).values_list("line_id", flat=True)
        touched |= set(gone)
        near = set(touched)
        for lines in (self._lines, edit.after(self._lines)):
            mine = [line.span for line in lines if line.pk in touched]
            mine += [week for week in self._weeks if any(week.overlaps(each) for each in mine)]
            near |= {line.pk for line in lines if any(line.span.overlaps(each) for each in mine)}
        return near

    def _read(self, run: PlanningRun, days: Sequence[Span], on: date, *, few: bool) -> None:
        """Read people, units, places and instructors as they are around these days."""
        nodes, asked = units.tree(on), self._asked
        demand = plan_settings.load_demand(run.demand)
        of_plan = [line.cohort_id for line in self._lines if line.cohort_id is not None]
        hull = Span(min(each.starts_on for each in days), max(each.ends_on for each in days))
        away = list(
            dict.fromkeys(each for span in days for each in plan_places.away(span, without=of_plan))
        )
        gone = plan_units.gone(days)
        inside = {person for _, person, _ in self._seats}
        concerned = {*inside, *(each.person for each in away), *(person for person, _ in gone)}
        people = plan_demand.staff(nodes, on, of=concerned if few else None)
        courses = {line.pk: line.syllabus.course.code for line in self._lines}
        accepted = {line.pk for line in self._lines if line.cohort_id is not None}
        owed = plan_demand.owed(
            demand,
            [one for one in people if one.person in inside] if few else people,
            nodes,
            on=run.starts_on,
            keep={(person, courses[pk]) for _, person, pk in self._seats if pk in accepted},
            few=few,
        )
        codes = sorted({each.course for each in demand.courses})
        self._halls = tuple(plan_places.halls(hull))
        around = [week for week in self._weeks if any(week.overlaps(each) for each in days)]
        standing = plan_places.standing(hull, without=of_plan) if around else []
        self._houses = plan_places.houses(around, asked.settings, standing)
        strength = plan_demand.strengths(nodes, on) if few else plan_units.strength_of(people)
        self._base = ask.Instance(
            members=plan_input.members_of(
                owed, days, away, asked, plan_demand.prerequisites(codes), few=few
            ),
            slots=(),
            units=plan_units.of(
                nodes, strength, plan_units.absences(people, away, gone, days), asked, {}
            ),
            halls=self._halls,
            instructors=self._instructors(hull, codes, of_plan),
            closures=tuple(each for span in days for each in plan_input.closures(span)),
            # An edit is about who sits where, not about who has no seat.
            rules=plan_input.rules_of(asked, allow_leftover=True),
        )

    def _instructors(
        self, span: Span, codes: Sequence[str], of_plan: Sequence[int]
    ) -> tuple[ask.Instructor, ...]:
        if not self._asked.settings.instructors:
            return ()
        return tuple(plan_people.instructors(span, codes, without=of_plan))

    def breaches(self, edit: Edit) -> list[answer.Breach]:
        """What there is broken once the edit is made."""
        lines = edit.after(self._lines)
        shared = plan_input.shared_houses(self._houses, lines, self._asked)
        bedded = bool(self._halls)
        by_key = {line.pk: line for line in lines}
        instance = replace(
            self._base,
            slots=tuple(
                plan_input.line_slot(line, self._asked, shared, with_halls=bedded) for line in lines
            ),
            houses=tuple(house for house, _ in shared),
        )
        seats = []
        for pk, person, line_id in self._seats:
            there = edit.seats.get(pk, line_id)
            if there is not None:
                line = by_key[there]
                seats.append(answer.Seat(person, line.syllabus.course.code, line.slot))
        return check.check(instance, _plan(instance, lines, seats))

    def renamed(self, edit: Edit) -> dict[str, str]:
        """The slots that have another name after the edit."""
        before = {line.pk: line.slot for line in self._lines}
        return {before[pk]: line.slot for pk, line in edit.lines.items()}


# About how many sit in a cohort, whenever it is.
_TIMELESS = (
    PlanRule.DEMAND,
    PlanRule.CAPACITY,
    PlanRule.MINIMUM,
    PlanRule.BEDS_MEN,
    PlanRule.BEDS_WOMEN,
)


def worse(
    before: Iterable[answer.Breach],
    after: Iterable[answer.Breach],
    renamed: Mapping[str, str] = MappingProxyType({}),
) -> list[answer.Breach]:
    """Breaches that were not there before, or were smaller; `renamed` slots are the same ones."""
    known: dict[object, int] = {}
    for each in before:
        key = _key(each, renamed if each.rule in _TIMELESS else {})
        known[key] = max(known.get(key, 0), _size(each))
    return [each for each in after if _size(each) > known.get(_key(each, {}), -1)]


def _key(each: answer.Breach, renamed: Mapping[str, str]) -> object:
    slots = tuple(renamed.get(slot, slot) for slot in each.place.slots)
    return each.rule, replace(each.place, slots=slots), each.asked is None


def _size(each: answer.Breach) -> int:
    """How far what is asked is from what is allowed; 0 where there are no numbers."""
    if each.asked is None or each.allowed is None:
        return 0
    return abs(each.asked - each.allowed)


def _weeks(run: PlanningRun, asked: Asked, on: date) -> list[Span]:
    """The weeks of a run from today on: those whose beds may have to be shared."""
    span = Span(max(run.starts_on, on), run.ends_on)
    return plan_places.weeks(span, asked.settings) if span.in_order else []


def _plan(
    instance: ask.Instance, lines: Sequence[PlanLine], seats: Sequence[answer.Seat]
) -> answer.Plan:
    """A run as it stands, or as an edit would make it, in the shape that the check takes."""
    members = {(each.person, each.course): each for each in instance.members}
    placed = {(seat.person, seat.course) for seat in seats}
    counts = Counter(
        (members[seat.person, seat.course].unit, seat.slot)
        for seat in seats
        if (seat.person, seat.course) in members
    )
    return answer.Plan(
        cohorts=tuple(plan_input.cohort_of(line) for line in lines),
        seats=tuple(seats),
        quotas=tuple(
            answer.UnitSeats(unit, slot, count) for (unit, slot), count in sorted(counts.items())
        ),
        left_over=tuple(
            answer.LeftOver(person, course, PlanRule.DEMAND)
            for person, course in members
            if (person, course) not in placed
        ),
        parts=answer.Parts(),
        objective=0,
        bound=None,
        gap=None,
        status=PlanStatus.FEASIBLE,
        moves=(),
        seconds=0.0,
    )
