"""The engraved line work of the shipped certificates: guilloche borders, grounds and the crest.

A border is one short tile and one corner, placed many times by the page: a drawing is interpreted
once and written into the file once, however often it shows. Tiles repeat without a seam because
every wave has a whole number of turns in a tile. Lengths are PDF points.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, cos, sin, tau

from certificates.rules.strokes import (
    Stroke,
    circle,
    crests,
    pair,
    polygon,
    rectangle,
    rosette,
    svg,
    through,
    trace,
)

LONG, SHORT = 841.9, 595.3  # the sides of A4
CREST_BOX = (-50.0, -50.0, 100.0, 100.0)
_FOOT = 6.0  # on which the towers stand


@dataclass(frozen=True, slots=True)
class Palette:
    """The inks of one style, darkest first; ``wash`` and ``paper`` are grounds."""

    ink: str
    metal: str
    pale: str
    wash: str
    paper: str
    sheen: str = "#efe6d2"


KAI = Palette(ink="#8a1c17", metal="#a67c33", pale="#f2e8d0", wash="#fbf4e2", paper="#fffdf7")
SONG = Palette(ink="#1c3f66", metal="#b08d45", pale="#dfe7ee", wash="#f3f6f9", paper="#ffffff")

# Kai: a wide braid of two ribbons between lace. The tile goes 6 times into the long side and
# 4 times into the short one, less the corners.
KAI_TILE, KAI_BAND, KAI_PERIODS = 117.65, 27.0, 5
KAI_CORNER = 46.0
# Song: a narrow chain. 9 tiles stand on the long side and 6 on the short one.
SONG_TILE, SONG_BAND, SONG_PERIODS = 82.9, 13.0, 6
SONG_CORNER = 22.0
SONG_GROUND = (520.0, 300.0)


def _ribbon(length: float, middle: float, half: float, waves: int, phase: float) -> Iterator[str]:
    """Strands of one twisted ribbon: it turns edge-on where neighbours cross."""
    for k in range(9):
        lean = k / 4 - 1

        def strand(t: float, lean: float = lean) -> complex:
            angle = tau * (waves * t + phase)
            return complex(t * length, middle + half * (lean * cos(angle) + sin(angle)) / 2)

        # lean·cos + sin is a cosine of its own, ahead by the angle of its two parts.
        yield through(strand, crests(waves, phase - atan2(1, lean) / tau))


def _lace(length: float, edge: float, height: float, waves: int) -> Iterator[str]:
    """Two rows of scallops that stand on an edge, half a scallop apart."""
    for phase in (0.0, 0.5):

        def scallop(t: float, phase: float = phase) -> complex:
            return complex(t * length, edge + height * (1 - cos(tau * (waves * t + phase))) / 2)

        yield trace(scallop, waves * 2)


def kai_band() -> list[Stroke]:
    """Return one tile of the kai border: lace, braid and a knot in every eye of the braid."""
    middle, half = KAI_BAND / 2, 9.2
    strokes: list[Stroke] = []
    for edge, height in ((0.6, 3.2), (KAI_BAND - 0.6, -3.2)):
        strokes += [Stroke(d, KAI.metal, 0.3) for d in _lace(KAI_TILE, edge, height, 20)]
    for phase, colour in ((0.0, KAI.metal), (0.5, KAI.ink)):
        ribbon = _ribbon(KAI_TILE, middle, half * 1.02, KAI_PERIODS, phase)
        strokes += [Stroke(d, colour, 0.32) for d in ribbon]
    return strokes


def kai_corner() -> list[Stroke]:
    """Return a corner of the kai border: a rosette of three rings in a square."""
    half = KAI_CORNER / 2
    centre = complex(half, half)
    rings = (
        (rosette(centre, inner=13.5, outer=half - 2.2, lobes=20, strands=4), KAI.metal),
        (rosette(centre, inner=7.5, outer=16, lobes=12, strands=5), KAI.ink),
        (rosette(centre, inner=1.5, outer=8.5, lobes=8, strands=3), KAI.metal),
    )
    return [
        Stroke(rectangle(0.6, 0.6, KAI_CORNER - 0.6, KAI_CORNER - 0.6), KAI.ink, 1, KAI.wash),
        *(Stroke(d, colour, 0.3) for ring, colour in rings for d in ring),
    ]


def kai_ground() -> list[Stroke]:
    """Return a quarter of the strands of the pale rosette under the text, 400 points wide.

    The page shows it four times, each turned by 7.5 degrees: with 12, 36 and 60 lobes that puts
    the strands of every ring at four phases apart.
    """
    rings = (
        rosette(0j, inner=142, outer=197, lobes=60, strands=1)
        + rosette(0j, inner=84, outer=152, lobes=36, strands=1)
        + rosette(0j, inner=26, outer=94, lobes=12, strands=1)
    )
    return [Stroke(d, KAI.pale, 0.5) for d in rings]


def song_band() -> list[Stroke]:
    """Return one tile of the song border: a chain of spindles."""
    middle, half = SONG_BAND / 2, SONG_BAND / 2 - 0.8
    strokes: list[Stroke] = []
    for waves, height, strands, colour in (
        (SONG_PERIODS, half, 4, SONG.metal),
        (SONG_PERIODS * 2, half * 0.62, 4, SONG.ink),
    ):
        for k in range(strands):

            def strand(
                t: float, phase: float = k / strands, waves: int = waves, height: float = height
            ) -> complex:
                swell = 0.72 + 0.28 * cos(tau * SONG_PERIODS * 2 * t)
                return complex(
                    t * SONG_TILE, middle + height * swell * sin(tau * (waves * t + phase))
                )

            strokes.append(Stroke(trace(strand, waves * 4), colour, 0.3))
    return strokes


def song_corner() -> list[Stroke]:
    """Return a corner of the song border."""
    half = SONG_CORNER / 2
    centre = complex(half, half)
    return [
        Stroke(rectangle(0.4, 0.4, SONG_CORNER - 0.4, SONG_CORNER - 0.4), SONG.ink, 0.8, SONG.wash),
        *(
            Stroke(d, SONG.ink, 0.3)
            for d in rosette(centre, inner=4, outer=half - 1.6, lobes=12, strands=4)
        ),
        *(
            Stroke(d, SONG.metal, 0.3)
            for d in rosette(centre, inner=1, outer=5, lobes=6, strands=3)
        ),
    ]


def song_ground() -> list[Stroke]:
    """Return the ground of the song page: two veils of strands that flow across its foot."""
    width, height = SONG_GROUND
    strokes: list[Stroke] = []
    for strands, colour, high, tilt, phase in (
        (19, SONG.pale, 74.0, 26.0, 0.0),
        (14, SONG.sheen, 60.0, -34.0, 0.42),
    ):
        for k in range(strands):
            share = k / (strands - 1)

            def strand(
                t: float,
                share: float = share,
                high: float = high,
                tilt: float = tilt,
                phase: float = phase,
            ) -> complex:
                open_ = 0.18 + 0.82 * (0.5 - 0.5 * cos(tau * (t * 0.95 + phase)))
                wave = high * sin(tau * (t * 0.9 + phase + share * 0.14))
                return complex(
                    t * width, height / 2 + wave + tilt * (t - 0.5) + (share - 0.5) * 70 * open_
                )

            strokes.append(Stroke(trace(strand, 8), colour, 0.4))
    return strokes


def crest(inks: Palette) -> list[Stroke]:
    """Return the academy's mark: a city of towers over an open book, in an engraved ring."""
    return [
        Stroke(circle(0j, 48.6), inks.ink, 1.4, inks.wash),
        *(Stroke(d, inks.metal, 0.5) for d in rosette(0j, inner=38, outer=47, lobes=32, strands=3)),
        Stroke(circle(0j, 36.6), inks.ink, 0.9, inks.paper),
        Stroke(circle(0j, 34.8), inks.metal, 0.4),
        *(Stroke(d, inks.ink, 0, inks.ink) for d in emblem()),
        *(Stroke(_wave(y, half), inks.metal, 0.9) for y, half in ((24.0, 17.0), (27.2, 12.0))),
    ]


