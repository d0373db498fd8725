"""The door to named exclusions: which a person reads, asks for and decides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from academy.people.access import visible_units
from academy.people.enums import Role
from academy.people.models import Assignment, Person
from academy.people.queries.persons import PersonFilter, persons
from academy.people.queries.units import valid_on
from academy.reporting.access.reading import Reach, reach
from academy.reporting.enums import SENSITIVE
from academy.reporting.models import (
    Exclusion,
)
from academy.reporting.models.exclusion import ExclusionQuerySet
from academy.reporting.queries import exclusions, places
from academy.shared.errors import NotFound
from academy.shared.text import fold

EXCLUSION_ASKERS = (Role.HR, Role.ACADEMY_ADMIN, Role.UNIT_TRAINING_OFFICER)
EXCLUSION_DECIDERS = (Role.HR, Role.ACADEMY_ADMIN)


@dataclass(frozen=True, slots=True)
class ExclusionReach:
    """Which exclusions a person reads: of which units, and what of them."""

    within: Reach
    on: date

    @property
    def rows(self) -> ExclusionQuerySet:
        """Those asked for while the person served in reach, and those of who serves there now."""
        here = Assignment.objects.filter(
            valid_on(self.on), person=OuterRef("person"), unit__in=self.within.scope
        )
        return Exclusion.objects.filter(Q(unit__in=self.within.scope) | Exists(here))

    def discloses(self, row: Exclusion) -> bool:
        """Whether reason, evidence and words are shown.

        What speaks of somebody's health is for HR, academy, auditor and the officer of the unit
        that it was asked in; the officer of a later unit learns that it is, and until when.
        """
        return row.reason not in SENSITIVE or row.unit_id in self.within.scope

    def one(self, public_id: UUID) -> Exclusion:
        """Return one of them, or raise NotFound."""
        row = self.rows.select_related(*exclusions.SHOWN).filter(public_id=public_id).first()
        if row is None:
            raise NotFound
        return row


def exclusion_reach(person: Person, on: date) -> ExclusionReach:
    """Return which exclusions the person reads on a day; two or three queries."""
    return ExclusionReach(reach(person, on), on)


def exclusions_to_decide(person: Person, on: date) -> ExclusionQuerySet:
    """Return the exclusions, of whatever state, that the person's office decides on."""
    granted = visible_units(person, *EXCLUSION_DECIDERS, on=on)
    scope = places.below(granted, places.places(on))
    return Exclusion.objects.filter(unit__in=scope).select_related(*exclusions.SHOWN)


def chosen_exclusions(person: Person, public_ids: Collection[UUID], *, on: date) -> list[Exclusion]:
    """Return named exclusions that the person decides on; NotFound if one of them is not such."""
    rows = exclusions_to_decide(person, on).filter(public_id__in=set(public_ids))
    found = list(rows.order_by("asked_at", "pk"))
    if len(found) != len(set(public_ids)):
        raise NotFound
    return found


def people_to_exclude(person: Person, numbers: Collection[str], *, on: date) -> dict[str, Person]:
    """Return by staff number whom of these the person may ask to exclude; who is not is absent.

    They are those who serve in reach of the person's roles, or served there last before leaving.
    """
    granted = visible_units(person, *EXCLUSION_ASKERS, on=on)
    scope = places.below(granted, places.places(on))
    rows = persons(scope, PersonFilter(with_left=True), on=on).prefetch_related(None)
    found = list(rows.filter(staff_number__in={fold(each) for each in numbers}))
    unit_of = exclusions.units_of([each.pk for each in found], on)
    return {each.staff_number: each for each in found if unit_of[each.pk] in scope}
