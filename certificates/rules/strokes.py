"""Line work as SVG: curves sampled into cubic Bézier segments, one decimal, few bytes.

A curve is sampled with its derivative (Hermite form: a handle is a third of the tangent). Each
segment carries its own ``C``: the layout engine re-reads the rest of a run for every point, so
one long run costs quadratic time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    step = 1 / segments
    nudge = step * 1e-3
    points = [curve(index * step) for index in range(segments + 1)]
    handles = [
        (curve(index * step + nudge) - curve(index * step - nudge)) * (step / (6 * nudge))
        for index in range(segments + 1)
    ]
    parts = [f"M{pair(points[0])}"]
    parts += [
        f"C{pair(points[i] + handles[i])} {pair(points[i + 1] - handles[i + 1])}"
        f" {pair(points[i + 1])}"
        for i in range(segments)
    ]
    return "".join(parts) + ("Z" if closed else "")


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


def rosette(
    centre: complex, *, inner: float, outer: float, lobes: int, strands: int, pinch: float = 0.0
) -> list[str]:
    """Return closed strands between two radii, each turned a little against the last.

    ``pinch`` adds the third harmonic, which draws the lobes of neighbours into knots.
    """

    def strand(phase: float) -> Curve:
        def curve(t: float) -> complex:
            angle = tau * lobes * t + tau * phase
            swing = ((1 - pinch) * cos(angle) + pinch * cos(3 * angle)) / (1 - pinch + abs(pinch))
            return centre + ((inner + outer) / 2 + (outer - inner) / 2 * swing) * turn(t)

        return curve

    steps = lobes * (8 if pinch else 4)
    return [trace(strand(k / strands), steps, closed=True) for k in range(strands)]


def svg(strokes: Sequence[Stroke], box: Box) -> str:
    """Return strokes as one SVG document that shows ``box``: left, top, width, height."""
    view = " ".join(f"{value:g}" for value in box)
    body = "".join(stroke.element() for stroke in strokes)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{body}</svg>\n'
