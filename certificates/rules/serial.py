"""Numbers in the form 莞城管培〔2026〕第0001号, and the public token.

Source of the form: 党政机关公文格式 (GB/T 9704-2012), 7.2.5: the year stands in hexagonal
brackets U+3014/U+3015. A certificate's running number is padded to four places, never cut.
"""

import base64
import re

from academy.shared.text import fold

WIDTH = 4
TOKEN_BYTES = 16
TOKEN_LENGTH = 26
_TOKEN = re.compile(r"[A-Z2-7]{26}")
_BRACKETS = str.maketrans(
    dict.fromkeys("[(【（［﹝〈<《", "〔") | dict.fromkeys("])】）］﹞〉>》", "〕")
)


def number_text(prefix: str, year: int, serial: int) -> str:
    """Return the printed number.

    Raises:
        ValueError: the serial is not positive.
    """
    if serial < 1:
        raise ValueError("a serial starts at 1")
    return f"{prefix}〔{year}〕第{serial:0{WIDTH}d}号"


def as_typed(text: str) -> str:
    """Return a number as somebody typed it with our brackets and without blanks, for look-up."""
    return fold(text).translate(_BRACKETS).replace(" ", "")


def token_of(raw: bytes) -> str:
    """Return 128 random bits as 26 upper-case base32 characters.

    Raises:
        ValueError: not 16 bytes.
    """
    if len(raw) != TOKEN_BYTES:
        raise ValueError("a token has 128 bits")
    return base64.b32encode(raw).decode().rstrip("=")


def is_token(text: str) -> bool:
    """Whether the text has the form of a token (says nothing of whether it exists)."""
    return _TOKEN.fullmatch(text) is not None
