"""Best of first sitting and make-up, caps and borders at a hundredth of a point."""

from decimal import Decimal

import pytest

from courses.enums import AttemptKind, CompletionVerdict, OutcomeVerdict
from courses.rules.completion import (
    Judgement,
    OutcomeFact,
    PassRule,
    awaits_make_up,
    hours_earned,
    judge,
    lacks_outcome,
    standing,
)

FIRST, MAKE_UP = AttemptKind.FIRST, AttemptKind.MAKE_UP
PASSED, FAILED, ABSENT = OutcomeVerdict.PASSED, OutcomeVerdict.FAILED, OutcomeVerdict.ABSENT
RULE = PassRule()
UNCAPPED = PassRule(make_up_capped=False)
NO_MAKE_UP = PassRule(make_up_allowed=False)


def fact(
    attempt: AttemptKind,
    verdict: OutcomeVerdict,
    score: str | None = None,
    *,
    excellent: bool = False,
    exam: str = "theory",
) -> OutcomeFact:
    points = None if score is None else Decimal(score)
    return OutcomeFact(exam, attempt, verdict, points, Decimal(100), excellent)


def said(
    verdict: CompletionVerdict, first: str | None, final: str | None, *, excellent: bool = False
) -> Judgement:
    return Judgement(
        verdict,
        None if first is None else Decimal(first),
        None if final is None else Decimal(final),
        excellent,
    )


def test_passed_at_first() -> None:
    assert judge([fact(FIRST, PASSED, "60")], RULE) == said(CompletionVerdict.PASSED, "60", "60")


def test_excellent_only_from_the_first_sitting() -> None:
    first = judge([fact(FIRST, PASSED, "95", excellent=True)], RULE)
    assert first == said(CompletionVerdict.PASSED, "95", "95", excellent=True)
    both = [fact(FIRST, FAILED, "50"), fact(MAKE_UP, PASSED, "95", excellent=True)]
    assert judge(both, UNCAPPED) == said(CompletionVerdict.PASSED, "50", "95")


@pytest.mark.parametrize(
    ("score", "final"),
    [("60", "60"), ("60.01", "60"), ("100", "60")],
)
def test_make_up_is_capped_at_the_pass_mark(score: str, final: str) -> None:
    outcomes = [fact(FIRST, FAILED, "41.5"), fact(MAKE_UP, PASSED, score)]
    assert judge(outcomes, RULE) == said(CompletionVerdict.PASSED, "41.5", final)
    assert judge(outcomes, UNCAPPED) == said(CompletionVerdict.PASSED, "41.5", score)


def test_failed_twice_keeps_the_better_score() -> None:
    outcomes = [fact(FIRST, FAILED, "55"), fact(MAKE_UP, FAILED, "52")]
    assert judge(outcomes, RULE) == said(CompletionVerdict.FAILED, "55", "55")


def test_absent_then_passed() -> None:
    outcomes = [fact(FIRST, ABSENT), fact(MAKE_UP, PASSED, "88")]
    assert judge(outcomes, RULE) == said(CompletionVerdict.PASSED, None, "60")


def test_absent_both_times() -> None:
    assert judge([fact(FIRST, ABSENT), fact(MAKE_UP, ABSENT)], RULE) == said(
        CompletionVerdict.ABSENT, None, None
    )
    assert judge([fact(FIRST, ABSENT, "0")], RULE) == said(CompletionVerdict.ABSENT, None, None)


def test_failed_then_absent_is_failed() -> None:
    outcomes = [fact(FIRST, FAILED, "30"), fact(MAKE_UP, ABSENT)]
    assert judge(outcomes, RULE) == said(CompletionVerdict.FAILED, "30", "30")


def test_order_of_outcomes_does_not_matter() -> None:
    outcomes = [fact(MAKE_UP, PASSED, "75"), fact(FIRST, FAILED, "30")]
    assert judge(outcomes, RULE) == judge(outcomes[::-1], RULE)


def test_make_up_with_its_own_reference_answers_for_the_only_exam() -> None:
    outcomes = [fact(FIRST, FAILED, "30"), fact(MAKE_UP, PASSED, "70", exam="theory-make-up")]
    assert judge(outcomes, RULE) == said(CompletionVerdict.PASSED, "30", "60")


def test_several_exams_are_all_needed() -> None:
    theory = fact(FIRST, PASSED, "95", excellent=True)
    drill = fact(FIRST, FAILED, "40", exam="drill")
    assert judge([theory, drill], RULE) == said(CompletionVerdict.FAILED, "40", "40")
    again = fact(MAKE_UP, PASSED, "61", exam="drill")
    assert judge([theory, drill, again], RULE) == said(CompletionVerdict.PASSED, "40", "60")


def test_nothing_to_judge_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="no outcomes"):
        judge([], RULE)


def test_what_is_missing() -> None:
    assert lacks_outcome([])
    assert not lacks_outcome([fact(FIRST, ABSENT)])


def test_who_awaits_a_make_up() -> None:
    failed = fact(FIRST, FAILED, "59.99")
    assert awaits_make_up([failed], RULE)
    assert awaits_make_up([fact(FIRST, ABSENT)], RULE)
    assert not awaits_make_up([failed], NO_MAKE_UP)
    assert not awaits_make_up([failed, fact(MAKE_UP, FAILED, "50")], RULE)
    assert not awaits_make_up([fact(FIRST, PASSED, "60")], RULE)
    assert not awaits_make_up([], RULE)


@pytest.mark.parametrize(
    ("passing", "excellent", "in_order"),
    [
        ("0", "90", False),
        ("0.01", "90", True),
        ("90", "90", True),
        ("90.01", "90", False),
        ("60", "100", True),
        ("60", "100.01", False),
    ],
)
def test_pass_rule_order(passing: str, excellent: str, in_order: bool) -> None:
    rule = PassRule(Decimal(passing), Decimal(excellent))
    assert rule.in_order is in_order


def test_marks_round_half_up() -> None:
    assert PassRule(Decimal("62.5")).pass_mark(Decimal("0.98")) == Decimal("0.61")
    assert PassRule(Decimal(50)).pass_mark(Decimal("0.01")) == Decimal("0.01")
    assert RULE.excellence_mark(Decimal(150)) == Decimal("135.00")


def test_hours_come_with_a_pass_only() -> None:
    hours = Decimal("40.0")
    assert hours_earned(CompletionVerdict.PASSED, hours) == hours
    for verdict in set(CompletionVerdict) - {CompletionVerdict.PASSED}:
        assert hours_earned(verdict, hours) == Decimal(0)


@pytest.mark.parametrize(
    ("own", "counts"),
    [
        ([], ["carried"]),
        ([fact(FIRST, ABSENT)], ["carried"]),
        ([fact(FIRST, PASSED, "70")], ["theory"]),
        ([fact(FIRST, FAILED, "50")], ["theory"]),
        ([fact(MAKE_UP, PASSED, "70")], ["carried", "theory"]),
        ([fact(FIRST, ABSENT), fact(MAKE_UP, PASSED, "70")], ["carried", "theory"]),
    ],
)
def test_what_a_transfer_brings_along_stands_until_there_is_a_result_here(
    own: list[OutcomeFact], counts: list[str]
) -> None:
    brought = fact(FIRST, FAILED, "40", exam="carried")
    assert [each.exam_ref for each in standing(own, [brought])] == counts
    assert standing(own, []) == own
