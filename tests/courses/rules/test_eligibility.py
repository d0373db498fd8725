"""Who may be in a cohort: each reason at its border, and their order."""

from datetime import date

import pytest

from courses.enums import SeatWhy
from courses.rules.eligibility import Entrant, why_not

START = date(2026, 3, 9)
TODAY = date(2026, 2, 20)


def ask(
    *,
    left_on: date | None = None,
    unit_id: int | None = 7,
    clashes: bool = False,
    kinds: tuple[str, ...] = (),
    today: date = TODAY,
) -> SeatWhy | None:
    entrant = Entrant("enforcement", left_on, unit_id, clashes)
    return why_not(entrant, starts_on=START, today=today, staff_kinds=kinds)


@pytest.mark.parametrize(
    ("left_on", "why"),
    [
        (date(2026, 3, 8), SeatWhy.LEFT),
        (date(2026, 3, 9), SeatWhy.LEFT),
        (date(2026, 3, 10), None),
        (None, None),
    ],
)
def test_left_by_the_first_day(left_on: date | None, why: SeatWhy | None) -> None:
    assert ask(left_on=left_on) is why


@pytest.mark.parametrize(
    ("left_on", "why"),
    [
        (date(2026, 3, 10), SeatWhy.LEFT),
        (date(2026, 3, 11), SeatWhy.LEFT),
        (date(2026, 3, 12), None),
    ],
)
def test_left_by_today_in_a_running_cohort(left_on: date, why: SeatWhy | None) -> None:
    assert ask(left_on=left_on, today=date(2026, 3, 11)) is why


def test_staff_kind_limits_only_when_listed() -> None:
    assert ask(kinds=()) is None
    assert ask(kinds=("enforcement", "approval")) is None
    assert ask(kinds=("approval",)) is SeatWhy.WRONG_STAFF_KIND


def test_reasons_come_in_order() -> None:
    left = date(2026, 1, 1)
    assert ask(left_on=left, unit_id=None, clashes=True, kinds=("approval",)) is SeatWhy.LEFT
    assert ask(unit_id=None, clashes=True, kinds=("approval",)) is SeatWhy.WRONG_STAFF_KIND
    assert ask(unit_id=None, clashes=True) is SeatWhy.NO_ASSIGNMENT
    assert ask(clashes=True) is SeatWhy.OVERLAPPING
