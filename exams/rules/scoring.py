"""Points for one answer.

The multiple-choice rules are the three in common use on Chinese papers: all or nothing (多选、
少选、错选均不得分), part of the points for an incomplete choice without a wrong option (少选得
部分分，错选不得分; the part being half or in proportion), and fixed points for every right option
of an incomplete choice (少选的，每个正确选项得 n 分; capped at the item's points). Points are
``Decimal`` in hundredths, rounded half up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final

from exams.enums import ItemKind, MultipleRule, PartShare

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class MultipleScheme:
    """A multiple-choice rule with its parameter.

    ``share`` is required by ``PARTIAL_IF_NONE_WRONG``, ``per_option`` (points) by
    ``PER_RIGHT_OPTION``; neither may be given elsewhere.
    """

    rule: MultipleRule
    share: PartShare | None = None
    per_option: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.share is not None) != (self.rule is MultipleRule.PARTIAL_IF_NONE_WRONG):
            raise ValueError("share belongs to partial_if_none_wrong, and only there")
        if (self.per_option is not None) != (self.rule is MultipleRule.PER_RIGHT_OPTION):
            raise ValueError("per_option belongs to per_right_option, and only there")
        if self.per_option is not None and self.per_option <= 0:
            raise ValueError("per_option must be positive")


@dataclass(frozen=True, slots=True)
class Scored:
    """What is needed to mark one item of a paper: its kind, key and full points."""

    kind: ItemKind
    key: Any
    points: Decimal


def rounded(value: Decimal) -> Decimal:
    """Hundredths of a point, half up."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def fold(text: str) -> str:
    """Text as compared in a blank: widths folded, spaces dropped, case and final stops ignored."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split()).rstrip("。.;；,，")


def number(text: str, *, unit: str = "") -> Decimal | None:
    """The number a person wrote (full-width digits, thousands commas and the unit allowed)."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    folded_unit = "".join(unicodedata.normalize("NFKC", unit).split())
    if folded_unit:
        plain = plain.removesuffix(folded_unit)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif not _PLAIN.fullmatch(plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:  # pragma: no cover - the pattern admits only what Decimal reads
        return None


def multiple(
    *, key: frozenset[str], chosen: frozenset[str], points: Decimal, scheme: MultipleScheme
) -> Decimal:
    """Points for a set of chosen options under ``scheme``."""
    if chosen == key:
        return rounded(points)
    if not chosen or chosen - key:
        return ZERO
    # From here on the choice is incomplete and contains no wrong option.
    if scheme.share is PartShare.HALF:
        return rounded(points / 2)
    if scheme.share is PartShare.PROPORTIONAL:
        return rounded(points * len(chosen) / len(key))
    if scheme.per_option is not None:
        return rounded(min(points, scheme.per_option * len(chosen)))
    return ZERO


def _fill_in(key: Sequence[Sequence[str]], blanks: Sequence[str], points: Decimal) -> Decimal:
    """Equal points per blank; the sum is rounded once, so that all right is the full mark."""
    right = sum(
        fold(given) in {fold(accepted) for accepted in accepted_list}
        for accepted_list, given in zip(key, blanks, strict=False)
        if fold(given)
    )
    return rounded(points * right / len(key))


def _numeric(key: dict[str, str], text: str, points: Decimal) -> Decimal:
    """Full points within the tolerance, borders included."""
    value = number(text, unit=key.get("unit", ""))
    if value is None:
        return ZERO
    off = abs(value - Decimal(key["value"]))
    return rounded(points) if off <= Decimal(key.get("tolerance", "0")) else ZERO


def score(item: Scored, answer: Any, *, scheme: MultipleScheme) -> Decimal:
    """Points for ``answer``, which has passed ``rules.answers.normalise``; None is no answer."""
    if answer is None:
        return ZERO
    match item.kind:
        case ItemKind.TRUE_FALSE:
            return rounded(item.points) if answer is item.key else ZERO
        case ItemKind.SINGLE:
            return rounded(item.points) if [answer] == list(item.key) else ZERO
        case ItemKind.MULTIPLE:
            return multiple(
                key=frozenset(item.key),
                chosen=frozenset(answer),
                points=item.points,
                scheme=scheme,
            )
        case ItemKind.FILL_IN:
            return _fill_in(item.key, answer, item.points)
        case ItemKind.NUMERIC:
            return _numeric(item.key, answer, item.points)
