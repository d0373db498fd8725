"""Deadlines at their borders: the last day is in time, levels come on their day."""

from datetime import date, timedelta

import pytest

from academy.findings.rules import deadlines
from academy.findings.rules.deadlines import LONGEST, Level, RecheckLevel

DUE = date(2026, 3, 12)
DAY = timedelta(days=1)
LOOKS, ABOVE = RecheckLevel.RECHECKER, RecheckLevel.ACADEMY
OWN, UNIT, ALL = Level.OWNER, Level.UNIT, Level.ACADEMY


@pytest.mark.parametrize(("days", "over"), [(-1, 0), (0, 0), (1, 1), (2, 2)])
def test_days_over(days: int, over: int) -> None:
    on = DUE + days * DAY
    assert deadlines.days_over(DUE, on) == over
    assert deadlines.overdue(DUE, on) is (over > 0)


@pytest.mark.parametrize(
    ("days", "levels"),
    [
        (-1, []), (0, []), (1, [OWN]), (2, [OWN]),
        (6, [OWN]), (7, [OWN, UNIT]), (8, [OWN, UNIT]),
        (13, [OWN, UNIT]), (14, [OWN, UNIT, ALL]), (15, [OWN, UNIT, ALL]),
    ],
)  # fmt: skip
def test_levels(days: int, levels: list[Level]) -> None:
    assert deadlines.levels(DUE, DUE + days * DAY) == levels


def test_told_levels_are_not_told_again() -> None:
    on = DUE + 14 * DAY
    assert deadlines.levels(DUE, on, {1}) == [UNIT, ALL]
    assert deadlines.levels(DUE, on, {1, 3}) == [UNIT]
    assert deadlines.levels(DUE, on, {1, 2, 3}) == []


@pytest.mark.parametrize(
    ("days", "levels"),
    [(-1, []), (0, []), (1, [LOOKS]), (2, [LOOKS]), (7, [LOOKS]), (8, [LOOKS, ABOVE]),
     (9, [LOOKS, ABOVE])],
)  # fmt: skip
def test_levels_of_a_recheck(days: int, levels: list[RecheckLevel]) -> None:
    assert deadlines.recheck_levels(DUE, DUE + days * DAY) == levels
    assert deadlines.recheck_levels(DUE, DUE + days * DAY, levels) == []


def test_a_recheck_is_due_days_after_the_report() -> None:
    assert deadlines.recheck_due_on(DUE, 7) == DUE + 7 * DAY


@pytest.mark.parametrize(
    ("due_on", "fits"),
    [
        (DUE - DAY, False), (DUE, True), (DUE + DAY, True),
        (DUE + LONGEST - DAY, True), (DUE + LONGEST, True), (DUE + LONGEST + DAY, False),
    ],
)  # fmt: skip
def test_a_deadline_lies_ahead_and_near(due_on: date, fits: bool) -> None:
    assert deadlines.may_be_due(due_on, DUE) is fits
