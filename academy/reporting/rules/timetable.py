"""When a scheduled report is due, and about which days it then is."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from academy.reporting.enums import Every, RelativePeriod
from academy.reporting.rules.periods import Period

_LAST_DAY = {Every.MONTH: 31, Every.WEEK: 7}


@dataclass(frozen=True, slots=True)
class Timetable:
    """Each month on a day (1 to 31), or each week on a weekday (1 Monday to 7), at a full hour.

    A month that is shorter has its turn on its last day.
    """

    every: Every
    day: int
    hour: int

    @property
    def is_valid(self) -> bool:
        """Whether there is such a day and hour."""
        return 1 <= self.day <= _LAST_DAY[self.every] and 0 <= self.hour <= 23


def next_after(timetable: Timetable, after: datetime, zone: tzinfo) -> datetime:
    """Return the first turn later than an instant, by the local time of `zone`, as UTC."""
    local = after.astimezone(zone)
    found = _turn(timetable, local.date(), zone)
    if found <= local:
        found = _turn(timetable, _in_next(timetable, local.date()), zone)
    return found.astimezone(UTC)


def turns_until(
    timetable: Timetable, at: datetime, first: datetime, zone: tzinfo
) -> list[datetime]:
    """Return the turns from `first` (itself one) to an instant, both included; [] before it."""
    found: list[datetime] = []
    turn = first
    while turn <= at:
        found.append(turn)
        turn = next_after(timetable, turn, zone)
    return found


def _turn(timetable: Timetable, near: date, zone: tzinfo) -> datetime:
    """Return the turn of the month, or week, that a day lies in."""
    if timetable.every is Every.WEEK:
        on = near + timedelta(days=timetable.day - near.isoweekday())
    else:
        last = calendar.monthrange(near.year, near.month)[1]
        on = near.replace(day=min(timetable.day, last))
    return datetime.combine(on, time(timetable.hour), tzinfo=zone)


def _in_next(timetable: Timetable, near: date) -> date:
    if timetable.every is Every.WEEK:
        return near + timedelta(days=7)
    return _months_from(near.replace(day=1), 1)


def as_of(due_on: date) -> date:
    """Return the last day whose facts count: the day before, which is over and changes no more."""
    return due_on - timedelta(days=1)


def period_of(relative: RelativePeriod, due_on: date) -> Period:
    """Return the days that a period told relatively means, for a report due on a day.

    "This year" is the year of the last day that counts, up to that day; months and quarters are
    whole ones that ended before the day it is due.
    """
    month = due_on.replace(day=1)
    match relative:
        case RelativePeriod.LAST_MONTH:
            return Period(_months_from(month, -1), month)
        case RelativePeriod.LAST_QUARTER:
            quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
            return Period(_months_from(quarter, -3), quarter)
        case RelativePeriod.LAST_12_MONTHS:
            return Period(_months_from(month, -12), month)
        case RelativePeriod.THIS_YEAR:
            return Period(date(as_of(due_on).year, 1, 1), due_on)


def relative_to(period: Period, on: date) -> RelativePeriod | None:
    """Return how the days of a period are told relatively on a day; None if they cannot be.

    A year may have been asked for to its end: it is "this year" all the same.
    """
    for relative in RelativePeriod:
        found = period_of(relative, on)
        to_now = relative is RelativePeriod.THIS_YEAR and period.until_on >= found.until_on
        if found.starts_on == period.starts_on and (to_now or found.until_on == period.until_on):
            return relative
    return None


def _months_from(month: date, by: int) -> date:
    """Return the first day of the month that lies so many months later."""
    count = month.year * 12 + month.month - 1 + by
    return date(count // 12, count % 12 + 1, 1)
