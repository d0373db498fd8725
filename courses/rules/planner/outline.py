"""The year in outline: which slots run what, with all units taken together.

Everything that the outline asks is asked of a plan too, so that its best objective bounds every
plan's. It is small (people by course, sex and haste only), and its cohorts are where the search
for a plan begins.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from courses.enums.planning import PlanRule
from courses.rules.calendar import Span
from courses.rules.planner.days import at_once, spare
from courses.rules.planner.grip import Clause, Firm
from courses.rules.planner.groups import Grouping
from courses.rules.planner.instance import Instance, Member, SlotLock, Unit
from courses.rules.planner.model import Statement, Sum
from courses.rules.planner.objective import state_objective
from courses.rules.planner.plan import Cohort, Place

LARGE = 8_000
"""Counts (groups × slots) above which the outline leaves haste out."""

EVERYBODY = -1
"""The key of all units taken together: no unit of the instance has it."""


def state_outline(instance: Instance, model: Any, pressed: Collection[int] = ()) -> Statement:
    """State the outline of an instance, with the objective.

    Days of their own are looked at for those `pressed` by them. Haste is not looked at where that
    would make the outline large: it only costs, and a bound may leave a cost out.
    """
    whole = together(instance, pressed=pressed)
    grouping = Grouping(whole)
    if sum(len(group.options) for group in grouping.groups()) > LARGE:
        grouping = Grouping(whole, haste=False)
    statement = Statement(whole, grouping.groups(), Firm(model), model)
    _state_shares(statement, instance)
    _state_turns(statement, instance)
    state_objective(statement, _peaks(statement, instance), haste=grouping.haste)
    return statement


def together(instance: Instance, *, bare: bool = False, pressed: Collection[int] = ()) -> Instance:
    """All units as one that can spare everybody, and few kept away by days of their own.

    Only the `pressed` are, and those who had a seat on such days. When `bare` nobody has a first
    day or a deadline either.
    """
    spans = {slot.key: slot.span for slot in instance.slots}
    before = {
        (seat.person, seat.course): spans[seat.slot]
        for seat in (instance.previous.seats if instance.previous else ())
        if seat.slot in spans
    }
    members = tuple(
        replace(
            each,
            unit=EVERYBODY,
            blocked=each.blocked if each.person in pressed else _barred(each, before),
        )
        for each in instance.members
    )
    decided = {lock.slot for lock in instance.locks.slots}
    promised = {lock.slot for lock in instance.locks.quotas if lock.seats} - decided
    opened = tuple(SlotLock(key, opened=True) for key in sorted(promised))
    if bare:
        members = tuple(replace(each, not_before=None, due_on=None) for each in members)
    return replace(
        instance,
        members=members,
        units=(Unit(EVERYBODY, "", strength=len(members), away_percent=100),),
        locks=replace(instance.locks, slots=(*instance.locks.slots, *opened), quotas=()),
    )


def only_unit(instance: Instance, unit: int) -> Instance:
    """One unit by itself: whatever it cannot keep alone, it cannot keep among the others.

    Halls and instructors are no matter of a unit.
    """
    members = tuple(each for each in instance.members if each.unit == unit)
    owed = {(each.person, each.course) for each in members}
    locks = instance.locks
    return replace(
        instance,
        members=members,
        units=tuple(each for each in instance.units if each.key == unit),
        slots=tuple(replace(slot, minimum=0, halls=(), instructors=0) for slot in instance.slots),
        locks=replace(
            locks,
            slots=tuple(replace(each, hall=None, instructors=()) for each in locks.slots),
            seats=tuple(each for each in locks.seats if (each.person, each.course) in owed),
            quotas=tuple(each for each in locks.quotas if each.unit == unit),
        ),
        previous=None,
    )


def only_people(instance: Instance, people: Collection[tuple[int, str]]) -> Instance:
    """These people and courses, and whatever may be asked of them whoever else there is."""
    locks = instance.locks
    return replace(
        instance,
        members=tuple(each for each in instance.members if (each.person, each.course) in people),
        units=tuple(replace(unit, quotas=()) for unit in instance.units),
        slots=tuple(replace(slot, minimum=0) for slot in instance.slots),
        locks=replace(
            locks,
            seats=tuple(each for each in locks.seats if (each.person, each.course) in people),
            quotas=(),
        ),
        previous=None,
    )


def within(instance: Instance, cohorts: Iterable[Cohort]) -> Instance:
    """The instance with no other cohorts than these."""
    runs = {cohort.slot: cohort.course for cohort in cohorts}
    return replace(
        instance,
        slots=tuple(
            replace(slot, courses=(runs[slot.key],)) for slot in instance.slots if slot.key in runs
        ),
        units=tuple(
            replace(unit, quotas=tuple(quota for quota in unit.quotas if quota.slot in runs))
            for unit in instance.units
        ),
        locks=replace(
            instance.locks,
            slots=(),
            quotas=tuple(lock for lock in instance.locks.quotas if lock.slot in runs),
        ),
    )


def _barred(member: Member, before: Mapping[tuple[int, str], Span]) -> tuple[Span, ...]:
    """Of a member's own days only those that cost the seat they had: they are sure to move."""
    had = before.get((member.person, member.course))
    if had is None or not any(had.overlaps(span) for span in member.blocked):
        return ()
    return (had,)


