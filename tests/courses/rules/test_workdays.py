"""Working days, against the State Council's notices for 2025 and 2026."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from courses.rules.calendar import Span
from courses.rules.workdays import days, days_off, is_announced, is_workday, runs_of, workdays


@pytest.mark.parametrize(
    ("on", "works"),
    [
        (date(2026, 2, 13), True),
        (date(2026, 2, 14), True),  # a Saturday that is worked for the Spring Festival
        (date(2026, 2, 15), False),
        (date(2026, 2, 16), False),
        (date(2026, 2, 23), False),  # a Monday off in exchange
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),
        (date(2026, 4, 3), True),
        (date(2026, 4, 6), False),
        (date(2026, 4, 7), True),
        (date(2025, 9, 28), True),
        (date(2025, 10, 8), False),
        (date(2025, 10, 9), True),
    ],
)
def test_borders_of_holidays(on: date, works: bool) -> None:
    assert is_workday(on) is works


def test_a_week_with_a_holiday() -> None:
    week = Span(date(2026, 4, 6), date(2026, 4, 10))
    assert [(each.on.day, each.name) for each in days_off(week)] == [(6, "清明节（补假）")]
    assert days_off(week, language="en_US")[0].name == "Tomb-Sweeping Day (observed)"
    assert len(workdays(week)) == 4
    assert days_off(Span(date(2026, 4, 11), date(2026, 4, 12))) == []


def test_days_in_exchange_are_named_without_a_date() -> None:
    day = Span(date(2026, 1, 2), date(2026, 1, 2))
    assert days_off(day)[0].name == "调休放假"
    assert days_off(day, language="en_US")[0].name == "day off in exchange"


def test_the_academys_own_days() -> None:
    closed = {date(2026, 3, 11): "换届选举", date(2026, 4, 6): "检修"}
    week = Span(date(2026, 3, 9), date(2026, 3, 13))
    assert [each.name for each in days_off(week, closed=closed)] == ["换届选举"]
    assert not is_workday(date(2026, 3, 11), closed=closed)
    holiday = Span(date(2026, 4, 6), date(2026, 4, 6))
    assert days_off(holiday, closed=closed)[0].name == "清明节（补假）"


def test_announced() -> None:
    assert is_announced(2026)
    assert not is_announced(2099)


@pytest.mark.parametrize(("length", "first"), [(4, date(2026, 4, 7)), (5, date(2026, 4, 13))])
def test_runs_do_not_meet_a_day_off(length: int, first: date) -> None:
    found = runs_of(length, Span(date(2026, 4, 6), date(2026, 4, 17)))
    assert found[0] == Span(first, first + timedelta(days=length - 1))


@pytest.mark.parametrize(
    ("last", "count"),
    [(date(2026, 3, 12), 0), (date(2026, 3, 13), 1), (date(2026, 3, 14), 1)],
)
def test_a_run_lies_within_the_span(last: date, count: int) -> None:
    assert len(runs_of(5, Span(date(2026, 3, 9), last))) == count


def test_a_year_of_runs() -> None:
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    found = runs_of(5, year)
    assert 40 <= len(found) <= 47
    for run in found:
        assert [day for day in days(run) if not is_workday(day)] == []
    assert all(one.ends_on < other.starts_on for one, other in pairwise(found))
    assert runs_of(61, year) == []
