"""The gate every item passes, from a file or a form."""

from __future__ import annotations

from typing import Any

import pytest

from exams.enums import ItemKind
from exams.rules.shapes import ShapeError, parse


def _single(**changes: Any) -> dict[str, Any]:
    item: dict[str, Any] = {
        "code": "ZF-0001",
        "kind": "single",
        "subject": "程序",
        "difficulty": "easy",
        "stem": "题干？",
        "options": [{"id": letter, "text": f"选项{letter}"} for letter in "ABCD"],
        "key": ["B"],
        "explanation": "因为。",
        "citations": [{"law": "某法", "edition": "2021-01-22", "article": 42}],
    }
    item.update(changes)
    return {name: value for name, value in item.items() if value is not ...}


def test_normal_form() -> None:
    item = parse(_single(stem="  题干？ "))
    assert item.kind is ItemKind.SINGLE
    assert item.stem == "题干？"
    assert item.options[1] == ("B", "选项B")
    assert item.canonical()["citations"] == [
        {"law": "某法", "edition": "2021-01-22", "article": 42}
    ]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"extra": 1}, "extra", "unknown_field"),
        ({"code": "zf 1"}, "code", "wrong_shape"),
        ({"kind": "essay"}, "kind", "unknown_value"),
        ({"difficulty": "very"}, "difficulty", "unknown_value"),
        ({"stem": " "}, "stem", "missing"),
        ({"stem": "题\x00"}, "stem", "unsound_text"),
        ({"stem": "题\ud800"}, "stem", "unsound_text"),
        ({"stem": "题" * 2001}, "stem", "too_long"),
        ({"subject": ...}, "subject", "missing"),
        ({"options": ...}, "options", "wrong_number"),
        ({"options": [{"id": "A", "text": "一"}]}, "options", "wrong_number"),
        ({"options": [{"id": "B", "text": "一"}] * 2}, "options", "ids_not_in_order"),
        ({"options": [{"id": c, "text": "同"} for c in "AB"]}, "options", "text_twice"),
        ({"options": [{"id": "A"}, {"id": "B"}]}, "options", "wrong_shape"),
        ({"key": ["E"]}, "key", "not_an_option"),
        ({"key": ["A", "B"]}, "key", "wrong_number"),
        ({"key": []}, "key", "wrong_number"),
        ({"key": "B"}, "key", "wrong_shape"),
        ({"kind": "multiple", "key": ["B"]}, "key", "wrong_number"),
        ({"kind": "multiple", "key": ["B", "B"]}, "key", "option_twice"),
        ({"kind": "true_false", "key": True}, "options", "not_for_this_kind"),
        ({"kind": "true_false", "options": ..., "key": "是"}, "key", "wrong_shape"),
        ({"kind": "fill_in", "options": ..., "key": [["一"]]}, "key", "blank_count"),
        ({"kind": "fill_in", "options": ..., "stem": "____", "key": [[]]}, "key", "wrong_shape"),
        ({"kind": "fill_in", "options": ..., "stem": "____", "key": [[" "]]}, "key", "wrong_shape"),
        ({"kind": "numeric", "options": ..., "key": {"value": "x"}}, "key", "not_a_number"),
        ({"kind": "numeric", "options": ..., "key": {"value": "NaN"}}, "key", "not_a_number"),
        ({"kind": "numeric", "options": ..., "key": {"value": 3}}, "key", "not_a_number"),
        (
            {"kind": "numeric", "options": ..., "key": {"value": "3", "tolerance": "-1"}},
            "key",
            "not_a_number",
        ),
        ({"kind": "numeric", "options": ..., "key": {"v": "3"}}, "key", "wrong_shape"),
        ({"citations": []}, "citations", "missing"),
        ({"citations": [{"law": "某法", "article": 1}]}, "citations", "wrong_shape"),
        (
            {"citations": [{"law": "某法", "edition": "2021", "article": 1}]},
            "citations",
            "wrong_edition",
        ),
        (
            {"citations": [{"law": "某法", "edition": "2021-01-22", "article": 0}]},
            "citations",
            "wrong_article",
        ),
    ],
)
def test_refusals(changes: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(ShapeError) as refused:
        parse(_single(**changes))
    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_blanks_and_numeric_defaults() -> None:
    fill = parse(_single(kind="fill_in", options=..., stem="甲____乙____", key=[["一"], ["二 "]]))
    assert fill.blanks == 2
    assert fill.key == [["一"], ["二"]]
    numeric = parse(_single(kind="numeric", options=..., key={"value": "1E+3"}))
    assert numeric.key == {"value": "1000", "tolerance": "0", "unit": ""}
