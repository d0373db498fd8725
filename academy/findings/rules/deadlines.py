"""Deadlines of findings: the last day is still in time, and each week that passes goes higher.

Source: domain practice of supervision (督办): the owner is reminded on the first day over, the
leader of the unit hears of it after a week, the academy after two.
"""

from collections.abc import Collection
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

#: The furthest that a deadline may lie ahead: further is a slip of the keyboard.
LONGEST: Final = timedelta(days=730)


class Level(IntEnum):
    """To whom an overdue finding has gone; the number is what the history keeps."""

    OWNER = 1
    UNIT = 2
    ACADEMY = 3


#: From how many days past the deadline on a level is told.
AFTER_DAYS: Final = {Level.OWNER: 1, Level.UNIT: 7, Level.ACADEMY: 14}


def days_over(due_on: date, on: date) -> int:
    """Return by how many days a deadline is past on a day; 0 on its last day and before."""
    return max((on - due_on).days, 0)


def overdue(due_on: date, on: date) -> bool:
    """Whether a deadline is past; on the day itself it is not."""
    return on > due_on


def levels(due_on: date, on: date, told: Collection[int] = ()) -> list[Level]:
    """Return the levels to be told on a day, the nearest first, without those told already."""
    over = days_over(due_on, on)
    return [level for level in Level if over >= AFTER_DAYS[level] and level not in told]


def may_be_due(due_on: date, on: date) -> bool:
    """Whether a deadline given on a day may be `due_on`: that day or later, within reason."""
    return on <= due_on <= on + LONGEST
