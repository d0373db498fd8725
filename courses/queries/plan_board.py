"""A planning run as people read it: its lines, what moved, what became of it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from academy.people.enums import Sex
from academy.people.models import Person
from academy.people.queries import units
from courses.enums import LIVE, SEATED, EnrolmentState
from courses.models import Enrolment, PlanBound, PlanLine, PlanningRun, PlanQuota, PlanSeat
from courses.queries import plan_demand

_NOMINATED = (*LIVE, EnrolmentState.COMPLETED, EnrolmentState.FAILED, EnrolmentState.ABSENT)
_ENROLLED = (*SEATED, EnrolmentState.COMPLETED, EnrolmentState.FAILED, EnrolmentState.ABSENT)
_CAME = (EnrolmentState.CHECKED_IN, EnrolmentState.COMPLETED, EnrolmentState.FAILED)
_DONE = (EnrolmentState.COMPLETED,)


@dataclass(frozen=True, slots=True)
class UnitSeats:
    """A unit's quota in a line, how many are proposed for it, and its bounds for the next run."""

    unit_id: int
    name: str
    quota: int
    seats: int
    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A proposed cohort with its people counted."""

    row: PlanLine
    men: int
    women: int
    units: tuple[UnitSeats, ...]

    @property
    def seats(self) -> int:
        """How many people are proposed."""
        return self.men + self.women

    @property
    def quota(self) -> int:
        """How many seats the units have between them."""
        return sum(each.quota for each in self.units)


Bounds = tuple[int, int | None]
"""Fewest and most."""


def runs(rows: QuerySet[PlanningRun]) -> QuerySet[PlanningRun]:
    """Annotate runs with their lines and how many of those are accepted."""
    return rows.select_related("previous").annotate(
        n_lines=Count("lines"),
        n_accepted=Count("lines", filter=Q(lines__cohort__isnull=False)),
    )


def lines(run: PlanningRun, *, on: date) -> list[Line]:
    """A run's lines in the order of their days, each with its units in official order."""
    return _lines(list(_rows(run)), on=on)


def line(row: PlanLine, *, on: date) -> Line:
    """One line, likewise."""
    return _lines([row], on=on)[0]


def _rows(run: PlanningRun) -> QuerySet[PlanLine]:
    rows = run.lines.select_related("syllabus__course", "cohort", "hall")
    return rows.order_by("starts_on", "number")


def _lines(rows: Sequence[PlanLine], *, on: date) -> list[Line]:
    ids = [row.pk for row in rows]
    counts: dict[int, Counter[tuple[int, str]]] = defaultdict(Counter)
    found = PlanSeat.objects.filter(line__in=ids).order_by()
    by_place = found.values_list("line_id", "unit_id", "sex")
    for line_id, unit_id, sex, count in by_place.annotate(n=Count("pk")):
        counts[line_id][unit_id, sex] += count
    quotas: dict[int, dict[int, int]] = defaultdict(dict)
    given = PlanQuota.objects.filter(line__in=ids).values_list("line_id", "unit_id", "seats")
    for line_id, unit_id, seats in given:
        quotas[line_id][unit_id] = seats
    bounds: dict[int, dict[int, Bounds]] = defaultdict(dict)
    for each in PlanBound.objects.filter(line__in=ids):
        bounds[each.line_id][each.unit_id] = (each.minimum, each.maximum)
    nodes = units.tree(on)
    place = {node.id: (turn, node.short_name or node.name) for turn, node in enumerate(nodes)}
    return [_line(row, counts[row.pk], quotas[row.pk], bounds[row.pk], place) for row in rows]


def _line(
    row: PlanLine,
    counts: Counter[tuple[int, str]],
    quotas: dict[int, int],
    bounds: dict[int, Bounds],
    place: dict[int, tuple[int, str]],
) -> Line:
    by_unit: Counter[int] = Counter()
    for (unit_id, _sex), count in counts.items():
        by_unit[unit_id] += count
    ordered = sorted(
        {*quotas, *by_unit, *bounds}, key=lambda unit: place.get(unit, (len(place), ""))
    )
    return Line(
        row,
        men=sum(count for (_, sex), count in counts.items() if sex == Sex.MALE),
        women=sum(count for (_, sex), count in counts.items() if sex == Sex.FEMALE),
        units=tuple(
            UnitSeats(
                unit,
                place.get(unit, (0, str(unit)))[1],
                quotas.get(unit, 0),
                by_unit[unit],
                *bounds.get(unit, (0, None)),
            )
            for unit in ordered
        ),
    )


