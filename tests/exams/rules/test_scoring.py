"""Marking, checked over every subset of options against an oracle written another way."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest

from exams.enums import ItemKind, MultipleRule, PartShare
from exams.rules.scoring import MultipleScheme, Scored, fold, multiple, number, rounded, score

ALL = MultipleScheme(MultipleRule.ALL_OR_NOTHING)
HALF = MultipleScheme(MultipleRule.PARTIAL_IF_NONE_WRONG, share=PartShare.HALF)
SHARE = MultipleScheme(MultipleRule.PARTIAL_IF_NONE_WRONG, share=PartShare.PROPORTIONAL)
EACH = MultipleScheme(MultipleRule.PER_RIGHT_OPTION, per_option=Decimal("0.5"))
EACH_BIG = MultipleScheme(MultipleRule.PER_RIGHT_OPTION, per_option=Decimal("0.75"))


def _half_up(value: Fraction) -> Decimal:
    """Hundredths, half up, by whole numbers only."""
    cents = (value * 200 + 1) // 2
    return Decimal(int(cents)) / 100


def _oracle(key: str, chosen: str, points: Fraction, scheme: MultipleScheme) -> Decimal:
    """The rules once more, option by option and in fractions, sharing no code with ours."""
    right = wrong = missed = 0
    for letter in "ABCDEFGH":
        if letter in chosen:
            if letter in key:
                right += 1
            else:
                wrong += 1
        elif letter in key:
            missed += 1
    if wrong or not right:
        return Decimal(0)
    if not missed:
        return _half_up(points)
    if scheme.rule is MultipleRule.ALL_OR_NOTHING:
        return Decimal(0)
    if scheme.rule is MultipleRule.PER_RIGHT_OPTION:
        earned = Fraction(str(scheme.per_option)) * right
        return _half_up(min(points, earned))
    part = Fraction(1, 2) if scheme.share is PartShare.HALF else Fraction(right, right + missed)
    return _half_up(points * part)


def _subsets(letters: str) -> list[str]:
    return ["".join(c) for n in range(len(letters) + 1) for c in combinations(letters, n)]


@pytest.mark.parametrize("scheme", [ALL, HALF, SHARE, EACH, EACH_BIG])
@pytest.mark.parametrize("count", range(2, 9))
@pytest.mark.parametrize("points", ["1", "2", "1.5", "2.55"])
def test_every_key_and_choice(scheme: MultipleScheme, count: int, points: str) -> None:
    letters = "ABCDEFGH"[:count]
    subsets = _subsets(letters)
    # Up to six options every key is tried; beyond that keys that differ only in names are alike.
    keys = subsets[1:] if count <= 6 else [letters[:size] for size in range(1, count + 1)]
    for key in keys:
        for chosen in subsets:
            got = multiple(
                key=frozenset(key),
                chosen=frozenset(chosen),
                points=Decimal(points),
                scheme=scheme,
            )
            assert got == _oracle(key, chosen, Fraction(points), scheme), (key, chosen)


def test_points_of_a_choice_never_exceed_full_marks() -> None:
    generous = MultipleScheme(MultipleRule.PER_RIGHT_OPTION, per_option=Decimal(5))
    got = multiple(key=frozenset("ABC"), chosen=frozenset("A"), points=Decimal(2), scheme=generous)
    assert got == Decimal(2)


@pytest.mark.parametrize(
    ("rule", "share", "per_option"),
    [
        (MultipleRule.ALL_OR_NOTHING, PartShare.HALF, None),
        (MultipleRule.ALL_OR_NOTHING, None, Decimal(1)),
        (MultipleRule.PARTIAL_IF_NONE_WRONG, None, None),
        (MultipleRule.PER_RIGHT_OPTION, None, None),
        (MultipleRule.PER_RIGHT_OPTION, None, Decimal(0)),
    ],
)
def test_a_scheme_takes_its_own_parameter_only(
    rule: MultipleRule, share: PartShare | None, per_option: Decimal | None
) -> None:
    with pytest.raises(ValueError, match="share|per_option"):
        MultipleScheme(rule, share=share, per_option=per_option)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0.004", "0.00"), ("0.005", "0.01"), ("0.006", "0.01"), ("1.665", "1.67"), ("2.5", "2.50")],
)
def test_rounding_is_half_up(value: str, expected: str) -> None:
    assert rounded(Decimal(value)) == Decimal(expected)


def _score(kind: ItemKind, key: object, answer: object, points: str = "2") -> Decimal:
    return score(Scored(kind, key, Decimal(points)), answer, scheme=ALL)


@pytest.mark.parametrize(
    ("key", "answer", "expected"),
    [(True, True, "2"), (True, False, "0"), (False, False, "2"), (False, True, "0")],
)
def test_true_false(key: bool, answer: bool, expected: str) -> None:
    assert _score(ItemKind.TRUE_FALSE, key, answer) == Decimal(expected)


def test_single() -> None:
    assert _score(ItemKind.SINGLE, ["B"], "B") == Decimal(2)
    assert _score(ItemKind.SINGLE, ["B"], "C") == Decimal(0)


@pytest.mark.parametrize("kind", list(ItemKind))
def test_no_answer_earns_nothing(kind: ItemKind) -> None:
    assert _score(kind, True, None) == Decimal(0)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (["七日", "听证"], "2.00"),
        (["７日", "听 证"], "2.00"),
        (["7天。", ""], "1.00"),
        (["八日", "听证"], "1.00"),
        (["听证", "七日"], "0.00"),
        (["", ""], "0.00"),
    ],
)
def test_fill_in_per_blank(answer: list[str], expected: str) -> None:
    key = [["七日", "7日", "7天"], ["听证"]]
    assert _score(ItemKind.FILL_IN, key, answer) == Decimal(expected)


def test_all_blanks_right_is_the_full_mark_even_in_thirds() -> None:
    key = [["甲"], ["乙"], ["丙"]]
    assert _score(ItemKind.FILL_IN, key, ["甲", "乙", "丙"], "1") == Decimal("1.00")
    assert _score(ItemKind.FILL_IN, key, ["甲", "乙", ""], "1") == Decimal("0.67")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("29.5", "2"), ("30.5", "2"), ("29.49", "0"), ("30.51", "0"), ("３０", "2"),
        ("30日", "2"), ("30 日", "2"), ("30.0", "2"), ("+30", "2"), ("三十", "0"), ("", "0"),
        ("NaN", "0"), ("Infinity", "0"), ("1e2", "0"), ("-30", "0"),
    ],
)  # fmt: skip
def test_numeric_within_tolerance_borders_included(answer: str, expected: str) -> None:
    key = {"value": "30", "tolerance": "0.5", "unit": "日"}
    assert _score(ItemKind.NUMERIC, key, answer) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20,000", "20000"), ("２０，０００", "20000"), ("1,234,567.5", "1234567.5"),
        ("2,00", None), ("1.2.3", None), ("0x10", None), ("1_000", None), ("", None),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, value: str | None) -> None:
    assert number(text) == (None if value is None else Decimal(value))


def test_fold_keeps_inner_punctuation() -> None:
    assert fold("《行政处罚法》 第 42 条。") == "《行政处罚法》第42条"
    assert fold("ＡＢＣ") == "abc"
