"""The result that stands after a make-up, and what courses hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from courses.enums import AttemptKind, OutcomeVerdict
from courses.models import ExamOutcome
from exams.enums import ExamKind, MakeUpCounts, ResultVerdict
from exams.models import Exam, Sitting
from exams.queries.official import official_of, officials
from tests.cast import Cast
from tests.make import exams as make
from tests.make import fairness

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=3)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


def _both(exam: Exam, cast: Cast, at: datetime, first: int, second: int | None) -> Exam:
    """Wang's two goes; ``None`` for one who does not come again. Li never comes."""
    make.sat(exam, cast.wang, at=at, right=first)
    make.sat(exam, cast.zhao, at=at)
    make.released(exam, at=at + LATER)
    again = make.make_up(exam, at=at + LATER)
    if second is not None:
        make.sat(again, cast.wang, at=at + LATER, right=second)
    return make.released(again, at=at + 2 * LATER)


@pytest.mark.parametrize(("capped", "score"), [(False, Decimal(10)), (True, Decimal(6))])
def test_a_capped_make_up_is_reported_capped(
    exam: Exam, cast: Cast, at: datetime, capped: bool, score: Decimal
) -> None:
    fairness.policy(exam, at=at, make_up_capped=capped)
    again = _both(exam, cast, at, 3, 7)
    stands = official_of(cast.wang, exam)
    assert stands is not None
    assert (stands.score, stands.capped) == (score, capped)
    assert stands.attempt.kind is ExamKind.MAKE_UP
    assert stands.attempt.sitting == Sitting.objects.get(exam=again, person=cast.wang).public_id
    assert again.results.get(person=cast.wang).score == Decimal(10)
    outcome = ExamOutcome.objects.get(
        enrolment__person=cast.wang, attempt=AttemptKind.MAKE_UP.value
    )
    assert (outcome.verdict, outcome.score, outcome.excellent) == (
        OutcomeVerdict.PASSED.value,
        score,
        False,
    )
    assert outcome.sitting_ref == f"sitting:{stands.attempt.sitting}"


def test_a_first_exam_is_never_capped(exam: Exam, cast: Cast, at: datetime) -> None:
    fairness.policy(exam, at=at, make_up_capped=True)
    make.sat(exam, cast.wang, at=at)
    make.released(exam, at=at + LATER)
    outcome = ExamOutcome.objects.get(enrolment__person=cast.wang)
    assert (outcome.score, outcome.excellent) == (Decimal(10), True)


@pytest.mark.parametrize(
    ("counts", "second", "kind"),
    [
        (MakeUpCounts.BEST, 2, ExamKind.FIRST),
        (MakeUpCounts.BEST, 3, ExamKind.FIRST),
        (MakeUpCounts.BEST, 4, ExamKind.MAKE_UP),
        (MakeUpCounts.LAST, 2, ExamKind.MAKE_UP),
        (MakeUpCounts.LAST, None, ExamKind.FIRST),
        (MakeUpCounts.BEST, None, ExamKind.FIRST),
    ],
)
def test_best_or_last(
    exam: Exam, cast: Cast, at: datetime, counts: MakeUpCounts, second: int | None, kind: ExamKind
) -> None:
    fairness.policy(exam, at=at, make_up_counts=counts.value)
    again = _both(exam, cast, at, 3, second)
    for of in (exam, again):
        stands = official_of(cast.wang, of)
        assert stands is not None
        assert (stands.attempt.kind, stands.attempt.verdict) == (kind, ResultVerdict.FAILED)


def test_everybody_at_once(
    exam: Exam, cast: Cast, at: datetime, django_assert_num_queries: object
) -> None:
    assert officials(exam) == {}
    again = _both(exam, cast, at, 3, 7)
    fresh = Exam.objects.get(pk=again.pk)
    with django_assert_num_queries(3):  # type: ignore[operator]  # pytest-django's fixture
        found = officials(fresh)
    assert {person: each.attempt.kind for person, each in found.items()} == {
        cast.wang.pk: ExamKind.MAKE_UP,
        cast.zhao.pk: ExamKind.FIRST,
        cast.li.pk: ExamKind.FIRST,
    }
    assert found[cast.li.pk].attempt.sitting is None


def test_unreleased_results_say_nothing(exam: Exam, cast: Cast, at: datetime) -> None:
    make.sat(exam, cast.wang, at=at)
    assert official_of(cast.wang, exam) is None
