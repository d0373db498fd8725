"""Showing personal data in full: always for a reason, always on record."""

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.enums import Verb
from academy.people.models import Person


@transaction.atomic
def show(*, actor: Actor, person: Person, reason: str, at: datetime) -> None:
    """Write down that `actor` is shown the person's ID number and mobile, and why."""
    record(actor, Verb.PERSONAL_DATA_SHOWN, person, at=at, facts={"reason": reason})
