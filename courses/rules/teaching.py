"""Whether an instructor may be given some half days of a cohort."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from courses.enums import CohortState
from courses.enums.teaching import DayPart, TeachingWhy
from courses.rules.calendar import Span
from courses.rules.instructors import Days, can_teach, in_force

MOST_HOURS = Decimal("6.0")
"""Hours (学时) that one part of a day can hold; the schema has the same figure."""

_OVER = frozenset({CohortState.CLOSED, CohortState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Slot:
    """One part of one day, and the hours taught in it."""

    day: date
    part: DayPart
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Period:
    """[valid_from, valid_until) of a qualification."""

    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: these slots of a cohort for one subject and one instructor.

    `taken` are the parts of days on which the instructor teaches already.
    """

    state: CohortState
    cohort: Span
    in_syllabus: bool
    slots: Sequence[Slot]
    qualified: Sequence[Period]
    days: Days
    taken: Collection[tuple[date, DayPart]]


@dataclass(frozen=True, slots=True)
class No:
    """Why not, and the first slot that is in the way (None where it is about the whole)."""

    why: TeachingWhy
    slot: Slot | None = None


def hours_fit(hours: Decimal) -> bool:
    """More than none, no more than a part of a day holds, at most one decimal."""
    return (
        hours.is_finite()
        and Decimal(0) < hours <= MOST_HOURS
        and hours == hours.quantize(Decimal("0.1"))
    )


def refused(asked: Request) -> No | None:
    """Return the first reason against what is asked, None if it may be."""
    if asked.state in _OVER:
        return No(TeachingWhy.COHORT_OVER)
    if not asked.in_syllabus:
        return No(TeachingWhy.NOT_IN_SYLLABUS)
    if not asked.slots:
        return No(TeachingWhy.NO_SLOTS)
    for slot in asked.slots:
        why = _against(asked, slot)
        if why is not None:
            return No(why, slot)
    return None


def _against(asked: Request, slot: Slot) -> TeachingWhy | None:
    day = Span(slot.day, slot.day)
    if not hours_fit(slot.hours):
        return TeachingWhy.HOURS_OUT_OF_RANGE
    if not asked.cohort.overlaps(day):
        return TeachingWhy.OUTSIDE_COHORT_DAYS
    if not any(
        in_force(day, valid_from=each.valid_from, valid_until=each.valid_until)
        for each in asked.qualified
    ):
        return TeachingWhy.NOT_QUALIFIED
    if not can_teach(asked.days, day):
        return TeachingWhy.NOT_AVAILABLE
    if (slot.day, slot.part) in asked.taken:
        return TeachingWhy.DOUBLE_BOOKED
    return None
