"""A core of clauses as conflicts with numbers: one for each rule and, where it has one, unit."""

from collections.abc import Collection, Iterable, Sequence

from academy.people.enums import Sex
from courses.enums.planning import PlanRule
from courses.rules.planner.days import may_be_away
from courses.rules.planner.grip import Clause
from courses.rules.planner.groups import Group
from courses.rules.planner.instance import House, Instance, Slot
from courses.rules.planner.plan import Conflict, Place

BEDS = {PlanRule.BEDS_MEN: Sex.MALE, PlanRule.BEDS_WOMEN: Sex.FEMALE}
OF_UNITS = frozenset({PlanRule.SHARE_AWAY, PlanRule.QUOTA_MINIMUM, PlanRule.QUOTA_MAXIMUM})


def merged(core: Sequence[Clause]) -> list[frozenset[Clause]]:
    """Clauses that are told together."""
    kinds: dict[object, list[Clause]] = {}
    for clause in core:
        place = clause.place
        unit = place.unit if clause.rule in OF_UNITS else None
        kind = (clause.rule, unit, bool(place.persons), place.resource is None)
        kinds.setdefault(kind, []).append(clause)
    return [frozenset(clauses) for _, clauses in sorted(kinds.items(), key=lambda k: str(k[0]))]


def conflicts_of(
    instance: Instance, groups: Sequence[Group], core: Sequence[Clause]
) -> tuple[Conflict, ...]:
    """One conflict for each kind of clause in the core, with what is needed and allowed there.

    Where no clause is to blame, what is owed is by itself more than the slots can run.
    """
    if not core:
        everything = tuple(slot.key for slot in instance.slots)
        return (Conflict(PlanRule.DEMAND, Place(slots=everything), len(instance.members)),)
    order = {
        slot.key: index
        for index, slot in enumerate(
            sorted(instance.slots, key=lambda slot: (slot.span.starts_on, slot.key))
        )
    }
    found = []
    for kind in merged(core):
        places = [clause.place for clause in kind]
        slots = sorted({key for place in places for key in place.slots}, key=order.__getitem__)
        units = {place.unit for place in places}
        courses = {place.course for place in places}
        houses = {place.resource for place in places}
        place = Place(
            slots=tuple(slots),
            unit=units.pop() if len(units) == 1 else None,
            persons=tuple(sorted({person for place in places for person in place.persons})),
            course=courses.pop() if len(courses) == 1 else None,
            resource=houses.pop() if len(houses) == 1 else None,
        )
        rule = next(iter(kind)).rule
        numbers = _numbers(instance, groups, rule, place)
        if rule in BEDS:
            shared = {each.resource for each in places}
            numbers = (numbers[0], _beds(instance, rule, place.slots, shared))
        found.append(Conflict(rule, place, *numbers))
    return tuple(found)


def _numbers(
    instance: Instance, groups: Sequence[Group], rule: PlanRule, place: Place
) -> tuple[int | None, int | None]:
    """(needed, allowed) of the rule at these slots together."""
    slots = [slot for slot in instance.slots if slot.key in place.slots]
    if rule is PlanRule.CAPACITY:
        return _bound_to(groups, place, None), sum(slot.capacity for slot in slots)
    if rule in BEDS:
        return _bound_to(groups, place, BEDS[rule]), None
    if rule is PlanRule.MINIMUM:
        return sum(slot.minimum for slot in slots), None
    if rule is PlanRule.INSTRUCTOR:
        return sum(slot.instructors for slot in slots), None
    if rule in OF_UNITS:
        return _of_unit(instance, groups, rule, place)
    return None, None


def _beds(
    instance: Instance, rule: PlanRule, slots: Collection[str], houses: Collection[str | None]
) -> int:
    """The beds of these houses, or of these slots where they share none."""
    of_houses = [house for house in instance.houses if house.key in houses]
    rooms: Sequence[House | Slot] = of_houses or [
        slot for slot in instance.slots if slot.key in slots
    ]
    return beds_of(rooms, BEDS[rule])


def beds_of(rooms: Iterable[House | Slot], sex: Sex) -> int:
    """The beds of all of them for one sex."""
    return sum(each.beds_men if sex is Sex.MALE else each.beds_women for each in rooms)


def _bound_to(
    groups: Sequence[Group], place: Place, sex: Sex | None, unit: int | None = None
) -> int:
    """Seats owed to people whom their own rules leave none but these slots."""
    within, seats = set(place.slots), 0
    for group in groups:
        if (sex is not None and group.sex is not sex) or (unit is not None and group.unit != unit):
            continue
        free = [option.slots for option in group.options if not option.broken]
        for place_of_row in range(len(group.first)):
            if all(slots[place_of_row] in within for slots in free):
                seats += len(group.rows)
    return seats


def _of_unit(
    instance: Instance, groups: Sequence[Group], rule: PlanRule, place: Place
) -> tuple[int | None, int | None]:
    unit = next(each for each in instance.units if each.key == place.unit)
    if rule is PlanRule.SHARE_AWAY:
        counting = [group for group in groups if group.counts_away]
        seats = _bound_to(counting, place, None, unit.key)
        return -(-seats // max(1, len(place.slots))), may_be_away(unit, instance.rules)
    quotas = [quota for quota in unit.quotas if quota.slot in place.slots]
    if rule is PlanRule.QUOTA_MINIMUM:
        return sum(quota.minimum for quota in quotas), None
    needed = _bound_to(groups, place, None, unit.key)
    return needed, sum(quota.maximum or 0 for quota in quotas)
