"""Rooms, and who sits where in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet

from academy.people.queries.units import UnitNode
from academy.shared import clock
from exams.enums import ExamState, SittingState
from exams.models import Exam, Room, Sitting
from exams.queries.accommodations import in_force
from exams.rules.transitions import ENDED, RUNNING, WAITING

_TO_COME = [state.value for state in WAITING | RUNNING]
# No exam lasts longer, with whatever is added for one person.
_LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Seated:
    """One person of an exam as a seat plan lists them; room and seat are None before seating."""

    sitting: Sitting
    person_key: str
    staff_number: str
    name: str
    unit_id: int
    unit: str
    unit_order: int
    room: Room | None
    seat: int | None
    separate: bool

    @property
    def movable(self) -> bool:
        """Whether they may still be given another seat."""
        return SittingState(self.sitting.state) not in ENDED


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """One room's people by seat; ``room`` is None for those without a seat."""

    room: Room | None
    people: Sequence[Seated]

    @property
    def free(self) -> int:
        """Seats that nobody of this exam has."""
        return self.room.capacity - len(self.people) if self.room else 0

    @property
    def by_unit(self) -> list[Seated]:
        """The people as a sign-in sheet lists them: units in official order, then by name."""
        return sorted(self.people, key=lambda each: each.unit_order)


def seats_to_come(room: Room, *, at: datetime) -> QuerySet[Sitting]:
    """Sittings not yet over that are seated in the room: of exams running or still to be held."""
    running = Q(state__in=[state.value for state in RUNNING])
    return Sitting.objects.filter(
        running | Q(exam__state=ExamState.SCHEDULED.value, exam__closes_at__gt=at),
        room=room,
        state__in=_TO_COME,
    )


def in_use() -> QuerySet[Room]:
    """The rooms that may be chosen, in the order in which they are filled."""
    return Room.objects.filter(retired_at__isnull=True).order_by("separate", "name", "pk")


def with_use(*, at: datetime) -> QuerySet[Room]:
    """Rooms in use first, each with ``coming`` sittings and ``highest`` seat among them."""
    coming = Q(sittings__state__in=_TO_COME, sittings__exam__closes_at__gt=at) & Q(
        sittings__exam__state=ExamState.SCHEDULED.value
    )
    return Room.objects.annotate(
        coming=Count("sittings", filter=coming), highest=Max("sittings__seat", filter=coming)
    ).order_by(F("retired_at").asc(nulls_first=True), "separate", "name", "pk")


def held_by_others(exam: Exam) -> set[tuple[int, int]]:
    """Seats, as (room, number), that people of other exams hold while this one is sat."""
    ends_at = exam.closes_at + timedelta(seconds=exam.duration_seconds)
    rows = (
        Sitting.objects.filter(
            seat__isnull=False,
            state__in=_TO_COME,
            exam__state=ExamState.SCHEDULED.value,
            exam__opens_at__lt=ends_at,
            exam__closes_at__gt=exam.opens_at - _LONGEST,
        )
        .exclude(exam=exam)
        .select_related("exam")
    )
    held = set()
    for row in rows:
        until = row.exam.closes_at + timedelta(seconds=row.exam.duration_seconds)
        if until > exam.opens_at and row.room_id is not None and row.seat is not None:
            held.add((row.room_id, row.seat))
    return held


def apart(exam: Exam, at: datetime) -> frozenset[int]:
    """Ids of people of the exam whose accommodation asks for a separate room on its day."""
    day = max(at, exam.opens_at)
    granted = in_force(clock.local_date(day)).filter(
        separate_room=True, person__sittings__exam=exam
    )
    return frozenset(granted.values_list("person_id", flat=True))


def seated(
    exam: Exam, units: frozenset[int], nodes: Sequence[UnitNode], *, at: datetime
) -> list[Seated]:
    """The exam's people of ``units`` by name, with their seats; two queries whatever their number.

    Args:
        nodes: the unit tree of the day, in official order; names and order come from it.
    """
    order = {node.id: place for place, node in enumerate(nodes)}
    names = {node.id: node.short_name for node in nodes}
    separate = apart(exam, at)
    rows = (
        Sitting.objects.standing()
        .filter(exam=exam, enrolment__unit__in=units)
        .select_related("person", "enrolment", "room")
        .order_by("person__pinyin_key", "person")
    )
    return [
        Seated(
            sitting=row,
            person_key=str(row.person.public_id),
            staff_number=row.person.staff_number,
            name=row.person.name,
            unit_id=row.enrolment.unit_id,
            unit=names.get(row.enrolment.unit_id, ""),
            unit_order=order.get(row.enrolment.unit_id, len(order)),
            room=row.room,
            seat=row.seat,
            separate=row.person_id in separate,
        )
        for row in rows
    ]


def by_room(people: Sequence[Seated]) -> list[RoomPlan]:
    """The people room by room and seat by seat; those without a seat come last."""
    rooms = {each.room.pk: each.room for each in people if each.room is not None}
    plans = [
        RoomPlan(
            room,
            sorted(
                (each for each in people if each.room is not None and each.room.pk == room.pk),
                key=lambda each: (each.seat is None, each.seat or 0),
            ),
        )
        for room in sorted(rooms.values(), key=lambda room: (room.separate, room.name, room.pk))
    ]
    nowhere = [each for each in people if each.room is None]
    return [*plans, RoomPlan(None, nowhere)] if nowhere else plans
