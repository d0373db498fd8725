"""The shape an answer must have, and its canonical text.

One canonical text per answer (JSON without spaces, options sorted) makes saves comparable byte by
byte and lets marking look a text up instead of working it out again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from exams.enums import ItemKind

#: Longest text in one blank; the longest key in the bank is far below it.
MAX_TEXT: Final = 200
UNANSWERED: Final = "null"
#: JSON without blanks, as answers and revisions are kept.
canonical: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class AnswerError(ValueError):
    """An answer that does not fit its item; ``reason`` is a stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class AnswerShape:
    """What an item accepts: its kind, the ids of its options and the number of its blanks."""

    kind: ItemKind
    options: frozenset[str]
    blanks: int


def sound_text(value: object) -> str:
    """``value`` if it is a text a database can keep.

    Raises:
        AnswerError: not a text, too long, or with NUL or half a surrogate pair in it.
    """
    if not isinstance(value, str):
        raise AnswerError("wrong_shape")
    if len(value) > MAX_TEXT:
        raise AnswerError("too_long")
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise AnswerError("unsound_text")
    return value


def _option(value: object, shape: AnswerShape) -> str:
    if not isinstance(value, str):
        raise AnswerError("wrong_shape")
    if value not in shape.options:
        raise AnswerError("unknown_option")
    return value


def _multiple(value: object, shape: AnswerShape) -> list[str] | None:
    if not isinstance(value, list):
        raise AnswerError("wrong_shape")
    chosen = [_option(entry, shape) for entry in value]
    if len(set(chosen)) != len(chosen):
        raise AnswerError("option_twice")
    # Nothing ticked is no answer; the two must not be told apart later.
    return sorted(chosen) or None


def _fill_in(value: object, shape: AnswerShape) -> list[str] | None:
    if not isinstance(value, list) or len(value) != shape.blanks:
        raise AnswerError("wrong_shape")
    texts = [sound_text(entry).strip() for entry in value]
    return texts if any(texts) else None


def _normal(shape: AnswerShape, value: object) -> Any:
    match shape.kind:
        case ItemKind.TRUE_FALSE:
            if not isinstance(value, bool):
                raise AnswerError("wrong_shape")
            return value
        case ItemKind.SINGLE:
            return _option(value, shape)
        case ItemKind.MULTIPLE:
            return _multiple(value, shape)
        case ItemKind.FILL_IN:
            return _fill_in(value, shape)
        case ItemKind.NUMERIC:
            return sound_text(value).strip() or None


def normalise(shape: AnswerShape, value: object) -> str:
    """The canonical text of ``value`` for an item of ``shape``; ``"null"`` clears an answer.

    Raises:
        AnswerError: with reason wrong_shape, unknown_option, option_twice, too_long or
            unsound_text.
    """
    if value is None:
        return UNANSWERED
    return canonical(_normal(shape, value))


def body_text(answers: dict[str, str]) -> str:
    """The canonical text of one save: ``answers`` maps item keys to canonical answer texts."""
    pairs = (f'"{key}":{answers[key]}' for key in sorted(answers, key=lambda key: (len(key), key)))
    return "{" + ",".join(pairs) + "}"
