"""An arrival taken back: on its day, before a result, twice without harm."""

from datetime import datetime, timedelta

import pytest

from academy.audit.models import Entry
from courses.enums import CohortState
from courses.errors import CohortClosed, NotEnrolled
from courses.errors.arrivals import CheckInHasOutcome, CheckInSettled
from courses.models import Enrolment
from courses.operations import arrivals, enrolments
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make import enrolling

pytestmark = pytest.mark.django_db


@pytest.fixture
def arrived(at: datetime, cast: Cast) -> Enrolment:
    """Wang, checked in on Monday at nine."""
    cohort = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    return make.enrolment_of(cohort, cast.wang)


def undo(row: Enrolment, at: datetime) -> Enrolment:
    return arrivals.undo_check_in(actor=SYSTEM, enrolment=row, at=at)


def test_taken_back_and_checked_in_again(at: datetime, arrived: Enrolment) -> None:
    row = undo(arrived, at)
    assert (row.state, row.checked_in_at) == ("enrolled", None)
    assert undo(arrived, at).pk == row.pk
    entries = Entry.objects.filter(verb="courses.check_in_undone")
    assert [each.facts["arrived_at"] for each in entries] == [at.isoformat()]
    again = enrolments.check_in(actor=SYSTEM, enrolment=row, at=at + timedelta(minutes=5))
    assert again.checked_in_at == at + timedelta(minutes=5)


# At nine in the morning fifteen hours of the local day are left.
@pytest.mark.parametrize(("late", "refused"), [(-1, False), (0, True), (1, True)])
def test_only_until_midnight(at: datetime, arrived: Enrolment, late: int, refused: bool) -> None:
    moment = at + timedelta(hours=15, seconds=late)
    if not refused:
        assert undo(arrived, moment).checked_in_at is None
        return
    with pytest.raises(CheckInSettled) as caught:
        undo(arrived, moment)
    assert caught.value.facts == {"person": "王建国", "arrived_on": "2026-03-02"}


def test_not_once_there_is_a_result_or_the_cohort_is_closed(
    at: datetime, arrived: Enrolment, cast: Cast
) -> None:
    make.outcome(arrived, at=at)
    with pytest.raises(CheckInHasOutcome):
        undo(arrived, at)
    closed = make.cohort(
        at=at,
        number=2,
        of=make.syllabus(at=at, code="D"),
        state=CohortState.CLOSED,
        persons=[cast.zhao],
    )
    with pytest.raises(CohortClosed):
        undo(make.enrolment_of(closed, cast.zhao), at)


def test_nobody_without_a_seat(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    (row,) = enrolling.nominated(cast, cohort, [cast.wang], at=at)
    with pytest.raises(NotEnrolled):
        undo(row, at)
