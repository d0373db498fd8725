"""From HTML and CSS to PDF bytes: any document, laid out in a child process (`chamber`).

The fonts are those of CERTIFICATE_FONTS, in order of preference, and no others. A character that
none of them has stops the rendering: a box is never printed. The same input gives the same bytes.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from academy.documents.chamber import keeper, limits

# A page of a person is some 4 kB; this is a batch of thousands, and no template.
_MOST_CHARACTERS = 24_000_000


class MissingGlyphs(ValueError):
    """Characters that none of the fonts can print."""

    def __init__(self, characters: str) -> None:
        super().__init__(" ".join(f"U+{ord(each):04X}" for each in characters))
        self.characters = characters


class TemplateFault(ValueError):
    """A template asks for something that does not exist or is forbidden, or is not laid out."""


class TooCostly(TemplateFault):
    """A template takes more time, memory, pages or bytes than a document may."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the PDF carries; `relationship` as of ISO 32000-2, 7.11.3."""

    name: str
    mime: str
    content: bytes
    relationship: str = "Data"
    description: str = ""


def typeset(
    html: str,
    css: str,
    *,
    variant: str | None = None,
    attachments: Iterable[Attachment] = (),
    identifier: bytes = b"",
    made_at: datetime | None = None,
    drawings_cached: bool = True,
    budget: limits.Budget = limits.SHEETS,
) -> bytes:
    """Return the PDF of a complete HTML document, which may be many pages.

    Addresses are `data:` of PNG, JPEG and our own SVG, and `art:` of shipped drawings. Without an
    identifier one is taken from the input. `drawings_cached=False` is the engine as it comes,
    which draws each drawing anew on each page: a yardstick.

    Raises:
        MissingGlyphs: a printed character is in none of the fonts.
        TemplateFault: anything the layout engine warns about or is refused.
        TooCostly: the budget does not do.
        keeper.Unusable: the installation lacks what it needs.
    """
    files = list(attachments)
    if len(html) > _MOST_CHARACTERS:
        raise TooCostly(f"{len(html)} characters of HTML, {_MOST_CHARACTERS} at most")
    header: dict[str, Any] = {
        "html": html,
        "css": css,
        "variant": variant,
        "identifier": (identifier or _identifier(html, css)).hex(),
        "made_at": made_at.isoformat() if made_at else None,
        "drawings_cached": drawings_cached,
        "files": [
            {
                "name": each.name,
                "mime": each.mime,
                "relationship": each.relationship,
                "description": each.description,
                "size": len(each.content),
            }
            for each in files
        ],
    }
    body = b"".join(each.content for each in files)
    try:
        answer, content = keeper.ask(header, body, kit=_kit(), budget=budget)
    except (keeper.Late, keeper.Gone, keeper.Overlong) as much:
        raise TooCostly(str(much)) from much
    match answer.get("fault"):
        case None:
            return content
        case "glyphs":
            raise MissingGlyphs(answer["said"])
        case "costly":
            raise TooCostly(answer["said"])
    raise TemplateFault(answer["said"])


def families() -> tuple[str, ...]:
    """Return the font families that a document may name, in the chain's order."""
    return _kit().families


def drawings() -> frozenset[str]:
    """Return the names of the shipped drawings, as in `art:NAME`."""
    return frozenset(path.name for path in Path(_kit().art).glob("*.svg"))


def _identifier(html: str, css: str) -> bytes:
    return hashlib.sha256(f"{html}\0{css}".encode()).hexdigest()[:32].encode()


def _kit() -> keeper.Kit:
    return _of(tuple(settings.CERTIFICATE_FONTS), str(settings.DOCUMENT_ART))


@lru_cache(maxsize=4)
def _of(files: tuple[str, ...], art: str) -> keeper.Kit:
    return keeper.Kit(files, tuple(_family(file) for file in files), art)


def _family(path: str) -> str:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=_face(path), lazy=True) as font:
        return font["name"].getDebugName(16) or font["name"].getDebugName(1) or ""


def _face(path: str) -> int:
    """Return which face of a collection to use: the one for simplified Chinese."""
    from fontTools.ttLib import TTCollection

    if not path.endswith((".ttc", ".otc")):
        return -1
    with TTCollection(path, lazy=True) as collection:
        names = [font["name"].getDebugName(1) or "" for font in collection.fonts]
    return next((i for i, name in enumerate(names) if name.endswith(" SC")), 0)
