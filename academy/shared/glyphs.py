"""Which characters the certificate fonts can draw.

A name that no embedded font covers would print as an empty box on a certificate, so it is
refused where it enters. Coverage is read once from the fonts' own character maps and kept as
merged ranges: some 74,000 characters become a few hundred pairs, and a name costs microseconds.
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
    starts, ends = _coverage(tuple(settings.CERTIFICATE_FONTS))
    return "".join(char for char in dict.fromkeys(name) if not _drawn(char, starts, ends))


def _drawn(char: str, starts: tuple[int, ...], ends: tuple[int, ...]) -> bool:
    if unicodedata.category(char) in _UNFIT_CATEGORIES:
        return False
    place = bisect_right(starts, ord(char)) - 1
    return place >= 0 and ord(char) <= ends[place]


@lru_cache(maxsize=4)
def _coverage(fonts: tuple[str, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the first and last code points of the ranges that the fonts cover together."""
    points: set[int] = set()
    for font in fonts:
        points.update(_points_of(Path(font)))
    ordered = sorted(points)
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
