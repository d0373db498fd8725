"""The first page of a PDF as a picture, as pixels and as text, by PDFium.

Two threads of a process must not be inside PDFium at once, whatever documents they hold: it is not
made for it and takes the whole process down. So one lock stands before it, and everything that it
lends (document, page, bitmap) is given back before the lock is let go of.
"""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

POINTS = 72
"""Points of an inch: at this resolution a point is a pixel."""
_ALONE = threading.Lock()


def picture_at(content: bytes, *, dpi: float) -> "Image.Image":
    """Return page 1 as a picture of so many dots per inch."""
    with _page(content) as page, _bitmap(page, dpi / POINTS) as bitmap:
        return _copied(bitmap)


def picture_of_side(content: bytes, *, pixels: int) -> "Image.Image":
    """Return page 1 as a picture whose longer side has so many pixels."""
    with _page(content) as page, _bitmap(page, pixels / max(page.get_size())) as bitmap:
        return _copied(bitmap)


def pixels_at(content: bytes, *, dpi: float) -> "np.ndarray[Any, Any]":
    """Return page 1 as an array (height, width, channels) of bytes."""
    with _page(content) as page, _bitmap(page, dpi / POINTS) as bitmap:
        pixels: np.ndarray[Any, Any] = bitmap.to_numpy().copy()
        return pixels


def text(content: bytes) -> str:
    """Return the text of page 1."""
    with _page(content) as page, closing(page.get_textpage()) as found:
        said: str = found.get_text_range()
        return said


def _copied(bitmap: Any) -> "Image.Image":
    # The bitmap's memory is PDFium's and goes with it.
    picture: Image.Image = bitmap.to_pil().copy()
    return picture


@contextmanager
def _page(content: bytes) -> Iterator[Any]:
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types

    with _ALONE, closing(pypdfium2.PdfDocument(content)) as document, closing(document[0]) as page:
        yield page


@contextmanager
def _bitmap(page: Any, scale: float) -> Iterator[Any]:
    with closing(page.render(scale=scale)) as bitmap:
        yield bitmap
