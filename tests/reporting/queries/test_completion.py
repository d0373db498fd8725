"""The counts: every fate in its column, the past as it was, and a fixed number of queries."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.reporting.enums import Column, Level
from academy.reporting.rules.periods import Period
from academy.shared.clock import local_date
from academy.shared.errors import NotFound
from courses.enums import CohortState
from courses.models import HoursEntry
from courses.operations import cohorts, enrolments, hours
from tests.cast import SYSTEM, Cast
from tests.make import courses, exclusions, people, reporting

C = Column


def test_every_fate_in_its_column(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    report = reporting.completion_of(reporting.everybody(cast, at=at))
    assert dict(report.total.values) == {
        C.REQUIRED: 5,
        C.EXCLUDED: 1,
        C.ATTENDED: 4,
        C.ATTENDANCE_RATE: Decimal("80.0"),
        C.DUE: 5,
        C.SAT_FIRST: 3,
        C.SAT_MAKE_UP: 2,
        C.SAT: 4,
        C.PASSED_FIRST: 2,
        C.FIRST_PASS_RATE: Decimal("66.7"),
        C.PASSED_MAKE_UP: 1,
        C.PASSED: 3,
        C.FINAL_PASS_RATE: Decimal("75.0"),
        C.EXCELLENT: 1,
        C.EXCELLENCE_RATE: Decimal("33.3"),
        C.AVERAGE_SCORE: Decimal("75.00"),
        C.HOURS: Decimal("120.0"),
        C.AVERAGE_HOURS: Decimal("24.00"),
    }
    assert report.person_count == 5


def test_rows_stand_in_official_order_with_their_sums(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    report = reporting.completion_of(reporting.everybody(cast, at=at))
    assert [(row.level, row.key, row.part_label, row[C.REQUIRED]) for row in report.rows] == [
        (Level.UNIT, "T000", "小计", 1),
        (Level.PART, "T000", "机关管理人员", 1),
        (Level.UNIT, "T001", "小计", 3),
        (Level.PART, "T001", "一线执法人员", 1),
        (Level.PART, "T001", "协管人员", 1),
        (Level.PART, "T001", "机关管理人员", 1),
        (Level.UNIT, "T002", "小计", 1),
        (Level.PART, "T002", "行政审批人员", 1),
        (Level.BRANCHES, "branches", "", 4),
        (Level.TOTAL, "", "", 5),
    ]
    assert report.rows[0].name == "测试市城管局（本级）"


def test_nobody_is_a_dash_not_a_rate(cast: Cast, at: datetime) -> None:
    report = reporting.completion_of(reporting.everybody(cast, at=at))
    assert report.is_empty
    assert {row[C.ATTENDANCE_RATE] for row in report.rows} == {None}
    assert {row[C.REQUIRED] for row in report.rows} == {0}
    assert len(report.units) == 3


def test_a_report_of_a_past_day_says_what_was_true_then(cast: Cast, at: datetime) -> None:
    """Enrolled on day 0, checked in on day 1, examined on day 2: each day its own figures."""
    day = timedelta(days=1)
    row = courses.cohort(at=at, persons=[cast.wang, cast.li])
    told = [reporting.completion_of(reporting.everybody(cast, at=at))]
    row = cohorts.open_(actor=SYSTEM, cohort=row, at=at + day)
    enrolments.check_in_many(actor=SYSTEM, cohort=row, persons=[cast.wang, cast.li], at=at + day)
    told.append(reporting.completion_of(reporting.everybody(cast, at=at + day)))
    for person in (cast.wang, cast.li):
        courses.outcome(courses.enrolment_of(row, person), at=at + 2 * day)
    cohorts.close_out(actor=SYSTEM, cohort=row, at=at + 2 * day)
    told.append(reporting.completion_of(reporting.everybody(cast, at=at + 2 * day)))
    assert [
        (each.total[C.REQUIRED], each.total[C.ATTENDED], each.total[C.PASSED], each.total[C.HOURS])
        for each in told
    ] == [(2, 0, 0, 0), (2, 2, 0, 0), (2, 2, 2, 80)]
    again = [
        reporting.completion_of(reporting.everybody(cast, at=at + number * day))
        for number in range(3)
    ]
    assert [each.digest for each in again] == [each.digest for each in told]


def test_a_transfer_leaves_the_result_with_the_unit_of_its_day(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    before = reporting.completion_of(reporting.everybody(cast, at=at))
    exclusions.moved(cast.wang, cast.south, on=local_date(at))
    after = reporting.completion_of(reporting.everybody(cast, at=at))
    assert [dict(row.values) for row in after.rows] == [dict(row.values) for row in before.rows]


def test_hours_taken_back_are_off_the_sum(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    entry = HoursEntry.objects.get(person=cast.wang)
    hours.reverse(actor=SYSTEM, entry=entry, reason="重复计时", at=at + timedelta(days=1))
    total = reporting.completion_of(reporting.everybody(cast, at=at + timedelta(days=1))).total
    assert total[C.HOURS] == Decimal("80.0")
    assert reporting.completion_of(reporting.everybody(cast, at=at)).total[C.HOURS] == Decimal(
        "120.0"
    )


@pytest.mark.parametrize(
    ("starts_on", "until_on", "counted"),
    [
        (courses.STARTS_ON - timedelta(days=1), courses.STARTS_ON, 0),
        (courses.STARTS_ON, courses.STARTS_ON + timedelta(days=1), 5),
        (courses.STARTS_ON + timedelta(days=1), courses.STARTS_ON + timedelta(days=2), 0),
    ],
)
def test_the_first_day_decides_the_period(
    cast: Cast, at: datetime, starts_on: date, until_on: date, counted: int
) -> None:
    reporting.closed_cohort(cast, at=at)
    period = Period(starts_on, until_on)
    report = reporting.completion_of(reporting.everybody(cast, at=at, period=period))
    assert report.total[C.REQUIRED] == counted


def test_track_and_cohort_narrow(cast: Cast, at: datetime) -> None:
    law = reporting.closed_cohort(cast, at=at)
    other = courses.cohort(
        at=at,
        of=courses.syllabus(at=at, code="SAFE"),
        starts_on=date(2026, 4, 6),
        ends_on=date(2026, 4, 10),
        persons=[cast.wang],
    )
    whole = reporting.completion_of(reporting.everybody(cast, at=at))
    assert (whole.total[C.REQUIRED], whole.person_count) == (6, 5)
    by_track = reporting.completion_of(reporting.everybody(cast, at=at, track="SAFE"))
    assert (by_track.total[C.REQUIRED], by_track.track_name) == (1, "综合执法SAFE")
    by_cohort = reporting.completion_of(reporting.everybody(cast, at=at, cohort=law.public_id))
    assert by_cohort.total[C.REQUIRED] == 5
    assert by_cohort.cohort_name == law.name == other.name
    with pytest.raises(NotFound):
        reporting.completion_of(reporting.everybody(cast, at=at, track="NONE"))
    with pytest.raises(NotFound):
        reporting.completion_of(reporting.everybody(cast, at=at, cohort=cast.wang.public_id))


@pytest.mark.parametrize("count", [3, 300])
def test_four_queries_whatever_the_staff(cast: Cast, at: datetime, count: int) -> None:
    """Places, counts, persons, targets; naming a track or a cohort costs one more each."""
    staff = people.people(count, unit=cast.east, at=at)
    row = courses.cohort(at=at, capacity=300, state=CohortState.CLOSED, persons=staff)
    asked = reporting.everybody(cast, at=at)
    with CaptureQueriesContext(connection) as plain:
        report = reporting.completion_of(asked)
    assert report.total[C.PASSED] == count
    assert len(plain) == 4
    narrowed = reporting.everybody(cast, at=at, track="LAW", cohort=row.public_id)
    with CaptureQueriesContext(connection) as named:
        reporting.completion_of(narrowed)
    assert len(named) == 6
