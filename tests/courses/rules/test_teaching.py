"""Whether an instructor may be given half days: each rule, each border."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from courses.enums import CohortState
from courses.enums.teaching import DayPart, TeachingWhy
from courses.rules.calendar import Span
from courses.rules.instructors import Days
from courses.rules.teaching import MOST_HOURS, Period, Request, Slot, hours_fit, refused

SPAN = Span(date(2026, 3, 9), date(2026, 3, 13))
SLOT = Slot(date(2026, 3, 9), DayPart.MORNING, Decimal("4.0"))
GOOD = Request(
    state=CohortState.PUBLISHED,
    cohort=SPAN,
    in_syllabus=True,
    slots=[SLOT],
    qualified=[Period(date(2020, 1, 1), None)],
    days=Days(date(2020, 1, 1)),
    taken=frozenset(),
)


def why(asked: Request) -> TeachingWhy | None:
    no = refused(asked)
    return no.why if no else None


def test_good() -> None:
    assert refused(GOOD) is None


@pytest.mark.parametrize(
    ("state", "no"),
    [
        (CohortState.DRAFT, None),
        (CohortState.RUNNING, None),
        (CohortState.CLOSED, TeachingWhy.COHORT_OVER),
        (CohortState.CANCELLED, TeachingWhy.COHORT_OVER),
    ],
)
def test_states(state: CohortState, no: TeachingWhy | None) -> None:
    assert why(replace(GOOD, state=state)) is no


def test_what_is_asked_must_be_something() -> None:
    assert why(replace(GOOD, in_syllabus=False)) is TeachingWhy.NOT_IN_SYLLABUS
    assert why(replace(GOOD, slots=[])) is TeachingWhy.NO_SLOTS


@pytest.mark.parametrize(
    ("day", "no"),
    [(8, TeachingWhy.OUTSIDE_COHORT_DAYS), (9, None), (13, None),
     (14, TeachingWhy.OUTSIDE_COHORT_DAYS)],
)  # fmt: skip
def test_days_of_the_cohort(day: int, no: TeachingWhy | None) -> None:
    assert why(replace(GOOD, slots=[replace(SLOT, day=date(2026, 3, day))])) is no


@pytest.mark.parametrize(
    ("hours", "fits"),
    [("-0.1", False), ("0", False), ("0.1", True), ("5.9", True), ("6.0", True), ("6.1", False),
     ("3.25", False), ("3.50", True), ("NaN", False), ("Infinity", False)],
)  # fmt: skip
def test_hours_of_a_part_of_a_day(hours: str, fits: bool) -> None:
    assert hours_fit(Decimal(hours)) is fits
    asked = replace(GOOD, slots=[replace(SLOT, hours=Decimal(hours))])
    assert why(asked) is (None if fits else TeachingWhy.HOURS_OUT_OF_RANGE)
    assert Decimal("6.0") == MOST_HOURS


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "no"),
    [(8, None, None), (9, None, None), (10, None, TeachingWhy.NOT_QUALIFIED),
     (1, 9, TeachingWhy.NOT_QUALIFIED), (1, 10, None), (1, 11, None)],
)  # fmt: skip
def test_qualified_on_the_day(
    valid_from: int, valid_until: int | None, no: TeachingWhy | None
) -> None:
    until = date(2026, 3, valid_until) if valid_until else None
    assert why(replace(GOOD, qualified=[Period(date(2026, 3, valid_from), until)])) is no
    assert why(replace(GOOD, qualified=[])) is TeachingWhy.NOT_QUALIFIED


def test_away_and_double_booked() -> None:
    away = Days(date(2020, 1, 1), away=[Span(SLOT.day, SLOT.day)])
    assert why(replace(GOOD, days=away)) is TeachingWhy.NOT_AVAILABLE
    taken = replace(GOOD, taken={(SLOT.day, SLOT.part)})
    assert why(taken) is TeachingWhy.DOUBLE_BOOKED
    for other in (
        (SLOT.day, DayPart.AFTERNOON),
        (date(2026, 3, 8), SLOT.part),
        (date(2026, 3, 10), SLOT.part),
    ):
        assert why(replace(GOOD, taken={other})) is None


def test_the_slot_in_the_way_is_named() -> None:
    late = replace(SLOT, part=DayPart.EVENING)
    no = refused(replace(GOOD, slots=[SLOT, late], taken={(late.day, late.part)}))
    assert no is not None
    assert no.slot == late
