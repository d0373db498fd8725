"""Line work as SVG: curves sampled into cubic Bézier segments, one decimal, few bytes.

A curve is sampled with its derivative (Hermite form: a handle is a third of the tangent). Each
segment carries its own ``C``: the layout engine re-reads the rest of a run for every point, so
one long run costs quadratic time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, sin, tau
from typing import TypeAlias

Curve: TypeAlias = Callable[[float], complex]
Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One path: its ``d`` attribute, line colour, line width (0: none) and fill."""

    d: str
    colour: str
    width: float
    fill: str = "none"

    def element(self) -> str:
        """Return the path element."""
        line = f' stroke="{self.colour}" stroke-width="{self.width:g}"' if self.width else ""
        round_ = ' stroke-linejoin="round"' if self.width and self.fill != "none" else ""
        return f'<path fill="{self.fill}"{line}{round_} d="{self.d}"/>'


def number(value: float) -> str:
    """Return a coordinate with at most one decimal and no negative zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def pair(point: complex) -> str:
    """Return a point as path data."""
    return f"{number(point.real)} {number(point.imag)}"


def trace(curve: Curve, segments: int, *, closed: bool = False) -> str:
    """Return the path data of a curve over ``[0, 1]`` in that many cubic segments."""
    return through(curve, [index / segments for index in range(segments + 1)], closed=closed)


def through(curve: Curve, stops: Sequence[float], *, closed: bool = False) -> str:
    """Return the path data of a curve in cubic segments between these values of its parameter.

    Where a wave is stopped at its crests and troughs, two segments a turn draw it to 1 %.
    """
    nudge = 1e-5
    points = [curve(at) for at in stops]
    slopes = [(curve(at + nudge) - curve(at - nudge)) / (6 * nudge) for at in stops]
    parts = [f"M{pair(points[0])}"]
    for i, (at, to) in enumerate(pairwise(stops)):
        near, far = points[i] + slopes[i] * (to - at), points[i + 1] - slopes[i + 1] * (to - at)
        parts.append(f"C{pair(near)} {pair(far)} {pair(points[i + 1])}")
    return "".join(parts) + ("Z" if closed else "")


def crests(waves: int, phase: float) -> list[float]:
    """Return where ``cos(tau * (waves * t + phase))`` turns on ``[0, 1]``, and the two ends."""
    turns = ((k / 2 - phase) / waves for k in range(int(2 * phase) - 1, 2 * waves + 3))
    return [0.0, *(t for t in turns if 1e-6 < t < 1 - 1e-6), 1.0]


def polygon(*points: complex) -> str:
    """Return the path data of a closed polygon."""
    return "M" + "L".join(map(pair, points)) + "Z"


def rectangle(left: float, top: float, right: float, bottom: float) -> str:
    """Return the path data of a rectangle."""
    return polygon(
        complex(left, top), complex(right, top), complex(right, bottom), complex(left, bottom)
    )


def turn(t: float) -> complex:
    """Return the point of the unit circle after ``t`` turns from the right, clockwise on paper."""
    return complex(cos(tau * t), sin(tau * t))


def circle(centre: complex, radius: float) -> str:
    """Return the path data of a circle."""
    return trace(lambda t: centre + radius * turn(t), 8, closed=True)


def rosette(centre: complex, *, inner: float, outer: float, lobes: int, strands: int) -> list[str]:
    """Return closed strands between two radii, each turned a little against the last."""

    def strand(phase: float) -> Curve:
        def curve(t: float) -> complex:
            swing = cos(tau * lobes * t)
            radius = (inner + outer) / 2 + (outer - inner) / 2 * swing
            return centre + radius * turn(t + phase / lobes)

        return curve

    return [trace(strand(k / strands), lobes * 2, closed=True) for k in range(strands)]


def svg(strokes: Sequence[Stroke], box: Box) -> str:
    """Return strokes as one SVG document that shows ``box``: left, top, width, height."""
    view = " ".join(f"{value:g}" for value in box)
    body = "".join(stroke.element() for stroke in strokes)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{body}</svg>\n'
