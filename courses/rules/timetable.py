"""A week as it is printed: days across, periods down. Pure: which time goes into which row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from courses.rules.periods import Slot, Times, number_of

WORKDAYS = 5
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
"""Days of which a week may be asked for: no calendar reaches further."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a timetable: a period by its number, or other times that somebody teaches at."""

    times: Times
    number: int | None


def monday_of(on: date) -> date:
    """Return the Monday of a day's week."""
    return on - timedelta(days=on.weekday())


def days_of(monday: date, taught: Collection[date]) -> list[date]:
    """Return the days that a week shows: Monday to Friday, and the weekend as far as it is used."""
    week = [monday + timedelta(days=shift) for shift in range(7)]
    last = max([WORKDAYS - 1, *(place for place, day in enumerate(week) if day in taught)])
    return week[: last + 1]


def rows_of(periods: Sequence[Times], slots: Collection[Slot]) -> list[Row]:
    """Return the rows of a week in the order of the day: all periods, and what is outside them."""
    times = {*periods, *(each.times for each in slots)}
    return [Row(each, number_of(each, periods)) for each in sorted(times)]
