"""Working days: weekends, public holidays with make-up workdays, days the academy is shut.

The public calendar is that of package `holidays`: the State Council's yearly notice where it has
been published, the statutory days alone for years to come. The package is loaded when asked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from courses.rules.calendar import Span

_SATURDAY = 5
# What the package says of a day off that a weekend is worked for; the rest of its text is a date.
_EXCHANGED = ("休息日", "Day off")


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day on which nobody is expected to be at work although it is none of a plain weekend."""

    on: date
    name: str


@dataclass(frozen=True, slots=True)
class _Year:
    off: Mapping[date, str]
    worked: frozenset[date]


@lru_cache(maxsize=64)
def _year(year: int, language: str) -> _Year:
    import holidays

    found = holidays.country_holidays("CN", years=[year], language=language)
    exchanged = "调休放假" if language == "zh_CN" else "day off in exchange"
    off = {
        on: exchanged if str(name).startswith(_EXCHANGED) else str(name)
        for on, name in found.items()
    }
    # The package lists some make-up days of other years as well, whatever year was asked for.
    worked = {on for on in found.weekend_workdays if on.year == year}
    return _Year(off, frozenset(worked))


def days(span: Span) -> Iterator[date]:
    """Every day of a span, both ends included."""
    for number in range((span.ends_on - span.starts_on).days + 1):
        yield span.starts_on + timedelta(days=number)


def is_announced(year: int) -> bool:
    """Whether the make-up workdays of a year are known; until then its holidays may still move."""
    return bool(_year(year, "zh_CN").worked)


def days_off(
    span: Span, *, closed: Mapping[date, str] | None = None, language: str = "zh_CN"
) -> list[DayOff]:
    """Public holidays and the academy's own closed days within a span, day by day.

    A plain Saturday or Sunday is neither. `closed` names the academy's days by their reason;
    where both fall on a day, the public holiday is named.
    """
    found = []
    for on in days(span):
        name = _year(on.year, language).off.get(on) or (closed or {}).get(on)
        if name:
            found.append(DayOff(on, name))
    return found


def is_workday(on: date, *, closed: Mapping[date, str] | None = None) -> bool:
    """Whether people work on a day: Monday to Friday but for holidays, and make-up weekends."""
    year = _year(on.year, "zh_CN")
    if on in year.off or on in (closed or {}):
        return False
    return on.weekday() < _SATURDAY or on in year.worked


def workdays(span: Span, *, closed: Mapping[date, str] | None = None) -> list[date]:
    """The working days of a span."""
    return [on for on in days(span) if is_workday(on, closed=closed)]


def runs_of(length: int, span: Span, *, closed: Mapping[date, str] | None = None) -> list[Span]:
    """One run of `length` days for each week of the span: the first that fits without a day off.

    A run begins on a working day and every day of it is one, so it neither meets a holiday nor
    goes over a weekend unless the weekend is worked. A week without such a run has none.
    """
    found: list[Span] = []
    monday = span.starts_on - timedelta(days=span.starts_on.weekday())
    while monday <= span.ends_on:
        for offset in range(7):
            run = Span(
                monday + timedelta(days=offset), monday + timedelta(days=offset + length - 1)
            )
            within = span.starts_on <= run.starts_on and run.ends_on <= span.ends_on
            free = not found or run.starts_on > found[-1].ends_on
            if within and free and len(workdays(run, closed=closed)) == length:
                found.append(run)
                break
        monday += timedelta(days=7)
    return found
