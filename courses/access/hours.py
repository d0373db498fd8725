"""Ledgers of hours."""

from datetime import date
from uuid import UUID

from academy.people.access import visible_units
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.queries.persons import PersonFilter, persons
from academy.shared.errors import NotFound


def person_of_hours(person: Person, public_id: UUID, *roles: Role, on: date) -> Person:
    """Return somebody whose hours the person may see by one of the roles, or raise NotFound.

    Leavers stay findable in the units where they served.
    """
    scope = visible_units(person, *roles, on=on)
    rows = persons(scope, PersonFilter(with_left=True), on=on).filter(public_id=public_id)
    found = rows.prefetch_related(None).first()
    if found is None:
        raise NotFound
    return found
