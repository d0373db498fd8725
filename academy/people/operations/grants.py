"""Giving roles and taking them back."""

from datetime import date, datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.enums import Role, Verb
from academy.people.errors import GrantNotYours, PersonLeft
from academy.people.models import Grant, Person, Unit


@transaction.atomic
def grant(
    *,
    actor: Actor,
    person: Person,
    role: Role,
    unit: Unit,
    valid_from: date,
    at: datetime,
    within: frozenset[int] | None = None,
) -> Grant:
    """Give `person` the role over `unit` and all below it; already given = the same grant.

    `within` are the unit ids the giver reaches as academy admin; nobody gives a role beyond
    them, nor to themselves. None is for the system's own work.
    """
    if person.left_on is not None:
        raise PersonLeft
    _refuse_beyond_scope(actor, within, person, unit)
    given, created = Grant.objects.get_or_create(
        person=person,
        role=role.value,
        unit=unit,
        valid_until=None,
        defaults={"valid_from": valid_from, "given_by": actor.key},
    )
    if created:
        facts = {"person": person.public_id, "role": role, "unit": unit.code}
        record(actor, Verb.GRANT_GIVEN, given, at=at, facts=facts)
    return given


@transaction.atomic
def end(
    *, actor: Actor, grant: Grant, on: date, at: datetime, within: frozenset[int] | None = None
) -> Grant:
    """End a grant with the day `on` (exclusive); one that has ended stays as it is."""
    _refuse_beyond_scope(actor, within, grant.person, grant.unit)
    ended = Grant.objects.filter(pk=grant.pk, valid_until__isnull=True).update(
        valid_until=max(on, grant.valid_from)
    )
    grant.refresh_from_db()
    if ended:
        record(actor, Verb.GRANT_ENDED, grant, at=at, facts={"role": grant.role})
    return grant


def _refuse_beyond_scope(
    actor: Actor, within: frozenset[int] | None, person: Person, unit: Unit
) -> None:
    if within is None:
        return
    if actor.key == str(person.public_id) or unit.pk not in within:
        raise GrantNotYours(field="unit")