def emblem() -> list[str]:
    """Return the filled shapes shared by crest and seal, within radius 34."""
    shapes = [*_tower(0.0, 3.4, 22.0, 2.2, 27.5), _spire(0.0, 1.3, 27.5, 37.0)]
    for side in (-1, 1):
        shapes += _tower(side * 8.2, 3.0, 14.5, 1.7, 17.0)
        shapes += _tower(side * 15.4, 3.2, 19.0, 2.1, 22.0)
        shapes += _tower(side * 22.6, 3.0, 9.5, 1.6, 11.5)
        shapes.append(_spire(side * 15.4, 1.0, 22.0, 27.5))
    return shapes + [_leaf(side) for side in (-1, 1)]


def _tower(middle: float, half: float, height: float, upper: float, top: float) -> list[str]:
    """A tower that steps back once, in two halves with a slit of light between them."""
    slit = 0.3
    return [
        polygon(
            *(
                complex(middle + side * x, _FOOT - y)
                for x, y in (
                    (slit, 0), (half, 0), (half, height), (upper, height), (upper, top), (slit, top)
                )
            )
        )
        for side in (-1, 1)
    ]  # fmt: skip


def _spire(middle: float, half: float, foot: float, top: float) -> str:
    return polygon(
        complex(middle - half, _FOOT - foot),
        complex(middle, _FOOT - top),
        complex(middle + half, _FOOT - foot),
    )


