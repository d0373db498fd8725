"""Founding and changing units."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.enums import UnitKind, Verb
from academy.people.errors import UnitPeriodInvalid
from academy.people.models import Succession, Unit, UnitEdition
from academy.people.operations.setting_up import said_at


@transaction.atomic
def found(
    *,
    actor: Actor,
    code: str,
    kind: UnitKind,
    name: str,
    short_name: str,
    official_order: int,
    parent: Unit | None,
    valid_from: date,
    predecessors: Sequence[Unit] = (),
    at: datetime,
) -> Unit:
    """Found a unit with its first edition; a unit of that code already there is returned."""
    unit, created = Unit.objects.get_or_create(code=code, defaults={"kind": kind.value})
    if not created:
        return unit
    UnitEdition.objects.create(
        unit=unit,
        parent=parent,
        name=name,
        short_name=short_name,
        official_order=official_order,
        valid_from=valid_from,
        recorded_at=said_at(at),
    )
    Succession.objects.bulk_create(
        Succession(unit=unit, predecessor=predecessor, on=valid_from)
        for predecessor in predecessors
    )
    record(actor, Verb.UNIT_FOUNDED, unit, at=at, facts={"code": code, "name": name})
    return unit


@transaction.atomic
def edit(
    *,
    actor: Actor,
    unit: Unit,
    name: str,
    short_name: str,
    official_order: int,
    parent: Unit | None,
    valid_from: date,
    at: datetime,
) -> UnitEdition:
    """Give a unit a new name, place or parent from a day on; what was before stays on record.

    The day may lie in the past: reports of a day before `at` still know the unit as it was called
    and placed then.
    """
    current = UnitEdition.objects.select_for_update(no_key=True).get(
        unit=unit, valid_until__isnull=True
    )
    wanted = (name, short_name, official_order, parent.pk if parent else None)
    if wanted == (
        current.name,
        current.short_name,
        current.official_order,
        current.parent_id,
    ):
        return current
    if valid_from <= current.valid_from:
        raise UnitPeriodInvalid(field="valid_from", current_from=current.valid_from)
    said = said_at(at)
    UnitEdition.objects.filter(pk=current.pk).update(valid_until=valid_from, closed_at=said)
    edition = UnitEdition.objects.create(
        unit=unit,
        parent=parent,
        name=name,
        short_name=short_name,
        official_order=official_order,
        valid_from=valid_from,
        recorded_at=said,
    )
    record(actor, Verb.UNIT_EDITED, unit, at=at, facts={"name": name, "valid_from": valid_from})
    return edition
