"""Nomination, seats, check-in and withdrawal."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from academy.people.enums import StaffKind
from academy.people.models import Person
from courses.enums import CohortState, EnrolmentState
from courses.errors import (
    CohortCancelled,
    CohortClosed,
    CohortFull,
    CohortNotEnrolling,
    CohortNotRunning,
    EnrolmentFinished,
    EnrolmentWithdrawn,
    NoAssignment,
    NotEnrolled,
    OverlappingCohort,
    OverQuota,
    PersonLeft,
    ReasonRequired,
    WrongStaffKind,
)
from courses.models import Enrolment
from courses.operations import cohorts, decisions, enrolments
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make import people

pytestmark = pytest.mark.django_db


def test_a_seat_freezes_the_facts_of_the_day(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    row = enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)
    assert (row.state, row.unit_id, row.staff_kind, row.enrolled_at) == (
        EnrolmentState.ENROLLED,
        cast.east.pk,
        StaffKind.ENFORCEMENT,
        at,
    )


def test_enrolling_twice_is_success(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    first = enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)
    again = enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)
    assert again == first
    report = enrolments.enrol_many(
        actor=SYSTEM, cohort=cohort, persons=[cast.wang, cast.li, cast.li], at=at
    )
    assert (len(report.done), report.already, report.refused) == (1, [first], [])


def test_no_seat_beyond_the_capacity(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=2)
    report = enrolments.enrol_many(
        actor=SYSTEM, cohort=cohort, persons=[cast.zhao, cast.wang, cast.li], at=at
    )
    assert [row.person for row in report.done] == [cast.zhao, cast.wang]
    assert [(no.person, no.refusal.code) for no in report.refused] == [
        (cast.li, "courses.cohort_full")
    ]
    with pytest.raises(CohortFull) as caught:
        enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.li, at=at)
    assert "2 个名额已满" in str(caught.value)


def test_no_seat_beyond_the_quota(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=10)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 1}, at=at)
    report = enrolments.enrol_many(
        actor=SYSTEM, cohort=cohort, persons=[cast.wang, cast.zhao, cast.li], at=at
    )
    assert [row.person for row in report.done] == [cast.wang]
    assert [no.refusal.facts for no in report.refused] == [
        {"person": "赵䶮", "unit": "东湖", "quota": 1},
        {"person": "李秀英", "unit": "南桥", "quota": 0},
    ]
    with pytest.raises(OverQuota):
        enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.li, at=at)


def test_quota_of_the_bureau_is_for_the_branches_below(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=10)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.bureau.pk: 2}, at=at)
    report = enrolments.enrol_many(
        actor=SYSTEM, cohort=cohort, persons=[cast.wang, cast.li, cast.admin], at=at
    )
    assert [row.person for row in report.done] == [cast.wang, cast.li]
    assert [no.refusal.code for no in report.refused] == ["courses.over_quota"]


def test_who_left_is_refused(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    Person.objects.filter(pk=cast.wang.pk).update(left_on=date(2026, 3, 1))
    left = Person.objects.get(pk=cast.wang.pk)
    with pytest.raises(PersonLeft):
        enrolments.enrol(actor=SYSTEM, cohort=cohort, person=left, at=at)


def test_wrong_staff_kind_is_refused(at: datetime, cast: Cast) -> None:
    syllabus = make.syllabus(at=at, staff_kinds=[StaffKind.APPROVAL])
    cohort = make.cohort(at=at, of=syllabus)
    with pytest.raises(WrongStaffKind):
        enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)
    assert enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.li, at=at).pk


@pytest.mark.parametrize(
    ("starts_on", "refused"),
    [(date(2026, 3, 12), True), (date(2026, 3, 13), True), (date(2026, 3, 14), False)],
)
def test_overlapping_cohort_is_refused(
    at: datetime, cast: Cast, starts_on: date, refused: bool
) -> None:
    make.cohort(at=at, number=1, persons=[cast.wang])
    drill = make.syllabus(at=at, code="DRILL")
    other = make.cohort(at=at, number=2, of=drill, starts_on=starts_on, ends_on=date(2026, 3, 20))
    if not refused:
        assert enrolments.enrol(actor=SYSTEM, cohort=other, person=cast.wang, at=at).pk
        return
    for verb in (enrolments.enrol, enrolments.nominate):
        with pytest.raises(OverlappingCohort) as caught:
            verb(actor=SYSTEM, cohort=other, person=cast.wang, at=at)
        assert caught.value.facts == {"person": "王建国", "other": "第 1 期执法骨干班"}


def test_days_are_free_again_after_withdrawal_or_cancellation(at: datetime, cast: Cast) -> None:
    first = make.cohort(at=at, number=1, persons=[cast.wang, cast.li])
    second = make.cohort(at=at, number=2)
    row = make.enrolment_of(first, cast.wang)
    enrolments.withdraw(actor=SYSTEM, enrolment=row, reason="住院", at=at)
    assert enrolments.enrol(actor=SYSTEM, cohort=second, person=cast.wang, at=at).pk
    cohorts.cancel(actor=SYSTEM, cohort=first, reason="台风", at=at)
    assert enrolments.enrol(actor=SYSTEM, cohort=second, person=cast.li, at=at).pk


def test_cohort_must_take_people(at: datetime, cast: Cast) -> None:
    draft = make.cohort(at=at, number=1, state=CohortState.DRAFT)
    cancelled = make.cohort(at=at, number=2, state=CohortState.CANCELLED)
    closed = make.cohort(at=at, number=3, state=CohortState.CLOSED, persons=[cast.li])
    for cohort, no in (
        (draft, CohortNotEnrolling),
        (cancelled, CohortCancelled),
        (closed, CohortClosed),
    ):
        with pytest.raises(no):
            enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)


def test_withdrawal_needs_a_reason_and_frees_the_seat(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=1, persons=[cast.wang])
    row = make.enrolment_of(cohort, cast.wang)
    with pytest.raises(ReasonRequired):
        enrolments.withdraw(actor=SYSTEM, enrolment=row, reason=" ", at=at)
    gone = enrolments.withdraw(actor=SYSTEM, enrolment=row, reason="公务冲突", at=at)
    assert (gone.state, gone.withdrawn_at, gone.reason) == ("withdrawn", at, "公务冲突")
    again = enrolments.withdraw(actor=SYSTEM, enrolment=row, reason="别的原因", at=at)
    assert again.reason == "公务冲突"
    assert enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.li, at=at).pk
    with pytest.raises(CohortFull):
        enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)


def test_withdrawn_after_check_in_may_come_back(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.li])
    row = make.enrolment_of(cohort, cast.wang)
    enrolments.withdraw(actor=SYSTEM, enrolment=row, reason="误操作", at=at)
    back = enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)
    fresh = make.enrolment_of(cohort, cast.wang)
    assert (back.pk, fresh.state, fresh.checked_in_at, fresh.reason) == (
        row.pk,
        EnrolmentState.ENROLLED,
        None,
        "",
    )


def test_nobody_without_a_unit_of_the_day_is_seated(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    before_the_bureau = at.replace(year=2019)
    with pytest.raises(NoAssignment):
        enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.wang, at=before_the_bureau)


def test_withdrawn_is_not_checked_in(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.li])
    row = make.enrolment_of(cohort, cast.wang)
    enrolments.withdraw(actor=SYSTEM, enrolment=row, reason="住院", at=at)
    with pytest.raises(EnrolmentWithdrawn):
        enrolments.check_in(actor=SYSTEM, enrolment=row, at=at)


def test_check_in(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, persons=[cast.wang, cast.li])
    row = make.enrolment_of(cohort, cast.wang)
    with pytest.raises(CohortNotRunning):
        enrolments.check_in(actor=SYSTEM, enrolment=row, at=at)
    cohorts.open_(actor=SYSTEM, cohort=cohort, at=at)
    assert enrolments.check_in(actor=SYSTEM, enrolment=row, at=at).checked_in_at == at
    assert enrolments.check_in(actor=SYSTEM, enrolment=row, at=at).state == "checked_in"
    report = enrolments.check_in_many(
        actor=SYSTEM, cohort=cohort, persons=[cast.wang, cast.li, cast.zhao], at=at
    )
    assert [each.person_id for each in report.done] == [cast.li.pk]
    assert [each.person_id for each in report.already] == [cast.wang.pk]
    assert [type(no.refusal) for no in report.refused] == [NotEnrolled]


def test_nothing_happens_to_who_is_finished(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, state=CohortState.CLOSED, persons=[cast.wang])
    row = make.enrolment_of(cohort, cast.wang)
    for verb in (decisions.endorse, decisions.approve, enrolments.check_in):
        with pytest.raises(EnrolmentFinished):
            verb(actor=SYSTEM, enrolment=row, at=at)
    with pytest.raises(EnrolmentFinished):
        enrolments.withdraw(actor=SYSTEM, enrolment=row, reason="误操作", at=at)
    with pytest.raises(CohortClosed):
        enrolments.check_in_many(actor=SYSTEM, cohort=cohort, persons=[cast.wang], at=at)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "asleep"},
        {"state": EnrolmentState.CHECKED_IN},
        {"state": EnrolmentState.COMPLETED},
        {"state": EnrolmentState.WITHDRAWN, "reason": "x"},
        {"enrolled_at": None},
        {"reason": "没有理由的理由"},
        {"staff_kind": "soldier"},
    ],
)
def test_the_database_says_no_too(at: datetime, cast: Cast, broken: dict[str, object]) -> None:
    cohort = make.cohort(at=at, persons=[cast.wang])
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(cohort=cohort).update(**broken)


ENROL_QUERIES = 24
CHECK_IN_QUERIES = 8


@pytest.mark.parametrize("count", [3, 30])
def test_lists_cost_the_same_number_of_queries(
    at: datetime, cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    everybody = people.people(count, unit=cast.east, at=at)
    cohort = make.cohort(at=at)
    with django_assert_num_queries(ENROL_QUERIES):
        report = enrolments.enrol_many(actor=SYSTEM, cohort=cohort, persons=everybody, at=at)
    assert len(report.done) == count
    cohorts.open_(actor=SYSTEM, cohort=cohort, at=at)
    with django_assert_num_queries(CHECK_IN_QUERIES):
        report = enrolments.check_in_many(actor=SYSTEM, cohort=cohort, persons=everybody, at=at)
    assert len(report.done) == count
