"""Years that cannot be planned, each for a reason of its own: a usual one, with something gone."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bench.planner_instances import ENFORCEMENT, without_beds
from courses.enums.planning import PlanRule
from courses.rules.calendar import Span
from courses.rules.planner.instance import (
    House,
    Instance,
    Locks,
    Quota,
    SeatLock,
    Slot,
    SlotLock,
    Unit,
)

WOMEN_BEDS = 22
"""Beds for women in each of 34 cohorts, which 850 or more women need."""


def _usual_unit(instance: Instance) -> Unit:
    """The unit with the most enforcement staff but two: neither the largest nor a small one."""
    return sorted(instance.units, key=lambda unit: unit.strength)[-3]


def _with_unit(instance: Instance, unit: Unit) -> Instance:
    others = (unit if each.key == unit.key else each for each in instance.units)
    return replace(instance, units=tuple(others))


def few_beds(instance: Instance) -> Instance:
    """Too few beds for women in every cohort."""
    return without_beds(instance, WOMEN_BEDS)


def few_beds_of_houses(instance: Instance) -> Instance:
    """The same beds, in a house that is named for its week."""
    slots = tuple(replace(slot, house=slot.key) for slot in instance.slots)
    houses = tuple(House(slot.key, slot.beds_men, WOMEN_BEDS) for slot in instance.slots)
    return replace(instance, slots=slots, houses=houses)


def small_share(instance: Instance) -> Instance:
    """One unit may send one in a hundred of its staff at once, which no year is long enough for."""
    return _with_unit(instance, replace(_usual_unit(instance), away_percent=1))


def long_leave(instance: Instance) -> Instance:
    """One unit's staff are kept at home but for the first weeks and the last."""
    unit, slots = _usual_unit(instance), instance.slots
    away = Span(slots[2].span.starts_on, slots[-3].span.ends_on)
    return replace(
        instance,
        members=tuple(
            replace(each, blocked=(*each.blocked, away)) if each.unit == unit.key else each
            for each in instance.members
        ),
    )


def a_few_never_free(instance: Instance) -> Instance:
    """Three people are on leave the whole year."""
    whole = Span(instance.slots[0].span.starts_on, instance.slots[-1].span.ends_on)
    return replace(
        instance,
        members=tuple(
            replace(each, blocked=(whole,)) if each.person % 1200 == 0 else each
            for each in instance.members
        ),
    )


def small_cohorts(instance: Instance) -> Instance:
    """A hundred seats a cohort: two hundred too few in the year."""
    slots = tuple(replace(slot, capacity=100) for slot in instance.slots)
    return replace(instance, slots=slots)


def few_instructors(instance: Instance) -> Instance:
    """Each instructor teaches six cohorts at most: enough for 24 of the 29 that are needed."""
    few = tuple(replace(each, most_cohorts=6) for each in instance.instructors)
    return replace(instance, instructors=few)


def halls_taken(instance: Instance) -> Instance:
    """All halls are taken by others in every fourth week."""
    taken = tuple(slot.span for slot in instance.slots[::4])
    halls = tuple(replace(hall, busy=(*hall.busy, *taken)) for hall in instance.halls)
    return replace(instance, halls=halls)


def small_quotas(instance: Instance) -> Instance:
    """One unit gets two seats in each cohort."""
    unit = _usual_unit(instance)
    quotas = tuple(Quota(slot.key, maximum=2) for slot in instance.slots)
    return _with_unit(instance, replace(unit, quotas=quotas))


def kept_closed(instance: Instance) -> Instance:
    """Ten cohorts are decided not to be."""
    closed = tuple(SlotLock(slot.key, opened=False) for slot in instance.slots[:30:3])
    return replace(instance, locks=Locks(slots=closed))


def seated_on_leave(instance: Instance) -> Instance:
    """A few people are decided to sit in a cohort in which they are on leave."""
    seats, blocked = [], {}
    for each in instance.members:
        if each.course == ENFORCEMENT and each.person % 600 == 7:
            slot = _slot_of(instance, each.person)
            blocked[each.person] = replace(each, blocked=(slot.span,), due_on=None)
            seats.append(SeatLock(each.person, each.course, slot.key))
    members = tuple(blocked.get(each.person, each) for each in instance.members)
    return replace(instance, members=members, locks=Locks(seats=tuple(seats)))


def _slot_of(instance: Instance, person: int) -> Slot:
    return instance.slots[person % len(instance.slots)]


Kind = tuple[Callable[[Instance], Instance], frozenset[PlanRule]]
KINDS: Mapping[str, Kind] = {
    "women's beds": (few_beds, frozenset({PlanRule.BEDS_WOMEN})),
    "women's beds, of houses": (few_beds_of_houses, frozenset({PlanRule.BEDS_WOMEN})),
    "one unit's share": (small_share, frozenset({PlanRule.SHARE_AWAY})),
    "one unit's leave": (long_leave, frozenset({PlanRule.BLOCK})),
    "three never free": (a_few_never_free, frozenset({PlanRule.BLOCK})),
    "seats in all": (small_cohorts, frozenset({PlanRule.CAPACITY})),
    "instructors": (few_instructors, frozenset({PlanRule.INSTRUCTOR})),
    "halls": (halls_taken, frozenset({PlanRule.HALL})),
    "quotas": (small_quotas, frozenset({PlanRule.QUOTA_MAXIMUM})),
    "kept closed": (kept_closed, frozenset({PlanRule.LOCK})),
    "decided against leave": (seated_on_leave, frozenset({PlanRule.LOCK, PlanRule.BLOCK})),
}
"""By name: how the year is made, and rules that any true explanation of it names."""