def _state_shares(statement: Statement, instance: Instance) -> None:
    """On no day more enforcement staff than the units together can spare."""
    slots = list(statement.slots.values())
    counting = Counter(each.unit for each in instance.members if each.counts_away)
    spared: dict[int, dict[frozenset[str], int]] = {
        unit.key: dict(spare(unit, slots, instance.rules)) for unit in instance.units
    }
    for running in map(frozenset, at_once(slots)):
        allowed = 0
        for unit, people in counting.items():
            of_day = [left for keys, left in spared[unit].items() if running <= keys]
            allowed += min([*of_day, people])
        sums = [statement.by_staff[EVERYBODY, key] for key in sorted(running)]
        there = Sum([count for each in sums for count in each.counts])
        there.top = sum(each.top for each in sums)
        if there.counts:
            clause = Clause(PlanRule.SHARE_AWAY, Place(slots=tuple(sorted(running))))
            statement.grip.at_most(there.expression, allowed, clause, top=there.top)


def _state_turns(statement: Statement, instance: Instance) -> None:
    """Of each course so many cohorts that every unit can send its enforcement staff in turns."""
    if instance.rules.allow_leftover:
        return
    slots = list(statement.slots.values())
    owed = Counter((each.unit, each.course) for each in instance.members if each.counts_away)
    most = max((slot.capacity for slot in slots), default=1)
    people_of = Counter(each.course for each in instance.members)
    fewest = {course: -(-people // most) for course, people in people_of.items()}
    for unit in instance.units:
        room: dict[str, int] = {}
        for running, left in spare(unit, slots, instance.rules):
            room.update({key: min(left, room.get(key, left)) for key in running})
        for course in statement.courses:
            runs = {key: run for (key, what), run in statement.runs.items() if what == course}
            people = owed[unit.key, course]
            if people > sum(sorted(room[key] for key in runs)[: fewest[course]]):
                statement.model.add(sum(room[key] * run for key, run in runs.items()) >= people)


def _peaks(statement: Statement, instance: Instance) -> list[Any]:
    """What each unit's peak must be at least, given on how many days a course runs.

    A unit with n people owed a course that runs on k days sends at least ⌈n ÷ k⌉ on one of them.
    """
    if instance.rules.allow_leftover or not instance.rules.weights.peaks:
        return []
    model = statement.model
    owed = Counter((each.unit, each.course) for each in instance.members)
    together = Counter(each.unit for each in instance.members)
    peaks = {unit: model.new_int_var(0, people, "") for unit, people in together.items()}
    days = _apart(at_once(statement.slots.values()))
    for course in (*statement.courses, None):
        steps = _steps(statement, days, course)
        for unit, peak in peaks.items():
            people = together[unit] if course is None else owed[unit, course]
            model.add(peak >= _least(people, steps))
    return list(peaks.values())


def _apart(days: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Each slot on one of its days only."""
    seen: set[str] = set()
    found = []
    for slots in days:
        fresh = tuple(key for key in slots if key not in seen)
        seen.update(fresh)
        if fresh:
            found.append(fresh)
    return found


def _steps(statement: Statement, days: Sequence[tuple[str, ...]], course: str | None) -> list[Any]:
    """Literals that say: on at least 1, 2, 3 … days something runs (of the course)."""
    model, used = statement.model, []
    for slots in days:
        runs = [
            statement.opened[key] if course is None else statement.runs[key, course]
            for key in slots
            if course is None or (key, course) in statement.runs
        ]
        if len(runs) == 1:
            used.append(runs[0])
        elif runs:
            day = model.new_bool_var("")
            model.add_max_equality(day, runs)
            used.append(day)
    steps = [model.new_bool_var("") for _ in used]
    model.add(sum(steps) == sum(used))
    for one, two in pairwise(steps):
        model.add_implication(two, one)
    return steps


def _least(people: int, steps: Sequence[Any]) -> Any:
    """⌈people ÷ days⌉ as a sum over the steps; with no day at all, everybody at once."""
    least, terms = people, []
    for days, step in enumerate(steps, start=1):
        now = -(-people // days)
        if now < least:
            terms.append((least - now) * step)
            least = now
    return people - sum(terms)
