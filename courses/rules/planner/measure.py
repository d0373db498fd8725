"""What a plan costs, counted from the plan itself."""

from collections import Counter
from collections.abc import Collection
from datetime import timedelta

from courses.rules.planner.days import at_once
from courses.rules.planner.instance import Instance, Weights
from courses.rules.planner.plan import Cohort, Parts, Seat


def parts_of(instance: Instance, cohorts: Collection[Cohort], seats: Collection[Seat]) -> Parts:
    """Count each part of the objective."""
    at = {(seat.person, seat.course): seat.slot for seat in seats}
    left = [each for each in instance.members if (each.person, each.course) not in at]
    ends = {slot.key: slot.span.ends_on for slot in instance.slots}
    spare = timedelta(days=instance.rules.spare_days)
    return Parts(
        left_over=len(left),
        left_over_due=sum(each.due_on is not None for each in left),
        moved=len(moves_of(instance, seats)) + _moved_cohorts(instance, cohorts),
        opened=len(cohorts),
        peaks=_peaks(instance, at),
        hurried=sum(
            ends[at[each.person, each.course]] > each.due_on - spare
            for each in instance.members
            if each.due_on is not None and (each.person, each.course) in at
        ),
    )


def total(parts: Parts, weights: Weights) -> int:
    """The weighted sum."""
    return (
        parts.left_over * weights.left_over
        + parts.left_over_due * weights.left_over_due
        + parts.moved * weights.moved
        + parts.opened * weights.opened
        + parts.peaks * weights.peaks
        + parts.hurried * weights.hurried
    )


def moves_of(instance: Instance, seats: Collection[Seat]) -> list[tuple[int, str]]:
    """(person, course) of everybody still owed who no longer has the seat they had."""
    if instance.previous is None:
        return []
    owed = {(each.person, each.course) for each in instance.members}
    at = {(seat.person, seat.course): seat.slot for seat in seats}
    return sorted(
        (seat.person, seat.course)
        for seat in instance.previous.seats
        if (seat.person, seat.course) in owed and at.get((seat.person, seat.course)) != seat.slot
    )


def _moved_cohorts(instance: Instance, cohorts: Collection[Cohort]) -> int:
    now = {cohort.slot: cohort for cohort in cohorts}
    moved = 0
    for before in instance.previous.cohorts if instance.previous else ():
        after = now.get(before.slot)
        if after is None or after.course != before.course:
            moved += 1
        if before.hall is not None and (after is None or after.hall != before.hall):
            moved += 1
        kept = after.instructors if after is not None else ()
        moved += sum(each not in kept for each in before.instructors)
    return moved


def _peaks(instance: Instance, at: dict[tuple[int, str], str]) -> int:
    seated: Counter[tuple[int, str]] = Counter()
    for member in instance.members:
        slot = at.get((member.person, member.course))
        if slot is not None:
            seated[member.unit, slot] += 1
    days = at_once(instance.slots)
    units = {member.unit for member in instance.members}
    return sum(
        max((sum(seated[unit, key] for key in slots) for slots in days), default=0)
        for unit in units
    )
