"""How long a pass holds. A window is [valid_from, until): its last day is the day before `until`.

Months are counted by the calendar: from the 31st, or from 29 February, to a month without that
day they end on that month's last day. So 12 months from 29 February 2024 end on 28 February 2025,
and one month from 31 January ends on 28 (29) February. Windows are never moved or joined: passing
again before the end adds a window that begins on the day of the new pass.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MOST_MONTHS = 600
"""Fifty years: longer than a working life."""


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later (earlier if negative), or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def until(valid_from: date, months: int | None) -> date | None:
    """Return the first day on which a pass no longer holds, None if it holds for ever."""
    return None if months is None else add_months(valid_from, months)


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a pass holds; `until` is exclusive, None means for ever."""

    valid_from: date
    until: date | None

    def holds(self, on: date) -> bool:
        """Whether the pass holds on that day."""
        return self.valid_from <= on and (self.until is None or on < self.until)
