"""What an answer may look like."""

from __future__ import annotations

import pytest

from exams.enums import ItemKind
from exams.rules.answers import MAX_TEXT, AnswerError, AnswerShape, body_text, normalise

NONE: frozenset[str] = frozenset()
TF = AnswerShape(ItemKind.TRUE_FALSE, NONE, 0)
SINGLE = AnswerShape(ItemKind.SINGLE, frozenset("ABCD"), 0)
MULTIPLE = AnswerShape(ItemKind.MULTIPLE, frozenset("ABCD"), 0)
FILL = AnswerShape(ItemKind.FILL_IN, NONE, 2)
NUMERIC = AnswerShape(ItemKind.NUMERIC, NONE, 0)


@pytest.mark.parametrize(
    ("shape", "value", "text"),
    [
        (TF, True, "true"),
        (TF, False, "false"),
        (TF, None, "null"),
        (SINGLE, "C", '"C"'),
        (MULTIPLE, ["C", "A"], '["A","C"]'),
        (MULTIPLE, [], "null"),
        (FILL, [" 七日 ", ""], '["七日",""]'),
        (FILL, ["", " "], "null"),
        (NUMERIC, "30", '"30"'),
        (NUMERIC, " ", "null"),
        (NUMERIC, "字" * MAX_TEXT, '"' + "字" * MAX_TEXT + '"'),
    ],
)
def test_canonical_text(shape: AnswerShape, value: object, text: str) -> None:
    assert normalise(shape, value) == text


@pytest.mark.parametrize(
    ("shape", "value", "reason"),
    [
        (TF, "true", "wrong_shape"),
        (TF, 1, "wrong_shape"),
        (SINGLE, "E", "unknown_option"),
        (SINGLE, "a", "unknown_option"),
        (SINGLE, ["A"], "wrong_shape"),
        (MULTIPLE, "AB", "wrong_shape"),
        (MULTIPLE, ["A", "A"], "option_twice"),
        (MULTIPLE, ["A", "Z"], "unknown_option"),
        (MULTIPLE, ["A", 1], "wrong_shape"),
        (MULTIPLE, {"A": 1}, "wrong_shape"),
        (FILL, ["七日"], "wrong_shape"),
        (FILL, ["一", "二", "三"], "wrong_shape"),
        (FILL, ["一", 2], "wrong_shape"),
        (FILL, ["一\x00", "二"], "unsound_text"),
        (FILL, ["\ud800", "二"], "unsound_text"),
        (NUMERIC, "9" * (MAX_TEXT + 1), "too_long"),
        (NUMERIC, 30, "wrong_shape"),
    ],
)
def test_refused(shape: AnswerShape, value: object, reason: str) -> None:
    with pytest.raises(AnswerError) as refused:
        normalise(shape, value)
    assert refused.value.reason == reason


def test_body_is_in_item_order_whatever_the_order_sent() -> None:
    assert body_text({"10": "true", "9": '"A"'}) == '{"9":"A","10":true}'
