"""Reasons and texts as they are kept: stripped, sound, and of a bearable length."""

from __future__ import annotations

from exams.errors import WordsRefused
from exams.rules import words


def reason_of(text: str, *, required: bool = True) -> str:
    """The reason, stripped.

    Raises:
        WordsRefused: empty though required, over 200 characters, or not storable.
    """
    return _kept(text, "reason", words.REASON_CHARS, required)


def text_of(text: str) -> str:
    """The text of an announcement or incident, stripped.

    Raises:
        WordsRefused: empty, over 500 characters, or not storable.
    """
    return _kept(text, "text", words.TEXT_CHARS, required=True)


def _kept(text: str, field: str, limit: int, required: bool) -> str:
    stripped = text.strip()
    if fault := words.fault_of(stripped, limit=limit, required=required):
        raise WordsRefused(field=field, reason=fault, limit=limit)
    return stripped
