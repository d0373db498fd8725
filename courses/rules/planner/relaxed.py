"""An instance with relaxations carried out: what is solved to see that they suffice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from courses.enums.planning import PlanRule
from courses.rules.calendar import Span
from courses.rules.planner.instance import Instance, Locks, Member, Quota, Slot, Unit
from courses.rules.planner.plan import Relaxation

Changes = dict[PlanRule, list[Relaxation]]


def relaxed(instance: Instance, relaxations: Iterable[Relaxation]) -> Instance:
    """The instance as it is once every one of them is granted; nothing else is changed."""
    changes: Changes = defaultdict(list)
    for each in relaxations:
        changes[each.rule].append(each)
    spans, personal = {slot.key: slot.span for slot in instance.slots}, _personal(changes)
    members = (
        _member(spans, member, personal[member.person, member.course])
        if (member.person, member.course) in personal
        else member
        for member in instance.members
    )
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
    for of_rule in changes.values():
        for each in of_rule:
            place = each.place
            own = place.unit is None and place.resource is None and not place.persons
            if own and slot.key in place.slots:
                slot = _changed(slot, each)
    return slot


def _changed(slot: Slot, change: Relaxation) -> Slot:
    needed = change.needed or 0
    match change.rule:
        case PlanRule.CAPACITY:
            return replace(slot, capacity=max(slot.capacity, needed))
        case PlanRule.BEDS_MEN:
            return replace(slot, beds_men=max(slot.beds_men, needed))
        case PlanRule.BEDS_WOMEN:
            return replace(slot, beds_women=max(slot.beds_women, needed))
        case PlanRule.MINIMUM:
            return replace(slot, minimum=needed)
        case PlanRule.HALL:
            return replace(slot, halls=())
        case PlanRule.INSTRUCTOR:
            return replace(slot, instructors=change.allowed or 0)
        case PlanRule.CLOSURE:
            return replace(slot, despite_closure=True)
        case PlanRule.COURSE if change.place.course is not None:
            return replace(slot, courses=(*slot.courses, change.place.course))
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


def _personal(changes: Changes) -> dict[tuple[int, str | None], list[Relaxation]]:
    """By person and course what gives way for them."""
    found: dict[tuple[int, str | None], list[Relaxation]] = defaultdict(list)
    for of_rule in changes.values():
        for each in of_rule:
            for person in each.place.persons:
                found[person, each.place.course].append(each)
    return found


def _member(
    spans: Mapping[str, Span], member: Member, changes: Iterable[Relaxation]
) -> Member | None:
    for each in changes:
        if each.rule is PlanRule.DEMAND:
            return None
        span = spans[each.place.slots[0]]
        if each.rule is PlanRule.BLOCK:
            free = tuple(block for block in member.blocked if not block.overlaps(span))
            member = replace(member, blocked=free)
        elif each.rule is PlanRule.DEADLINE and member.due_on is not None:
            member = replace(member, due_on=max(member.due_on, span.ends_on))
        elif each.rule is PlanRule.NOT_BEFORE and member.not_before is not None:
            member = replace(member, not_before=min(member.not_before, span.starts_on))
        elif each.rule is PlanRule.PREREQUISITE:
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
