"""Every unit there ever was, in official order, as reports name them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, QuerySet, When

from academy.people.enums import UnitKind
from academy.people.models import UnitEdition
from academy.people.models.dated import known
from academy.shared.clock import end_of


@dataclass(frozen=True, slots=True)
class Place:
    """A unit under the name it had on the day, or under its last name if it had ended by then.

    One that began only later, or was not known yet, stands under its first name.
    """

    id: int
    code: str
    name: str
    short_name: str
    kind: UnitKind
    depth: int
    parent_id: int | None
    ended: bool
    began: bool

    @property
    def stands(self) -> bool:
        """Whether it was there on the day, as was known at its end."""
        return self.began and not self.ended


def places(on: date) -> list[Place]:
    """Return all units as was known at the end of the day; one query.

    Parents before children, siblings in official order. Other than the tree of a day this keeps
    units that have ended, for their people's results stay theirs.
    """
    before = end_of(on)
    latest: dict[int, UnitEdition] = {}
    began: set[int] = set()
    rows: QuerySet[Any] = UnitEdition.every.annotate(
        is_known=Case(When(known(before), then=True), default=False)
    )
    for edition in rows.select_related("unit").order_by("unit_id", "valid_from", "pk"):
        begins = edition.is_known and edition.valid_from <= on
        if begins:
            began.add(edition.unit_id)
        if begins or edition.unit_id not in latest:
            latest[edition.unit_id] = edition
    children: dict[int | None, list[UnitEdition]] = defaultdict(list)
    for edition in sorted(latest.values(), key=lambda each: (each.official_order, each.unit.code)):
        children[edition.parent_id if edition.parent_id in latest else None].append(edition)
    found: list[Place] = []

    def walk(parent_id: int | None, depth: int) -> None:
        for edition in children.get(parent_id, ()):
            ended = (
                edition.valid_until is not None
                and edition.valid_until <= on
                and (edition.closed_at is None or edition.closed_at < before)
            )
            found.append(
                Place(
                    edition.unit_id,
                    edition.unit.code,
                    edition.name,
                    edition.short_name,
                    UnitKind(edition.unit.kind),
                    depth,
                    parent_id,
                    ended,
                    edition.unit_id in began,
                )
            )
            walk(edition.unit_id, depth + 1)

    walk(None, 0)
    return found


def below(unit_ids: frozenset[int], every: list[Place]) -> frozenset[int]:
    """Return the units and all below them, ended ones included."""
    found = set(unit_ids)
    for place in every:
        if place.parent_id in found:
            found.add(place.id)
    return frozenset(found)


def homes(scope: frozenset[int], every: list[Place]) -> dict[int, int]:
    """Return for each unit of `scope` the unit in whose row of the report it is counted.

    A squad counts with its branch, as long as the branch is in scope too.
    """
    found: dict[int, int] = {}
    for place in every:
        if place.id not in scope:
            continue
        above = found.get(place.parent_id) if place.parent_id is not None else None
        rolls_up = place.kind is UnitKind.SQUAD and above is not None
        found[place.id] = above if rolls_up and above is not None else place.id
    return found
