"""A day of a cohort by its roll-calls: the timetable, what was called, who was missing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from academy.shared import clock
from courses.enums.attendance import HERE, Formation, Presence
from courses.models import Cohort, RollCall, RollCallLine
from courses.queries.leaves import cells_of
from courses.queries.roll_calls import counts_of
from courses.rules.leave import Cell
from courses.rules.periods import Slot, Times
from courses.rules.roll_calls import Counts, too_early


@dataclass(frozen=True, slots=True)
class Entry:
    """One time of a day, called or not; `missing` are those not in the room, by kind."""

    slot: Slot
    formation: Formation
    hours: Decimal
    call: RollCall | None = None
    counts: Counts | None = None
    missing: Sequence[tuple[Presence, list[RollCallLine]]] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A day: its times in order, roll-calls that were voided, and where teaching is next."""

    on: date
    entries: list[Entry]
    voided: list[RollCall]
    before: date | None
    after: date | None


def slot_of(cell: Cell) -> Slot:
    """A cell by day and clock."""
    begins, ends = (
        each.astimezone(clock.LOCAL) for each in (cell.time.starts_at, cell.time.ends_at)
    )
    return Slot(begins.date(), Times(begins.time(), ends.time()))


def day_of(cohort: Cohort, on: date) -> Day:
    """Return one day of a cohort, in four queries whatever the number of people."""
    cells = {slot_of(each): each.hours for each in cells_of([cohort.pk])[cohort.pk]}
    calls = list(RollCall.objects.filter(cohort=cohort, called_on=on).order_by("begins", "pk"))
    standing = [each for each in calls if each.voided_at is None]
    counts = counts_of(standing)
    missing = _missing(standing)
    entries = [
        Entry(
            each.slot,
            Formation(each.formation),
            each.hours,
            each,
            counts[each.pk],
            missing.get(each.pk, ()),
        )
        for each in standing
    ]
    called = {each.slot for each in standing if each.formation == Formation.LESSON}
    entries += [
        Entry(slot, Formation.LESSON, hours)
        for slot, hours in cells.items()
        if slot.day == on and slot not in called
    ]
    days = {slot.day for slot in cells}
    return Day(
        on=on,
        entries=sorted(entries, key=lambda each: (each.slot, each.formation.value)),
        voided=[each for each in calls if each.voided_at is not None],
        before=max((day for day in days if day < on), default=None),
        after=min((day for day in days if day > on), default=None),
    )


def _missing(calls: Collection[RollCall]) -> dict[int, list[tuple[Presence, list[RollCallLine]]]]:
    """Those not in the room by roll-call and kind, by pinyin; one query."""
    lines = (
        RollCallLine.objects.current()
        .filter(roll_call__in=[each.pk for each in calls])
        .exclude(presence__in=[each.value for each in HERE])
        .select_related("enrolment__person", "enrolment__unit")
        .order_by("enrolment__person__pinyin_key", "pk")
    )
    found: dict[int, dict[Presence, list[RollCallLine]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        found[line.roll_call_id][Presence(line.presence)].append(line)
    return {
        call: [(kind, by_kind[kind]) for kind in Presence if kind in by_kind]
        for call, by_kind in found.items()
    }


@dataclass(frozen=True, slots=True)
class Today:
    """A running cohort today: cells called of all, and the one that is due and not called.

    `begun` counts the cells that have begun without being called.
    """

    cohort: Cohort
    cells: int
    called: int
    due: Slot | None
    begun: int


def today_of(cohorts: Sequence[Cohort], *, at: datetime) -> list[Today]:
    """Return how today's cells of cohorts stand, in two queries."""
    on = clock.local_date(at)
    ids = [each.pk for each in cohorts]
    cells = cells_of(ids)
    called: dict[int, set[Slot]] = defaultdict(set)
    calls = RollCall.objects.standing().filter(
        cohort__in=ids, called_on=on, formation=Formation.LESSON
    )
    for call in calls:
        called[call.cohort_id].add(call.slot)
    found = []
    for cohort in cohorts:
        today = [each for each in cells[cohort.pk] if slot_of(each).day == on]
        waiting = [each for each in today if slot_of(each) not in called[cohort.pk]]
        open_ = [slot_of(each) for each in waiting if not too_early(each.time.starts_at, at=at)]
        begun = sum(each.time.starts_at <= at for each in waiting)
        due = open_[-1] if open_ else None
        found.append(Today(cohort, len(today), len(called[cohort.pk]), due, begun))
    return found
