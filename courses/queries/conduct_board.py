"""A cohort's conduct: people by points, and objections that wait."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from courses.enums.attendance import ObjectionState
from courses.models import Cohort, ConductEntry, ConductObjection, Enrolment
from courses.queries import along, conduct


@dataclass(frozen=True, slots=True)
class Standing:
    """One person of a cohort: points, entries that stand, and whether one means removal."""

    enrolment: Enrolment
    points: Decimal
    entries: int
    removed: bool


def people(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return those who checked in, by pinyin."""
    rows = Enrolment.objects.filter(cohort=cohort, checked_in_at__isnull=False)
    return rows.select_related("person", "cohort").order_by("person__pinyin_key", "pk")


def board(cohort: Cohort) -> list[Standing]:
    """Return a cohort's people, those with the fewest points first, then by pinyin.

    The number of queries depends on the number of transfers in a row, not of people.
    """
    rows = list(people(cohort))
    ids = [row.pk for row in rows]
    points = conduct.points_of(ids)
    ways = along.back(ids)
    places = {place for way in ways.values() for place in way}
    entries: dict[int, list[str]] = {}
    standing = ConductEntry.objects.standing().filter(enrolment__in=places)
    for place, effect in standing.values_list("enrolment_id", "effect"):
        entries.setdefault(place, []).append(effect)
    found = []
    for row in rows:
        effects = [each for place in ways[row.pk] for each in entries.get(place, [])]
        found.append(Standing(row, points[row.pk], len(effects), "removal" in effects))
    # Sorting is stable: equal points stay by pinyin.
    return sorted(found, key=lambda each: (not each.removed, each.points))


def open_objections(cohorts: Collection[int] | QuerySet[Any]) -> QuerySet[ConductObjection]:
    """Return what waits for a decision in these cohorts, keys or a query of them; oldest first."""
    rows = ConductObjection.objects.filter(
        state=ObjectionState.OPEN.value, entry__enrolment__cohort__in=cohorts
    )
    shown = rows.select_related(
        "entry__rule",
        "entry__reverses",
        "entry__enrolment__person",
        "entry__enrolment__cohort",
    )
    return shown.order_by("raised_at", "pk")


def stands(entry: ConductEntry) -> bool:
    """Whether an entry counts: neither reversed nor itself a reversal."""
    return entry.reverses_id is None and getattr(entry, "reversal", None) is None
