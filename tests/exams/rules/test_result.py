"""Pass and excellence marks at the border."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exams.enums import ExamKind, ResultVerdict
from exams.rules.result import Verdict, judge


@pytest.mark.parametrize(
    ("score", "verdict", "excellent"),
    [
        ("59.99", ResultVerdict.FAILED, False),
        ("60.00", ResultVerdict.PASSED, False),
        ("60.01", ResultVerdict.PASSED, False),
        ("89.99", ResultVerdict.PASSED, False),
        ("90.00", ResultVerdict.PASSED, True),
        ("90.01", ResultVerdict.PASSED, True),
    ],
)
def test_borders(score: str, verdict: ResultVerdict, excellent: bool) -> None:
    got = judge(
        score=Decimal(score),
        full_marks=Decimal(100),
        pass_percent=Decimal(60),
        excellent_percent=Decimal(90),
        kind=ExamKind.FIRST,
    )
    assert got == Verdict(verdict, excellent=excellent)


def test_per_cent_of_an_odd_total() -> None:
    # 60 % of 83 is 49.8: 49.79 fails and 49.80 passes, without a division in between.
    for score, verdict in (("49.79", ResultVerdict.FAILED), ("49.80", ResultVerdict.PASSED)):
        got = judge(
            score=Decimal(score),
            full_marks=Decimal(83),
            pass_percent=Decimal(60),
            excellent_percent=Decimal(90),
            kind=ExamKind.FIRST,
        )
        assert got.verdict is verdict


def test_a_make_up_is_never_excellent() -> None:
    got = judge(
        score=Decimal(100),
        full_marks=Decimal(100),
        pass_percent=Decimal(60),
        excellent_percent=Decimal(90),
        kind=ExamKind.MAKE_UP,
    )
    assert got == Verdict(ResultVerdict.PASSED, excellent=False)
