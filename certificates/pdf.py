"""From a template's HTML and CSS to PDF bytes: the plain way, the whole page at once."""

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from xml.etree import ElementTree as ET

from academy.documents.chamber import limits
from academy.documents.pdf import (
    Attachment,
    MissingGlyphs,
    TemplateFault,
    TooCostly,
    drawings,
    families,
    typeset,
)
from academy.shared import glyphs
from certificates.rules import wording

__all__ = [
    "VARIANT",
    "Attachment",
    "MissingGlyphs",
    "TemplateFault",
    "TooCostly",
    "address",
    "document",
    "drawings",
    "families",
    "fill",
    "typeset",
]

_T = TypeVar("_T")
VARIANT = "pdf/a-3u"
# Of one template, which is read in this process: far above what the check of templates allows.
_MOST_OF_A_PAGE, _MOST_TAGS = 8_000_000, 20_000


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
