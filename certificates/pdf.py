"""From a template's HTML and CSS to PDF bytes, the only place that knows WeasyPrint.

The fonts are those of CERTIFICATE_FONTS, in order of preference; their families must be
installed, since the layout engine finds faces by name. A character that none of them has stops
the rendering: a box is never printed. The same input gives the same bytes.

Engraved line work (`art:` addresses, files of `static/art`) is four fifths of the cost of a page
when drawn anew, so each drawing is interpreted once in a process and its compressed operators are
put into every page after that as a form.
"""

import base64
import gc
import hashlib
import logging
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from django.conf import settings

from academy.shared import glyphs

ART = Path(__file__).resolve().parent / "static" / "art"

# Pango and the shared drawings are not for two threads at once.
_one_at_a_time = threading.Lock()


class MissingGlyphs(ValueError):
    """Characters that none of the fonts can print."""

    def __init__(self, characters: str) -> None:
        super().__init__(" ".join(f"U+{ord(each):04X}" for each in characters))
        self.characters = characters


class TemplateFault(ValueError):
    """A template asks for a field, an image or an address that does not exist."""


def render(
    html: str,
    css: str,
    *,
    fields: Mapping[str, str],
    images: Mapping[str, str],
    classes: Mapping[str, str] | None = None,
) -> bytes:
    """Return the PDF of one filled template.

    `fields` fill elements with `data-field` (and content of such meta elements), `images` (SVG
    text) those with `data-image`, `classes` are added to elements with `data-density`.

    Raises:
        MissingGlyphs: a printed character is in none of the fonts.
        TemplateFault: an unknown field or image, or anything the layout engine warns about.
    """
    from weasyprint import HTML

    if lacking := glyphs.missing("".join(fields.values())):
        raise MissingGlyphs(lacking)
    families = ", ".join(f"'{_family(path)}'" for path in settings.CERTIFICATE_FONTS)
    # A drawing with text is a document of its own and inherits no face from the page.
    faced = {
        name: svg.replace("<svg ", f'<svg font-family="{families}" ', 1)
        for name, svg in images.items()
    }
    filled = _fill(html, fields, faced, classes or {})
    with _one_at_a_time, _warnings_are_errors():
        sheet, fonts = _sheet(f"html {{ font-family: {families} }}\n{css}")
        document = HTML(string=filled, url_fetcher=_fetcher())
        identifier = hashlib.sha256(filled.encode() + css.encode()).hexdigest()[:32]
        pdf: bytes = document.write_pdf(
            stylesheets=[sheet],
            font_config=fonts,
            cache=dict(_drawings()),
            pdf_identifier=identifier.encode(),
        )
        # A document holds its fonts' files and refers to itself: without this, some 15 MB of
        # each page stay until Python happens to look.
        del document
        gc.collect(1)
    return pdf


def _fill(
    html: str,
    fields: Mapping[str, str],
    images: Mapping[str, str],
    classes: Mapping[str, str],
) -> str:
    import tinyhtml5  # type: ignore[import-untyped]  # it ships no types

    tree = tinyhtml5.parse(html, namespace_html_elements=False)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if name := element.get("data-field"):
            if element.tag == "meta":
                element.set("content", _named(name, fields))
            else:
                element.text = _named(name, fields)
        if name := element.get("data-image"):
            encoded = base64.b64encode(_named(name, images).encode()).decode()
            element.set("src", f"data:image/svg+xml;base64,{encoded}")
        if name := element.get("data-density"):
            element.set("class", f"{element.get('class', '')} {classes.get(name, '')}".strip())
    text: str = ET.tostring(tree, encoding="unicode", method="html")
    return text


def _named(name: str, values: Mapping[str, str]) -> str:
    if name not in values:
        raise TemplateFault(f"no such field or image: {name}")
    return values[name]


class _Drawing:
    """An SVG file as an image of the layout engine, interpreted once for each size."""

    def __init__(self, source: bytes) -> None:
        from defusedxml.ElementTree import fromstring
        from weasyprint.svg import SVG

        self._svg = SVG(fromstring(source), "", None, None)
        self._drawn: dict[tuple[float, float], tuple[bytes, dict[str, Any]]] = {}

    def get_intrinsic_size(self, *_: object) -> tuple[None, None, float]:
        return None, None, 1.0

    def draw(self, stream: Any, width: float, height: float, _style: object) -> None:
        form = stream.add_group(0, 0, width, height)
        if (width, height) not in self._drawn:
            self._svg.draw(form, width, height, None, None)
            operators = b"\n".join(
                each if isinstance(each, bytes) else str(each).encode() for each in form.stream
            )
            states = dict(form.extra["Resources"]["ExtGState"])
            self._drawn[width, height] = zlib.compress(operators, 9), states
        packed, states = self._drawn[width, height]
        form.stream = [packed]
        form.compress = False
        form.extra["Filter"] = "/FlateDecode"
        form.extra["Resources"]["ExtGState"].update(states)
        stream.draw_x_object(form.id)


@lru_cache(maxsize=1)
def _drawings() -> dict[str, _Drawing]:
    return {f"art:{path.name}": _Drawing(path.read_bytes()) for path in sorted(ART.glob("*.svg"))}


@lru_cache(maxsize=4)
def _sheet(css: str) -> tuple[Any, Any]:
    """Return the parsed style sheet and its fonts, which every page of the template shares."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    return CSS(string=css, font_config=fonts, url_fetcher=_fetcher()), fonts


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Locked(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        """Nothing is fetched but what the document carries within itself.

        Drawings of our own never come this way: they are handed over as images already read.
        """

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("data",), allow_redirects=False)

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:"):
                raise FatalURLFetchingError("only drawings of our own and data addresses")
            return super().fetch(url, headers)

    return Locked()


@contextmanager
def _warnings_are_errors() -> Iterator[None]:
    """Turn whatever the layout engine logs as a warning into a fault of this rendering."""

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == threading.get_ident():
                records.append(record)

    from weasyprint.urls import FatalURLFetchingError

    records: list[logging.LogRecord] = []
    logger = logging.getLogger("weasyprint")
    collector = Collector(level=logging.WARNING)
    # The site's logging may ask for errors only, and then no warning would reach the collector.
    level, propagate = logger.level, logger.propagate
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    logger.addHandler(collector)
    try:
        yield
    except FatalURLFetchingError as refused:
        raise TemplateFault(str(refused)) from None
    finally:
        logger.removeHandler(collector)
        logger.setLevel(level)
        logger.propagate = propagate
    for record in records:
        if ".notdef" in record.getMessage() and isinstance(record.args, tuple) and record.args:
            raise MissingGlyphs(str(record.args[0]))
    if records:
        raise TemplateFault(records[0].getMessage())


def _face(path: str) -> int:
    """Return which face of a collection to use: the one for simplified Chinese."""
    from fontTools.ttLib import TTCollection

    if not path.endswith((".ttc", ".otc")):
        return -1
    with TTCollection(path, lazy=True) as collection:
        names = [font["name"].getDebugName(1) or "" for font in collection.fonts]
    return next((i for i, name in enumerate(names) if name.endswith(" SC")), 0)


@lru_cache(maxsize=16)
def _family(path: str) -> str:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=_face(path), lazy=True) as font:
        return font["name"].getDebugName(16) or font["name"].getDebugName(1) or ""
