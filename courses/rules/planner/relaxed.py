"""An instance with relaxations carried out: what is solved to see that they suffice."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from courses.enums.planning import PlanRule
from courses.rules.planner.instance import Instance, Locks, Member, Quota, Slot, Unit
from courses.rules.planner.plan import Relaxation

Changes = dict[PlanRule, list[Relaxation]]


def relaxed(instance: Instance, relaxations: Iterable[Relaxation]) -> Instance:
    """The instance as it is once every one of them is granted; nothing else is changed."""
    changes: Changes = defaultdict(list)
    for each in relaxations:
        changes[each.rule].append(each)
    members = (_member(instance, member, changes) for member in instance.members)
    return replace(
        instance,
        members=tuple(member for member in members if member is not None),
        slots=tuple(_slot(slot, changes) for slot in instance.slots),
        houses=tuple(
            replace(
                house,
                beds_men=_figure(changes[PlanRule.BEDS_MEN], house.key, house.beds_men),
                beds_women=_figure(changes[PlanRule.BEDS_WOMEN], house.key, house.beds_women),
            )
            for house in instance.houses
        ),
        units=tuple(_unit(unit, changes) for unit in instance.units),
        locks=_locks(instance, changes),
    )


def _figure(changes: list[Relaxation], house: str, figure: int) -> int:
    return max([figure, *(c.needed or 0 for c in changes if c.place.resource == house)])


def _slot(slot: Slot, changes: Changes) -> Slot:
    for rule, of_rule in changes.items():
        for each in of_rule:
            if each.place.slots != (slot.key,) or each.place.persons or each.place.unit is not None:
                continue
            needed = each.needed or 0
            if rule is PlanRule.CAPACITY:
                slot = replace(slot, capacity=needed)
            elif rule is PlanRule.BEDS_MEN and each.place.resource is None:
                slot = replace(slot, beds_men=needed)
            elif rule is PlanRule.BEDS_WOMEN and each.place.resource is None:
                slot = replace(slot, beds_women=needed)
            elif rule is PlanRule.MINIMUM:
                slot = replace(slot, minimum=needed)
            elif rule is PlanRule.HALL:
                slot = replace(slot, halls=())
            elif rule is PlanRule.INSTRUCTOR:
                slot = replace(slot, instructors=each.allowed or 0)
            elif rule is PlanRule.CLOSURE:
                slot = replace(slot, despite_closure=True)
            elif rule is PlanRule.COURSE and each.place.course is not None:
                slot = replace(slot, courses=(*slot.courses, each.place.course))
    return slot


def _unit(unit: Unit, changes: Changes) -> Unit:
    for each in changes[PlanRule.SHARE_AWAY]:
        if each.place.unit == unit.key:
            unit = replace(unit, away_percent=each.percent)
    return replace(unit, quotas=tuple(_quota(unit.key, quota, changes) for quota in unit.quotas))


def _quota(unit: int, quota: Quota, changes: Changes) -> Quota:
    for rule in (PlanRule.QUOTA_MINIMUM, PlanRule.QUOTA_MAXIMUM):
        for each in changes[rule]:
            if each.place.unit == unit and each.place.slots == (quota.slot,):
                if rule is PlanRule.QUOTA_MINIMUM:
                    quota = replace(quota, minimum=each.needed or 0)
                else:
                    quota = replace(quota, maximum=each.needed)
    return quota


def _member(instance: Instance, member: Member, changes: Changes) -> Member | None:
    spans = {slot.key: slot.span for slot in instance.slots}
    for rule, of_rule in changes.items():
        for each in of_rule:
            if member.person not in each.place.persons or member.course != each.place.course:
                continue
            if rule is PlanRule.DEMAND:
                return None
            span = spans[each.place.slots[0]]
            if rule is PlanRule.BLOCK:
                free = tuple(block for block in member.blocked if not block.overlaps(span))
                member = replace(member, blocked=free)
            elif rule is PlanRule.DEADLINE and member.due_on is not None:
                member = replace(member, due_on=max(member.due_on, span.ends_on))
            elif rule is PlanRule.NOT_BEFORE and member.not_before is not None:
                member = replace(member, not_before=min(member.not_before, span.starts_on))
            elif rule is PlanRule.PREREQUISITE:
                member = replace(member, after=())
    return member


def _locks(instance: Instance, changes: Changes) -> Locks:
    """Without the decisions that are given up, and without those on people left out."""
    given_up = changes[PlanRule.LOCK]
    impersonal = [each.place for each in given_up if not each.place.persons]
    slots = {place.slots[0] for place in impersonal if place.unit is None}
    quotas = {(place.unit, place.slots[0]) for place in impersonal}
    people = {
        (person, each.place.course)
        for each in (*given_up, *changes[PlanRule.DEMAND])
        for person in each.place.persons
    }
    locks = instance.locks
    return Locks(
        slots=tuple(each for each in locks.slots if each.slot not in slots),
        seats=tuple(each for each in locks.seats if (each.person, each.course) not in people),
        quotas=tuple(each for each in locks.quotas if (each.unit, each.slot) not in quotas),
    )
