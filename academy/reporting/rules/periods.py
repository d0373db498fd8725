"""Which days a report may be about."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodWhy(StrEnum):
    """Why a report cannot be made for these days."""

    EMPTY = "empty"
    FROM_IN_FUTURE = "from_in_future"
    AS_OF_IN_FUTURE = "as_of_in_future"


@dataclass(frozen=True, slots=True)
class Period:
    """The days [starts_on, until_on) within which a cohort must begin to be counted."""

    starts_on: date
    until_on: date

    @property
    def last_on(self) -> date:
        """The last day that belongs to it, as offices print a period."""
        return self.until_on - timedelta(days=1)


class Span(StrEnum):
    """Which stretch of the calendar a period is, if it is one that has a name."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"


_MONTHS = {Span.YEAR: 12, Span.HALF: 6, Span.QUARTER: 3, Span.MONTH: 1}


def span_of(period: Period) -> tuple[Span, int] | None:
    """Return which year, half, quarter or month a period is, counted from 1 within its year.

    None for one that is no such stretch from its first day to its last.
    """
    first, until = period.starts_on, period.until_on
    if first.day != 1 or until.day != 1:
        return None
    length = (until.year - first.year) * 12 + until.month - first.month
    for span, months in _MONTHS.items():
        if length == months and (first.month - 1) % months == 0:
            return span, (first.month - 1) // months + 1
    return None


def year_of(on: date) -> Period:
    """Return the calendar year of a day: what is meant when nobody names a period."""
    return Period(date(on.year, 1, 1), date(on.year + 1, 1, 1))


def completed(starts_on: date | None, until_on: date | None, as_of: date) -> Period:
    """Fill in the bounds that were not named with those of a calendar year.

    Without any, the year of `as_of`; with one of them, the year that bound lies in.
    """
    if starts_on is None:
        last = until_on - timedelta(days=1) if until_on else as_of
        starts_on = year_of(last).starts_on
    return Period(starts_on, until_on or year_of(starts_on).until_on)


def slices(period: Period, *, by_year: bool) -> list[Period]:
    """Return the calendar months (or years) of a period, cut to it."""
    found: list[Period] = []
    first = period.starts_on
    while first < period.until_on:
        if by_year or first.month == 12:
            following = date(first.year + 1, 1, 1)
        else:
            following = date(first.year, first.month + 1, 1)
        found.append(Period(first, min(following, period.until_on)))
        first = following
    return found


def why_not(period: Period, *, as_of: date, today: date) -> PeriodWhy | None:
    """Return why a report of `period` as of a day cannot be made today, or None.

    A period may reach into the future (a report of the current year), but must have begun; a
    state of affairs can only be told of days up to today.
    """
    if period.until_on <= period.starts_on:
        return PeriodWhy.EMPTY
    if as_of > today:
        return PeriodWhy.AS_OF_IN_FUTURE
    if period.starts_on > today:
        return PeriodWhy.FROM_IN_FUTURE
    return None
