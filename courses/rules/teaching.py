"""Whether an instructor may be given some times of a cohort, and the hall for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from courses.enums import CohortState
from courses.enums.teaching import TeachingWhy
from courses.rules.calendar import Span
from courses.rules.instructors import Days, can_teach, in_force
from courses.rules.periods import Slot, times_fit

_OVER = frozenset({CohortState.CLOSED, CohortState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Period:
    """[valid_from, valid_until) of a qualification."""

    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Room:
    """A hall as a slot finds it: its seats, its days, who else is in it, how many are to sit.

    `taken` leaves out those with whom the slot is held together.
    """

    seats: int
    needed: int
    valid_from: date
    valid_until: date | None = None
    shut: Sequence[Span] = ()
    taken: Collection[Slot] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: these slots of a cohort for one subject and one instructor.

    `taken` are the times at which the instructor teaches something that is not held together with
    what is asked. `rooms` has the hall of each slot that has one.
    """

    state: CohortState
    cohort: Span
    in_syllabus: bool
    slots: Sequence[Slot]
    qualified: Sequence[Period]
    days: Days
    taken: Collection[Slot]
    hour_minutes: int
    rooms: Mapping[Slot, Room] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class No:
    """Why not, and the first slot that is in the way (None where it is about the whole)."""

    why: TeachingWhy
    slot: Slot | None = None


def refused(asked: Request) -> No | None:
    """Return the first reason against what is asked, None if it may be."""
    if asked.state in _OVER:
        return No(TeachingWhy.COHORT_OVER)
    if not asked.in_syllabus:
        return No(TeachingWhy.NOT_IN_SYLLABUS)
    if not asked.slots:
        return No(TeachingWhy.NO_SLOTS)
    for place, slot in enumerate(asked.slots):
        why = _against(asked, slot) or _against_earlier(slot, asked.slots[:place])
        if why is None and slot in asked.rooms:
            why = _against_room(asked.rooms[slot], slot)
        if why is not None:
            return No(why, slot)
    return None


def _against(asked: Request, slot: Slot) -> TeachingWhy | None:
    day = Span(slot.day, slot.day)
    if not times_fit(slot.times, hour_minutes=asked.hour_minutes):
        return TeachingWhy.TIMES_INVALID
    if not asked.cohort.overlaps(day):
        return TeachingWhy.OUTSIDE_COHORT_DAYS
    if not any(
        in_force(day, valid_from=each.valid_from, valid_until=each.valid_until)
        for each in asked.qualified
    ):
        return TeachingWhy.NOT_QUALIFIED
    if not can_teach(asked.days, day):
        return TeachingWhy.NOT_AVAILABLE
    if any(slot.overlaps(each) for each in asked.taken):
        return TeachingWhy.DOUBLE_BOOKED
    return None


def _against_earlier(slot: Slot, earlier: Sequence[Slot]) -> TeachingWhy | None:
    return TeachingWhy.DOUBLE_BOOKED if any(slot.overlaps(each) for each in earlier) else None


def _against_room(room: Room, slot: Slot) -> TeachingWhy | None:
    day = Span(slot.day, slot.day)
    if not in_force(day, valid_from=room.valid_from, valid_until=room.valid_until):
        return TeachingWhy.HALL_NOT_IN_USE
    if any(each.overlaps(day) for each in room.shut):
        return TeachingWhy.HALL_NOT_IN_USE
    if any(slot.overlaps(each) for each in room.taken):
        return TeachingWhy.HALL_TAKEN
    return TeachingWhy.HALL_TOO_SMALL if room.needed > room.seats else None
