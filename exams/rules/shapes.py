"""What an item must look like, whether it comes from a file, a form or the API.

``parse`` is the single gate: importing and saving both pass it, so that the bank never holds an
item that assembly or marking would stumble over later.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final, TypeVar

from exams.enums import Difficulty, ItemKind

_E = TypeVar("_E", bound=StrEnum)
BLANK: Final = "____"
MAX_STEM: Final = 2000
MAX_OPTION: Final = 500
MIN_OPTIONS: Final = 2
MAX_OPTIONS: Final = 8
OPTION_IDS: Final = "ABCDEFGH"
_CODE = re.compile(r"[A-Z0-9]{1,12}(-[A-Z0-9]{1,12}){0,3}")
_FIELDS: Final = frozenset(
    {
        "code",
        "kind",
        "subject",
        "difficulty",
        "stem",
        "options",
        "key",
        "explanation",
        "citations",
    }
)


class ShapeError(ValueError):
    """An item that cannot be taken in; ``field`` names the part, ``reason`` is a stable code."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ItemContent:
    """Everything that makes up one version of an item, checked and in normal form."""

    code: str
    kind: ItemKind
    subject: str
    difficulty: Difficulty
    stem: str
    options: tuple[tuple[str, str], ...]
    key: Any
    explanation: str
    citations: tuple[tuple[str, str, int], ...]

    @property
    def blanks(self) -> int:
        """The number of blanks in the stem of a fill-in item, 0 for other kinds."""
        return self.stem.count(BLANK) if self.kind is ItemKind.FILL_IN else 0

    def options_json(self) -> list[dict[str, str]]:
        """Options as stored and shown."""
        return [{"id": option_id, "text": text} for option_id, text in self.options]

    def citations_json(self) -> list[dict[str, str | int]]:
        """Citations as stored and shown."""
        return [
            {"law": law, "edition": edition, "article": article}
            for law, edition, article in self.citations
        ]

    def canonical(self) -> dict[str, Any]:
        """What the digest of a version is taken over: all content, and nothing else."""
        return {
            "kind": self.kind.value,
            "subject": self.subject,
            "difficulty": self.difficulty.value,
            "stem": self.stem,
            "options": self.options_json(),
            "key": self.key,
            "explanation": self.explanation,
            "citations": self.citations_json(),
        }


def _text(raw: Mapping[str, Any], field: str, *, most: int) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or not value.strip():
        raise ShapeError(field, "missing")
    if len(value) > most:
        raise ShapeError(field, "too_long")
    if any(unicodedata.category(char) in {"Cs", "Cc"} and char != "\n" for char in value):
        raise ShapeError(field, "unsound_text")
    return value.strip()


def _member(enum: type[_E], raw: Mapping[str, Any], field: str) -> _E:
    try:
        return enum(str(raw.get(field)))
    except ValueError:
        raise ShapeError(field, "unknown_value") from None


def _options(raw: Mapping[str, Any], kind: ItemKind) -> tuple[tuple[str, str], ...]:
    """Options with ids A, B, C … without a gap and no text twice."""
    given = raw.get("options") or []
    if kind not in {ItemKind.SINGLE, ItemKind.MULTIPLE}:
        if given:
            raise ShapeError("options", "not_for_this_kind")
        return ()
    if not isinstance(given, Sequence) or not MIN_OPTIONS <= len(given) <= MAX_OPTIONS:
        raise ShapeError("options", "wrong_number")
    pairs = []
    for expected, option in zip(OPTION_IDS, given, strict=False):
        if not isinstance(option, Mapping) or set(option) != {"id", "text"}:
            raise ShapeError("options", "wrong_shape")
        if option["id"] != expected:
            raise ShapeError("options", "ids_not_in_order")
        pairs.append((expected, _text(option, "text", most=MAX_OPTION)))
    if len({text for _, text in pairs}) != len(pairs):
        raise ShapeError("options", "text_twice")
    return tuple(pairs)


