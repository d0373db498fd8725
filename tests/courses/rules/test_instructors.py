"""When an instructor can teach: each border at one day less, the day, one day more."""

from collections.abc import Sequence
from datetime import date

import pytest

from courses.rules.calendar import Span
from courses.rules.instructors import Days, can_teach, covered

SPAN = Span(date(2026, 3, 9), date(2026, 3, 13))


def march(first: int, last: int | None = None) -> Span:
    return Span(date(2026, 3, first), date(2026, 3, last or first))


@pytest.mark.parametrize(("day", "free"), [(8, True), (9, True), (10, False)])
def test_first_day_on_the_list(day: int, free: bool) -> None:
    assert can_teach(Days(valid_from=date(2026, 3, day)), SPAN) is free


@pytest.mark.parametrize(("day", "free"), [(13, False), (14, True), (15, True)])
def test_first_day_off_the_list(day: int, free: bool) -> None:
    days = Days(valid_from=date(2020, 1, 1), valid_until=date(2026, 3, day))
    assert can_teach(days, SPAN) is free


@pytest.mark.parametrize(
    ("away", "free"),
    [(march(1, 7), True), (march(1, 8), True), (march(1, 9), False), (march(11), False),
     (march(12, 20), False), (march(13, 20), False), (march(14, 20), True)],
)  # fmt: skip
def test_days_away(away: Span, free: bool) -> None:
    assert can_teach(Days(valid_from=date(2020, 1, 1), away=[away]), SPAN) is free


@pytest.mark.parametrize(
    ("offered", "whole"),
    [
        ([], False),
        ([march(9, 13)], True),
        ([march(10, 13)], False),
        ([march(9, 12)], False),
        ([march(8, 14)], True),
        ([march(12, 13), march(9, 11)], True),
        ([march(9, 10), march(12, 13)], False),
        ([march(9, 13), march(9, 10)], True),
        ([march(1, 8), march(9, 13)], True),
    ],
)
def test_days_offered(offered: Sequence[Span], whole: bool) -> None:
    assert covered(SPAN, offered) is whole
    only = Days(valid_from=date(2020, 1, 1), offered_only=True, offered=offered)
    assert can_teach(only, SPAN) is whole
    # Who teaches on any day needs no offer.
    assert can_teach(Days(valid_from=date(2020, 1, 1), offered=offered), SPAN)


def test_an_offer_does_not_lift_days_away() -> None:
    days = Days(date(2020, 1, 1), None, True, away=[march(11)], offered=[march(9, 13)])
    assert not can_teach(days, SPAN)
