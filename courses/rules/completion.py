"""From exam outcomes to the verdict of a close-out.

Source of the rules: the academy's examination rules as settings of each syllabus (pass mark, one
make-up whose score is recorded but may be capped at the pass mark, distinction only at the first
sitting). The exam's own verdict stands: exams marks by the syllabus's pass rule, and a score is
not judged a second time here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from courses.enums import AttemptKind, CompletionVerdict, OutcomeVerdict

_CENT = Decimal("0.01")
_NONE = Decimal("0.0")


@dataclass(frozen=True, slots=True)
class PassRule:
    """How a syllabus judges: percentages of full marks (0–100) and what a make-up is worth."""

    pass_percent: Decimal = Decimal(60)
    excellence_percent: Decimal = Decimal(90)
    make_up_allowed: bool = True
    make_up_capped: bool = True

    @property
    def in_order(self) -> bool:
        """0 < pass ≤ excellence ≤ 100."""
        return Decimal(0) < self.pass_percent <= self.excellence_percent <= Decimal(100)

    def pass_mark(self, full_marks: Decimal) -> Decimal:
        """Points needed to pass, of `full_marks`, rounded half up to 0.01."""
        return _part(full_marks, self.pass_percent)

    def excellence_mark(self, full_marks: Decimal) -> Decimal:
        """Points needed for distinction, of `full_marks`, rounded half up to 0.01."""
        return _part(full_marks, self.excellence_percent)


def _part(full_marks: Decimal, percent: Decimal) -> Decimal:
    return (full_marks * percent / 100).quantize(_CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """One reported outcome, as `judge` needs it."""

    exam_ref: str
    attempt: AttemptKind
    verdict: OutcomeVerdict
    score: Decimal | None
    full_marks: Decimal
    excellent: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What close-out writes for one person."""

    verdict: CompletionVerdict
    first_score: Decimal | None
    final_score: Decimal | None
    excellent: bool


WITHDRAWN = Judgement(CompletionVerdict.WITHDRAWN, None, None, excellent=False)


def standing(own: Sequence[OutcomeFact], carried: Sequence[OutcomeFact]) -> list[OutcomeFact]:
    """What counts of outcomes reported here and of those that came along with a transfer.

    What was carried stands until this cohort reports a first sitting of its own; being absent
    from that one takes nothing away. A make-up here answers for a carried first sitting.
    """
    if not carried:
        return list(own)
    firsts = [each for each in own if each.attempt is AttemptKind.FIRST]
    if any(each.verdict is not OutcomeVerdict.ABSENT for each in firsts):
        return list(own)
    return [*carried, *(each for each in own if each.attempt is AttemptKind.MAKE_UP)]


def lacks_outcome(outcomes: Iterable[OutcomeFact]) -> bool:
    """Whether nothing is known yet, so that the cohort cannot be closed out."""
    return not list(outcomes)


def awaits_make_up(outcomes: Sequence[OutcomeFact], rule: PassRule) -> bool:
    """Whether a make-up is still open to the person: allowed, needed and not reported."""
    if not rule.make_up_allowed or not outcomes:
        return False
    if any(each.attempt is AttemptKind.MAKE_UP for each in outcomes):
        return False
    return judge(outcomes, rule).verdict is not CompletionVerdict.PASSED


def judge(outcomes: Sequence[OutcomeFact], rule: PassRule) -> Judgement:
    """Best of first and make-up for each exam; a cohort with several exams needs them all.

    A make-up answers for the first sitting with the same `exam_ref`, or, where the cohort has
    only one exam, for that one whatever its own reference. Scores are those of the worst exam.

    Raises:
        ValueError: there are no outcomes.
    """
    if not outcomes:
        raise ValueError("no outcomes to judge")
    judged = [_judge_exam(each, rule) for each in _by_exam(outcomes)]
    return min(judged, key=_rank)


def _rank(judgement: Judgement) -> tuple[int, bool, Decimal]:
    order = {
        CompletionVerdict.ABSENT: 0,
        CompletionVerdict.FAILED: 1,
        CompletionVerdict.PASSED: 2,
    }
    return (order[judgement.verdict], judgement.excellent, judgement.final_score or Decimal(0))


def _by_exam(outcomes: Sequence[OutcomeFact]) -> list[list[OutcomeFact]]:
    firsts = {each.exam_ref for each in outcomes if each.attempt is AttemptKind.FIRST}
    only = next(iter(firsts)) if len(firsts) == 1 else None
    exams: dict[str, list[OutcomeFact]] = {}
    for each in outcomes:
        key = each.exam_ref
        if each.attempt is AttemptKind.MAKE_UP and key not in firsts and only is not None:
            key = only
        exams.setdefault(key, []).append(each)
    return [exams[key] for key in sorted(exams)]


def _judge_exam(outcomes: Sequence[OutcomeFact], rule: PassRule) -> Judgement:
    first = [each for each in outcomes if each.attempt is AttemptKind.FIRST]
    verdicts = {each.verdict for each in outcomes}
    if OutcomeVerdict.PASSED in verdicts:
        verdict = CompletionVerdict.PASSED
    elif OutcomeVerdict.FAILED in verdicts:
        verdict = CompletionVerdict.FAILED
    else:
        verdict = CompletionVerdict.ABSENT
    worth = [score for each in outcomes if (score := _worth(each, rule)) is not None]
    return Judgement(
        verdict=verdict,
        first_score=next((_scored(each) for each in first), None),
        final_score=max(worth, default=None),
        excellent=any(each.excellent and each.verdict is OutcomeVerdict.PASSED for each in first),
    )


def _scored(outcome: OutcomeFact) -> Decimal | None:
    return None if outcome.verdict is OutcomeVerdict.ABSENT else outcome.score


def _worth(outcome: OutcomeFact, rule: PassRule) -> Decimal | None:
    """What an outcome counts in the final score: a capped make-up is worth the pass mark."""
    score = _scored(outcome)
    if score is None or outcome.attempt is AttemptKind.FIRST or not rule.make_up_capped:
        return score
    return min(score, rule.pass_mark(outcome.full_marks))


def hours_earned(verdict: CompletionVerdict, syllabus_hours: Decimal) -> Decimal:
    """Credit hours: the syllabus's for a pass, none otherwise."""
    return syllabus_hours if verdict is CompletionVerdict.PASSED else _NONE
