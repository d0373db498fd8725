"""Dormitories, halls, and the days on which they or the whole academy are not to be had."""

from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.enums import Sex
from courses.enums import Verb
from courses.errors.plans import PlaceInvalid, PlaceNameTaken, ShutInvalid
from courses.models import Dormitory, Hall, Shut

P = TypeVar("P", Dormitory, Hall)


@transaction.atomic
def add_dormitory(
    *,
    actor: Actor,
    name: str,
    sex: Sex,
    beds: int,
    valid_from: date,
    valid_until: date | None = None,
    at: datetime,
) -> Dormitory:
    """Put a dormitory on record; the same again is the same."""
    _refuse_invalid(name, beds, valid_from, valid_until)
    facts: dict[str, object] = {
        "sex": sex.value,
        "beds": beds,
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    row, created = Dormitory.objects.get_or_create(name=name.strip(), defaults=facts)
    return _added(actor, row, created, facts, at)


@transaction.atomic
def add_hall(
    *,
    actor: Actor,
    name: str,
    seats: int,
    valid_from: date,
    valid_until: date | None = None,
    at: datetime,
) -> Hall:
    """Put a hall on record; the same again is the same."""
    _refuse_invalid(name, seats, valid_from, valid_until)
    facts: dict[str, object] = {
        "seats": seats,
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    row, created = Hall.objects.get_or_create(name=name.strip(), defaults=facts)
    return _added(actor, row, created, facts, at)


def _refuse_invalid(name: str, count: int, first: date, until: date | None) -> None:
    if not 1 <= len(name.strip()) <= 60 or not 1 <= count <= 10_000:
        raise PlaceInvalid(field="name")
    if until is not None and until <= first:
        raise PlaceInvalid(field="valid_until")


def _added(actor: Actor, row: P, created: bool, facts: dict[str, object], at: datetime) -> P:
    if created:
        record(actor, Verb.PLACE_ADDED, row, at=at, facts=facts)
    elif {key: getattr(row, key) for key in facts} != facts:
        raise PlaceNameTaken(field="name", name=row.name)
    return row


@transaction.atomic
def end_place(*, actor: Actor, place: P, valid_until: date, at: datetime) -> P:
    """Take a dormitory or hall out of use for good from a day on; so already = success."""
    if valid_until <= place.valid_from:
        raise PlaceInvalid(field="valid_until")
    row = type(place).objects.select_for_update(no_key=True).get(pk=place.pk)
    if row.valid_until != valid_until:
        row.valid_until = valid_until
        row.save(update_fields=["valid_until"])
        record(actor, Verb.PLACE_ENDED, row, at=at, facts={"valid_until": valid_until})
    return row


@transaction.atomic
def shut(
    *,
    actor: Actor,
    starts_on: date,
    ends_on: date,
    reason: str,
    dormitory: Dormitory | None = None,
    hall: Hall | None = None,
    at: datetime,
) -> Shut:
    """Say that a place, or, without one, the academy, is not to be had on some days."""
    if ends_on < starts_on or not reason.strip():
        raise ShutInvalid(field="ends_on" if reason.strip() else "reason")
    row, created = Shut.objects.get_or_create(
        dormitory=dormitory,
        hall=hall,
        starts_on=starts_on,
        ends_on=ends_on,
        lifted_at=None,
        defaults={"reason": reason.strip()[:200], "recorded_at": at},
    )
    if created:
        facts = {"starts_on": starts_on, "ends_on": ends_on}
        record(actor, Verb.SHUT_RECORDED, row, at=at, facts=facts)
    return row


@transaction.atomic
def lift_shut(*, actor: Actor, row: Shut, at: datetime) -> Shut:
    """Say that those days no longer hold; lifted already = success."""
    locked = Shut.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
    if locked.lifted_at is None:
        locked.lifted_at = at
        locked.save(update_fields=["lifted_at"])
        record(actor, Verb.SHUT_LIFTED, locked, at=at)
    return locked
