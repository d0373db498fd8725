"""From a score to a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from exams.enums import ExamKind, ResultVerdict


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a score means under an exam's marks."""

    verdict: ResultVerdict
    excellent: bool


def judge(
    *,
    score: Decimal,
    full_marks: Decimal,
    pass_percent: Decimal,
    excellent_percent: Decimal,
    kind: ExamKind,
) -> Verdict:
    """Compare ``score`` with the pass and excellence marks, given in per cent of ``full_marks``.

    The comparison multiplies instead of dividing, so no rounding can move a person across a
    border. A make-up exam is never excellent, whatever its score.
    """
    hundredfold = score * 100
    if hundredfold < pass_percent * full_marks:
        return Verdict(ResultVerdict.FAILED, excellent=False)
    excellent = kind is ExamKind.FIRST and hundredfold >= excellent_percent * full_marks
    return Verdict(ResultVerdict.PASSED, excellent=excellent)
