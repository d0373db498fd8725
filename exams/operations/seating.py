"""Giving people their seats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from exams.enums import ExamState, SittingState, Verb
from exams.errors import ExamCancelled, SeatRefused, SeatsShort, WindowOver
from exams.models import Exam, Room, Sitting
from exams.operations import sittings
from exams.operations.words import reason_of
from exams.queries.rooms import apart, held_by_others
from exams.rules import seating as rule
from exams.rules.transitions import RUNNING, WAITING

_MOVABLE = WAITING | RUNNING


@dataclass(frozen=True, slots=True)
class Seating:
    """What an assignment did: how many have a seat, and how many of them had another one before."""

    seated: int
    moved: int


def assign(*, actor: Actor, exam: Exam, rooms: Iterable[Room], at: datetime) -> Seating:
    """Lay out a place for everybody due, and give each a seat in one of ``rooms``.

    Rooms are filled in the order given, by `rules.seating`. Done again it moves nobody who has
    checked in, and of the others only those whose seat is no longer there.

    Raises:
        SeatsShort: how many seats are missing; nobody has been seated then.
        ExamCancelled, WindowOver.
    """
    with transaction.atomic():
        exam = sittings.locked_exam(exam)
        if exam.state == ExamState.CANCELLED.value:
            raise ExamCancelled
        if exam.state == ExamState.RELEASED.value or at >= exam.closes_at:
            raise WindowOver
        # Two exams at once may want the same seats: who holds the rooms' rows goes first.
        keys = list(dict.fromkeys(room.pk for room in rooms))
        locked = {room.pk: room for room in _locked(keys)}
        sittings.prepare(actor=actor, exam=exam, at=at)
        rows = _everybody(exam)
        plan = rule.plan(
            [_sitter(row, apart(exam, at)) for row in rows],
            [_hall(locked[key]) for key in keys if key in locked],
            blocked=held_by_others(exam),
        )
        if plan.missing or plan.missing_separate:
            raise SeatsShort(
                missing=plan.missing, missing_separate=plan.missing_separate, people=len(rows)
            )
        moved = [row for row in rows if (row.room_id, row.seat) != plan.seats[row.pk]]
        first = sum(row.seat is None for row in moved)
        _seat(moved, plan)
        names = [locked[key].public_id for key in keys if key in locked]
        facts = {"rooms": names, "seated": len(rows), "moved": len(moved)}
        if moved:
            record(actor, Verb.SEATS_ASSIGNED, exam, at=at, facts=facts)
        return Seating(len(rows), len(moved) - first)


def _locked(keys: Sequence[int]) -> list[Room]:
    rows = Room.objects.select_for_update(no_key=True).filter(pk__in=keys, retired_at__isnull=True)
    return list(rows.order_by("pk"))


def _everybody(exam: Exam) -> list[Sitting]:
    """The exam's standing sittings, locked; by unit and name, which makes the plan repeatable."""
    rows = Sitting.objects.select_for_update(of=("self",), no_key=True).standing().filter(exam=exam)
    return list(
        rows.select_related("enrolment", "person").order_by(
            "enrolment__unit", "person__pinyin_key", "person"
        )
    )


def _sitter(row: Sitting, separate: frozenset[int]) -> rule.Sitter:
    seat = None
    if row.room_id is not None and row.seat is not None:
        seat = (row.room_id, row.seat)
    waiting = SittingState(row.state) in WAITING and row.checked_in_at is None
    return rule.Sitter(
        key=row.pk,
        unit=row.enrolment.unit_id,
        separate=row.person_id in separate,
        seat=seat,
        fixed=not waiting,
    )


def _hall(room: Room) -> rule.Hall:
    return rule.Hall(room.pk, room.capacity, room.separate)


def _seat(rows: Sequence[Sitting], plan: rule.Plan) -> None:
    """Write the new seats; all are first left, for two people may change places."""
    Sitting.objects.filter(pk__in=[row.pk for row in rows if row.seat is not None]).update(
        room=None, seat=None
    )
    for row in rows:
        row.room_id, row.seat = plan.seats[row.pk]
    Sitting.objects.bulk_update(rows, ["room", "seat"], batch_size=500)


@transaction.atomic
def move(
    *, actor: Actor, sitting: Sitting, room: Room, seat: int, reason: str, at: datetime
) -> Sitting:
    """Give one person another seat, before the end of their sitting; the same seat changes nothing.

    Raises:
        SeatRefused: the seat is taken or not there, the room is retired, or the sitting is over.
        WordsRefused: no reason.
    """
    reason = reason_of(reason)
    hall = Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    rows = Sitting.objects.select_for_update(of=("self",), no_key=True).select_related(
        "exam", "room"
    )
    row = rows.get(pk=sitting.pk)
    if SittingState(row.state) not in _MOVABLE:
        raise SeatRefused("sitting_over")
    if (row.room_id, row.seat) == (hall.pk, seat):
        return row
    if hall.retired_at is not None:
        raise SeatRefused("retired", field="room")
    if not 1 <= seat <= hall.capacity:
        raise SeatRefused("not_in_room", field="seat")
    taken = Sitting.objects.standing().filter(exam=row.exam, room=hall, seat=seat).exists()
    if taken or (hall.pk, seat) in held_by_others(row.exam):
        raise SeatRefused("taken", field="seat", room=hall.name, seat=seat)
    facts = {
        "from_room": row.room.public_id if row.room else None,
        "from_seat": row.seat,
        "room": hall.public_id,
        "seat": seat,
        "reason": reason,
    }
    row.room, row.seat = hall, seat
    row.save(update_fields=["room", "seat"])
    record(actor, Verb.SEAT_MOVED, row, at=at, facts=facts)
    return row
