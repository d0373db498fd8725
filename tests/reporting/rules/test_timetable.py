"""When scheduled reports are due, at the ends of months, and about which days they are."""

from datetime import UTC, date, datetime, timedelta

import pytest

from academy.reporting.enums import Every, RelativePeriod
from academy.reporting.rules import timetable as rules
from academy.reporting.rules.periods import Period
from academy.reporting.rules.timetable import Timetable
from academy.shared.clock import LOCAL

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def local(*when: int) -> datetime:
    return datetime(*when, tzinfo=LOCAL)  # type: ignore[arg-type,misc]  # year to hour


@pytest.mark.parametrize(
    ("every", "day", "hour", "valid"),
    [
        (Every.MONTH, 0, 8, False),
        (Every.MONTH, 1, 8, True),
        (Every.MONTH, 31, 8, True),
        (Every.MONTH, 32, 8, False),
        (Every.WEEK, 0, 8, False),
        (Every.WEEK, 1, 8, True),
        (Every.WEEK, 7, 8, True),
        (Every.WEEK, 8, 8, False),
        (Every.MONTH, 1, -1, False),
        (Every.MONTH, 1, 0, True),
        (Every.MONTH, 1, 23, True),
        (Every.MONTH, 1, 24, False),
    ],
)
def test_days_and_hours_there_are(every: Every, day: int, hour: int, valid: bool) -> None:
    assert Timetable(every, day, hour).is_valid is valid


@pytest.mark.parametrize(
    ("day", "after", "due"),
    [
        (5, local(2026, 3, 5, 8), local(2026, 4, 5, 8)),
        (5, local(2026, 3, 4, 23), local(2026, 3, 5, 8)),
        (5, local(2026, 12, 6), local(2027, 1, 5, 8)),
        (28, local(2026, 2, 1), local(2026, 2, 28, 8)),
        (29, local(2026, 2, 1), local(2026, 2, 28, 8)),
        (29, local(2028, 2, 1), local(2028, 2, 29, 8)),
        (30, local(2026, 1, 31), local(2026, 2, 28, 8)),
        (30, local(2028, 2, 1), local(2028, 2, 29, 8)),
        (30, local(2026, 2, 28, 9), local(2026, 3, 30, 8)),
        (31, local(2026, 1, 31, 8), local(2026, 2, 28, 8)),
        (31, local(2026, 2, 28, 8), local(2026, 3, 31, 8)),
        (31, local(2026, 4, 1), local(2026, 4, 30, 8)),
        (31, local(2026, 4, 30, 8), local(2026, 5, 31, 8)),
    ],
)
def test_each_month_on_a_day_or_its_last(day: int, after: datetime, due: datetime) -> None:
    assert rules.next_after(Timetable(Every.MONTH, day, 8), after, LOCAL) == due


@pytest.mark.parametrize(
    ("day", "after", "due"),
    [
        (1, local(2026, 3, 2, 8), local(2026, 3, 9, 8)),
        (1, local(2026, 3, 1), local(2026, 3, 2, 8)),
        (7, local(2026, 3, 2), local(2026, 3, 8, 8)),
        (7, local(2026, 3, 8, 8), local(2026, 3, 15, 8)),
        (5, local(2026, 2, 27, 9), local(2026, 3, 6, 8)),
        (4, local(2026, 12, 31, 9), local(2027, 1, 7, 8)),
    ],
)
def test_each_week_on_a_weekday(day: int, after: datetime, due: datetime) -> None:
    assert rules.next_after(Timetable(Every.WEEK, day, 8), after, LOCAL) == due


@pytest.mark.parametrize(("by", "days"), [(-SECOND, 0), (0 * SECOND, 31), (SECOND, 31)])
def test_later_means_later_by_any_bit(by: timedelta, days: int) -> None:
    due = local(2026, 3, 5, 8)
    found = rules.next_after(Timetable(Every.MONTH, 5, 8), due + by, LOCAL)
    assert found - due == days * DAY


