"""Who of each unit's enforcement staff is away in each week of a plan, and how many may be.

Counted by days, as the planner counts: people whom the plan sends, people in cohorts outside of
it, and people on leave, pregnant, ill or seconded. Who has duty is at work and is not counted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from academy.people.enums import StaffKind
from academy.people.queries import units
from courses.models import PlanningRun, PlanSeat
from courses.queries import plan_demand, plan_places, plan_units
from courses.rules import plan_settings, workdays
from courses.rules.calendar import Span


@dataclass(frozen=True, slots=True)
class HeatCell:
    """The day of a week on which most of a unit's enforcement staff are away.

    `planned` are in training by this plan, `others` away whatever is planned; `allowed` may be.
    """

    planned: int
    others: int
    allowed: int
    strength: int

    @property
    def away(self) -> int:
        """How many are away altogether."""
        return self.planned + self.others

    @property
    def over(self) -> bool:
        """Whether more are away than may be."""
        return self.away > self.allowed

    @property
    def percent(self) -> int:
        """The share of the unit's enforcement staff, in whole per cent, rounded up."""
        return -(-self.away * 100 // self.strength) if self.strength else 0

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

    @property
    def percent(self) -> int:
        """What share of the staff `allowed` is, in whole per cent."""
        return self.allowed * 100 // self.strength if self.strength else 0


@dataclass(frozen=True, slots=True)
class Heat:
    """Who is away when: units down, the lines' weeks across."""

    weeks: tuple[Span, ...]
    rows: tuple[HeatRow, ...]

    @property
    def over(self) -> int:
        """In how many cells more are away than may be."""
        return sum(cell.over for row in self.rows for cell in row.cells)


def heat(run: PlanningRun, *, on: date) -> Heat:
    """How many enforcement officers of each unit are away in each week of the plan.

    Lines that share days are one column: what counts is who is away at once.
    """
    nodes = units.tree(on)
    settings = plan_settings.load_asked(run.parameters).settings
    rows = list(
        run.lines.order_by("starts_on", "number").values_list(
            "pk", "starts_on", "ends_on", "cohort_id"
        )
    )
    lines = {pk: Span(first, last) for pk, first, last, _ in rows}
    weeks = plan_units.joined(lines.values())
    if not weeks:
        return Heat((), ())
    of_plan = [cohort for _, _, _, cohort in rows if cohort]
    planned = _planned(run, lines)
    others = _others(nodes, weeks, of_plan, on)
    strength = plan_demand.strengths(nodes, on)
    present = {unit for unit, _ in planned} | {unit for unit, _ in others}
    return Heat(
        tuple(weeks),
        tuple(
            _row(node, strength[node.id], settings, weeks, planned, others)
            for node in nodes
            if node.id in present
        ),
    )


Days = Mapping[tuple[int, date], int]
"""People by unit and day."""


def _planned(run: PlanningRun, lines: Mapping[int, Span]) -> Days:
    seats = PlanSeat.objects.filter(run=run, person__staff_kind=StaffKind.ENFORCEMENT.value)
    by_unit = seats.order_by().values_list("line_id", "unit_id").annotate(n=Count("pk"))
    found: Counter[tuple[int, date]] = Counter()
    for line_id, unit_id, count in by_unit:
        for day in workdays.days(lines[line_id]):
            found[unit_id, day] += count
    return found


def _others(
    nodes: Sequence[units.UnitNode], weeks: Sequence[Span], of_plan: Sequence[int], on: date
) -> Days:
    hull = Span(weeks[0].starts_on, max(week.ends_on for week in weeks))
    away = plan_places.away(hull, without=of_plan)
    gone = plan_units.gone(weeks)
    concerned = {*(each.person for each in away), *(person for person, _ in gone)}
    people = plan_demand.staff(nodes, on, of=concerned)
    found: Counter[tuple[int, date]] = Counter()
    for unit, absences in plan_units.absences(people, away, gone, weeks).items():
        for absence in absences:
            for day in workdays.days(absence.span):
                found[unit, day] += absence.people
    return found


def _row(
    node: units.UnitNode,
    strength: int,
    settings: plan_settings.Settings,
    weeks: Sequence[Span],
    planned: Days,
    others: Days,
) -> HeatRow:
    percent = settings.shares.get(node.code, settings.away_percent)
    allowed = max(strength * percent // 100, 1 if percent else 0)
    cells = []
    for week in weeks:
        days = (
            (planned.get((node.id, day), 0), others.get((node.id, day), 0))
            for day in workdays.days(week)
        )
        # The day on which most are away; of several the one with most in training.
        sent, elsewhere = max(days, key=lambda both: (sum(both), both[0]))
        cells.append(HeatCell(sent, elsewhere, allowed, strength))
    return HeatRow(node.short_name or node.name, strength, allowed, tuple(cells))


@dataclass(frozen=True, slots=True)
class Outside:
    """Cohorts in a plan's days that are not part of it: their people and their free seats."""

    cohorts: int
    people: int
    free: int


def outside(run: PlanningRun) -> Outside:
    """What stands beside a plan: its people cannot be sent, its free seats are not the plan's."""
    of_plan = run.lines.filter(cohort__isnull=False).values_list("cohort_id", flat=True)
    found = plan_places.standing(run.span, without=list(of_plan))
    return Outside(len(found), sum(each.seated for each in found), sum(each.free for each in found))
