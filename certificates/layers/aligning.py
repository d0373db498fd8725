"""Which drawn glyph is which character of the template or of a field.

The glyph strings of a page, joined, must spell the expected text in the order of the document,
white space aside: then each glyph has its place in somebody's facts, and another person's
character can stand there.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from certificates.layers import faces, streams
from certificates.layers.cutting import Piece
from certificates.layers.refusing import Unprovable

# Ends one field in the joined facts of a person: a control character, which no font draws.
BETWEEN = "\x1f"
# Characters that the engine shows by no glyph, or leaves out at the end of a line.
_UNSEEN = frozenset("\u200b\u2060\u00ad\ufeff")
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


@dataclass(frozen=True, slots=True)
class Slot:
    """One glyph of a page: the font's file, the glyph, its character; if of a field, of which
    placeholder and at which place of the joined facts."""

    path: str
    glyph: int
    char: str
    node: int = -1
    place: int = -1


def is_ideograph(char: str) -> bool:
    """Whether one such character breaks and sets like any other of the same width."""
    point = ord(char)
    return any(first <= point <= last for first, last in _IDEOGRAPHS)


def is_digit(char: str) -> bool:
    """Whether it is one of 0 to 9."""
    return "0" <= char <= "9"


def aligned(
    operators: bytes, fonts: streams.Fonts, pieces: Sequence[Piece], facts: Sequence[str]
) -> list[Slot]:
    """Return the page's glyphs with their characters, in order of drawing.

    Args:
        operators: of the page.
        fonts: of the page's document.
        pieces: the expected text; a piece of a field takes the next of `facts`.
        facts: texts of the fields.

    Raises:
        Unprovable: the glyphs spell something else.
    """
    expected = [
        each
        for each in _expected(pieces, facts)
        if not each[0].isspace() and each[0] not in _UNSEEN
    ]
    slots = []
    place = 0
    for name, glyph in streams.glyphs(operators):
        shown = fonts.named(name)
        text = shown.texts.get(glyph, "")
        fonts.prove(name, glyph)
        if text.isspace():
            slots.append(Slot(shown.path, glyph, text))
            continue
        if place >= len(expected):
            raise Unprovable("页面上的文字比模板多")
        char, node, at = expected[place]
        place += 1
        own = faces.face(shown.path).number(char)
        if text != char and own != glyph:
            raise Unprovable(f"绘出的文字与模板不一致（“{_shown(char)}”处）")
        if node >= 0 and is_ideograph(char) and own != glyph:
            raise Unprovable("汉字用了随上下文变化的字形")
        slots.append(Slot(shown.path, glyph, char, node, at))
    if place != len(expected):
        raise Unprovable("页面上的文字比模板少")
    return slots


def _expected(pieces: Sequence[Piece], facts: Sequence[str]) -> list[tuple[str, int, int]]:
    found = []
    taken = place = 0
    for piece in pieces:
        if piece.node < 0:
            found += [(char, -1, -1) for char in piece.text]
            continue
        fact = facts[taken]
        taken += 1
        found += [(char, piece.node, place + index) for index, char in enumerate(fact)]
        place += len(fact) + len(BETWEEN)
    return found


def _shown(char: str) -> str:
    return char if unicodedata.category(char)[0] in "LNPS" else f"U+{ord(char):04X}"
