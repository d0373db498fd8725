"""The engraved line work of a certificate: guilloche frame, ground rosette and crest.

Every curve is sampled with its derivative and written as cubic Bézier segments (Hermite form:
a handle is a third of the tangent), one decimal, in PDF points on an A4 landscape page with
the origin at the top left. Each segment carries its own ``C``: the layout engine re-reads the
rest of a run for every point, so one long run costs quadratic time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, sin, tau
from typing import TypeAlias

PAGE_WIDTH, PAGE_HEIGHT = 841.9, 595.3
CREST_BOX = (-50.0, -50.0, 100.0, 100.0)

INK, BRONZE, PALE, GROUND, PAPER = "#7d1a17", "#a67a2e", "#efe5cd", "#fbf5e6", "#fffdf7"

OUTER, BAND, CORNER = 25.0, 25.0, 40.0  # edge to frame; band height; corner square

Curve: TypeAlias = Callable[[float], complex]


@dataclass(frozen=True)
class Stroke:
    """One path: its ``d`` attribute, line colour, line width in points (0: none) and fill."""

    d: str
    colour: str
    width: float
    fill: str = "none"

    def element(self) -> str:
        """Return the path element."""
        line = f' stroke="{self.colour}" stroke-width="{self.width:g}"' if self.width else ""
        return f'<path fill="{self.fill}"{line} d="{self.d}"/>'


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _pair(point: complex) -> str:
    return f"{_number(point.real)} {_number(point.imag)}"


def trace(curve: Curve, segments: int, *, closed: bool = False) -> str:
    """Return the path data of a curve over ``[0, 1]`` in that many cubic segments."""
    step = 1 / segments
    nudge = step * 1e-3
    points = [curve(index * step) for index in range(segments + 1)]
    handles = [
        (curve(index * step + nudge) - curve(index * step - nudge)) * (step / (6 * nudge))
        for index in range(segments + 1)
    ]
    parts = [f"M{_pair(points[0])}"]
    parts += [
        f"C{_pair(points[i] + handles[i])} {_pair(points[i + 1] - handles[i + 1])}"
        f" {_pair(points[i + 1])}"
        for i in range(segments)
    ]
    return "".join(parts) + ("Z" if closed else "")


def polygon(*points: complex) -> str:
    """Return the path data of a closed polygon."""
    return "M" + "L".join(map(_pair, points)) + "Z"


def _turn(t: float) -> complex:
    return complex(cos(tau * t), sin(tau * t))


def _circle(centre: complex, radius: float) -> str:
    return trace(lambda t: centre + radius * _turn(t), 8, closed=True)


def _rectangle(inset: float) -> str:
    return _notched(inset, 0)


def _notched(inset: float, notch: float) -> str:
    """A rectangle that steps round the corner squares."""
    near, far = inset, inset + notch
    corner = [complex(near, far), complex(far, far), complex(far, near)]
    if not notch:
        corner = corner[:1]
    flip = [complex(PAGE_WIDTH - p.real, p.imag) for p in reversed(corner)]
    below = [complex(p.real, PAGE_HEIGHT - p.imag) for p in reversed([*corner, *flip])]
    return polygon(*corner, *flip, *below)


def _band(start: complex, end: complex, *, period: float) -> Iterator[Stroke]:
    """One side of the frame: two woven ropes of sine strands under a breathing envelope."""
    length = abs(end - start)
    along = (end - start) / length
    waves = round(length / period)

    def strand(height: float, phase: float, swell: float) -> Curve:
        def curve(t: float) -> complex:
            turn = t * waves
            envelope = 1 - swell + swell * cos(tau * turn)
            across = height * envelope * sin(tau * turn + tau * phase)
            return start + along * complex(t * length, across)

        return curve

    half = BAND / 2 - 2.2
    for k in range(6):
        yield Stroke(trace(strand(half, k / 6, 0.22), waves * 4), BRONZE, 0.4)
    for k in range(4):
        yield Stroke(trace(strand(half * 0.46, k / 4, -0.35), waves * 4), INK, 0.35)


def rosette(centre: complex, *, inner: float, outer: float, lobes: int, strands: int) -> list[str]:
    """Return closed strands between two radii, each turned a little against the last."""

    def strand(phase: float) -> Curve:
        def curve(t: float) -> complex:
            swing = cos(tau * lobes * t + tau * phase)
            return centre + ((inner + outer) / 2 + (outer - inner) / 2 * swing) * _turn(t)

        return curve

    return [trace(strand(k / strands), lobes * 4, closed=True) for k in range(strands)]


def frame() -> list[Stroke]:
    """Return the border: rules, four guilloche bands and four corner rosettes."""
    inner = OUTER + BAND
    strokes = [
        Stroke(_rectangle(OUTER - 5), INK, 2.4),
        Stroke(_rectangle(OUTER - 1.5), BRONZE, 0.5),
        Stroke(_rectangle(OUTER + BAND / 2), GROUND, BAND),
        Stroke(_rectangle(OUTER), INK, 0.6),
        Stroke(_rectangle(inner), INK, 0.6),
        Stroke(_notched(inner + 3, CORNER - BAND), BRONZE, 0.8),
        Stroke(_notched(inner + 5.4, CORNER - BAND), BRONZE, 0.3),
    ]
    left = top = OUTER + BAND / 2
    right, bottom = PAGE_WIDTH - left, PAGE_HEIGHT - top
    reach = CORNER - BAND / 2
    for start, end in (
        (complex(left + reach, top), complex(right - reach, top)),
        (complex(right, top + reach), complex(right, bottom - reach)),
        (complex(right - reach, bottom), complex(left + reach, bottom)),
        (complex(left, bottom - reach), complex(left, top + reach)),
    ):
        strokes += _band(start, end, period=25)
    inset = OUTER + CORNER / 2
    for x in (inset, PAGE_WIDTH - inset):
        for y in (inset, PAGE_HEIGHT - inset):
            strokes += _corner(complex(x, y))
    return strokes


def _corner(centre: complex) -> list[Stroke]:
    half = CORNER / 2
    square = [centre + complex(x, y) * half for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    outer = rosette(centre, inner=6.5, outer=half - 1.6, lobes=12, strands=6)
    inner = rosette(centre, inner=2, outer=9.5, lobes=8, strands=4)
    return [
        Stroke(polygon(*square), INK, 0.9, GROUND),
        *(Stroke(d, BRONZE, 0.35) for d in outer),
        *(Stroke(d, INK, 0.35) for d in inner),
    ]


def ground() -> list[Stroke]:
    """Return the pale rosette under the text."""
    centre = complex(PAGE_WIDTH / 2, PAGE_HEIGHT / 2 + 6)
    rings = (
        rosette(centre, inner=96, outer=172, lobes=24, strands=6)
        + rosette(centre, inner=52, outer=112, lobes=16, strands=6)
        + rosette(centre, inner=14, outer=62, lobes=10, strands=5)
    )
    return [Stroke(d, PALE, 0.45) for d in rings]


def crest() -> list[Stroke]:
    """Return the academy's mark: a city of towers over an open book, in an engraved ring."""
    return [
        Stroke(_circle(0j, 48.8), INK, 1.2, GROUND),
        *(Stroke(d, BRONZE, 0.6) for d in rosette(0j, inner=37.5, outer=47, lobes=30, strands=3)),
        Stroke(_circle(0j, 36.4), INK, 0.8, PAPER),
        *(Stroke(d, INK, 0, INK) for d in emblem()),
        *(Stroke(_wave(y), BRONZE, 1.1) for y in (26.5, 29.8)),
    ]


