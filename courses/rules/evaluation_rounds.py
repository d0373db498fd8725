"""When an evaluation opens by itself, and on which days people are reminded of it.

Times here are local and without a zone: the academy's own clock on the wall.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

EARLIEST = time(9)
"""Nobody is written to by the clock before this hour."""
EVENING = time(18)
"""When a cohort's last day is over, where no line of teaching says so."""
LATEST_DAYS = 14
"""Days after a cohort's last day from which on nothing opens by itself any more."""


def opens_from(ends_on: date, *, taught_until: datetime | None) -> datetime:
    """Return the moment from which a cohort's evaluation may open by itself.

    That is the end of its last line of teaching, but on no day before its last; without any line
    the evening of its last day.
    """
    if taught_until is None:
        return datetime.combine(ends_on, EVENING)
    return max(taught_until, datetime.combine(ends_on, EARLIEST))


def is_due(ends_on: date, *, taught_until: datetime | None, now: datetime) -> bool:
    """Whether an evaluation opens by itself now, seen with nothing in its way."""
    latest = ends_on + timedelta(days=LATEST_DAYS)
    return opens_from(ends_on, taught_until=taught_until) <= now and now.date() <= latest


def reminder_days(opens_on: date, last_on: date, days_before: Collection[int]) -> dict[int, date]:
    """Return the days of reminding, by how many days before the last day each is.

    None falls on the day of the opening, when people have just been told.
    """
    days = {each: last_on - timedelta(days=each) for each in sorted(set(days_before)) if each >= 0}
    return {each: day for each, day in days.items() if day > opens_on}


def reminder_due(
    opens_on: date, last_on: date, days_before: Collection[int], *, now: datetime
) -> int | None:
    """Return which reminder is due: the latest whose day has come, while answers are taken.

    One that was missed is made up for on the next day; of two that were missed one is enough.
    """
    if now.date() > last_on or now.time() < EARLIEST:
        return None
    came = [
        each
        for each, day in reminder_days(opens_on, last_on, days_before).items()
        if day <= now.date()
    ]
    return min(came, default=None)
