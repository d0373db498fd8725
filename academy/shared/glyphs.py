"""Which characters the certificate fonts can draw.

A name that no embedded font covers would print as an empty box on a certificate, so it is
refused where it enters. Coverage is read once from each font's own character map and kept as
ranges: tens of thousands of characters become thousands of pairs; a name costs microseconds.
"""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings

_COLLECTION = b"ttcf"
# Private-use code points are drawn differently by every font: whatever shows, it isn't the name.
_UNFIT_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


def missing(name: str) -> str:
    """Return the characters of `name`, each once, that none of CERTIFICATE_FONTS draws.

    Control, format, private-use and unassigned characters always count as missing. Raises
    OSError if a configured font can't be read: that is a set-up fault, not the name's.
    """
    fonts = tuple(settings.CERTIFICATE_FONTS)
    return "".join(char for char in dict.fromkeys(name) if _font_of(char, fonts) is None)


def font_of(char: str) -> int | None:
    """Return the place in CERTIFICATE_FONTS of the first font that draws a character.

    None where `missing` would name it; OSError as there.
    """
    return _font_of(char, tuple(settings.CERTIFICATE_FONTS))


@lru_cache(maxsize=20_000)
def _font_of(char: str, fonts: tuple[str, ...]) -> int | None:
    if unicodedata.category(char) in _UNFIT_CATEGORIES:
        return None
    for place, font in enumerate(fonts):
        starts, ends = _coverage(font)
        at = bisect_right(starts, ord(char)) - 1
        if at >= 0 and ord(char) <= ends[at]:
            return place
    return None


@lru_cache(maxsize=8)
def _coverage(font: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the first and last code points of the ranges that a font covers."""
    ordered = sorted(_points_of(Path(font)))
    if not ordered:
        return (), ()
    breaks = [(left, right) for left, right in pairwise(ordered) if right != left + 1]
    starts = (ordered[0], *(right for _, right in breaks))
    ends = (*(left for left, _ in breaks), ordered[-1])
    return starts, ends


def _points_of(path: Path) -> set[int]:
    from fontTools.ttLib import TTFont

    with path.open("rb") as file:
        is_collection = file.read(4) == _COLLECTION
    # All faces of a CJK collection share one set of characters; the first will do.
    with TTFont(path, fontNumber=0 if is_collection else -1, lazy=True) as font:
        return set(font.getBestCmap())
