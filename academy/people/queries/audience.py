"""Who holds an office for a unit: in it, or in the nearest one above."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from academy.people.enums import Role
from academy.people.models import Grant
from academy.people.queries import units


def holders(unit_ids: Iterable[int], *roles: Role, on: date) -> set[int]:
    """Return the ids of those who hold one of `roles` for the units on a day.

    For each unit and role these are the holders of the nearest unit, from itself upwards, that
    has any: a squad's nominations concern its branch, not the whole bureau.
    """
    return set[int]().union(*holders_by_unit(unit_ids, *roles, on=on).values())


def holders_by_unit(unit_ids: Iterable[int], *roles: Role, on: date) -> dict[int, set[int]]:
    """Return by unit the ids of those who hold one of `roles` for it, as `holders` finds them.

    Two queries, whatever the number of units; a unit for which nobody does has an empty set.
    """
    rows = Grant.objects.filter(
        units.valid_on(on), role__in=[role.value for role in roles], person__left_on__isnull=True
    )
    by_place: dict[tuple[int, str], set[int]] = defaultdict(set)
    for unit_id, role, person_id in rows.values_list("unit_id", "role", "person_id"):
        by_place[unit_id, role].add(person_id)
    parents = {node.id: node.parent_id for node in units.tree(on)}
    found: dict[int, set[int]] = {}
    for unit_id in set(unit_ids):
        mine = found.setdefault(unit_id, set())
        for role in roles:
            at: int | None = unit_id
            while at is not None and not by_place.get((at, role.value)):
                at = parents.get(at)
            if at is not None:
                mine |= by_place[at, role.value]
    return found
