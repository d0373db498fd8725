"""Who may be in a cohort: each reason at its border, and their order."""

from datetime import date

import pytest

from courses.enums import OVERRIDABLE, SeatWhy
from courses.rules.eligibility import (
    Entrant,
    Ruling,
    must_hold_on,
    reasons,
    renewable_from,
    ruling,
    why_not,
)

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


def test_every_reason_at_once_comes_in_the_order_of_asking() -> None:
    entrant = Entrant(
        "enforcement",
        date(2026, 1, 1),
        None,
        clashes=True,
        unit_ended=True,
        certified=True,
        same_course=True,
        blocked=True,
        owes=False,
    )
    found = reasons(entrant, starts_on=START, today=TODAY, staff_kinds=("approval",))
    assert found == [why for why in SeatWhy if not why.name.startswith(("NO_SEAT", "OVER_QUOTA"))]


def test_only_what_may_be_set_aside_is_set_aside() -> None:
    soft, hard = [SeatWhy.BLOCKED, SeatWhy.CERTIFIED], [SeatWhy.BLOCKED, SeatWhy.OVERLAPPING]
    assert ruling(soft, overrides=False) == Ruling(SeatWhy.BLOCKED)
    assert ruling(soft, overrides=True) == Ruling(None, tuple(soft))
    assert ruling(hard, overrides=True) == Ruling(SeatWhy.OVERLAPPING)
    assert ruling([], overrides=True) == Ruling(None)


def test_what_was_set_aside_before_needs_no_second_reason() -> None:
    on_record = {SeatWhy.BLOCKED}
    assert ruling([SeatWhy.BLOCKED], overrides=False, on_record=on_record) == Ruling(None)
    both = [SeatWhy.CERTIFIED, SeatWhy.BLOCKED]
    assert ruling(both, overrides=True, on_record=on_record) == Ruling(None, (SeatWhy.CERTIFIED,))


@pytest.mark.parametrize("why", list(SeatWhy))
def test_rules_that_an_admin_may_set_aside(why: SeatWhy) -> None:
    firm = {
        SeatWhy.LEFT,
        SeatWhy.NO_ASSIGNMENT,
        SeatWhy.UNIT_ENDED,
        SeatWhy.OVERLAPPING,
        SeatWhy.NO_SEAT_LEFT,
        SeatWhy.OVER_QUOTA,
    }
    assert (why in OVERRIDABLE) is (why not in firm)


@pytest.mark.parametrize(
    ("day", "days", "held_on", "first"),
    [
        (date(2026, 6, 4), 90, date(2026, 9, 2), date(2026, 3, 6)),
        (date(2026, 6, 4), 0, date(2026, 6, 4), date(2026, 6, 4)),
        (date(9999, 12, 30), 1, date(9999, 12, 31), date(9999, 12, 29)),
        (date(9999, 12, 30), 2, date(9999, 12, 31), date(9999, 12, 28)),
        (date(1, 1, 2), 2, date(1, 1, 4), date(1, 1, 1)),
    ],
)
def test_renewal_windows_stay_within_the_calendar(
    day: date, days: int, held_on: date, first: date
) -> None:
    assert must_hold_on(day, days) == held_on
    assert renewable_from(day, days) == first