def test_the_hour_is_local_whatever_the_instant_is_told_in() -> None:
    # 16:30 UTC on the last of January is half past midnight of the first here.
    after = datetime(2026, 1, 31, 16, 30, tzinfo=UTC)
    midnight = Timetable(Every.MONTH, 1, 0)
    assert rules.next_after(midnight, after, LOCAL) == local(2026, 3, 1, 0)
    one = Timetable(Every.MONTH, 1, 1)
    assert rules.next_after(one, after, LOCAL) == local(2026, 2, 1, 1)


@pytest.mark.parametrize(
    ("at", "months"),
    [
        (local(2026, 1, 31, 8) - SECOND, []),
        (local(2026, 1, 31, 8), [1]),
        (local(2026, 2, 28, 8) - SECOND, [1]),
        (local(2026, 2, 28, 8), [1, 2]),
        (local(2026, 4, 30, 8) + SECOND, [1, 2, 3, 4]),
    ],
)
def test_turns_up_to_an_instant(at: datetime, months: list[int]) -> None:
    first = local(2026, 1, 31, 8)
    turns = rules.turns_until(Timetable(Every.MONTH, 31, 8), at, first, LOCAL)
    assert [turn.month for turn in turns] == months


P = RelativePeriod


@pytest.mark.parametrize(
    ("relative", "due_on", "starts_on", "last_on"),
    [
        (P.LAST_MONTH, date(2026, 3, 1), date(2026, 2, 1), date(2026, 2, 28)),
        (P.LAST_MONTH, date(2026, 3, 31), date(2026, 2, 1), date(2026, 2, 28)),
        (P.LAST_MONTH, date(2028, 3, 1), date(2028, 2, 1), date(2028, 2, 29)),
        (P.LAST_MONTH, date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
        (P.LAST_QUARTER, date(2026, 3, 31), date(2025, 10, 1), date(2025, 12, 31)),
        (P.LAST_QUARTER, date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (P.LAST_QUARTER, date(2026, 12, 31), date(2026, 7, 1), date(2026, 9, 30)),
        (P.THIS_YEAR, date(2026, 1, 1), date(2025, 1, 1), date(2025, 12, 31)),
        (P.THIS_YEAR, date(2026, 1, 2), date(2026, 1, 1), date(2026, 1, 1)),
        (P.THIS_YEAR, date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 30)),
        (P.LAST_12_MONTHS, date(2026, 3, 1), date(2025, 3, 1), date(2026, 2, 28)),
        (P.LAST_12_MONTHS, date(2026, 3, 31), date(2025, 3, 1), date(2026, 2, 28)),
        (P.LAST_12_MONTHS, date(2026, 1, 1), date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_days_told_from_the_day_it_is_due(
    relative: RelativePeriod, due_on: date, starts_on: date, last_on: date
) -> None:
    period = rules.period_of(relative, due_on)
    assert (period.starts_on, period.last_on) == (starts_on, last_on)
    assert rules.as_of(due_on) == due_on - DAY
    assert period.starts_on <= rules.as_of(due_on)


@pytest.mark.parametrize(
    ("starts_on", "until_on", "on", "expected"),
    [
        (date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 5), RelativePeriod.LAST_MONTH),
        (date(2026, 2, 1), date(2026, 3, 2), date(2026, 3, 5), None),
        (date(2025, 10, 1), date(2026, 1, 1), date(2026, 3, 5), RelativePeriod.LAST_QUARTER),
        (date(2025, 3, 1), date(2026, 3, 1), date(2026, 3, 5), RelativePeriod.LAST_12_MONTHS),
        (date(2026, 1, 1), date(2027, 1, 1), date(2026, 3, 5), RelativePeriod.THIS_YEAR),
        (date(2026, 1, 1), date(2026, 3, 5), date(2026, 3, 5), RelativePeriod.THIS_YEAR),
        (date(2025, 1, 1), date(2026, 1, 1), date(2026, 3, 5), None),
        (date(2026, 1, 1), date(2026, 3, 4), date(2026, 3, 5), None),
        (date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 5), RelativePeriod.LAST_MONTH),
    ],
)
def test_days_told_relatively(
    starts_on: date, until_on: date, on: date, expected: RelativePeriod | None
) -> None:
    assert rules.relative_to(Period(starts_on, until_on), on) is expected
