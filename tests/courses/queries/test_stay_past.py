"""A stay as it was known just before an instant: each fact from the moment after it was written."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from courses.enums.attendance import Presence
from courses.models import Cohort, ConductEntry, Enrolment, RollCall, RollCallLine, Teaching
from courses.operations import conduct, residence_rules, roll_calls, teaching
from courses.queries import stay
from courses.queries.stay import StayFigures
from courses.rules.residence import Settings
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import conduct as points
from tests.make import roll_calls as rolls
from tests.make import stays
from tests.make.leave_of import ask, decide

P = Presence
#: When each of the facts below is written.
WRITTEN = stays.noon(1)
BIT = timedelta(microseconds=1)
LONG_AFTER = stays.noon(100)
Write = Callable[[Cast, Cohort], object]
Read = Callable[[StayFigures], object]


@pytest.fixture
def cohort(cast: Cast, at: datetime) -> Cohort:
    """On Monday wang was late, has points taken off, has asked one leave and been granted one."""
    row = stays.in_a_row(cast, at=at)[0]
    rolls.take(row, {cast.wang: P.LATE})
    ask(row, cast.wang, day=3, at=stays.noon())
    ahead = ask(row, cast.wang, "10:10", "11:40", day=3, at=stays.noon())
    decide(ahead, cast.instructor, at=stays.noon())
    return row


def _called(cast: Cast, row: Cohort) -> object:
    return rolls.take(row, {cast.wang: P.ABSENT}, slot=rolls.slot_of(day=1), at=WRITTEN)


def _corrected(cast: Cast, row: Cohort) -> object:
    return rolls.correct(RollCall.objects.get(), {cast.wang: P.PRESENT}, at=WRITTEN)


def _voided(cast: Cast, row: Cohort) -> object:
    call = RollCall.objects.get()
    return roll_calls.void(actor=SYSTEM, roll_call=call, reason="点错班", at=WRITTEN)


def _asked(cast: Cast, row: Cohort) -> object:
    return ask(row, cast.wang, day=2, at=WRITTEN)


def _granted(cast: Cast, row: Cohort) -> object:
    waiting = row.enrolments.get(person=cast.wang).leaves.get(state="asked")
    return decide(waiting, cast.instructor, at=WRITTEN)


def _entered(cast: Cast, row: Cohort) -> object:
    return points.entry(row, cast.wang, at=WRITTEN)


def _taken_back(cast: Cast, row: Cohort) -> object:
    entry = ConductEntry.objects.get(reverses=None)
    return conduct.reverse(actor=SYSTEM, entry=entry, reason="记错人", at=WRITTEN)


def _adopted(cast: Cast, row: Cohort) -> object:
    return residence_rules.adopt(
        actor=SYSTEM,
        settings=Settings(start_points=Decimal(80)),
        valid_from=FOUNDED_ON,
        ground="校务会",
        at=WRITTEN,
    )


def _fell_out(cast: Cast, row: Cohort) -> object:
    cell = Teaching.objects.get(cohort=row, taught_on=date(2026, 3, 12), begins="10:10")
    return teaching.withdraw(actor=SYSTEM, teaching=cell, reason="教官出差", at=WRITTEN)


@pytest.mark.parametrize(
    ("write", "read", "before", "after"),
    [
        (_called, lambda it: it.attendance.hours_absent, 0, 2),
        (_corrected, lambda it: it.attendance.late, 1, 0),
        (_voided, lambda it: it.attendance.calls, 1, 0),
        (_asked, lambda it: it.asked, 1, 2),
        (_granted, lambda it: (it.asked, it.leaves, it.leave_used), (1, 1, 2), (0, 2, 4)),
        (_entered, lambda it: it.entries, 1, 2),
        (_taken_back, lambda it: (it.entries, it.points), (1, 98), (0, 100)),
        (_adopted, lambda it: it.points, 98, 78),
        (_fell_out, lambda it: it.leave_used, 2, 0),
    ],
)
def test_a_fact_counts_from_the_moment_after_it_was_written(
    cast: Cast, cohort: Cohort, write: Write, read: Read, before: object, after: object
) -> None:
    write(cast, cohort)

    def known(instant: datetime | None) -> StayFigures:
        rows = Enrolment.objects.select_related("cohort__syllabus")
        place = rows.get(cohort=cohort, person=cast.wang)
        return stay.figures([place], at=LONG_AFTER, known_before=instant)[place.pk]

    told = [read(known(WRITTEN + n * BIT)) for n in (-1, 0, 1)]
    assert told == [before, before, after]
    assert known(LONG_AFTER) == known(None)


def test_a_seat_is_one_until_it_is_left(cast: Cast, cohort: Cohort) -> None:
    to = Cohort.objects.get(number=2)
    new = stays.go_on(cohort, cast.li, to, at=WRITTEN, arrive=False)
    old = new.transferred_from
    assert old is not None
    for instant, seats in ((WRITTEN, [old]), (WRITTEN + BIT, [new])):
        rows = Enrolment.objects.in_seat(instant).filter(person=cast.li)
        assert list(rows) == seats
    assert RollCallLine.objects.current(WRITTEN).filter(enrolment=old).count() == 1
