"""How many are missing to a target, and the months of a trend."""

from datetime import date

import pytest

from academy.reporting.rules.periods import Period
from academy.reporting.rules.targets import last_months, missing


@pytest.mark.parametrize(
    ("part", "whole", "target", "expected"),
    [
        (0, 0, 90, 0),
        (8, 10, 90, 1),
        (9, 10, 90, 0),
        (10, 10, 90, 0),
        (9, 11, 90, 1),
        (10, 11, 90, 0),
        (99, 100, 100, 1),
        (0, 5, 0, 0),
    ],
)
def test_missing(part: int, whole: int, target: int, expected: int) -> None:
    assert missing(part, whole, target) == expected


@pytest.mark.parametrize(
    ("on", "starts_on", "until_on"),
    [
        (date(2026, 12, 31), date(2026, 1, 1), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2026, 2, 1), date(2027, 2, 1)),
        (date(2026, 3, 2), date(2025, 4, 1), date(2026, 4, 1)),
    ],
)
def test_last_months(on: date, starts_on: date, until_on: date) -> None:
    assert last_months(on) == Period(starts_on, until_on)
