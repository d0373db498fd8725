"""When an evaluation opens by itself, and when people are reminded: each border."""

from datetime import date, datetime, timedelta

import pytest

from courses.rules.evaluation_rounds import is_due, opens_from, reminder_days, reminder_due

LAST = date(2026, 3, 13)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def on(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)


@pytest.mark.parametrize(
    ("until", "opens"),
    [(None, on(LAST, 18)), (on(LAST, 11, 50), on(LAST, 11, 50)), (on(LAST, 20), on(LAST, 20)),
     (on(LAST - DAY, 17), on(LAST, 9)), (on(LAST, 8, 30), on(LAST, 9))],
)  # fmt: skip
def test_opens_after_the_last_line_and_on_the_last_day(
    until: datetime | None, opens: datetime
) -> None:
    assert opens_from(LAST, taught_until=until) == opens
    for shift, due in ((-MINUTE, False), (0 * MINUTE, True), (MINUTE, True)):
        assert is_due(LAST, taught_until=until, now=opens + shift) is due


@pytest.mark.parametrize(("days", "due"), [(13, True), (14, True), (15, False)])
def test_nothing_opens_long_afterwards(days: int, due: bool) -> None:
    assert is_due(LAST, taught_until=None, now=on(LAST + days * DAY, 23, 59)) is due


def test_reminders_not_on_the_opening_day() -> None:
    days = reminder_days(LAST, LAST + 6 * DAY, [3, 1, 3, 6, 7, -1])
    assert days == {1: LAST + 5 * DAY, 3: LAST + 3 * DAY}


@pytest.mark.parametrize(
    ("shift", "hour", "due"),
    [(2, 23, None), (3, 8, None), (3, 9, 3), (3, 10, 3), (4, 12, 3), (5, 8, None), (5, 9, 1),
     (6, 9, 1), (7, 9, None)],
)  # fmt: skip
def test_which_reminder_is_due(shift: int, hour: int, due: int | None) -> None:
    now = on(LAST + shift * DAY, hour)
    assert reminder_due(LAST, LAST + 6 * DAY, [3, 1], now=now) == due
    assert reminder_due(LAST, LAST + 6 * DAY, [], now=now) is None
