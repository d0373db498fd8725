"""The unit tree as of a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from academy.people.enums import UnitKind
from academy.people.models import Assignment, UnitEdition
from academy.people.models.dated import known_on


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit as it stood on one day; `depth` is 0 at the root."""

    id: int
    code: str
    name: str
    short_name: str
    kind: UnitKind
    depth: int
    parent_id: int | None
    official_order: int


def valid_on(on: date) -> Q:
    """Return the condition "valid_from ≤ on < valid_until" for a dated row."""
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))


def editions_on(on: date, *, known_before: datetime | None = None) -> QuerySet[UnitEdition]:
    """Return the editions in force on a day, with their units.

    Those that are said to be so now, or were just before an instant.
    """
    if known_before is None:
        rows = UnitEdition.objects.filter(valid_on(on))
    else:
        rows = UnitEdition.every.filter(known_on(on, known_before))
    return rows.select_related("unit")


def tree(on: date, *, known_before: datetime | None = None) -> list[UnitNode]:
    """Return all units of that day, parents before children, siblings in official order.

    As is said now, or was just before an instant.
    """
    children: dict[int | None, list[UnitEdition]] = defaultdict(list)
    editions = sorted(
        editions_on(on, known_before=known_before),
        key=lambda each: (each.official_order, each.unit.code),
    )
    present = {edition.unit_id for edition in editions}
    for edition in editions:
        # A unit whose parent is not there on that day stands at the top rather than vanish.
        parent = edition.parent_id if edition.parent_id in present else None
        children[parent].append(edition)
    nodes: list[UnitNode] = []

    def walk(parent_id: int | None, depth: int) -> None:
        for edition in children.get(parent_id, ()):
            nodes.append(
                UnitNode(
                    edition.unit_id,
                    edition.unit.code,
                    edition.name,
                    edition.short_name,
                    UnitKind(edition.unit.kind),
                    depth,
                    parent_id,
                    edition.official_order,
                )
            )
            walk(edition.unit_id, depth + 1)

    walk(None, 0)
    return nodes


def subtree_ids(unit_id: int, on: date) -> frozenset[int]:
    """Return the unit and every unit below it on that day."""
    return below([unit_id], tree(on))


def below(unit_ids: Iterable[int], nodes: Iterable[UnitNode]) -> frozenset[int]:
    """Return `unit_ids` and all below them; `nodes` must list parents before children."""
    found = set(unit_ids)
    for node in nodes:
        if node.parent_id in found:
            found.add(node.id)
    return frozenset(found)


def assignments_on(person_ids: Iterable[int], on: date) -> dict[int, Assignment]:
    """Return each person's assignment of that day, with unit, post and rank; absent if none."""
    rows = Assignment.objects.filter(valid_on(on), person_id__in=list(person_ids))
    return {row.person_id: row for row in rows.select_related("unit", "post", "rank")}


def unit_names(on: date) -> dict[int, str]:
    """Return the full name of every unit of that day by its id."""
    return {edition.unit_id: edition.name for edition in editions_on(on)}
