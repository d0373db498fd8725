"""What stays come to: along the way, as limits are reached, in a constant number of queries."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from academy.people.models import Person
from courses.enums.attendance import Presence
from courses.models import Cohort, Enrolment, RollCall
from courses.operations import conduct, residence_rules
from courses.queries import stay
from courses.queries.stay import StayFigures
from courses.rules.residence import Settings
from courses.rules.stay import Attendance
from tests.cast import SYSTEM, Cast
from tests.make import conduct as points
from tests.make import courses as make
from tests.make.leave_of import ask, decide, moment
from tests.make.stays import go_on, in_a_row, noon

pytestmark = pytest.mark.django_db
P = Presence


def of(*rows: Enrolment, at: datetime) -> list[StayFigures]:
    fresh = Enrolment.objects.select_related("cohort__syllabus").in_bulk([row.pk for row in rows])
    found = stay.figures([fresh[row.pk] for row in rows], at=at)
    return [found[row.pk] for row in rows]


def mine(cohort: Cohort, person: Person, *, at: datetime) -> StayFigures:
    return of(make.enrolment_of(cohort, person), at=at)[0]


@pytest.fixture
def cohorts(cast: Cast, at: datetime) -> list[Cohort]:
    return in_a_row(cast, at=at, number=3)


def test_who_did_nothing_yet(cast: Cast, cohorts: list[Cohort], at: datetime) -> None:
    assert mine(cohorts[0], cast.wang, at=at) == StayFigures(
        attendance=Attendance(),
        leave_used=Decimal("0.0"),
        leave_limit=Decimal("5.7"),
        over=False,
        points=Decimal("100.0"),
        entries=0,
        removals=0,
        leaves=0,
        asked=0,
        out=0,
        kept=False,
    )
    assert stay.figures([], at=at) == {}


def test_figures_come_along_and_stay_with_the_old_place_too(
    cast: Cast, cohorts: list[Cohort], at: datetime
) -> None:
    first, second, third = cohorts
    points.called(first, {cast.wang: P.LATE, cast.zhao: P.ABSENT})
    points.called(first, {cast.wang: P.SICK}, begins=time(10, 10))
    points.entry(first, cast.wang)
    points.entry(first, cast.wang, "drinking", "0")
    before = mine(first, cast.wang, at=noon(1))
    assert before == StayFigures(
        attendance=Attendance(2, Decimal(2), Decimal(2), Decimal(0), 1, 0, 0),
        leave_used=Decimal(2),
        leave_limit=Decimal("5.7"),
        over=False,
        points=Decimal(95),
        entries=2,
        removals=1,
        leaves=0,
        asked=0,
        out=0,
        kept=False,
    )
    new = go_on(first, cast.wang, second, at=noon(1))
    last = go_on(second, cast.wang, third, at=noon(2))
    old = make.enrolment_of(first, cast.wang)
    zhao = make.enrolment_of(first, cast.zhao)
    assert of(old, new, last, at=noon(2)) == [before] * 3
    assert of(zhao, at=noon(2))[0].attendance.hours_absent == 2


def test_a_correction_a_void_and_a_reversal_at_the_old_place_count_in_the_new(
    cast: Cast, cohorts: list[Cohort], at: datetime
) -> None:
    first, second, _third = cohorts
    line = points.called(first, {cast.wang: P.ABSENT})[0]
    other = points.called(first, {cast.wang: P.LATE}, begins=time(10, 10))[0]
    entry = points.entry(first, cast.wang)
    new = go_on(first, cast.wang, second, at=noon(1))
    assert (of(new, at=noon(2))[0].attendance.absences, of(new, at=noon(2))[0].points) == (
        1,
        Decimal(95),
    )
    points.said(line.roll_call, first, cast.wang, P.ON_LEAVE, revision=1)
    RollCall.objects.filter(pk=other.roll_call_id).update(
        voided_at=noon(2), voided_by="x", void_reason="点错班"
    )
    conduct.reverse(actor=SYSTEM, entry=entry, reason="记错人", at=noon(2))
    found = of(new, at=noon(2))[0]
    assert found.attendance == Attendance(1, Decimal(0), Decimal(2), Decimal(0), 0, 0, 0)
    assert (found.leave_used, found.points, found.entries) == (Decimal(2), Decimal(100), 0)


@pytest.mark.parametrize(("hours", "over"), [("5.7", False), ("5.8", True)])
def test_over_the_limit(
    cast: Cast, cohorts: list[Cohort], at: datetime, hours: str, over: bool
) -> None:
    """A seventh of 40 hours is 5.714…: 5.7 is the last tenth allowed."""
    points.called(cohorts[0], {cast.wang: P.SICK}, hours=hours)
    assert mine(cohorts[0], cast.wang, at=at).over is over


def test_whoever_is_out_is_counted_from_the_beginning_until_back(
    cast: Cast, cohorts: list[Cohort], at: datetime
) -> None:
    decide(ask(cohorts[0], cast.wang, at=at), cast.instructor, at=at)
    out = [
        mine(cohorts[0], cast.wang, at=each).out
        for each in (moment("08:29"), moment("08:30"), moment("10:00"), noon())
    ]
    assert out == [0, 1, 1, 1]


def test_each_cohort_judges_by_the_figures_of_its_first_day(
    cast: Cast, cohorts: list[Cohort], at: datetime
) -> None:
    first, second, _third = cohorts
    points.called(first, {cast.wang: P.ON_LEAVE})
    new = go_on(first, cast.wang, second, at=noon(1))
    old = make.enrolment_of(first, cast.wang)
    rules = Settings(start_points=Decimal(80), leave_part=1, leave_whole=21)
    residence_rules.adopt(
        actor=SYSTEM, settings=rules, valid_from=date(2026, 3, 20), ground="校务会", at=at
    )
    found = of(old, new, at=noon(2))
    said = [(each.leave_limit, each.over, each.points) for each in found]
    assert said == [(Decimal("5.7"), False, Decimal(100)), (Decimal("1.9"), True, Decimal(80))]


def test_queries_depend_on_transfers_in_a_row(
    cast: Cast,
    cohorts: list[Cohort],
    at: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first, second, third = cohorts
    decide(ask(first, cast.zhao, at=at), cast.instructor, at=at)
    points.called(first, {cast.wang: P.LATE, cast.li: P.LATE, cast.zhao: P.ABSENT})
    places = Enrolment.objects.filter(cohort=first).select_related("cohort__syllabus")
    # Zhao first: who has leave needs the cells too.
    rows = sorted(places, key=lambda row: row.person_id != cast.zhao.pk)
    assert len(rows) == 3
    for asked, queries in ((rows[:1], 13), (rows, 13)):
        with django_assert_num_queries(queries):
            stay.figures(asked, at=at)
    go_on(first, cast.wang, second, at=noon(1))
    go_on(second, cast.wang, third, at=noon(2))
    all_ = list(Enrolment.objects.select_related("cohort__syllabus"))
    with django_assert_num_queries(19):
        stay.figures(all_, at=at)
