"""Counts to rates: half up, borders, and nobody in the denominator."""

from decimal import Decimal

import pytest

from academy.reporting.rules.figures import COUNT_NAMES, Counts, mean, percent, rates


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 0, None),
        (0, 1, "0.0"),
        (1, 1, "100.0"),
        # 0.05 % is the border of 0.1 %: 1 of 2000, and one person more or less.
        (1, 2001, "0.0"),
        (1, 2000, "0.1"),
        (1, 1999, "0.1"),
        # 12.25 % ends in an even digit: bankers would print 12.2.
        (49, 400, "12.3"),
        (48, 400, "12.0"),
        (50, 400, "12.5"),
        (240, 261, "92.0"),
        (3599, 3600, "100.0"),
        (3598, 3600, "99.9"),
    ],
)
def test_percent(part: int, whole: int, expected: str | None) -> None:
    assert percent(part, whole) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(("part", "whole"), [(-1, 1), (2, 1), (1, 0)])
def test_percent_of_what_is_no_part(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no part"):
        percent(part, whole)


@pytest.mark.parametrize(
    ("total", "count", "expected"),
    [
        ("0", 0, None),
        ("79.8649", 1, "79.86"),
        ("79.865", 1, "79.87"),
        ("79.8651", 1, "79.87"),
        ("160.25", 2, "80.13"),
        ("0.01", 3, "0.00"),
    ],
)
def test_mean(total: str, count: int, expected: str | None) -> None:
    assert mean(Decimal(total), count) == (None if expected is None else Decimal(expected))


def test_rates_name_their_denominators() -> None:
    counts = Counts(
        required=10, excluded=2, attended=8, due=9, sat_first=7, sat_make_up=3, sat=8,
        passed_first=5, passed_make_up=2, passed=7, excellent=1, scored=4, credited=7,
        score_hundredths=32050, hours_tenths=2805,
    )  # fmt: skip
    derived = rates(counts)
    assert derived.attendance_rate == Decimal("80.0")
    assert derived.first_pass_rate == Decimal("71.4")
    assert derived.final_pass_rate == Decimal("87.5")
    assert derived.excellence_rate == Decimal("14.3")
    assert derived.average_score == Decimal("80.13")
    assert derived.hours == Decimal("280.5")
    assert derived.average_hours == Decimal("28.05")


def test_nobody_has_no_rates() -> None:
    derived = rates(Counts())
    assert derived.hours == 0
    assert {
        derived.attendance_rate, derived.first_pass_rate, derived.final_pass_rate,
        derived.excellence_rate, derived.average_score, derived.average_hours,
    } == {None}  # fmt: skip


def test_counts_add_up_field_by_field() -> None:
    one = Counts(*range(1, len(COUNT_NAMES) + 1))
    assert one + one == Counts(*range(2, 2 * len(COUNT_NAMES) + 1, 2))
