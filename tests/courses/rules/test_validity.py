"""Months end where the calendar says; a window holds up to the day before its end."""

from datetime import date, timedelta

import pytest

from courses.rules.validity import Window, add_months, until


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 13), 12, date(2027, 3, 13)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 28), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 3, 1), 12, date(2025, 3, 1)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_months_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_without_months_a_pass_holds_for_ever() -> None:
    assert until(date(2026, 3, 13), None) is None
    assert Window(date(2026, 3, 13), None).holds(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("on", "held"),
    [
        (date(2026, 3, 13) - timedelta(days=1), False),
        (date(2026, 3, 13), True),
        (date(2026, 3, 13) + timedelta(days=1), True),
        (date(2027, 3, 13) - timedelta(days=1), True),
        (date(2027, 3, 13), False),
        (date(2027, 3, 13) + timedelta(days=1), False),
    ],
)
def test_the_window_at_its_borders(on: date, held: bool) -> None:
    start = date(2026, 3, 13)
    assert Window(start, until(start, 12)).holds(on) is held
