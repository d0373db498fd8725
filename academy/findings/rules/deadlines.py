"""Deadlines of findings: the last day is still in time, and each week that passes goes higher.

Source: domain practice of supervision (督办): the owner is reminded on the first day over, the
leader of the unit hears of it after a week, the academy after two. What was reported is to be
looked at again within days, too: who is to do it is reminded, and a week later the academy hears.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import IntEnum
from typing import Final, TypeVar

L = TypeVar("L", bound=IntEnum)

#: The furthest that a deadline may lie ahead: further is a slip of the keyboard.
LONGEST: Final = timedelta(days=730)


class Level(IntEnum):
    """To whom an overdue finding has gone; the number is what the history keeps."""

    OWNER = 1
    UNIT = 2
    ACADEMY = 3


#: From how many days past the deadline on a level is told.
AFTER_DAYS: Final = {Level.OWNER: 1, Level.UNIT: 7, Level.ACADEMY: 14}


class RecheckLevel(IntEnum):
    """To whom a recheck that waits has gone; the number is what the history keeps."""

    RECHECKER = 1
    ACADEMY = 2


#: From how many days past the last day for the recheck on a level is told.
RECHECK_AFTER_DAYS: Final = {RecheckLevel.RECHECKER: 1, RecheckLevel.ACADEMY: 8}


def days_over(due_on: date, on: date) -> int:
    """Return by how many days a deadline is past on a day; 0 on its last day and before."""
    return max((on - due_on).days, 0)


def overdue(due_on: date, on: date) -> bool:
    """Whether a deadline is past; on the day itself it is not."""
    return on > due_on


def levels(due_on: date, on: date, told: Collection[int] = ()) -> list[Level]:
    """Return the levels to be told on a day, the nearest first, without those told already."""
    return _reached(AFTER_DAYS, days_over(due_on, on), told)


def recheck_due_on(reported_on: date, days: int) -> date:
    """Return the last day for the recheck of what was reported on a day."""
    return reported_on + timedelta(days=days)


def recheck_levels(due_on: date, on: date, told: Collection[int] = ()) -> list[RecheckLevel]:
    """Return the levels to be told that a recheck waits, as `levels` does of a deadline."""
    return _reached(RECHECK_AFTER_DAYS, days_over(due_on, on), told)


def _reached(after: Mapping[L, int], over: int, told: Collection[int]) -> list[L]:
    return [level for level, days in after.items() if over >= days and level not in told]


def may_be_due(due_on: date, on: date) -> bool:
    """Whether a deadline given on a day may be `due_on`: that day or later, within reason."""
    return on <= due_on <= on + LONGEST
