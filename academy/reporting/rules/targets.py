"""How far a unit is from what it should reach, by which target, and which months a trend shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from academy.reporting.enums import GoalSource
from academy.reporting.rules.periods import Period

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Setting:
    """A target that was set: for a unit (None is the whole bureau), a rate or none any more."""

    unit: int | None
    valid_from: date
    recorded_at: datetime
    number: int
    rate: int | None


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached, in per cent, None where nothing was set; and where it comes from."""

    rate: int | None
    source: GoalSource


def own(settings: Iterable[Setting], on: date) -> dict[int | None, int]:
    """Return the rates that hold on a day, by unit: the one that began last, then the last set."""
    found: dict[int | None, Setting] = {}
    for each in settings:
        last = found.get(each.unit)
        if each.valid_from <= on and (last is None or _order(each) > _order(last)):
            found[each.unit] = each
    return {unit: each.rate for unit, each in found.items() if each.rate is not None}


def _order(each: Setting) -> tuple[date, datetime, int]:
    return each.valid_from, each.recorded_at, each.number


def goal_of(
    unit: int | None,
    rates: Mapping[int | None, int],
    parents: Mapping[int, int | None],
    fallback: int | None,
) -> Goal:
    """Return what a unit (None: the whole bureau) is to reach.

    Its own target; else that of the nearest unit above, but for the bureau's own staff; else the
    whole bureau's; else `fallback`.
    """
    if unit is not None and unit in rates:
        return Goal(rates[unit], GoalSource.OWN)
    above = parents.get(unit) if unit is not None else None
    while above is not None and parents.get(above) is not None:
        if above in rates:
            return Goal(rates[above], GoalSource.ABOVE)
        above = parents.get(above)
    if None in rates:
        return Goal(rates[None], GoalSource.OWN if unit is None else GoalSource.WHOLE)
    return Goal(fallback, GoalSource.NONE if fallback is None else GoalSource.SETTING)


def missing(part: int, whole: int, target: int) -> int:
    """Return how many more it takes until `part` is `target` per cent of `whole`; 0 if it is."""
    return max(0, -(-whole * target // 100) - part)


def last_months(on: date, count: int = MONTHS) -> Period:
    """Return the days of the month of a day and of those before it, `count` months in all."""
    number = on.year * 12 + on.month - 1
    return Period(_first(number - count + 1), _first(number + 1))


def _first(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
