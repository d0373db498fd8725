"""Whether an instructor may be given some times, and the hall for them: each rule, each border."""

from dataclasses import replace
from datetime import date, time

import pytest

from courses.enums import CohortState
from courses.enums.teaching import TeachingWhy
from courses.rules.calendar import Span
from courses.rules.instructors import Days
from courses.rules.periods import Slot, Times
from courses.rules.teaching import Period, Request, Room, refused

SPAN = Span(date(2026, 3, 9), date(2026, 3, 13))
DAY = date(2026, 3, 9)


def slot(begins: str, ends: str, day: date = DAY) -> Slot:
    return Slot(day, Times(time.fromisoformat(begins), time.fromisoformat(ends)))


SLOT = slot("10:00", "11:30")
GOOD = Request(
    state=CohortState.PUBLISHED,
    cohort=SPAN,
    in_syllabus=True,
    slots=[SLOT],
    qualified=[Period(date(2020, 1, 1), None)],
    days=Days(date(2020, 1, 1)),
    taken=(),
    hour_minutes=45,
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
    ("begins", "ends", "fits"),
    [("10:00", "09:59", False), ("10:00", "10:00", False), ("10:00", "10:02", False),
     ("10:00", "10:03", True), ("10:00", "14:30", True), ("10:00", "14:31", True),
     ("10:00", "14:33", False)],
)  # fmt: skip
def test_times_of_a_line(begins: str, ends: str, fits: bool) -> None:
    """Of 45 minutes an hour: 0.1 hours at least after rounding, 6.0 at most."""
    asked = replace(GOOD, slots=[slot(begins, ends)])
    assert why(asked) is (None if fits else TeachingWhy.TIMES_INVALID)


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


def test_away() -> None:
    away = Days(date(2020, 1, 1), away=[Span(SLOT.day, SLOT.day)])
    assert why(replace(GOOD, days=away)) is TeachingWhy.NOT_AVAILABLE


BORDERS = pytest.mark.parametrize(
    ("begins", "ends", "free"),
    [("08:30", "09:59", True), ("08:30", "10:00", True), ("08:30", "10:01", False),
     ("11:29", "12:00", False), ("11:30", "12:00", True), ("11:31", "12:00", True),
     ("10:00", "11:30", False), ("10:30", "11:00", False), ("09:00", "12:00", False)],
)  # fmt: skip


@BORDERS
def test_double_booked(begins: str, ends: str, free: bool) -> None:
    asked = replace(GOOD, taken=[slot(begins, ends)])
    assert why(asked) is (None if free else TeachingWhy.DOUBLE_BOOKED)
    assert why(replace(GOOD, taken=[slot(begins, ends, date(2026, 3, 10))])) is None
    both = replace(GOOD, slots=[slot(begins, ends), SLOT])
    assert why(both) is (None if free else TeachingWhy.DOUBLE_BOOKED)


ROOM = Room(seats=40, needed=40, valid_from=date(2026, 1, 1))


@BORDERS
def test_a_hall_holds_one_thing_at_a_time(begins: str, ends: str, free: bool) -> None:
    room = replace(ROOM, taken=[slot(begins, ends)])
    asked = replace(GOOD, rooms={SLOT: room})
    assert why(asked) is (None if free else TeachingWhy.HALL_TAKEN)


@pytest.mark.parametrize(
    ("room", "no"),
    [(ROOM, None),
     (replace(ROOM, needed=39), None),
     (replace(ROOM, needed=41), TeachingWhy.HALL_TOO_SMALL),
     (replace(ROOM, valid_from=date(2026, 3, 9)), None),
     (replace(ROOM, valid_from=date(2026, 3, 10)), TeachingWhy.HALL_NOT_IN_USE),
     (replace(ROOM, valid_until=date(2026, 3, 9)), TeachingWhy.HALL_NOT_IN_USE),
     (replace(ROOM, valid_until=date(2026, 3, 10)), None),
     (replace(ROOM, shut=[Span(date(2026, 3, 8), date(2026, 3, 9))]), TeachingWhy.HALL_NOT_IN_USE),
     (replace(ROOM, shut=[Span(date(2026, 3, 10), date(2026, 3, 12))]), None)],
)  # fmt: skip
def test_halls(room: Room, no: TeachingWhy | None) -> None:
    assert why(replace(GOOD, rooms={SLOT: room})) is no


def test_the_slot_in_the_way_is_named() -> None:
    late = slot("19:00", "20:30")
    no = refused(replace(GOOD, slots=[SLOT, late], taken=[slot("20:29", "21:00")]))
    assert no is not None
    assert no.slot == late