def _choice_key(raw: Any, kind: ItemKind, ids: frozenset[str]) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(entry, str) for entry in raw):
        raise ShapeError("key", "wrong_shape")
    if not set(raw) <= ids:
        raise ShapeError("key", "not_an_option")
    if len(set(raw)) != len(raw):
        raise ShapeError("key", "option_twice")
    least, most = (1, 1) if kind is ItemKind.SINGLE else (2, len(ids))
    if not least <= len(raw) <= most:
        raise ShapeError("key", "wrong_number")
    return sorted(raw)


def _fill_in_key(raw: Any, blanks: int) -> list[list[str]]:
    if not isinstance(raw, list) or not raw or len(raw) != blanks:
        raise ShapeError("key", "blank_count")
    for accepted in raw:
        if not isinstance(accepted, list) or not accepted:
            raise ShapeError("key", "wrong_shape")
        if not all(isinstance(text, str) and text.strip() for text in accepted):
            raise ShapeError("key", "wrong_shape")
    return [[text.strip() for text in accepted] for accepted in raw]


def _decimal(raw: Any, *, least: Decimal | None = None) -> str:
    try:
        value = Decimal(raw) if isinstance(raw, str) else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or (least is not None and value < least):
        raise ShapeError("key", "not_a_number")
    return format(value, "f")


def _numeric_key(raw: Any) -> dict[str, str]:
    if not isinstance(raw, Mapping) or not {"value"} <= set(raw) <= {"value", "tolerance", "unit"}:
        raise ShapeError("key", "wrong_shape")
    unit = raw.get("unit", "")
    if not isinstance(unit, str):
        raise ShapeError("key", "wrong_shape")
    return {
        "value": _decimal(raw["value"]),
        "tolerance": _decimal(raw.get("tolerance", "0"), least=Decimal(0)),
        "unit": unit.strip(),
    }


def _key(raw: Any, *, kind: ItemKind, ids: frozenset[str], blanks: int) -> Any:
    match kind:
        case ItemKind.TRUE_FALSE:
            if not isinstance(raw, bool):
                raise ShapeError("key", "wrong_shape")
            return raw
        case ItemKind.SINGLE | ItemKind.MULTIPLE:
            return _choice_key(raw, kind, ids)
        case ItemKind.FILL_IN:
            return _fill_in_key(raw, blanks)
        case ItemKind.NUMERIC:
            return _numeric_key(raw)


def _citations(raw: Any) -> tuple[tuple[str, str, int], ...]:
    """At least one (law, edition date, article number): an item without a source is refused."""
    if not isinstance(raw, list) or not raw:
        raise ShapeError("citations", "missing")
    out = []
    for citation in raw:
        if not isinstance(citation, Mapping) or set(citation) != {"law", "edition", "article"}:
            raise ShapeError("citations", "wrong_shape")
        law, edition, article = citation["law"], citation["edition"], citation["article"]
        if not isinstance(law, str) or not law.strip():
            raise ShapeError("citations", "wrong_shape")
        if not isinstance(article, int) or isinstance(article, bool) or article < 1:
            raise ShapeError("citations", "wrong_article")
        try:
            date.fromisoformat(edition)
        except (TypeError, ValueError):
            raise ShapeError("citations", "wrong_edition") from None
        out.append((law.strip(), edition, article))
    return tuple(out)


def parse(raw: Mapping[str, Any]) -> ItemContent:
    """Check one item in the bank's JSON form and bring it into normal form.

    Raises:
        ShapeError: naming the field and why it was refused; unknown fields are refused too.
    """
    unknown = set(raw) - _FIELDS
    if unknown:
        raise ShapeError(min(map(str, unknown)), "unknown_field")
    code = raw.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise ShapeError("code", "wrong_shape")
    kind = _member(ItemKind, raw, "kind")
    stem = _text(raw, "stem", most=MAX_STEM)
    options = _options(raw, kind)
    blanks = stem.count(BLANK) if kind is ItemKind.FILL_IN else 0
    return ItemContent(
        code=code,
        kind=kind,
        subject=_text(raw, "subject", most=40),
        difficulty=_member(Difficulty, raw, "difficulty"),
        stem=stem,
        options=options,
        key=_key(
            raw.get("key"),
            kind=kind,
            ids=frozenset(option_id for option_id, _ in options),
            blanks=blanks,
        ),
        explanation=_text(raw, "explanation", most=MAX_STEM),
        citations=_citations(raw.get("citations")),
    )
