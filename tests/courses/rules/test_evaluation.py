"""Answers, windows, minimum and masking: each border."""

from datetime import date
from decimal import Decimal

import pytest

from courses.enums.evaluation import AnswerWhy, PromptAbout, PromptKind, Shown
from courses.rules.evaluation import (
    MOST_TEXT,
    Answer,
    Asked,
    PromptLine,
    average,
    masked,
    missing_in,
    refused,
    shown,
    values_of,
    window,
)

OPENS, LAST = date(2026, 3, 13), date(2026, 3, 19)


@pytest.mark.parametrize(
    ("day", "why"),
    [(12, AnswerWhy.BEFORE), (13, None), (14, None), (18, None), (19, None),
     (20, AnswerWhy.AFTER)],
)  # fmt: skip
def test_window(day: int, why: AnswerWhy | None) -> None:
    assert window(OPENS, LAST, on=date(2026, 3, day)) is why


@pytest.mark.parametrize(
    ("answers", "day", "verdict"),
    [(4, 20, Shown.TOO_FEW), (5, 20, Shown.YES), (6, 20, Shown.YES), (0, 20, Shown.TOO_FEW),
     (6, 19, Shown.STILL_OPEN), (6, 18, Shown.STILL_OPEN), (4, 19, Shown.STILL_OPEN),
     (6, 21, Shown.YES)],
)  # fmt: skip
def test_shown(answers: int, day: int, verdict: Shown) -> None:
    assert shown(answers, minimum=5, last_on=LAST, on=date(2026, 3, day)) is verdict


ASKED = {
    1: Asked(1, range(1, 6), True),
    2: Asked(2, range(1, 4), False),
    3: Asked(3, range(0), False),
}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer({1: 0}), AnswerWhy.OUT_OF_RANGE),
        (Answer({1: 1}), None),
        (Answer({1: 5}), None),
        (Answer({1: 6}), AnswerWhy.OUT_OF_RANGE),
        (Answer({1: -1}), AnswerWhy.OUT_OF_RANGE),
        (Answer({1: 1, 2: 4}), AnswerWhy.OUT_OF_RANGE),
        (Answer({}), AnswerWhy.INCOMPLETE),
        (Answer({2: 1}), AnswerWhy.INCOMPLETE),
        (Answer({1: 1, 4: 1}), AnswerWhy.UNKNOWN_LINE),
        (Answer({1: 1}, {4: "x"}), AnswerWhy.UNKNOWN_LINE),
        (Answer({1: 1}, {2: "x"}), AnswerWhy.OUT_OF_RANGE),
        (Answer({1: 1, 3: 1}), AnswerWhy.OUT_OF_RANGE),
        (Answer({1: 1}, {3: "字" * (MOST_TEXT - 1)}), None),
        (Answer({1: 1}, {3: "字" * MOST_TEXT}), None),
        (Answer({1: 1}, {3: "字" * (MOST_TEXT + 1)}), AnswerWhy.TEXT_TOO_LONG),
    ],
)
def test_answers(answer: Answer, why: AnswerWhy | None) -> None:
    no = refused(ASKED, answer)
    assert (no.why if no else None) is why
    assert missing_in(ASKED, Answer()) == [1]


@pytest.mark.parametrize(
    ("kind", "choices", "fit"),
    [
        (PromptKind.SCALE, (), True),
        (PromptKind.SCALE, ("a", "b"), False),
        (PromptKind.TEXT, (), True),
        (PromptKind.CHOICE, ("a",), False),
        (PromptKind.CHOICE, ("a", "b"), True),
        (PromptKind.CHOICE, ("a", "a"), False),
        (PromptKind.CHOICE, tuple("abcdefghij"), True),
        (PromptKind.CHOICE, tuple("abcdefghijk"), False),
    ],
)
def test_choices(kind: PromptKind, choices: tuple[str, ...], fit: bool) -> None:
    assert PromptLine(kind, PromptAbout.COHORT, "题", choices).choices_fit is fit
    assert list(values_of(PromptKind.CHOICE, ("a", "b"))) == [1, 2]
    assert list(values_of(PromptKind.SCALE, ())) == [1, 2, 3, 4, 5]
    assert list(values_of(PromptKind.TEXT, ())) == []


@pytest.mark.parametrize(
    ("counts", "mean"),
    [({}, None), ({1: 0}, None), ({5: 3}, "5.00"), ({1: 1, 2: 1}, "1.50"),
     ({1: 1, 2: 2}, "1.67"), ({4: 7, 5: 1}, "4.13"), ({1: 199, 2: 1}, "1.01")],
)  # fmt: skip
def test_average_is_rounded_half_up(counts: dict[int, int], mean: str | None) -> None:
    assert average(counts) == (Decimal(mean) if mean else None)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("我是T1001，电话13800000001", "我是***，电话***"),
        ("t1001 / T10012", "*** / T10012"),
        ("T10010", "T10010"),
        ("+86 138-0000-0001 或 138 0000 0001", "*** 或 ***"),
        ("44190019900101001X", "***"),
        ("441900 19900101 0014", "***"),
        ("１３８００００００１１", "***"),
        ("共 120 人，第 3 天，2026年3月13日", "共 120 人，第 3 天，2026年3月13日"),
        ("12345678901", "12345678901"),
    ],
)
def test_masking(text: str, left: str) -> None:
    assert masked(text, {"T1001", "T100"}) == left
    assert masked("T1001", ()) == "T1001"
