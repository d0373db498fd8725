"""When a make-up may be sat, and who has to sit it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from exams.enums import ResultVerdict


@dataclass(frozen=True, slots=True)
class Days:
    """The local days on which a make-up may be started: ``last_on`` is the last, None without."""

    first_on: date
    last_on: date | None

    def hold(self, opens_on: date, last_start_on: date) -> bool:
        """Whether every start between the two days is allowed."""
        return self.first_on <= opens_on and (self.last_on is None or last_start_on <= self.last_on)


def days(*, released_on: date, from_days: int, until_days: int | None) -> Days:
    """Counted from the day the first exam was released; the upper bound is exclusive."""
    first_on = released_on + timedelta(days=from_days)
    if until_days is None:
        return Days(first_on, None)
    return Days(first_on, released_on + timedelta(days=until_days - 1))


def is_due(*, verdict: ResultVerdict, excused: bool, for_unexcused: bool) -> bool:
    """Whether a released first result sends its person to the make-up."""
    if verdict is ResultVerdict.ABSENT:
        return excused or for_unexcused
    return verdict is ResultVerdict.FAILED
