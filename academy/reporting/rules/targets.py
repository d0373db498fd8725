"""How far a unit is from what it should reach, and which months a trend shows."""

from datetime import date

from academy.reporting.rules.periods import Period

MONTHS = 12


def missing(part: int, whole: int, target: int) -> int:
    """Return how many more it takes until `part` is `target` per cent of `whole`; 0 if it is."""
    return max(0, -(-whole * target // 100) - part)


def last_months(on: date, count: int = MONTHS) -> Period:
    """Return the days of the month of a day and of those before it, `count` months in all."""
    number = on.year * 12 + on.month - 1
    return Period(_first(number - count + 1), _first(number + 1))


def _first(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
