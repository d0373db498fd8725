"""One document: HTML and CSS in, PDF out, by WeasyPrint. The only place that knows it.

The same input gives the same bytes. Whatever the layout engine warns about is a fault: a box is
never printed for a missing character, and nothing is left out silently.
"""

import gc
import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import drawings, limits
from .fetching import fault_of_svg, fetcher


class Fault(ValueError):
    """The document can't be made: `kind` is glyphs, template or costly."""

    def __init__(self, kind: str, said: str) -> None:
        super().__init__(said)
        self.kind = kind


class _TooManyPages(BaseException):  # past every `except Exception` of the layout engine
    pass


@dataclass(frozen=True, slots=True)
class File:
    """A file carried by the PDF."""

    name: str
    mime: str
    relationship: str
    description: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Work:
    """What is asked for: see `pdf.typeset`."""

    html: str
    css: str
    variant: str | None
    identifier: bytes
    made_at: datetime | None
    files: Sequence[File]
    drawings_cached: bool
    pages: int
    output_bytes: int


class Typesetter:
    """The layout engine with the fonts of the chain and the folder of drawings, kept warm."""

    def __init__(self, families: Sequence[str], art: Path) -> None:
        import warnings

        from PIL import Image
        from weasyprint.text.fonts import FontConfiguration

        class InstalledOnly(FontConfiguration):  # type: ignore[misc]  # it ships no types
            def add_font_face(self, *_: object) -> None:
                raise Fault("template", "@font-face: only the fonts of the chain are used")

        Image.preinit()  # readers are loaded while files can be
        # An image is measured by its header, before a pixel is decoded.
        Image.MAX_IMAGE_PIXELS = limits.IMAGE_PIXELS
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        self._fonts = InstalledOnly()
        self._art = art
        self._fetcher = fetcher(art)
        self._sheet = lru_cache(maxsize=16)(self._parsed)
        chain = ", ".join(f"'{name}'" for name in families)
        # PDF/A knows no interpolated images, hence the rendering.
        self._ground = f"html {{ font-family: {chain}; image-rendering: crisp-edges }}\n"

    def make(self, work: Work) -> bytes:
        """Return the PDF.

        Raises:
            Fault: with the kind of fault; the process may go on.
        """
        with _faults_told(), _warnings_are_errors(), _pages_counted(work.pages):
            return self._made(work)

    def _made(self, work: Work) -> bytes:
        from weasyprint import HTML

        self._fetcher.raw_drawings = not work.drawings_cached
        page = HTML(string=work.html, url_fetcher=self._fetcher)
        _refuse_what_reaches_out(page.etree_element)
        named = work.html + work.css if work.drawings_cached else ""
        kept = drawings.named_in(named, self._art)
        options: dict[str, Any] = {"pdf_identifier": work.identifier, "pdf_variant": work.variant}
        document = page.render(
            font_config=self._fonts,
            stylesheets=[self._sheet(self._ground + work.css)],
            cache=kept,
            **options,
        )
        if len(document.pages) > work.pages:
            raise Fault("costly", f"{len(document.pages)} pages, {work.pages} at most")
        self._describe(document, work)
        options |= {"attachments": [_attachment(each, work.made_at) for each in work.files]}
        target = io.BytesIO()
        document.write_pdf(target, finisher=_once_each, **options)
        # A document holds its fonts' files and refers to itself: without this, some 15 MB of
        # each page stay until Python happens to look.
        del document, page
        gc.collect(1)
        if target.tell() > work.output_bytes:
            raise Fault("costly", f"{target.tell()} bytes of PDF, {work.output_bytes} at most")
        return target.getvalue()

    def _describe(self, document: Any, work: Work) -> None:
        metadata = document.metadata
        if metadata.attachments:
            raise Fault("template", "a template attaches nothing")
        if work.made_at is not None:
            moment = work.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            metadata.created = metadata.modified = moment
        if work.variant:
            metadata.lang = metadata.lang or "zh-Hans"

    def _parsed(self, css: str) -> Any:
        from weasyprint import CSS

        return CSS(string=css, font_config=self._fonts, url_fetcher=self._fetcher)


def _attachment(file: File, made_at: datetime | None) -> Any:
    from weasyprint import Attachment

    moment = (made_at or datetime(2000, 1, 1, tzinfo=UTC)).astimezone(UTC)
    attachment = Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        created=moment,
        modified=moment,
        relationship=file.relationship,
    )

    @contextmanager
    def source() -> Iterator[tuple[io.BytesIO, None, None, str]]:
        # The engine would guess the type from the name.
        yield io.BytesIO(file.content), None, None, file.mime

    attachment.source = source()
    return attachment


def _once_each(_document: object, pdf: Any) -> None:
    """Name each attachment once; the engine lists those of the catalogue twice."""
    if "AF" in pdf.catalog:
        import pydyf  # type: ignore[import-untyped]  # it ships no types

        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _refuse_what_reaches_out(tree: Any) -> None:
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2].lower()
        if name in ("link", "base", "iframe", "object", "embed", "script"):
            raise Fault("template", f"only drawings of our own and data addresses: <{name}>")
        if "attachment" in element.get("rel", "").lower():
            raise Fault("template", "a template attaches nothing")
        if name == "svg" and (fault := fault_of_svg(element)):
            raise Fault("template", fault)


@contextmanager
def _faults_told() -> Iterator[None]:
    """Tell what the engine raises in one of the three kinds."""
    from PIL import Image
    from weasyprint.urls import FatalURLFetchingError

    try:
        yield
    except Fault:
        raise
    except FatalURLFetchingError as refused:
        raise Fault("template", str(refused)) from None
    except _TooManyPages as many:
        raise Fault("costly", str(many)) from None
    except (MemoryError, RecursionError) as much:
        raise Fault("costly", f"{type(much).__name__} in the layout engine") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Fault("costly", "an image has too many pixels") from None
    except Exception as broken:  # noqa: BLE001  (a template can break the engine anywhere)
        raise Fault("template", f"{type(broken).__name__}: {str(broken)[:120]}") from None


@contextmanager
def _warnings_are_errors() -> Iterator[None]:
    """Turn whatever the layout engine logs as a warning into a fault of this document."""

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    records: list[logging.LogRecord] = []
    logger = logging.getLogger("weasyprint")
    collector = Collector(level=logging.WARNING)
    logger.addHandler(collector)
    try:
        yield
    finally:
        logger.removeHandler(collector)
    for record in records:
        if ".notdef" in record.getMessage() and isinstance(record.args, tuple) and record.args:
            raise Fault("glyphs", str(record.args[0]))
    if records:
        said = records[0].getMessage()
        kind = "costly" if "decompression bomb" in said else "template"
        raise Fault(kind, said[:200])


@contextmanager
def _pages_counted(most: int) -> Iterator[None]:
    """Stop a document while it is being laid out once it has too many pages."""

    class Counter(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "Page" in str(record.msg) and isinstance(record.args, tuple) and record.args:
                with suppress(TypeError, ValueError):
                    # The engine may lay out one page more than is kept.
                    if int(str(record.args[-1])) > most + 1:
                        raise _TooManyPages(f"more than {most} pages")

    logger = logging.getLogger("weasyprint.progress")
    counter = Counter(level=logging.INFO)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(counter)
    try:
        yield
    finally:
        logger.removeHandler(counter)