def _leaf(side: int) -> str:
    """One half of the open book."""
    upper = ((0.6, 12.4), (8, 7.6), (18, 7.2), (27.5, 9.4))
    lower = ((27.5, 17.2), (18, 15.0), (8, 15.4), (0.6, 20.2))
    p = [pair(complex(side * x, y)) for x, y in upper + lower]
    return f"M{p[0]}C{p[1]} {p[2]} {p[3]}L{p[4]}C{p[5]} {p[6]} {p[7]}Z"


def _wave(y: float, half: float) -> str:
    return trace(lambda t: complex((2 * t - 1) * half, y + 0.9 * sin(tau * t * half / 5)), 12)


def _notched(width: float, height: float, inset: float, notch: float) -> str:
    """A rectangle that steps round the corner squares."""
    near, far = inset, inset + notch
    corner = [complex(near, far), complex(far, far), complex(far, near)]
    flip = [complex(width - p.real, p.imag) for p in reversed(corner)]
    below = [complex(p.real, height - p.imag) for p in reversed([*corner, *flip])]
    return polygon(*corner, *flip, *below)


def _inset(width: float, height: float, by: float) -> str:
    return rectangle(by, by, width - by, height - by)


def kai_frame() -> list[Stroke]:
    """Return what runs round the kai page, landscape: rules and the bed of the band, from 22 to 49.

    The bed is here and not in the tiles, whose edges would show as hair lines.
    """
    return [
        Stroke(_inset(LONG, SHORT, 17), KAI.ink, 2.4),
        Stroke(_inset(LONG, SHORT, 20.3), KAI.metal, 0.5),
        Stroke(_inset(LONG, SHORT, 22 + KAI_BAND / 2), KAI.wash, KAI_BAND),
        Stroke(_inset(LONG, SHORT, 22), KAI.ink, 0.7),
        Stroke(_inset(LONG, SHORT, 49), KAI.ink, 0.7),
        Stroke(_notched(LONG, SHORT, 52.2, 19), KAI.metal, 0.9),
        Stroke(_notched(LONG, SHORT, 54.8, 19), KAI.metal, 0.3),
    ]


def song_frame() -> list[Stroke]:
    """Return what runs round the song page, portrait: rules and the bed of the band, 26 to 39."""
    return [
        Stroke(_inset(SHORT, LONG, 22.5), SONG.metal, 0.5),
        Stroke(_inset(SHORT, LONG, 26 + SONG_BAND / 2), SONG.wash, SONG_BAND),
        Stroke(_inset(SHORT, LONG, 26), SONG.ink, 0.6),
        Stroke(_inset(SHORT, LONG, 39), SONG.ink, 0.6),
        Stroke(_notched(SHORT, LONG, 42, 9), SONG.metal, 0.6),
    ]


def files() -> dict[str, str]:
    """Return the drawings kept in ``static/art`` by file name, without the lettering."""
    return {
        "crest-kai.svg": svg(crest(KAI), CREST_BOX),
        "crest-song.svg": svg(crest(SONG), CREST_BOX),
        "band-kai.svg": svg(kai_band(), (0, 0, KAI_TILE, KAI_BAND)),
        "frame-kai.svg": svg(kai_frame(), (0, 0, LONG, SHORT)),
        "frame-song.svg": svg(song_frame(), (0, 0, SHORT, LONG)),
        "corner-kai.svg": svg(kai_corner(), (0, 0, KAI_CORNER, KAI_CORNER)),
        "ground-kai.svg": svg(kai_ground(), (-200, -200, 400, 400)),
        "band-song.svg": svg(song_band(), (0, 0, SONG_TILE, SONG_BAND)),
        "corner-song.svg": svg(song_corner(), (0, 0, SONG_CORNER, SONG_CORNER)),
        "ground-song.svg": svg(song_ground(), (0, 0, *SONG_GROUND)),
    }