@dataclass(frozen=True, slots=True)
class Move:
    """A person whose days differ from the run before; None is "no seat"."""

    name: str
    staff_number: str
    unit: str
    before: date | None
    after: date | None


def moves(run: PlanningRun, *, on: date) -> list[Move]:
    """Who sits elsewhere than in the run before, by unit and name; empty for a first run."""
    if run.previous_id is None:
        return []
    before = _elsewhere(run.previous_id, than=run.pk)
    after = _elsewhere(run.pk, than=run.previous_id)
    moved = [(who, before.get(who), after.get(who)) for who in before.keys() | after.keys()]
    nodes = units.tree(on)
    names = {node.id: node.short_name or node.name for node in nodes}
    people = Person.objects.in_bulk({person for (person, _), _, _ in moved})
    found = [
        Move(
            people[person].name,
            people[person].staff_number,
            names.get((now or then or _NOWHERE).unit_id, ""),
            then.starts_on if then else None,
            now.starts_on if now else None,
        )
        for (person, _), then, now in moved
    ]
    return sorted(found, key=lambda each: (each.after or date.max, each.unit, each.staff_number))


class _Seat(NamedTuple):
    slot: str
    starts_on: date
    unit_id: int


_NOWHERE = _Seat("", date.max, 0)


def _elsewhere(run_id: int, *, than: int) -> dict[tuple[int, int], _Seat]:
    """By person and syllabus the seats of a run that the other run does not have so."""
    same = PlanSeat.objects.filter(
        run=than,
        person=OuterRef("person"),
        syllabus=OuterRef("syllabus"),
        line__slot=OuterRef("line__slot"),
    )
    rows = PlanSeat.objects.filter(~Exists(same), run=run_id).order_by()
    return {
        (person, syllabus): _Seat(slot, starts_on, unit)
        for person, syllabus, slot, starts_on, unit in rows.values_list(
            "person_id", "syllabus_id", "line__slot", "line__starts_on", "unit_id"
        )
    }


@dataclass(slots=True)
class Reality:
    """Planned and real numbers of one line (or one unit in it)."""

    name: str
    quota: int = 0
    seats: int = 0
    nominated: int = 0
    enrolled: int = 0
    came: int = 0
    completed: int = 0
    as_planned: int = 0


@dataclass(slots=True)
class Compared:
    """A line beside its cohort: the sums, and each unit."""

    line: Line
    total: Reality
    units: list[Reality] = field(default_factory=list)


def compare(run: PlanningRun, *, on: date) -> list[Compared]:
    """Every accepted line with what became of it by now, unit by unit.

    `nominated` are all who were put forward and not turned away, `enrolled` those who came to a
    seat, `came` those who checked in; `as_planned` are enrolled people whom the plan proposed.
    """
    accepted = [each for each in lines(run, on=on) if each.row.cohort_id is not None]
    nodes = units.tree(on)
    branch = plan_demand.branches(nodes)
    names = {node.id: node.short_name or node.name for node in nodes}
    rows_of = PlanSeat.objects.filter(run=run).values_list("line__cohort_id", "person_id")
    proposed: set[tuple[int | None, int]] = set(rows_of)
    real: dict[int, list[tuple[int, int, EnrolmentState]]] = defaultdict(list)
    rows = Enrolment.objects.filter(cohort__in=[each.row.cohort_id for each in accepted])
    for cohort, person, unit, state in rows.values_list(
        "cohort_id", "person_id", "unit_id", "state"
    ):
        real[cohort].append((person, branch.get(unit, unit), EnrolmentState(state)))
    return [_compared(each, real[each.row.cohort_id or 0], proposed, names) for each in accepted]


def _compared(
    each: Line,
    real: Sequence[tuple[int, int, EnrolmentState]],
    proposed: set[tuple[int | None, int]],
    names: dict[int, str],
) -> Compared:
    by_unit = {
        unit.unit_id: Reality(unit.name, quota=unit.quota, seats=unit.seats) for unit in each.units
    }
    total = Reality("", quota=each.quota, seats=each.seats)
    for person, unit, state in real:
        row = by_unit.setdefault(unit, Reality(names.get(unit, str(unit))))
        for one in (row, total):
            one.nominated += state in _NOMINATED
            one.enrolled += state in _ENROLLED
            one.came += state in _CAME
            one.completed += state in _DONE
            one.as_planned += state in _ENROLLED and (each.row.cohort_id, person) in proposed
    return Compared(each, total, list(by_unit.values()))
