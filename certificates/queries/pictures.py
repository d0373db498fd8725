"""A certificate's PDF as a picture, for pages on which it is only looked at."""

import io
from typing import Any

from django.core.cache import cache

LONG_SIDE = 1120  # pixels
COLOURS = 96  # a border in one ink and a red seal need no more, and it is a quarter of the bytes
_KEPT_SECONDS = 600  # browsers keep it themselves; at 200 kB each the cache is not for all


def png(content: bytes, *, sha256: str) -> bytes:
    """Return page 1 of one of our own PDFs as PNG, kept for a while under the PDF's digest."""
    key = f"certificates:picture:{LONG_SIDE}:{sha256}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = _drawn(content)
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def _drawn(content: bytes) -> bytes:
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types

    document: Any
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        picture = page.render(scale=LONG_SIDE / max(page.get_size())).to_pil()
    target = io.BytesIO()
    picture.quantize(COLOURS, dither=0).save(target, "PNG", optimize=True)
    return target.getvalue()
