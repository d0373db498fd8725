"""The second wall: whatever a template asks for, nothing is fetched but what it carries.

It holds when a template was never linted. Every refusal is fatal to the document.
"""

import re
from pathlib import Path
from typing import Any

from . import limits

_DATA = re.compile(r"data:image/(png|jpeg|svg\+xml)[;,]", re.IGNORECASE)
_MAGIC = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
# Of SVG we draw ourselves none of these is needed; `use` multiplies, the others reach out.
_FORBIDDEN_IN_SVG = {"use", "image", "foreignobject", "script", "style", "iframe"}


def fetcher(art: Path) -> Any:
    """Return the fetcher of this process: data: images only, checked before they are read.

    `art` is the folder of the shipped drawings.
    """
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Locked(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        def __init__(self) -> None:
            super().__init__(allowed_protocols=("data",), allow_redirects=False)
            # Drawings read anew on each page, only to measure what that costs.
            self.raw_drawings = False

        def fetch(self, url: str, headers: Any = None) -> Any:
            if self.raw_drawings and url.startswith("art:") and "/" not in url:
                svg = (art / url[4:]).read_bytes()
                return URLFetcherResponse(url, svg, {"Content-Type": "image/svg+xml"})
            kind = _DATA.match(url)
            if kind is None:
                said = "only drawings of our own and data addresses of images"
                raise FatalURLFetchingError(f"{said}: {url[:60]}")
            if len(url) > limits.IMAGE_BYTES * 4 // 3 + 64:
                raise FatalURLFetchingError("an image within the document is too large")
            response = super().fetch(url, headers)
            content = response.read()
            if fault := fault_of_image(kind[1].lower(), content):
                raise FatalURLFetchingError(fault)
            return URLFetcherResponse(url, content, {"Content-Type": f"image/{kind[1].lower()}"})

    return Locked()


def fault_of_image(kind: str, content: bytes) -> str:
    """Return why these bytes are not used as an image of that kind, or ""."""
    if kind != "svg+xml":
        return "" if content.startswith(_MAGIC[kind]) else f"not an image of type {kind}"
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        tree = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return "an SVG that cannot be read"
    return fault_of_svg(tree)


def fault_of_svg(tree: Any) -> str:
    """Return what an SVG element asks for that none may, or ""."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2].lower()
        if name in _FORBIDDEN_IN_SVG:
            return f"<{name}> in an SVG"
        for key, value in element.attrib.items():
            if key.rpartition("}")[2].lower() == "href" and not value.startswith("#"):
                return "an address in an SVG"
    return ""
