"""What people write beside a decision: reasons, announcements, notes of incidents."""

from __future__ import annotations

from typing import Final

REASON_CHARS: Final = 200
TEXT_CHARS: Final = 500


def fault_of(text: str, *, limit: int, required: bool = True) -> str | None:
    """Why a stripped text can't be kept: ``missing``, ``too_long``, ``unsound_text``, or None.

    Unsound is what a database refuses or a reader can't see: NUL and half a surrogate pair.
    """
    if not text:
        return "missing" if required else None
    if len(text) > limit:
        return "too_long"
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        return "unsound_text"
    return None
