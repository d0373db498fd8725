"""Seats ahead: a need falls into the quarter of its last day, tried at the borders."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from courses.enums import CohortState
from courses.enums.hours import Event, WindowKind
from courses.queries import forecast
from courses.queries.forecast import Quarter
from tests.cast import Cast
from tests.make import courses as make_courses
from tests.make import requirements as make

ON = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 3, 31) - DAY, Quarter(2026, 1)),
        (date(2026, 3, 31), Quarter(2026, 1)),
        (date(2026, 3, 31) + DAY, Quarter(2026, 2)),
        (date(2026, 6, 30), Quarter(2026, 2)),
        (date(2026, 7, 1), Quarter(2026, 3)),
        (date(2026, 9, 30), Quarter(2026, 3)),
        (date(2026, 10, 1), Quarter(2026, 4)),
        (date(2026, 12, 31), Quarter(2026, 4)),
        (date(2027, 1, 1), Quarter(2027, 1)),
    ],
)
def test_the_quarter_of_a_day(day: date, quarter: Quarter) -> None:
    assert Quarter.of(day) == quarter


@pytest.mark.parametrize(
    ("count", "quarter"),
    [(0, Quarter(2026, 4)), (1, Quarter(2027, 1)), (4, Quarter(2027, 4)), (5, Quarter(2028, 1))],
)
def test_quarters_run_on_over_the_year(count: int, quarter: Quarter) -> None:
    assert Quarter(2026, 4).after(count) == quarter


@pytest.mark.parametrize(
    ("joined", "quarter", "by"),
    [
        # Twelve months end on the day before; asked on 2 March 2026.
        (date(2025, 3, 2), Quarter(2026, 1), date(2026, 3, 1)),
        (date(2025, 3, 31), Quarter(2026, 1), date(2026, 3, 30)),
        (date(2025, 4, 1), Quarter(2026, 1), date(2026, 3, 31)),
        (date(2025, 4, 2), Quarter(2026, 2), date(2026, 4, 1)),
    ],
)
def test_hours_owed_fall_into_the_quarter_of_their_last_day(
    cast: Cast, at: datetime, joined: date, quarter: Quarter, by: date
) -> None:
    syllabus = make_courses.syllabus(at=at)
    type(cast.wang).objects.filter(pk=cast.wang.pk).update(joined_on=joined)
    make.edition(
        at=at,
        units=[cast.east],
        amount=Decimal(syllabus.hours),
        window=WindowKind.AFTER_EVENT,
        event=Event.JOINED,
        length=12,
    )
    found = forecast.needs(syllabus.course, on=ON, quarters=8, unit_ids=[cast.east.pk])
    mine = [need for need in found if need.person_id == cast.wang.pk]
    assert [(need.quarter, need.by, need.seats) for need in mine] == [(quarter, by, 1)]


@pytest.mark.parametrize(("missing", "seats"), [("-0.1", 1), ("0.0", 1), ("0.1", 2)])
def test_runs_are_rounded_up(cast: Cast, at: datetime, missing: str, seats: int) -> None:
    syllabus = make_courses.syllabus(at=at)
    amount = Decimal(syllabus.hours) + Decimal(missing)
    make.edition(at=at, units=[cast.east], amount=amount)
    found = forecast.needs(syllabus.course, on=ON, quarters=8, unit_ids=[cast.east.pk])
    assert {need.seats for need in found} == {seats}


@pytest.mark.parametrize(("quarters", "there"), [(4, False), (5, True), (6, True)])
def test_the_last_quarter_asked_for_counts(
    cast: Cast, at: datetime, quarters: int, there: bool
) -> None:
    syllabus = make_courses.syllabus(at=at, valid_months=12)
    make_courses.cohort(at=at, state=CohortState.CLOSED, of=syllabus, persons=[cast.wang])
    # The pass lapses in the first quarter of 2027: the fifth from that of the day asked.
    found = forecast.needs(syllabus.course, on=ON, quarters=quarters, unit_ids=[cast.east.pk])
    assert [need.quarter for need in found] == ([Quarter(2027, 1)] if there else [])
