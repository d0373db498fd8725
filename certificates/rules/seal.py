"""The red seal as SVG: issuing body round the rim, emblem in the middle, seal text below.

The drawing is our own and carries no star or state emblem; as shipped its text says that it is
for demonstration, so that no sample can pass for a real document.
"""

from math import cos, radians, sin
from xml.sax.saxutils import escape

from certificates.rules.engraving import emblem

RED = "#c8211b"
_RIM = 43.4  # radius to which the issuing body's characters reach, in a seal of radius 48.6
_NARROW = 0.86
_FACES = "'BabelStone Han', 'LXGW WenKai'"  # seals are cut in Song
_SPREAD = 232.0  # degrees that a long text may fill


def _on_rim(glyph: str, degrees: float, size: float) -> str:
    """One glyph standing on the rim, narrowed as seals have it; 0° is the top, clockwise."""
    reach = _RIM - size / 2
    x, y = reach * sin(radians(degrees)), -reach * cos(radians(degrees))
    return (
        f'<text transform="translate({x:.1f} {y:.1f}) rotate({degrees:.1f}) scale({_NARROW} 1)"'
        f' y="{size * 0.36:.1f}" font-size="{size:.1f}" text-anchor="middle">{escape(glyph)}</text>'
    )


def seal_svg(issuer: str, text: str) -> str:
    """Return the seal with that issuing body and text, drawn on a 104 × 104 box.

    The emblem stands high and the seal's text low, so that between them there is room for the
    issuing body's name and under them for the date: both stay legible under the seal.
    """
    pace = 24.5 if len(issuer) > 6 else 33.0  # degrees; few characters stand further apart
    step = min(pace, _SPREAD / max(len(issuer) - 1, 1))
    size = min(14.5, step * 0.62)
    first = -step * (len(issuer) - 1) / 2
    rim = "".join(_on_rim(glyph, first + i * step, size) for i, glyph in enumerate(issuer))
    foot = min(9.0, 52 / max(len(text), 1))
    pitch = foot * 1.06
    start = -pitch * (len(text) - 1) / 2
    below = "".join(
        f'<text x="{start + i * pitch:.1f}" y="26.5" font-size="{foot:.1f}"'
        f' text-anchor="middle">{escape(glyph)}</text>'
        for i, glyph in enumerate(text)
    )
    shapes = "".join(f'<path d="{d}"/>' for d in emblem())
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-52 -52 104 104">'
        f'<g fill="none" stroke="{RED}"><circle r="48.6" stroke-width="2.8"/>'
        '<circle r="45.4" stroke-width="0.6"/></g>'
        f'<g fill="{RED}"><g transform="translate(0 -9) scale(.52)">{shapes}</g>'
        f'<g stroke="{RED}" stroke-width=".45" font-family="{_FACES}">{rim}{below}</g></g></svg>'
    )
