"""A planning run as people read it: its lines, who is away when, what moved, what became of it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from academy.people.enums import Sex, StaffKind
from academy.people.queries import units
from courses.enums import LIVE, SEATED, EnrolmentState
from courses.models import Enrolment, PlanBound, PlanLine, PlanningRun, PlanQuota, PlanSeat
from courses.queries import plan_demand
from courses.rules import plan_settings
from courses.rules.calendar import Span

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
class HeatCell:
    """How many of a unit's enforcement staff are away in one week, and how many may be."""

    away: int
    allowed: int

    @property
    def share(self) -> int:
        """How full it is, in tenths of what is allowed, at most 10."""
        return min(10, -(-self.away * 10 // self.allowed)) if self.allowed else 10 * bool(self.away)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit over the weeks."""

    name: str
    strength: int
    allowed: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Who is away when: units down, the lines' weeks across."""

    weeks: tuple[Span, ...]
    rows: tuple[HeatRow, ...]


def heat(run: PlanningRun, *, on: date) -> Heat:
    """How many enforcement officers of each unit are away in each week of the plan.

    Lines that share days are one column: what counts is who is away at once.
    """
    nodes = units.tree(on)
    people = plan_demand.staff(nodes, on)
    strength = Counter(one.branch for one in people if one.kind is StaffKind.ENFORCEMENT)
    settings = plan_settings.load_asked(run.parameters).settings
    rows = list(run.lines.order_by("starts_on", "number").values_list("pk", "starts_on", "ends_on"))
    weeks = _weeks([Span(first, last) for _, first, last in rows])
    at = {
        pk: turn
        for pk, first, last in rows
        for turn, week in enumerate(weeks)
        if week.overlaps(Span(first, last))
    }
    away: Counter[tuple[int, int]] = Counter()
    enforcing = PlanSeat.objects.filter(
        run=run, person__staff_kind=StaffKind.ENFORCEMENT.value
    ).order_by()
    by_unit = enforcing.values_list("line_id", "unit_id")
    for line_id, unit_id, count in by_unit.annotate(n=Count("pk")):
        away[unit_id, at[line_id]] += count
    present = {unit for unit, _ in away}
    return Heat(
        tuple(weeks),
        tuple(
            _heat_row(node, strength[node.id], settings, weeks, away)
            for node in nodes
            if node.id in present
        ),
    )


def _weeks(spans: Sequence[Span]) -> list[Span]:
    """The spans, those that share days joined to one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: each.starts_on):
        if found and found[-1].overlaps(span):
            found[-1] = Span(found[-1].starts_on, max(found[-1].ends_on, span.ends_on))
        else:
            found.append(span)
    return found


def _heat_row(
    node: units.UnitNode,
    strength: int,
    settings: plan_settings.Settings,
    weeks: Sequence[Span],
    away: Counter[tuple[int, int]],
) -> HeatRow:
    percent = settings.shares.get(node.code, settings.away_percent)
    allowed = max(strength * percent // 100, 1 if percent else 0)
    cells = tuple(HeatCell(away[node.id, turn], allowed) for turn in range(len(weeks)))
    return HeatRow(node.short_name or node.name, strength, allowed, cells)


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
    names = {node.id: node.short_name or node.name for node in units.tree(on)}
    seats: dict[tuple[int, int], dict[int, PlanSeat]] = defaultdict(dict)
    rows = PlanSeat.objects.filter(run__in=[run.pk, run.previous_id])
    for seat in rows.select_related("line", "person"):
        seats[seat.person_id, seat.syllabus_id][seat.run_id] = seat
    found = []
    for both in seats.values():
        before, after = both.get(run.previous_id), both.get(run.pk)
        if before is not None and after is not None and before.line.slot == after.line.slot:
            continue
        there = [each for each in (after, before) if each is not None]
        found.append(
            Move(
                there[0].person.name,
                there[0].person.staff_number,
                names.get(there[0].unit_id, ""),
                before.line.starts_on if before else None,
                after.line.starts_on if after else None,
            )
        )
    return sorted(found, key=lambda each: (each.after or date.max, each.unit, each.staff_number))


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
