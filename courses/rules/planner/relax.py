"""The smallest change to the rules that makes a plan possible, and how it is carried out."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from courses.enums.planning import PlanRule
from courses.rules.planner.days import covers, may_be_away, percent_for
from courses.rules.planner.grip import Lapse, Priced, Slack
from courses.rules.planner.groups import Group, Option, Reasons
from courses.rules.planner.instance import Instance, Member, Slot, Unit
from courses.rules.planner.plan import Place, Relaxation

PRICES = {
    PlanRule.QUOTA_MINIMUM: 4,
    PlanRule.QUOTA_MAXIMUM: 4,
    PlanRule.MINIMUM: 5,
    PlanRule.CAPACITY: 10,
    PlanRule.BEDS_MEN: 10,
    PlanRule.BEDS_WOMEN: 10,
    PlanRule.SHARE_AWAY: 20,
    PlanRule.NOT_BEFORE: 40,
    PlanRule.DEADLINE: 40,
    PlanRule.LOCK: 60,
    PlanRule.INSTRUCTOR: 150,
    PlanRule.BLOCK: 200,
    PlanRule.PREREQUISITE: 250,
    PlanRule.HALL: 300,
    PlanRule.COURSE: 300,
    PlanRule.CLOSURE: 500,
    PlanRule.DEMAND: 2_000,
}
"""What giving way by one unit is charged: a seat, a person at once, a person, a cohort.

The order is the academy's: figures before people's own days, those before halls and holidays, and
only then leaving somebody out. Being in two places at once has no price.
"""

LATE_WEEK = 2
"""Charged on top for each week beyond a deadline or ahead of a first day, of one person."""


def price_of(instance: Instance) -> Callable[[Group, Option], int]:
    """What one person of a group is charged for an option that breaks rules."""
    slots = {slot.key: slot for slot in instance.slots}

    def price(group: Group, option: Option) -> int:
        charged = sum(PRICES[rule] for rule in option.broken)
        if PlanRule.DEMAND in option.broken:
            charged += PRICES[PlanRule.DEMAND] * (option.slots.count(None) - 1)
        for row, key in zip(group.first, option.slots, strict=True):
            if key is not None:
                charged += LATE_WEEK * (days_off(row, slots[key]) // 7)
        return charged

    return price


def days_off(row: Member, slot: Slot) -> int:
    """By how many days a slot ends beyond a deadline and begins ahead of a first day."""
    late = (slot.span.ends_on - row.due_on).days if row.due_on else 0
    early = (row.not_before - slot.span.starts_on).days if row.not_before else 0
    return max(0, late) + max(0, early)


def relaxations(
    instance: Instance, stated: Instance, grip: Priced, value: Callable[[Any], int]
) -> tuple[Relaxation, ...]:
    """What gives way in a solution of the priced model, `value` reading its variables.

    `stated` is what was stated of the instance: all of it, or a part.
    """
    found: dict[tuple[PlanRule, Place], Relaxation] = {}
    slots = {slot.key: slot for slot in stated.slots}
    units = {unit.key: unit for unit in stated.units}
    for slack in grip.slacks:
        if value(slack.variable):
            each = _of_slack(stated, slots, units, slack, value(slack.variable))
            known = found.get((each.rule, each.place))
            if known is None or (known.needed or 0) < (each.needed or 0):
                found[each.rule, each.place] = each
    lapses = [(lapse, value(lapse.variable)) for lapse in grip.lapses if value(lapse.variable)]
    return (*found.values(), *_of_lapses(instance, stated, slots, lapses))


def _of_slack(
    instance: Instance, slots: dict[str, Slot], units: dict[int, Unit], slack: Slack, amount: int
) -> Relaxation:
    rule, place = slack.clause.rule, slack.clause.place
    slot = slots[place.slots[0]]
    houses = {house.key: house for house in instance.houses}
    if rule is PlanRule.SHARE_AWAY and place.unit is not None:
        return _of_share(instance, slots, units[place.unit], place.slots, amount)
    quotas = units[place.unit].quotas if place.unit is not None else ()
    quota = next((each for each in quotas if each.slot == slot.key), None)
    if rule in (PlanRule.BEDS_MEN, PlanRule.BEDS_WOMEN):
        beds = slot if place.resource is None else houses[place.resource]
        allowed = beds.beds_men if rule is PlanRule.BEDS_MEN else beds.beds_women
        return Relaxation(rule, place, allowed, allowed + amount)
    if rule is PlanRule.CAPACITY:
        return Relaxation(rule, place, slot.capacity, slot.capacity + amount)
    if rule is PlanRule.MINIMUM:
        return Relaxation(rule, place, slot.minimum, slot.minimum - amount)
    if rule is PlanRule.QUOTA_MINIMUM and quota is not None:
        return Relaxation(rule, place, quota.minimum, quota.minimum - amount)
    if rule is PlanRule.QUOTA_MAXIMUM and quota is not None and quota.maximum is not None:
        return Relaxation(rule, place, quota.maximum, quota.maximum + amount)
    if rule is PlanRule.INSTRUCTOR:
        return Relaxation(rule, place, slot.instructors - amount, slot.instructors)
    return Relaxation(rule, place)


def _of_share(
    instance: Instance, slots: dict[str, Slot], unit: Unit, keys: Sequence[str], amount: int
) -> Relaxation:
    """People at once, those away beforehand included; the worst day of a unit speaks for all."""
    allowed = may_be_away(unit, instance.rules)
    days = {slots[key].span.starts_on for key in keys}
    days |= {absence.span.starts_on for absence in unit.absences}
    absent = max(
        sum(each.people for each in unit.absences if covers(each.span, day))
        for day in days
        if all(covers(slots[key].span, day) for key in keys)
    )
    needed = absent + max(0, allowed - absent) + amount
    percent = percent_for(needed, unit.strength)
    return Relaxation(PlanRule.SHARE_AWAY, Place(unit=unit.key), allowed, needed, percent)


def _of_lapses(
    instance: Instance,
    stated: Instance,
    slots: dict[str, Slot],
    lapses: Sequence[tuple[Lapse, int]],
) -> Iterator[Relaxation]:
    """Name the persons: the least urgent of each group give way."""
    reasons = Reasons(stated)
    unit_of = {member.person: member.unit for member in instance.members}
    used: dict[int, int] = defaultdict(int)
    named: dict[tuple[PlanRule, str, int, str | None], list[Member]] = defaultdict(list)
    for lapse, people in lapses:
        rows = lapse.group.rows
        end = len(rows) - used[id(lapse.group)]
        used[id(lapse.group)] += people
        for person in rows[end - people : end]:
            for row, key in zip(person, lapse.option.slots, strict=True):
                own = {PlanRule.DEMAND} if key is None else set(reasons.of(row)[key])
                if key is not None and row.after and PlanRule.PREREQUISITE in lapse.option.broken:
                    own.add(PlanRule.PREREQUISITE)
                for rule in own - {PlanRule.COURSE}:
                    named[rule, row.course, unit_of[row.person], key].append(row)
    for (rule, course, unit, key), members in sorted(named.items(), key=lambda each: str(each[0])):
        persons = tuple(sorted(member.person for member in members))
        place = Place(() if key is None else (key,), unit, persons, course)
        if rule in (PlanRule.DEADLINE, PlanRule.NOT_BEFORE) and key is not None:
            worst = max(days_off(member, slots[key]) for member in members)
            yield Relaxation(rule, place, 0, worst)
        else:
            yield Relaxation(rule, place)
