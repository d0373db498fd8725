"""Borders of cohort dates, one day each side."""

from datetime import date

import pytest

from courses.rules.calendar import Span

MARCH = Span(date(2026, 3, 9), date(2026, 3, 13))


@pytest.mark.parametrize(
    ("ends_on", "in_order"),
    [(date(2026, 3, 8), False), (date(2026, 3, 9), True), (date(2026, 3, 10), True)],
)
def test_end_never_before_start(ends_on: date, in_order: bool) -> None:
    assert Span(date(2026, 3, 9), ends_on).in_order is in_order


@pytest.mark.parametrize(
    ("starts_on", "overlaps"),
    [(date(2026, 3, 12), True), (date(2026, 3, 13), True), (date(2026, 3, 14), False)],
)
def test_next_cohort_starts_around_the_last_day(starts_on: date, overlaps: bool) -> None:
    other = Span(starts_on, date(2026, 3, 20))
    assert MARCH.overlaps(other) is overlaps
    assert other.overlaps(MARCH) is overlaps


@pytest.mark.parametrize(
    ("ends_on", "overlaps"),
    [(date(2026, 3, 8), False), (date(2026, 3, 9), True), (date(2026, 3, 10), True)],
)
def test_earlier_cohort_ends_around_the_first_day(ends_on: date, overlaps: bool) -> None:
    other = Span(date(2026, 3, 2), ends_on)
    assert MARCH.overlaps(other) is overlaps
    assert other.overlaps(MARCH) is overlaps


def test_one_inside_the_other_overlaps() -> None:
    assert MARCH.overlaps(Span(date(2026, 3, 11), date(2026, 3, 11)))
