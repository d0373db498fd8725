"""Engraved line work, interpreted once in a process and not once a page.

Drawn anew on each page it is four fifths of the cost of a certificate; kept as compressed
operators it is put into every page after the first as a form.
"""

import re
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

_NAMED = re.compile(r"art:([\w-]+\.svg)")


class Drawing:
    """An SVG file as an image of the layout engine."""

    def __init__(self, source: bytes) -> None:
        from defusedxml.ElementTree import fromstring
        from weasyprint.svg import SVG

        self._svg = SVG(fromstring(source), "", None, None)
        self._drawn: dict[tuple[float, float], tuple[bytes, dict[str, Any]]] = {}

    def get_intrinsic_size(self, *_: object) -> tuple[None, None, float]:
        return None, None, 1.0

    def draw(self, stream: Any, width: float, height: float, _style: object) -> None:
        for name, form in stream._resources["XObject"].items():  # noqa: SLF001  (no other way in)
            if getattr(form, "shows", None) == (self, width, height):
                # A border is often one band, laid along each side many times.
                stream.draw_x_object(name)
                return
        form = stream.add_group(0, 0, width, height)
        form.shows = (self, width, height)
        # Composed as a group of its own it would be rastered a little differently from what the
        # engine draws into the page.
        del form.extra["Group"]
        self._operators(form, width, height)
        stream.draw_x_object(form.id)

    def _operators(self, form: Any, width: float, height: float) -> None:
        resources = form.extra["Resources"]
        if (width, height) not in self._drawn:
            self._svg.draw(form, width, height, None, None)
            if any(resources[kind] for kind in ("XObject", "Pattern", "Shading")):
                # Gradients and groups are objects of this one document: drawn anew for each.
                return
            operators = b"\n".join(
                each if isinstance(each, bytes) else str(each).encode() for each in form.stream
            )
            self._drawn[width, height] = zlib.compress(operators, 9), dict(resources["ExtGState"])
        packed, states = self._drawn[width, height]
        form.stream = [packed]
        form.compress = False
        form.extra["Filter"] = "/FlateDecode"
        resources["ExtGState"].update(states)


def named_in(text: str, art: Path) -> dict[str, Drawing]:
    """Return the drawings of the folder `art` whose addresses occur in `text`, by address."""
    names = dict.fromkeys(_NAMED.findall(text))
    return {f"art:{name}": _drawing(art / name) for name in names if (art / name).is_file()}


@lru_cache(maxsize=64)
def _drawing(path: Path) -> Drawing:
    return Drawing(path.read_bytes())
