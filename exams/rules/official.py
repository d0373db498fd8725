"""Which of a person's results stands, and with what score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_UP, Decimal
from uuid import UUID

from exams.enums import ExamKind, MakeUpCounts, ResultVerdict

_CENT = Decimal("0.01")
_RANK = {ResultVerdict.ABSENT: 0, ResultVerdict.FAILED: 1, ResultVerdict.PASSED: 2}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One released result; ``sitting`` names the go it rests on, None for an absence."""

    kind: ExamKind
    sitting: UUID | None
    verdict: ResultVerdict
    excused: bool
    score: Decimal | None
    full_marks: Decimal
    pass_percent: Decimal
    excellent: bool


@dataclass(frozen=True, slots=True)
class Official:
    """What stands: the attempt with the score that counts; ``capped`` where that was lowered."""

    attempt: Attempt
    capped: bool

    @property
    def score(self) -> Decimal | None:
        """The score that counts."""
        return self.attempt.score


def pass_mark(*, full_marks: Decimal, pass_percent: Decimal) -> Decimal:
    """The lowest score that passes, in hundredths: rounded up, so that it does pass."""
    return (full_marks * pass_percent / 100).quantize(_CENT, rounding=ROUND_UP)


def capped_score(*, score: Decimal, full_marks: Decimal, pass_percent: Decimal) -> Decimal:
    """``score``, but never above the pass mark."""
    return min(score, pass_mark(full_marks=full_marks, pass_percent=pass_percent))


def counted(attempt: Attempt, *, capped: bool) -> Official:
    """The attempt as it counts: a make-up is never excellent, and capped where the rules say so."""
    if attempt.kind is ExamKind.FIRST:
        return Official(attempt, capped=False)
    score = attempt.score
    if capped and score is not None:
        score = capped_score(
            score=score, full_marks=attempt.full_marks, pass_percent=attempt.pass_percent
        )
    return Official(replace(attempt, score=score, excellent=False), capped=score != attempt.score)


def official(attempts: Iterable[Attempt], *, counts: MakeUpCounts, capped: bool) -> Official | None:
    """The result that stands, None where there is none yet.

    An absence never displaces a sitting: there is nothing it could name. ``BEST`` compares the
    verdicts first, then the share of full marks; between equals the earlier one stands. ``LAST``
    takes the last one sat.

    Args:
        attempts: released results of one person for one requirement, in the order of the exams.
    """
    standing: Official | None = None
    for attempt in attempts:
        now = counted(attempt, capped=capped)
        if standing is None or _displaces(now, standing, counts):
            standing = now
    return standing


def _displaces(now: Official, standing: Official, counts: MakeUpCounts) -> bool:
    if now.attempt.sitting is None:
        return False
    if standing.attempt.sitting is None or counts is MakeUpCounts.LAST:
        return True
    return _worth(now.attempt) > _worth(standing.attempt)


def _worth(attempt: Attempt) -> tuple[int, Decimal]:
    score = attempt.score if attempt.score is not None else Decimal(0)
    return _RANK[attempt.verdict], score / attempt.full_marks
