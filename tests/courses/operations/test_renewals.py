"""The renewal window of a course: dated, on record, and felt at its very border."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from courses.enums import CohortState
from courses.errors import AlreadyCertified, ReasonRequired
from courses.errors.renewals import RenewalDaysInvalid
from courses.models import Course, RenewalWindow, Syllabus
from courses.operations import enrolments, renewals
from courses.queries.renewals import days_on, standings
from courses.rules.eligibility import MOST_RENEWAL_DAYS
from tests.cast import SYSTEM, Cast
from tests.make import courses as make

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
# A pass of 2 March that holds for six months.
UNTIL = date(2026, 9, 2)


@pytest.fixture
def syllabus(at: datetime, cast: Cast) -> Syllabus:
    """A course that wang passed on 2 March."""
    row = make.syllabus(at=at, valid_months=6)
    make.cohort(at=at, number=1, of=row, state=CohortState.CLOSED, persons=[cast.wang])
    return row


def adopt(course: Course, days: int, at: datetime, valid_from: date = ON) -> RenewalWindow:
    return renewals.adopt(
        actor=SYSTEM, course=course, days=days, valid_from=valid_from, ground="会议纪要", at=at
    )


@pytest.mark.parametrize("days", [0, 30, 90, 120])
@pytest.mark.parametrize(("late", "refused"), [(-1, True), (0, False), (1, False)])
def test_a_pass_is_renewed_from_the_first_day_of_the_window(
    at: datetime, cast: Cast, syllabus: Syllabus, days: int, late: int, refused: bool
) -> None:
    adopt(syllabus.course, days, at)
    ends_on = UNTIL - timedelta(days=days) + timedelta(days=late)
    later = make.cohort(at=at, number=2, of=syllabus, starts_on=ends_on, ends_on=ends_on)
    if not refused:
        assert enrolments.nominate(actor=SYSTEM, cohort=later, person=cast.wang, at=at).pk
        return
    with pytest.raises(AlreadyCertified) as caught:
        enrolments.nominate(actor=SYSTEM, cohort=later, person=cast.wang, at=at)
    first = UNTIL - timedelta(days=days)
    assert caught.value.facts["days"] == days
    assert f"{first} 及以后结束的期次可以报名" in caught.value.advice


def test_what_never_ends_is_never_renewed(at: datetime, cast: Cast) -> None:
    row = make.syllabus(at=at)
    make.cohort(at=at, number=1, of=row, state=CohortState.CLOSED, persons=[cast.wang])
    adopt(row.course, MOST_RENEWAL_DAYS, at)
    ends_on = date(2029, 3, 5)
    later = make.cohort(at=at, number=2, of=row, starts_on=ends_on, ends_on=ends_on)
    with pytest.raises(AlreadyCertified) as caught:
        enrolments.nominate(actor=SYSTEM, cohort=later, person=cast.wang, at=at)
    assert "长期有效" in caught.value.advice


def test_each_day_has_its_edition_and_of_one_day_the_last(at: datetime, syllabus: Syllabus) -> None:
    course = syllabus.course
    start = date(2026, 4, 1)
    assert days_on(course.pk, start) == 90
    adopt(course, 60, at, valid_from=start)
    adopt(course, 45, at, valid_from=start)
    around = [start + timedelta(days=late) for late in (-1, 0, 1)]
    assert [days_on(course.pk, day) for day in around] == [90, 45, 45]
    assert [each.days for each in standings(start) if each.course == course] == [45]
    other = make.syllabus(at=at, code="D").course
    assert days_on(other.pk, start) == 90


def test_the_same_again_writes_nothing(at: datetime, syllabus: Syllabus) -> None:
    row = adopt(syllabus.course, 60, at)
    assert adopt(syllabus.course, 60, at) == row
    assert adopt(syllabus.course, 60, at, valid_from=ON + timedelta(days=9)) == row
    assert RenewalWindow.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "allowed"),
    [(-1, False), (0, True), (1, True), (1094, True), (1095, True), (1096, False)],
)
def test_how_long_a_window_may_be(
    at: datetime, syllabus: Syllabus, days: int, allowed: bool
) -> None:
    if allowed:
        assert adopt(syllabus.course, days, at).days == days
        return
    with pytest.raises(RenewalDaysInvalid):
        adopt(syllabus.course, days, at)


def test_a_window_has_a_ground_and_is_never_changed(at: datetime, syllabus: Syllabus) -> None:
    with pytest.raises(ReasonRequired):
        renewals.adopt(
            actor=SYSTEM, course=syllabus.course, days=60, valid_from=ON, ground=" ", at=at
        )
    row = adopt(syllabus.course, 60, at)
    with pytest.raises(DatabaseError), transaction.atomic():
        RenewalWindow.objects.filter(pk=row.pk).update(days=61)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
