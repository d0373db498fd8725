"""A plan that is nearly one, and the changes to the rules that make it one.

What such a plan breaks is told by the check, which knows nothing of how it was made; each breach is
a rule that has to give way there. So the changes are known to suffice: the check finds nothing in
the same plan once they are granted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from courses.enums.planning import PlanRule, PlanStatus
from courses.rules.planner.check import check
from courses.rules.planner.days import percent_for
from courses.rules.planner.instance import Instance
from courses.rules.planner.plan import (
    Breach,
    Cohort,
    LeftOver,
    Parts,
    Place,
    Plan,
    Relaxation,
    Seat,
)
from courses.rules.planner.relax import PRICES, days_off
from courses.rules.planner.relaxed import relaxed
from courses.rules.planner.told import quotas_of

FIGURES = frozenset({PlanRule.CAPACITY, PlanRule.BEDS_MEN, PlanRule.BEDS_WOMEN})
"""Figures of a slot: where several had the same, they are raised to the same."""
FEWEST = frozenset({PlanRule.MINIMUM, PlanRule.QUOTA_MINIMUM})


@dataclass(frozen=True, slots=True)
class Nearly:
    """Cohorts and seats, with what has to give way for them."""

    cohorts: tuple[Cohort, ...]
    seats: tuple[Seat, ...]
    changes: tuple[Relaxation, ...]
    price: int

    @property
    def rules(self) -> frozenset[PlanRule]:
        """The rules that give way."""
        return frozenset(each.rule for each in self.changes)


def nearly(instance: Instance, cohorts: tuple[Cohort, ...], seats: Iterable[Seat]) -> Nearly:
    """These cohorts and seats, and the changes that they ask for."""
    seats = tuple(sorted(seats, key=lambda seat: (seat.slot, seat.person, seat.course)))
    broken = check(instance, _as_plan(instance, cohorts, seats))
    changes = changes_of(instance, broken)
    return Nearly(cohorts, seats, changes, sum(_price(each) for each in changes))


def holds(instance: Instance, near: Nearly) -> bool:
    """Whether, with its changes granted, the plan breaks no rule any more."""
    after = relaxed(instance, near.changes)
    owed = {(each.person, each.course) for each in after.members}
    seats = tuple(seat for seat in near.seats if (seat.person, seat.course) in owed)
    roomless = {x.place.slots for x in near.changes if x.rule is PlanRule.HALL}
    cohorts = tuple(
        replace(each, hall=None) if (each.slot,) in roomless else each for each in near.cohorts
    )
    return not check(after, _as_plan(after, cohorts, seats))


def _as_plan(instance: Instance, cohorts: tuple[Cohort, ...], seats: tuple[Seat, ...]) -> Plan:
    seated = {(seat.person, seat.course) for seat in seats}
    left = tuple(
        LeftOver(each.person, each.course, PlanRule.DEMAND)
        for each in instance.members
        if (each.person, each.course) not in seated
    )
    quotas = quotas_of(instance, seats)
    status = PlanStatus.FEASIBLE
    return Plan(cohorts, seats, quotas, left, Parts(), 0, None, None, status, (), 0)


def changes_of(instance: Instance, breaches: Sequence[Breach]) -> tuple[Relaxation, ...]:
    """One change for each rule and place; people and slots alike are told together."""
    found: list[Relaxation] = []
    figures: dict[tuple[PlanRule, int], dict[str, int]] = defaultdict(dict)
    personal: dict[tuple[PlanRule, str, int, tuple[str, ...]], list[int]] = defaultdict(list)
    unit = {each.person: each.unit for each in instance.members}
    for each in breaches:
        place = each.place
        if place.persons and each.rule is not PlanRule.OVERLAP and place.course is not None:
            person = place.persons[0]
            personal[each.rule, place.course, unit[person], place.slots].append(person)
        elif each.rule in FIGURES and place.slots and each.allowed is not None:
            figures[each.rule, each.allowed][place.slots[0]] = each.asked or 0
        else:
            found.append(_of_place(instance, each))
    for (rule, allowed), asked in figures.items():
        place = Place(slots=tuple(slot.key for slot in instance.slots if slot.key in asked))
        found.append(Relaxation(rule, place, allowed, max(asked.values())))
    for (rule, course, of, slots), persons in personal.items():
        place = Place(slots, of, tuple(sorted(persons)), course)
        found.append(_of_people(instance, rule, place))
    found = _levelled(found)
    return tuple(dict.fromkeys(sorted(found, key=lambda each: (each.rule, repr(each.place)))))


def _levelled(changes: Sequence[Relaxation]) -> list[Relaxation]:
    """Houses that had the same number of beds get the same again."""
    most: dict[tuple[PlanRule, int | None], int] = defaultdict(int)
    for each in changes:
        if each.rule in FIGURES and each.place.resource is not None:
            most[each.rule, each.allowed] = max(most[each.rule, each.allowed], each.needed or 0)
    return [
        replace(each, needed=most[each.rule, each.allowed])
        if each.rule in FIGURES and each.place.resource is not None
        else each
        for each in changes
    ]


def _of_place(instance: Instance, each: Breach) -> Relaxation:
    rule, place = each.rule, each.place
    if rule is PlanRule.SHARE_AWAY:
        strength = next(unit.strength for unit in instance.units if unit.key == place.unit)
        percent = percent_for(each.asked or 0, strength)
        return Relaxation(rule, place, each.allowed, each.asked, percent)
    if rule in (PlanRule.BEDS_MEN, PlanRule.BEDS_WOMEN):
        inside = tuple(slot.key for slot in instance.slots if slot.house == place.resource)
        place = Place(slots=inside, resource=place.resource)
        return Relaxation(rule, place, each.allowed, each.asked)
    if rule in FEWEST or rule is PlanRule.QUOTA_MAXIMUM:
        return Relaxation(rule, place, each.allowed, each.asked)
    if rule is PlanRule.INSTRUCTOR:
        return Relaxation(rule, Place(slots=place.slots), each.allowed, each.asked)
    if rule is PlanRule.COURSE:
        return Relaxation(rule, Place(slots=place.slots, course=place.course))
    return Relaxation(rule, Place(slots=place.slots, unit=place.unit))


def _of_people(instance: Instance, rule: PlanRule, place: Place) -> Relaxation:
    """A deadline or a first day is told in days, those of whom it keeps out the longest."""
    if rule is PlanRule.DEMAND:
        return Relaxation(rule, place)
    if rule not in (PlanRule.DEADLINE, PlanRule.NOT_BEFORE):
        return Relaxation(rule, place)
    slot = next(slot for slot in instance.slots if slot.key == place.slots[0])
    worst = max(
        days_off(each, slot)
        for each in instance.members
        if each.person in place.persons and each.course == place.course
    )
    return Relaxation(rule, place, 0, worst)


def _price(each: Relaxation) -> int:
    """What a change is charged, as the priced statement of the rules would."""
    price = PRICES.get(each.rule, PRICES[PlanRule.DEMAND])
    if each.place.persons:
        return price * len(each.place.persons)
    by = abs((each.needed or 0) - (each.allowed or 0)) or 1
    slots = len(each.place.slots) if each.rule in FIGURES and each.place.resource is None else 1
    return price * by * slots
