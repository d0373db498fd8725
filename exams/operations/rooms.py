"""Rooms: opened, changed, retired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from academy.audit.record import Actor, record
from exams.enums import Verb
from exams.errors import RoomInUse, RoomRefused
from exams.models import Room
from exams.queries.rooms import seats_to_come
from exams.rules import networks as rule
from exams.rules.words import fault_of

NAME_CHARS = 40
CAPACITY = range(1, 1001)
MAX_NETWORKS = 50


@transaction.atomic
def open_(
    *,
    actor: Actor,
    name: str,
    capacity: int,
    at: datetime,
    networks: Sequence[str] = (),
    separate: bool = False,
) -> Room:
    """A new room with seats 1 to ``capacity``.

    Raises:
        RoomRefused: the name is taken or empty, or a number or network is unsound.
    """
    values = _checked(None, name, capacity, networks)
    room = Room.objects.create(**values, separate=separate, opened_at=at)
    record(actor, Verb.ROOM_OPENED, room, at=at, facts=_facts(room))
    return room


@transaction.atomic
def change(
    *,
    actor: Actor,
    room: Room,
    name: str,
    capacity: int,
    networks: Sequence[str],
    separate: bool,
    at: datetime,
) -> Room:
    """Give a room other particulars; the same ones again change nothing.

    Raises:
        RoomRefused: as for a new one, or the room is retired.
        RoomInUse: people of exams to come sit beyond the new capacity, or would sit in a room
            that is no longer, or only now, one apart.
    """
    row = Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    if row.retired_at is not None:
        raise RoomRefused("retired")
    values = _checked(row, name, capacity, networks) | {"separate": separate}
    if values == {key: getattr(row, key) for key in values}:
        return row
    coming = seats_to_come(row, at=at)
    highest = coming.aggregate(seat=Max("seat"))["seat"] or 0
    if capacity < highest:
        raise RoomInUse("capacity_in_use", field="capacity", seat=highest)
    if separate != row.separate and coming.exists():
        raise RoomInUse("seats_in_use", field="separate", sittings=coming.count())
    for key, value in values.items():
        setattr(row, key, value)
    row.save(update_fields=list(values))
    record(actor, Verb.ROOM_CHANGED, row, at=at, facts=_facts(row))
    return row


@transaction.atomic
def retire(*, actor: Actor, room: Room, at: datetime) -> Room:
    """Take a room out of use; a retired one stays as it is.

    Raises:
        RoomInUse: people of exams to come are seated there.
    """
    row = Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    if row.retired_at is not None:
        return row
    sittings = seats_to_come(row, at=at).count()
    if sittings:
        raise RoomInUse("seats_in_use", sittings=sittings)
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    record(actor, Verb.ROOM_RETIRED, row, at=at)
    return row


def _checked(row: Room | None, name: str, capacity: int, networks: Sequence[str]) -> dict[str, Any]:
    name = name.strip()
    if fault := fault_of(name, limit=NAME_CHARS):
        raise RoomRefused(fault, field="name")
    if capacity not in CAPACITY:
        raise RoomRefused("capacity_out_of_range", field="capacity")
    namesakes = Room.objects.filter(name=name, retired_at__isnull=True)
    if (namesakes.exclude(pk=row.pk) if row else namesakes).exists():
        raise RoomRefused("name_taken", field="name")
    return {"name": name, "capacity": capacity, "networks": _networks(networks)}


def _networks(texts: Sequence[str]) -> list[str]:
    """The networks in their usual form, each once."""
    if len(texts) > MAX_NETWORKS:
        raise RoomRefused("too_many_networks", field="networks")
    found: dict[str, None] = {}
    for text in texts:
        try:
            found[str(rule.network_of(text))] = None
        except rule.NetworkUnsound as unsound:
            raise RoomRefused(
                unsound.reason, field="networks", value=text[:50], better=unsound.better
            ) from None
    return list(found)


def _facts(room: Room) -> dict[str, object]:
    names = ("name", "capacity", "networks", "separate")
    return {name: getattr(room, name) for name in names}
