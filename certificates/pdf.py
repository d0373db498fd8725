"""From a template's HTML and CSS to PDF bytes: the plain way, the whole page at once.

Everything is laid out in a child process (`chamber`), by WeasyPrint. The fonts are those of
CERTIFICATE_FONTS, in order of preference, and no others. A character that none of them has stops
the rendering: a box is never printed. The same input gives the same bytes.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from xml.etree import ElementTree as ET

from django.conf import settings

from academy.shared import glyphs
from certificates.chamber import drawings as art
from certificates.chamber import keeper, limits
from certificates.rules import wording

_T = TypeVar("_T")
ART = art.ART
VARIANT = "pdf/a-3u"
# A page of a person is some 4 kB; this is a batch of thousands, and no template.
_MOST_CHARACTERS = 24_000_000
# Of one template, which is read in this process: far above what the check of templates allows.
_MOST_OF_A_PAGE, _MOST_TAGS = 8_000_000, 20_000


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
        answer, content = keeper.ask(header, body, fonts=_fonts(), budget=budget)
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


def document(
    html: str,
    css: str,
    *,
    fields: Mapping[str, str],
    images: Mapping[str, str | bytes],
    attachments: Iterable[Attachment] = (),
    made_at: datetime | None = None,
    identifier: bytes = b"",
    drawings_cached: bool = True,
) -> bytes:
    """Return the whole page of one person, declared PDF/A-3u, unsigned.

    Raises:
        MissingGlyphs, TemplateFault, TooCostly: as `typeset` and `fill`; also if it is not one
            page.
    """
    if lacking := glyphs.missing("".join(fields.values())):
        raise MissingGlyphs(lacking)
    classes = {"body": wording.density(fields)}
    return typeset(
        fill(html, fields=fields, images=images, classes=classes),
        css,
        variant=VARIANT,
        attachments=attachments,
        identifier=identifier,
        made_at=made_at,
        drawings_cached=drawings_cached,
        budget=limits.PAGE,
    )


def fill(
    html: str,
    *,
    fields: Mapping[str, str],
    images: Mapping[str, str | bytes],
    classes: Mapping[str, str] | None = None,
) -> str:
    """Return the template with its placeholders filled, as a complete document.

    `images` are SVG text or the bytes of a PNG or JPEG; an empty one leaves its element out.
    `classes` are added to elements with `data-density`.

    Raises:
        TemplateFault: a placeholder has no such field, image or density.
        TooCostly: too many elements, or nested too deeply.
    """
    import tinyhtml5  # type: ignore[import-untyped]  # it ships no types

    if len(html) > _MOST_OF_A_PAGE or html.count("<") > _MOST_TAGS:
        raise TooCostly("a page of so many characters or elements")
    try:
        tree = tinyhtml5.parse(html, namespace_html_elements=False)
        _leave_out(tree, fields, images)
        for element in tree.iter():
            if isinstance(element.tag, str):
                _fill(element, fields, images, classes or {})
        text: str = ET.tostring(tree, encoding="unicode", method="html")
    except RecursionError:
        raise TooCostly("elements are nested too deeply") from None
    # Without it the layout engine would take the page for one of quirks.
    return f"<!DOCTYPE html>\n{text}"


def drawings() -> frozenset[str]:
    """Return the names of the shipped drawings, as in `art:NAME`."""
    return frozenset(path.name for path in art.ART.glob("*.svg"))


def families() -> tuple[str, ...]:
    """Return the font families that a template may name, in the chain's order."""
    return _fonts().families


def _leave_out(tree: Any, fields: Mapping[str, str], images: Mapping[str, str | bytes]) -> None:
    for parent in list(tree.iter()):
        previous = None
        for element in list(parent):
            if isinstance(element.tag, str) and _is_empty(element, fields, images):
                # What follows the element is its `tail`, and stays.
                if previous is None:
                    parent.text = (parent.text or "") + (element.tail or "")
                else:
                    previous.tail = (previous.tail or "") + (element.tail or "")
                parent.remove(element)
            else:
                previous = element


def _is_empty(element: Any, fields: Mapping[str, str], images: Mapping[str, str | bytes]) -> bool:
    if (name := element.get("data-when")) is not None:
        return not _named(name, {**images, **fields})
    name = element.get("data-image")
    return name is not None and not _named(name, images)


def _fill(
    element: Any,
    fields: Mapping[str, str],
    images: Mapping[str, str | bytes],
    classes: Mapping[str, str],
) -> None:
    if (name := element.get("data-field")) is not None:
        if element.tag in ("style", "script"):
            raise TemplateFault(f"a field inside <{element.tag}>")
        if element.tag == "meta":
            element.set("content", _named(name, fields))
        else:
            for child in list(element):
                element.remove(child)
            element.text = _named(name, fields)
    if (name := element.get("data-image")) is not None:
        element.set("src", address(_named(name, images)))
    if (name := element.get("data-density")) is not None:
        element.set("class", f"{element.get('class', '')} {_named(name, classes)}".strip())


def address(picture: str | bytes) -> str:
    """Return a picture (SVG text, or bytes of a PNG or JPEG) as an address."""
    if isinstance(picture, str):
        # A drawing with text is a document of its own and inherits no face from the page.
        chain = ", ".join(f"'{name}'" for name in families())
        kind, content = "svg+xml", picture.replace("<svg ", f'<svg font-family="{chain}" ', 1)
        picture = content.encode()
    else:
        kind = "jpeg" if picture.startswith(b"\xff\xd8") else "png"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"


def _named(name: str, values: Mapping[str, _T]) -> _T:
    if name not in values:
        raise TemplateFault(f"no such field or image: {name}")
    return values[name]


def _identifier(html: str, css: str) -> bytes:
    return hashlib.sha256(f"{html}\0{css}".encode()).hexdigest()[:32].encode()


def _fonts() -> keeper.Fonts:
    return _chain(tuple(settings.CERTIFICATE_FONTS))


@lru_cache(maxsize=4)
def _chain(files: tuple[str, ...]) -> keeper.Fonts:
    return keeper.Fonts(files, tuple(_family(file) for file in files))


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
