"""Times of a day: overlaps are tested with the rule that asks, hours and periods here."""

from datetime import time
from decimal import Decimal

import pytest

from courses.enums.teaching import DayPart
from courses.rules.periods import Times, hours_of, number_of, read_periods


def times(begins: str, ends: str) -> Times:
    return Times(time.fromisoformat(begins), time.fromisoformat(ends))


@pytest.mark.parametrize(
    ("begins", "ends", "minutes", "hours"),
    [("08:30", "09:15", 45, "1.0"), ("08:30", "10:00", 45, "2.0"), ("08:30", "10:00", 40, "2.3"),
     ("08:30", "10:00", 60, "1.5"), ("08:30", "08:32", 45, "0.0"), ("08:30", "08:33", 45, "0.1"),
     ("10:00", "08:30", 45, "-2.0")],
)  # fmt: skip
def test_hours_by_the_clock(begins: str, ends: str, minutes: int, hours: str) -> None:
    assert hours_of(times(begins, ends), hour_minutes=minutes) == Decimal(hours)


@pytest.mark.parametrize(
    ("begins", "part"),
    [("11:59", DayPart.MORNING), ("12:00", DayPart.AFTERNOON), ("12:01", DayPart.AFTERNOON),
     ("17:59", DayPart.AFTERNOON), ("18:00", DayPart.EVENING), ("18:01", DayPart.EVENING)],
)  # fmt: skip
def test_parts_of_the_day(begins: str, part: DayPart) -> None:
    assert times(begins, "23:00").part is part


def test_periods_are_read_in_order() -> None:
    both = read_periods(["08:30-10:00", " 10:00-11:30 "])
    assert both == (times("08:30", "10:00"), times("10:00", "11:30"))
    assert [number_of(each, both) for each in (*both, times("10:00", "11:31"))] == [1, 2, None]
    assert str(both[0]) == "08:30–10:00"


@pytest.mark.parametrize(
    "written",
    [[], [""], ["08:30"], ["08:30-08:30"], ["10:00-08:30"], ["25:00-26:00"],
     ["08:30-10:00", "09:59-11:00"]],
)  # fmt: skip
def test_periods_that_are_none(written: list[str]) -> None:
    with pytest.raises(ValueError, match=r"period|isoformat|hour must be"):
        read_periods(written)