def emblem() -> list[str]:
    """Return the filled shapes shared by crest and seal, within radius 34."""
    towers = (
        (-25.0, 6.5, 13.0),
        (-17.2, 7.0, 22.0),
        (-8.9, 5.2, 17.0),
        (-2.6, 5.2, 34.0),
    )
    shapes = []
    for left, width, height in towers:
        shapes.append(_tower(left, width, height))
        if left + width < 0:
            shapes.append(_tower(-left - width, width, height))
    return shapes + [_leaf(side) for side in (-1, 1)]


def _tower(left: float, width: float, height: float) -> str:
    foot, shoulder = 7.0, width * 0.45
    top = foot - height
    return polygon(
        complex(left, foot),
        complex(left, top + shoulder),
        complex(left + width / 2, top),
        complex(left + width, top + shoulder),
        complex(left + width, foot),
    )


def _leaf(side: int) -> str:
    """One half of the open book."""
    upper = ((0.6, 13.2), (8, 8.6), (18, 8.2), (27, 10.6))
    lower = ((27, 18.9), (18, 16.5), (8, 16.9), (0.6, 21.5))
    p = [_pair(complex(side * x, y)) for x, y in upper + lower]
    return f"M{p[0]}C{p[1]} {p[2]} {p[3]}L{p[4]}C{p[5]} {p[6]} {p[7]}Z"


def _wave(y: float) -> str:
    return trace(lambda t: complex((t - 0.5) * 30, y + 0.9 * sin(tau * t * 3)), 12)


def svg(strokes: list[Stroke], *, box: tuple[float, float, float, float] | None = None) -> str:
    """Return strokes as one SVG document; ``box`` is the view box, a whole page by default."""
    view = " ".join(f"{value:g}" for value in box or (0, 0, PAGE_WIDTH, PAGE_HEIGHT))
    body = "".join(stroke.element() for stroke in strokes)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{body}</svg>\n'


def files() -> dict[str, str]:
    """Return the drawings kept in ``static/art`` by file name."""
    return {
        "border.svg": svg(frame()),
        "ground.svg": svg(ground()),
        "crest.svg": svg(crest(), box=CREST_BOX),
    }
