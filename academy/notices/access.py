"""The doors to notices and addresses: one's own, and for HR those of one's units."""

from uuid import UUID

from academy.notices.models import Contact, Notice
from academy.people.access import visible_units
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.queries.persons import PersonFilter, persons
from academy.shared import clock
from academy.shared.errors import NotFound

#: Who keeps the addresses of other people.
KEEPERS = (Role.ACADEMY_ADMIN, Role.HR)


def notice_for(person: Person, public_id: UUID) -> Notice:
    """Return one of the person's own notices, or raise NotFound."""
    found = Notice.objects.filter(person=person, public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def scope_of(keeper: Person) -> frozenset[int]:
    """Return the units for whose people the keeper keeps addresses."""
    return visible_units(keeper, *KEEPERS, on=clock.today())


def person_for(keeper: Person, public_id: UUID) -> Person:
    """Return somebody of the keeper's units, leavers included, or raise NotFound."""
    rows = persons(scope_of(keeper), PersonFilter(with_left=True), on=clock.today())
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def contact_by(public_id: UUID) -> Contact:
    """Return the contact that a signed link names, or raise NotFound."""
    found = Contact.objects.filter(public_id=public_id).select_related("person").first()
    if found is None:
        raise NotFound
    return found
