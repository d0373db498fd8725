"""Outcomes, the close-out gate, completions and hours."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from academy.audit.models import Entry
from courses.enums import AttemptKind, CohortState, OutcomeVerdict
from courses.errors import (
    CohortClosed,
    CohortNotRunning,
    EnrolmentUnknown,
    MakeUpNotAllowed,
    OutcomeConflict,
    OutcomeInvalid,
    OutcomesMissing,
    ReasonRequired,
    ReversalNotReversible,
)
from courses.models import Cohort, Completion, ExamOutcome, HoursEntry
from courses.operations import cohorts, completions, enrolments, hours
from courses.operations.completions import OutcomeLine
from courses.queries.hours import hours_of
from courses.rules.completion import PassRule
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make import people

pytestmark = pytest.mark.django_db
MAKE_UP = AttemptKind.MAKE_UP


def line(enrolment_id: int, score: str = "80") -> OutcomeLine:
    verdict = OutcomeVerdict.PASSED if Decimal(score) >= 60 else OutcomeVerdict.FAILED
    return OutcomeLine(
        enrolment_id,
        "theory",
        "S1",
        AttemptKind.FIRST,
        verdict,
        Decimal(score),
        Decimal(100),
        False,
    )


def running(at: datetime, *persons: object, pass_rule: PassRule | None = None) -> Cohort:
    syllabus = make.syllabus(at=at, pass_rule=pass_rule)
    return make.cohort(at=at, state=CohortState.RUNNING, of=syllabus, persons=persons)  # type: ignore[arg-type]  # persons


def test_gate_names_what_is_missing(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(
        at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.li, cast.zhao], check_in=False
    )
    make.outcome(make.enrolment_of(cohort, cast.wang), at=at)
    with pytest.raises(OutcomesMissing) as caught:
        cohorts.close_out(actor=SYSTEM, cohort=cohort, at=at)
    assert caught.value.facts == {"no_outcome": 2, "not_checked_in": 1}
    assert caught.value.code == "courses.outcomes_missing"
    assert "2 人没有考试结果" in str(caught.value)
    assert not Completion.objects.exists()


def test_everybody_is_accounted_for(at: datetime, cast: Cast) -> None:
    everybody = [cast.wang, cast.li, cast.zhao, cast.hr, cast.marker]
    cohort = running(at, *everybody)
    wang, li, zhao, hr, marker = (make.enrolment_of(cohort, each) for each in everybody)
    enrolments.nominate(actor=SYSTEM, cohort=cohort, person=cast.auditor, at=at)
    make.outcome(wang, score="95", excellent=True, at=at)
    make.outcome(li, score="40", at=at)
    make.outcome(li, score="77.5", attempt=MAKE_UP, at=at)
    make.outcome(zhao, score="40", at=at)
    make.outcome(hr, score=None, at=at)
    enrolments.withdraw(actor=SYSTEM, enrolment=marker, reason="住院", at=at)
    cohorts.close_out(actor=SYSTEM, cohort=cohort, at=at)
    rows = Completion.objects.order_by("enrolment_id").values_list(
        "verdict", "first_score", "final_score", "excellent", "hours"
    )
    assert list(rows) == [
        ("passed", Decimal(95), Decimal(95), True, Decimal(40)),
        ("passed", Decimal(40), Decimal(60), False, Decimal(40)),
        ("failed", Decimal(40), Decimal(40), False, Decimal(0)),
        ("absent", None, None, False, Decimal(0)),
        ("withdrawn", None, None, False, Decimal(0)),
    ]
    states = cohort.enrolments.order_by("pk").values_list("state", flat=True)
    assert list(states) == [
        "completed", "completed", "failed", "absent", "withdrawn", "withdrawn",
    ]  # fmt: skip
    closing = Entry.objects.get(verb="courses.cohort_closed")
    assert closing.facts == {
        "passed": 2, "failed": 1, "absent": 1, "withdrawn": 1, "unseated": 1,
    }  # fmt: skip


def test_closing_twice_adds_nothing(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, state=CohortState.CLOSED, persons=[cast.wang])
    before = (Completion.objects.count(), HoursEntry.objects.count(), Entry.objects.count())
    again = cohorts.close_out(actor=SYSTEM, cohort=cohort, at=at + timedelta(days=1))
    assert again.closed_at == at
    after = (Completion.objects.count(), HoursEntry.objects.count(), Entry.objects.count())
    assert after == before


def test_hours_are_a_ledger(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, state=CohortState.CLOSED, persons=[cast.wang])
    entry = HoursEntry.objects.get()
    assert (entry.hours, entry.earned_on, entry.source) == (
        Decimal(40),
        cohort.ends_on,
        "completion",
    )
    assert hours_of([cast.wang, cast.li], 2026) == {
        cast.wang.pk: Decimal(40),
        cast.li.pk: Decimal(0),
    }
    assert hours_of([cast.wang], 2025) == {cast.wang.pk: Decimal(0)}
    with pytest.raises(ReasonRequired):
        hours.reverse(actor=SYSTEM, entry=entry, reason="", at=at)
    reversal = hours.reverse(actor=SYSTEM, entry=entry, reason="代签到", at=at)
    assert hours.reverse(actor=SYSTEM, entry=entry, reason="代签到", at=at) == reversal
    assert hours_of([cast.wang], 2026) == {cast.wang.pk: Decimal(0)}
    with pytest.raises(ReversalNotReversible):
        hours.reverse(actor=SYSTEM, entry=reversal, reason="又签到了", at=at)


def test_logs_cannot_be_changed(at: datetime, cast: Cast) -> None:
    make.cohort(at=at, state=CohortState.CLOSED, persons=[cast.wang])
    for rows, change in (
        (HoursEntry.objects, {"hours": Decimal(41)}),
        (ExamOutcome.objects, {"score": Decimal(100)}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all()._raw_delete("default")


def test_one_completion_for_each_enrolment(at: datetime, cast: Cast) -> None:
    make.cohort(at=at, state=CohortState.CLOSED, persons=[cast.wang])
    row = Completion.objects.get()
    row.pk = None
    row.public_id = row.enrolment.public_id
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_outcome_reported_twice_is_one(at: datetime, cast: Cast) -> None:
    cohort = running(at, cast.wang)
    enrolment = make.enrolment_of(cohort, cast.wang)
    first = make.outcome(enrolment, score="59.99", at=at)
    assert make.outcome(enrolment, score="59.99", at=at) == first
    with pytest.raises(OutcomeConflict):
        make.outcome(enrolment, score="60", at=at)
    assert list(ExamOutcome.objects.values_list("score", flat=True)) == [Decimal("59.99")]
    assert Entry.objects.filter(verb="courses.outcome_recorded").count() == 1


def test_outcome_repeated_after_close_out_is_still_success(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, state=CohortState.CLOSED, persons=[cast.wang])
    enrolment = make.enrolment_of(cohort, cast.wang)
    assert make.outcome(enrolment, at=at).pk
    with pytest.raises(CohortClosed):
        make.outcome(enrolment, attempt=MAKE_UP, at=at)


def test_list_of_outcomes_is_all_or_nothing(at: datetime, cast: Cast) -> None:
    cohort = running(at, cast.wang, cast.li)
    wang = line(make.enrolment_of(cohort, cast.wang).pk)
    li = line(make.enrolment_of(cohort, cast.li).pk, "50")
    for wrong, no in (
        (replace(li, score=Decimal("100.01")), OutcomeInvalid),
        (replace(li, score=Decimal("-0.01")), OutcomeInvalid),
        (replace(li, full_marks=Decimal(0), score=None), OutcomeInvalid),
        (replace(li, excellent=True), OutcomeInvalid),
        (replace(li, enrolment_id=0), EnrolmentUnknown),
        (replace(wang, score=Decimal(81)), OutcomeConflict),
    ):
        with pytest.raises(no):
            completions.record_outcomes(actor=SYSTEM, lines=[wang, wrong], at=at)
    assert not ExamOutcome.objects.exists()
    rows = completions.record_outcomes(actor=SYSTEM, lines=[li, wang, wang], at=at)
    assert [row.score for row in rows] == [Decimal(50), Decimal(80), Decimal(80)]
    assert ExamOutcome.objects.count() == 2
    assert completions.record_outcomes(actor=SYSTEM, lines=[], at=at) == []


def test_outcomes_need_a_running_cohort(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, persons=[cast.wang])
    with pytest.raises(CohortNotRunning):
        make.outcome(make.enrolment_of(cohort, cast.wang), at=at)
    nominee = enrolments.nominate(actor=SYSTEM, cohort=cohort, person=cast.li, at=at)
    with pytest.raises(EnrolmentUnknown):
        make.outcome(nominee, at=at)


def test_no_make_up_where_the_syllabus_has_none(at: datetime, cast: Cast) -> None:
    cohort = running(at, cast.wang, pass_rule=PassRule(make_up_allowed=False))
    enrolment = make.enrolment_of(cohort, cast.wang)
    make.outcome(enrolment, score="30", at=at)
    with pytest.raises(MakeUpNotAllowed):
        make.outcome(enrolment, score="80", attempt=MAKE_UP, at=at)


# Cohorts are locked under a savepoint, and looked at once more when all are held.
OUTCOME_QUERIES = 15
CLOSE_OUT_QUERIES = 33


@pytest.mark.parametrize("count", [3, 30])
def test_lists_cost_the_same_number_of_queries(
    at: datetime, cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    everybody = people.people(count, unit=cast.east, at=at)
    cohort = running(at, *everybody)
    scores = {0: "30", 1: "80", 2: "100"}
    lines = [
        line(pk, scores[place % 3])
        for place, pk in enumerate(cohort.enrolments.values_list("pk", flat=True))
    ]
    with django_assert_num_queries(OUTCOME_QUERIES):
        completions.record_outcomes(actor=SYSTEM, lines=lines, at=at)
    with django_assert_num_queries(CLOSE_OUT_QUERIES):
        cohorts.close_out(actor=SYSTEM, cohort=cohort, at=at)
    assert Completion.objects.count() == count
    assert HoursEntry.objects.count() == count - count // 3
