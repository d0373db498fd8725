"""A certificate's PDF as a picture, for pages on which it is only looked at."""

import io

from django.core.cache import cache

from academy.documents import pictures

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
    from PIL import Image

    target = io.BytesIO()
    picture = pictures.picture_of_side(content, pixels=LONG_SIDE)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
    return target.getvalue()
