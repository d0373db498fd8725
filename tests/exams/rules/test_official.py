"""Which result stands, with what score, and by which sitting."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from exams.enums import ExamKind, MakeUpCounts
from exams.enums import ResultVerdict as R
from exams.rules.official import Attempt, capped_score, counted, official, pass_mark

FIRST_SITTING, SECOND_SITTING = UUID(int=1), UUID(int=2)
D = Decimal


def attempt(
    verdict: R, score: str | None, kind: ExamKind = ExamKind.FIRST, full: str = "100"
) -> Attempt:
    sitting = FIRST_SITTING if kind is ExamKind.FIRST else SECOND_SITTING
    return Attempt(
        kind=kind,
        sitting=sitting if score is not None else None,
        verdict=verdict,
        excused=False,
        score=D(score) if score is not None else None,
        full_marks=D(full),
        pass_percent=D(60),
        excellent=verdict is R.PASSED and score is not None and D(score) >= 90,
    )


def make_up(verdict: R, score: str | None, full: str = "100") -> Attempt:
    return attempt(verdict, score, ExamKind.MAKE_UP, full)


@pytest.mark.parametrize(
    ("score", "counts"),
    [("59.99", "59.99"), ("60.00", "60.00"), ("60.01", "60.00"), ("100", "60.00"), ("0", "0")],
)
def test_capped_at_the_pass_mark(score: str, counts: str) -> None:
    assert capped_score(score=D(score), full_marks=D(100), pass_percent=D(60)) == D(counts)


def test_the_pass_mark_passes_where_hundredths_do_not_reach() -> None:
    mark = pass_mark(full_marks=D("33.33"), pass_percent=D("60.00"))
    assert mark == D("20.00")
    assert mark * 100 >= D(60) * D("33.33")
    assert pass_mark(full_marks=D("33.34"), pass_percent=D(60)) == D("20.01")


@pytest.mark.parametrize("counts", list(MakeUpCounts))
@pytest.mark.parametrize("capped", [False, True])
def test_a_first_exam_alone_stands_as_it_is(counts: MakeUpCounts, capped: bool) -> None:
    first = attempt(R.PASSED, "95")
    stands = official([first], counts=counts, capped=capped)
    assert stands is not None
    assert (stands.attempt, stands.capped) == (first, False)
    assert official([], counts=counts, capped=capped) is None


@pytest.mark.parametrize(
    ("first", "second", "best", "last"),
    [
        (attempt(R.FAILED, "40"), make_up(R.PASSED, "80"), SECOND_SITTING, SECOND_SITTING),
        (attempt(R.FAILED, "40"), make_up(R.FAILED, "39"), FIRST_SITTING, SECOND_SITTING),
        (attempt(R.FAILED, "40"), make_up(R.FAILED, "40"), FIRST_SITTING, SECOND_SITTING),
        (attempt(R.FAILED, "40"), make_up(R.FAILED, "41"), SECOND_SITTING, SECOND_SITTING),
        (attempt(R.FAILED, "40"), make_up(R.FAILED, "21", "50"), SECOND_SITTING, SECOND_SITTING),
        (attempt(R.FAILED, "40"), make_up(R.ABSENT, None), FIRST_SITTING, FIRST_SITTING),
        (attempt(R.ABSENT, None), make_up(R.FAILED, "0"), SECOND_SITTING, SECOND_SITTING),
        (attempt(R.ABSENT, None), make_up(R.ABSENT, None), None, None),
    ],
)
def test_best_and_last(
    first: Attempt, second: Attempt, best: UUID | None, last: UUID | None
) -> None:
    for counts, wanted in ((MakeUpCounts.BEST, best), (MakeUpCounts.LAST, last)):
        stands = official([first, second], counts=counts, capped=False)
        assert stands is not None
        assert stands.attempt.sitting == wanted


@pytest.mark.parametrize(
    ("capped", "score", "lowered"), [(False, "95", False), (True, "60.00", True)]
)
def test_a_make_up_is_never_excellent(capped: bool, score: str, lowered: bool) -> None:
    stands = official(
        [attempt(R.FAILED, "10"), make_up(R.PASSED, "95")], counts=MakeUpCounts.BEST, capped=capped
    )
    assert stands is not None
    assert (stands.score, stands.capped) == (D(score), lowered)
    assert stands.attempt.verdict is R.PASSED
    assert not stands.attempt.excellent


def test_absence_has_nothing_to_cap() -> None:
    stands = counted(make_up(R.ABSENT, None), capped=True)
    assert (stands.score, stands.capped) == (None, False)
