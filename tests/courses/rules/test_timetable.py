"""A week as it is printed."""

from datetime import date, timedelta

import pytest

from courses.rules.periods import Slot, read_periods
from courses.rules.timetable import Row, days_of, monday_of, rows_of

MONDAY = date(2026, 3, 9)
PERIODS = read_periods(["08:30-10:00", "10:20-11:50"])


@pytest.mark.parametrize(("shift", "monday"), [(-1, -7), (0, 0), (1, 0), (6, 0), (7, 7)])
def test_mondays(shift: int, monday: int) -> None:
    assert monday_of(MONDAY + timedelta(days=shift)) == MONDAY + timedelta(days=monday)


@pytest.mark.parametrize(("taught", "count"), [([], 5), ([0], 5), ([4], 5), ([5], 6), ([6], 7)])
def test_the_weekend_is_shown_where_it_is_used(taught: list[int], count: int) -> None:
    days = days_of(MONDAY, {MONDAY + timedelta(days=each) for each in taught})
    assert days == [MONDAY + timedelta(days=each) for each in range(count)]


def test_rows_are_the_periods_and_what_is_outside_them() -> None:
    drill = read_periods(["06:30-07:10"])[0]
    slots = [Slot(MONDAY, PERIODS[1]), Slot(MONDAY, drill), Slot(MONDAY, drill)]
    assert rows_of(PERIODS, slots) == [Row(drill, None), Row(PERIODS[0], 1), Row(PERIODS[1], 2)]
    assert rows_of(PERIODS, []) == [Row(PERIODS[0], 1), Row(PERIODS[1], 2)]
