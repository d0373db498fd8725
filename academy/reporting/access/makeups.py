"""The door to make-up training: whose a person reads, and whom they may let off."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from academy.people.access import visible_units
from academy.people.enums import Role
from academy.people.models import Assignment, Person
from academy.people.queries.units import valid_on
from academy.reporting.access.reading import READERS, Reach
from academy.reporting.models import (
    MakeUp,
)
from academy.reporting.models.makeup import MakeUpQuerySet
from academy.reporting.queries import makeups, places
from academy.shared.errors import NotFound

MAKE_UP_READERS = (*READERS, Role.UNIT_LEADER)
MAKE_UP_KEEPERS = (Role.HR, Role.ACADEMY_ADMIN)


@dataclass(frozen=True, slots=True)
class MakeUpReach:
    """Which make-ups a person reads, and of which units they may let people off."""

    person: Person
    within: Reach
    keeps: frozenset[int]
    on: date

    @property
    def rows(self) -> MakeUpQuerySet:
        """Those opened in reach, those of who serves there now, and one's own."""
        here = Assignment.objects.filter(
            valid_on(self.on), person=OuterRef("person"), unit__in=self.within.scope
        )
        return MakeUp.objects.filter(
            Q(person=self.person) | Q(unit__in=self.within.scope) | Exists(here)
        )

    def one(self, public_id: UUID) -> MakeUp:
        """Return one of them, or raise NotFound."""
        row = self.rows.select_related(*makeups.SHOWN).filter(public_id=public_id).first()
        if row is None:
            raise NotFound
        return row

    def may_withdraw(self, row: MakeUp) -> bool:
        """Whether it is the person's office to let its person off; never oneself."""
        return row.unit_id in self.keeps and row.person_id != self.person.pk


def make_up_reach(person: Person, on: date) -> MakeUpReach:
    """Return which make-ups the person reads on a day; a few queries."""
    every = places.places(on)
    granted = visible_units(person, *MAKE_UP_READERS, on=on)
    keeps = visible_units(person, *MAKE_UP_KEEPERS, on=on)
    within = Reach(places.below(granted, every), every, on)
    return MakeUpReach(person, within, places.below(keeps, every), on)


def make_up_to_withdraw(person: Person, public_id: UUID, on: date) -> MakeUp:
    """Return a make-up of the units that the person keeps, or raise NotFound."""
    reach = make_up_reach(person, on)
    row = reach.one(public_id)
    if row.unit_id not in reach.keeps:
        raise NotFound
    return row
