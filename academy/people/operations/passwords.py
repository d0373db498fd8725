"""Passwords. People who come by roster have none until one is issued to them."""

import secrets
from datetime import datetime

from axes.models import AccessAttempt
from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.enums import Verb
from academy.people.errors import PersonLeft
from academy.people.models import Person

# Without the signs that are misread on paper: 0 O 1 l I.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"


@transaction.atomic
def issue(*, actor: Actor, person: Person, password: str | None = None, at: datetime) -> str:
    """Set a password the person must change at first sign-in, and return it; it is kept nowhere.

    Without a given one, ten signs of a 55-sign alphabet are drawn (57 bits).
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.left_on is not None:
        raise PersonLeft
    drawn = password or "".join(secrets.choice(_ALPHABET) for _ in range(10))
    person.set_password(drawn)
    person.must_change_password = password is None
    person.save(update_fields=["password", "must_change_password"])
    # A new password ends a lock that guesses at the old one brought on.
    AccessAttempt.objects.filter(username=person.staff_number.casefold()).delete()
    record(actor, Verb.PASSWORD_ISSUED, person, at=at)
    return drawn


@transaction.atomic
def change(*, actor: Actor, person: Person, password: str, at: datetime) -> Person:
    """Set the password a person has chosen; the duty to change an issued one ends with it."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.left_on is not None:
        raise PersonLeft
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    record(actor, Verb.PASSWORD_CHANGED, person, at=at)
    return person
