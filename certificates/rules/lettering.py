"""Titles and English lines as outlines, drawn at build time from fonts under the OFL.

A title has to be darker and better spaced than the text face of its page, and the typefaces that
are good enough are too large to embed for nine characters: so their outlines are kept as drawings.
The words stand in the page as text too, under the drawing, for search and for screen readers.

Fonts: Noto Serif CJK SC Bold and Regular (Debian `fonts-noto-cjk`, SIL Open Font License 1.1) and
LXGW WenKai Bold (Debian `fonts-lxgw-wenkai`, SIL Open Font License 1.1).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from certificates.enums import CertificateKind
from certificates.rules.engraving import KAI, SONG
from certificates.rules.strokes import Stroke, number, polygon, svg
from certificates.rules.wording import TITLES, TITLES_EN

_NOTO = "/usr/share/fonts/opentype/noto/NotoSerifCJK-"
SERIF, SERIF_BOLD = f"{_NOTO}Regular.ttc", f"{_NOTO}Bold.ttc"
KAI_BOLD = "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Bold.ttf"
FONTS = (SERIF, SERIF_BOLD, KAI_BOLD)
_SIMPLIFIED = 2  # the face of the Noto collections that is drawn for simplified Chinese

TITLE_BOX = (520.0, 104.0)  # width and height in points of a title with its subtitle
STATEMENT_BOX = (440.0, 20.0)
STATEMENTS = {
    CertificateKind.COMPLETION: "兹证明下列人员参加培训，准予结业，特发此证。",
    CertificateKind.QUALIFICATION: "兹证明下列人员参加培训，考核合格，特发此证。",
}


@dataclass(frozen=True, slots=True)
class Glyph:
    """One outline in font units, y upwards: the room it takes and the ink's left and right."""

    segments: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    advance: float
    left: float
    right: float


@lru_cache(maxsize=4)
def _font(path: str) -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(path, fontNumber=_SIMPLIFIED if path.endswith(".ttc") else -1, lazy=True)


@lru_cache(maxsize=256)
def _glyph(path: str, char: str) -> Glyph:
    from fontTools.pens.basePen import BasePen

    font = _font(path)
    glyphs = font.getGlyphSet()

    class Recorder(BasePen):  # type: ignore[misc]  # it ships no types
        """Keeps the outline with every curve as a cubic."""

        def __init__(self) -> None:
            super().__init__(glyphs)
            self.said: list[tuple[str, tuple[tuple[float, float], ...]]] = []

        def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802  (fontTools' name)
            self.said.append(("M", (pt,)))

        def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802  (fontTools' name)
            self.said.append(("L", (pt,)))

        def _curveToOne(  # noqa: N802  (fontTools' name)
            self, one: tuple[float, float], two: tuple[float, float], pt: tuple[float, float]
        ) -> None:
            self.said.append(("C", (one, two, pt)))

        def _closePath(self) -> None:  # noqa: N802  (fontTools' name)
            self.said.append(("Z", ()))

    pen = Recorder()
    name = font.getBestCmap()[ord(char)]
    glyphs[name].draw(pen)
    across = [x for _, points in pen.said for x, _ in points] or [0.0]
    return Glyph(tuple(pen.said), glyphs[name].width, min(across), max(across))


def _path(path: str, glyph: Glyph, x: float, baseline: float, size: float) -> str:
    scale = size / _font(path)["head"].unitsPerEm
    return "".join(
        verb
        + " ".join(f"{number(x + px * scale)} {number(baseline - py * scale)}" for px, py in at)
        for verb, at in glyph.segments
    )


def line(
    path: str, text: str, *, size: float, tracking: float, centre: float, baseline: float
) -> str:
    """Return a centred line as path data; ``tracking`` is in ems."""
    scale = size / _font(path)["head"].unitsPerEm
    glyphs = [_glyph(path, char) for char in text]
    steps = [glyph.advance * scale + tracking * size for glyph in glyphs]
    x = centre - (sum(steps) - tracking * size) / 2
    parts = []
    for glyph, step in zip(glyphs, steps, strict=True):
        parts.append(_path(path, glyph, x, baseline, size))
        x += step
    return "".join(parts)


def spaced(
    path: str, text: str, *, size: float, gap: float, width: float, baseline: float
) -> Iterator[str]:
    """Yield the characters of a title as path data, spaced by eye: equal white between the inks.

    Half of each pitch follows the ink and half the square, since a narrow character must not
    crowd its neighbours; ``gap`` is the white between inks in points.
    """
    scale = size / _font(path)["head"].unitsPerEm
    glyphs = [_glyph(path, char) for char in text]
    places, x = [], 0.0
    for glyph in glyphs:
        ink = (glyph.right - glyph.left) * scale
        room = (ink + glyph.advance * scale * 0.94) / 2
        places.append(x + room / 2 - (glyph.left + glyph.right) / 2 * scale)
        x += room + gap
    shift = (width - (x - gap)) / 2
    for glyph, place in zip(glyphs, places, strict=True):
        yield _path(path, glyph, place + shift, baseline, size)


def _flourish(width: float, y: float, reach: float, inner: float, colour: str) -> Iterator[Stroke]:
    """Two tapering rules beside a subtitle, each ending in a lozenge."""
    for side in (-1, 1):
        near, far = width / 2 + side * inner, width / 2 + side * reach
        tip = near + side * 3.2
        taper = (complex(tip, y - 0.5), complex(far, y), complex(tip, y + 0.5))
        lozenge = (
            complex(near - side * 3.2, y),
            complex(near, y - 2.4),
            complex(tip, y),
            complex(near, y + 2.4),
        )
        yield Stroke(polygon(*taper), "", 0, colour)
        yield Stroke(polygon(*lozenge), "", 0, colour)


def title(kind: CertificateKind, style: str) -> list[Stroke]:
    """Return the title of a kind with its English subtitle, in a box of TITLE_BOX."""
    width, words = TITLE_BOX[0], TITLES[kind]
    short = len(words) == 4
    if style == "kai":
        inks, face, size, gap, weight = KAI, KAI_BOLD, 60.0, 30.0 if short else 20.0, 1.2
    else:
        inks, face, size, gap, weight = SONG, SERIF_BOLD, 50.0, 26.0 if short else 17.0, 0.0
    drawn = spaced(face, words, size=size, gap=gap, width=width, baseline=60)
    subtitle = line(
        SERIF_BOLD,
        TITLES_EN[kind].upper(),
        size=11.5,
        tracking=0.2,
        centre=width / 2,
        baseline=93,
    )
    return [
        *(Stroke(d, inks.ink, weight, inks.ink) for d in drawn),
        Stroke(subtitle, "", 0, inks.metal),
        *_flourish(width, 89.2, 236, 142 if short else 158, inks.metal),
    ]


def statement(kind: CertificateKind) -> list[Stroke]:
    """Return the sentence over the rows of the song page, in a box of STATEMENT_BOX."""
    words = line(
        SERIF, STATEMENTS[kind], size=14, tracking=0.03, centre=STATEMENT_BOX[0] / 2, baseline=15
    )
    return [Stroke(words, "", 0, SONG.ink)]


def files() -> dict[str, str]:
    """Return the lettering kept in ``static/art`` by file name; the fonts must be installed."""
    drawn = {}
    for kind in CertificateKind:
        for style in ("kai", "song"):
            drawn[f"title-{kind}-{style}.svg"] = svg(title(kind, style), (0, 0, *TITLE_BOX))
        drawn[f"statement-{kind}-song.svg"] = svg(statement(kind), (0, 0, *STATEMENT_BOX))
    return drawn
