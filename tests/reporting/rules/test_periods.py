"""Which days a report may be about, at each border."""

from datetime import date

import pytest

from academy.reporting.rules.periods import Period, PeriodWhy, completed, why_not

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("starts_on", "until_on", "as_of", "expected"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), TODAY, PeriodWhy.EMPTY),
        (date(2026, 1, 2), date(2026, 1, 1), TODAY, PeriodWhy.EMPTY),
        (date(2026, 1, 1), date(2026, 1, 2), TODAY, None),
        (date(2026, 1, 1), date(2027, 1, 1), date(2026, 6, 14), None),
        (date(2026, 1, 1), date(2027, 1, 1), TODAY, None),
        (date(2026, 1, 1), date(2027, 1, 1), date(2026, 6, 16), PeriodWhy.AS_OF_IN_FUTURE),
        (date(2026, 6, 14), date(2027, 1, 1), TODAY, None),
        (TODAY, date(2027, 1, 1), TODAY, None),
        (date(2026, 6, 16), date(2027, 1, 1), TODAY, PeriodWhy.FROM_IN_FUTURE),
    ],
)
def test_why_not(starts_on: date, until_on: date, as_of: date, expected: PeriodWhy | None) -> None:
    assert why_not(Period(starts_on, until_on), as_of=as_of, today=TODAY) is expected


@pytest.mark.parametrize(
    ("starts_on", "until_on", "expected"),
    [
        (None, None, Period(date(2026, 1, 1), date(2027, 1, 1))),
        (date(2025, 3, 1), None, Period(date(2025, 3, 1), date(2026, 1, 1))),
        (None, date(2025, 4, 1), Period(date(2025, 1, 1), date(2025, 4, 1))),
        # A period that ends with a year belongs to that year.
        (None, date(2026, 1, 1), Period(date(2025, 1, 1), date(2026, 1, 1))),
        (date(2025, 3, 1), date(2025, 4, 1), Period(date(2025, 3, 1), date(2025, 4, 1))),
    ],
)
def test_completed(starts_on: date | None, until_on: date | None, expected: Period) -> None:
    assert completed(starts_on, until_on, TODAY) == expected


def test_last_day_is_the_one_before_the_bound() -> None:
    assert Period(date(2026, 1, 1), date(2026, 3, 1)).last_on == date(2026, 2, 28)
