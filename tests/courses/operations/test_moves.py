"""Substitution within a unit, transfer between cohorts."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from academy.people.models import Person
from courses.enums import AttemptKind, CohortState, OutcomeVerdict
from courses.errors import (
    AlreadyFurther,
    CohortClosed,
    EnrolmentFinished,
    EnrolmentTransferred,
    EnrolmentWithdrawn,
    OverQuota,
    PersonBlocked,
    ReasonRequired,
    SubstituteOtherUnit,
    SubstitutionsClosed,
    TransferCourse,
)
from courses.models import (
    CarriedOutcome,
    Cohort,
    Completion,
    Enrolment,
    ExamOutcome,
    HoursEntry,
    Substitution,
)
from courses.operations import cohorts, completions, enrolments, substitutions, transfers
from courses.operations.completions import OutcomeLine
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make import enrolling, people

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def swap(cohort: Cohort, out: Person, incoming: Person, at: datetime) -> Enrolment:
    return substitutions.substitute(
        actor=SYSTEM,
        enrolment=make.enrolment_of(cohort, out),
        incoming=incoming,
        reason="当周值班",
        at=at,
    )


def test_one_out_one_in_and_the_list_is_passed_by(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=1)
    crowd = people.people(3, unit=cast.east, at=at)
    enrolling.approved(cast, cohort, crowd[:2], at=at)
    new = swap(cohort, crowd[0], crowd[2], at)
    states = {each.person_id: each.state for each in cohort.enrolments.all()}
    assert states == {
        crowd[0].pk: "withdrawn",
        crowd[1].pk: "waiting",
        crowd[2].pk: "enrolled",
    }
    kept = Substitution.objects.get()
    assert (kept.incoming, kept.reason, kept.held_since_at) == (new, "当周值班", at)
    assert swap(cohort, crowd[0], crowd[2], at) == new
    with pytest.raises(EnrolmentWithdrawn):
        swap(cohort, crowd[0], cast.wang, at)
    assert Substitution.objects.count() == 1


def test_substitution_needs_reason_seat_and_the_same_unit(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang], check_in=False)
    row = make.enrolment_of(cohort, cast.wang)
    with pytest.raises(ReasonRequired):
        substitutions.substitute(actor=SYSTEM, enrolment=row, incoming=cast.zhao, reason="", at=at)
    with pytest.raises(SubstituteOtherUnit):
        swap(cohort, cast.wang, cast.li, at)
    enrolling.block(cast.zhao, at=at)
    with pytest.raises(PersonBlocked):
        swap(cohort, cast.wang, cast.zhao, at)
    with pytest.raises(AlreadyFurther):
        swap(cohort, cast.wang, cast.wang, at)
    assert make.enrolment_of(cohort, cast.wang).state == "enrolled"
    enrolments.check_in(actor=SYSTEM, enrolment=row, at=at)
    with pytest.raises(AlreadyFurther):
        swap(cohort, cast.wang, cast.officer, at)


@pytest.mark.parametrize(("late", "open_"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)])
def test_cut_off_of_substitutions(at: datetime, cast: Cast, late: timedelta, open_: bool) -> None:
    cohort = make.cohort(at=at, persons=[cast.wang])
    enrolling.notice(cohort, at=at)
    when = at + enrolling.SUBSTITUTIONS_OPEN + late
    if open_:
        assert swap(cohort, cast.wang, cast.zhao, when).state == "enrolled"
        return
    with pytest.raises(SubstitutionsClosed):
        swap(cohort, cast.wang, cast.zhao, when)


def test_who_comes_back_can_be_replaced_again(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, persons=[cast.wang])
    hour = timedelta(hours=1)
    swap(cohort, cast.wang, cast.zhao, at + hour)
    swap(cohort, cast.zhao, cast.wang, at + 2 * hour)
    assert swap(cohort, cast.wang, cast.zhao, at + 3 * hour).state == "enrolled"
    assert Substitution.objects.count() == 3
    with pytest.raises(DatabaseError), transaction.atomic():
        Substitution.objects.update(reason="改")


def two(cast: Cast, at: datetime, *, state: CohortState = CohortState.RUNNING) -> list[Cohort]:
    """Two cohorts of one course: the first has wang and li, the second is a month later."""
    first = make.cohort(at=at, number=1, state=state, persons=[cast.wang, cast.li])
    later = make.cohort(at=at, number=2, starts_on=date(2026, 4, 6), ends_on=date(2026, 4, 10))
    return [first, later]


def move(source: Cohort, person: Person, to: Cohort, at: datetime) -> Enrolment:
    return transfers.transfer(
        actor=SYSTEM,
        enrolment=make.enrolment_of(source, person),
        to=to,
        reason="应急处置",
        at=at,
    )


def test_transfer_carries_what_was_reported_and_counts_nothing_twice(
    at: datetime, cast: Cast
) -> None:
    first, later = two(cast, at)
    old = make.enrolment_of(first, cast.wang)
    make.outcome(old, score="40", at=at)
    new = move(first, cast.wang, later, at)
    assert (new.transferred_from, new.state, move(first, cast.wang, later, at)) == (
        old,
        "enrolled",
        new,
    )
    old.refresh_from_db()
    assert (old.state, old.checked_in_at, old.reason) == ("transferred", at, "应急处置")
    copy = CarriedOutcome.objects.get()
    assert (copy.outcome.enrolment, copy.original.enrolment) == (new, old)
    make.outcome(make.enrolment_of(first, cast.li), at=at)
    cohorts.close_out(actor=SYSTEM, cohort=first, at=at)
    assert Completion.objects.filter(enrolment__person=cast.wang).count() == 0
    cohorts.open_(actor=SYSTEM, cohort=later, at=at)
    enrolments.check_in(actor=SYSTEM, enrolment=new, at=at)
    make.outcome(new, score="70", attempt=AttemptKind.MAKE_UP, at=at)
    cohorts.close_out(actor=SYSTEM, cohort=later, at=at)
    end = Completion.objects.get(enrolment__person=cast.wang)
    assert (end.enrolment, end.first_score, end.verdict) == (new, Decimal(40), "passed")
    assert HoursEntry.objects.filter(person=cast.wang).count() == 1


def test_transfer_frees_the_seat_for_who_waits(at: datetime, cast: Cast) -> None:
    first = make.cohort(at=at, number=1, capacity=1)
    later = make.cohort(at=at, number=2, starts_on=date(2026, 4, 6), ends_on=date(2026, 4, 10))
    crowd = people.people(2, unit=cast.east, at=at)
    enrolling.approved(cast, first, crowd, at=at)
    new = move(first, crowd[0], later, at)
    assert (new.nominated_at, new.approved_at) == (at, at)
    assert make.enrolment_of(first, crowd[1]).state == "enrolled"


def test_transfer_is_refused_across_courses_and_close_outs(at: datetime, cast: Cast) -> None:
    first, later = two(cast, at)
    other = make.cohort(at=at, of=make.syllabus(at=at, code="DRILL"), number=9)
    for target in (first, other):
        with pytest.raises(TransferCourse):
            move(first, cast.wang, target, at)
    with pytest.raises(ReasonRequired):
        transfers.transfer(
            actor=SYSTEM,
            enrolment=make.enrolment_of(first, cast.wang),
            to=later,
            reason=" ",
            at=at,
        )
    cohorts.set_quotas(actor=SYSTEM, cohort=later, quotas={cast.south.pk: 1}, at=at)
    with pytest.raises(OverQuota):
        move(first, cast.wang, later, at)
    assert make.enrolment_of(first, cast.wang).state == "checked_in"
    new = move(first, cast.li, later, at)
    with pytest.raises(EnrolmentTransferred):
        move(first, cast.li, make.cohort(at=at, number=3), at)
    assert new.state == "enrolled"


def test_nothing_crosses_a_close_out(at: datetime, cast: Cast) -> None:
    closed, later = two(cast, at, state=CohortState.CLOSED)
    with pytest.raises(EnrolmentFinished):
        move(closed, cast.wang, later, at)
    enrolments.enrol(actor=SYSTEM, cohort=later, person=cast.zhao, at=at)
    with pytest.raises(CohortClosed):
        move(later, cast.zhao, closed, at)


def test_what_is_reported_after_a_transfer_follows_the_person(at: datetime, cast: Cast) -> None:
    first, later = two(cast, at)
    third = make.cohort(at=at, number=3, starts_on=date(2026, 5, 11), ends_on=date(2026, 5, 15))
    old = make.enrolment_of(first, cast.wang)
    new = move(first, cast.wang, later, at)
    last = move(later, cast.wang, third, at)
    original = make.outcome(old, score="85", at=at)
    assert make.outcome(old, score="85", at=at) == original
    steps = CarriedOutcome.objects.order_by("pk")
    assert [(each.original.enrolment, each.outcome.enrolment) for each in steps] == [
        (old, new),
        (new, last),
    ]
    assert ExamOutcome.objects.get(enrolment=last).score == Decimal(85)
    # Nobody else's went anywhere.
    make.outcome(make.enrolment_of(first, cast.li), at=at)
    assert CarriedOutcome.objects.count() == 2
    cohorts.open_(actor=SYSTEM, cohort=third, at=at)
    enrolments.check_in(actor=SYSTEM, enrolment=last, at=at)
    cohorts.close_out(actor=SYSTEM, cohort=third, at=at)
    assert Completion.objects.get(enrolment=last).final_score == Decimal(85)


def test_a_late_outcome_does_not_enter_a_cohort_that_is_closed_out(
    at: datetime, cast: Cast
) -> None:
    first, later = two(cast, at)
    old = make.enrolment_of(first, cast.wang)
    new = move(first, cast.wang, later, at)
    cohorts.open_(actor=SYSTEM, cohort=later, at=at)
    enrolments.check_in(actor=SYSTEM, enrolment=new, at=at)
    make.outcome(new, score="70", at=at)
    cohorts.close_out(actor=SYSTEM, cohort=later, at=at)
    make.outcome(old, score="85", at=at)
    assert not CarriedOutcome.objects.exists()
    assert Completion.objects.get(enrolment=new).final_score == Decimal(70)
    assert ExamOutcome.objects.get(enrolment=old).score == Decimal(85)


def test_reporting_costs_the_same_for_one_and_for_three_transferred(
    at: datetime, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    crowd = people.people(4, unit=cast.east, at=at)
    source = make.cohort(at=at, number=1, state=CohortState.RUNNING, persons=crowd)
    later = make.cohort(at=at, number=2, starts_on=date(2026, 4, 6), ends_on=date(2026, 4, 10))
    for person in crowd:
        move(source, person, later, at)
    lines = [
        OutcomeLine(
            enrolment_id=make.enrolment_of(source, person).pk,
            exam_ref="theory",
            sitting_ref="",
            attempt=AttemptKind.FIRST,
            verdict=OutcomeVerdict.PASSED,
            score=Decimal(80),
            full_marks=Decimal(100),
            excellent=False,
        )
        for person in crowd
    ]
    for some in (lines[:1], lines[1:]):
        with django_assert_num_queries(19):
            completions.record_outcomes(actor=SYSTEM, lines=some, at=at)
    assert CarriedOutcome.objects.count() == 4
