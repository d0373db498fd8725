"""One photo, as somebody sent it, made into what a certificate shows."""

import io
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from certificates.errors import (
    PortraitTooLarge,
    PortraitTooManyPixels,
    PortraitTooSmall,
    PortraitUnreadable,
)

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT = 295, 413  # 1 寸: 25 × 35 mm at 300 dpi
MEGABYTES = 10
MEGAPIXELS = 40
# The head is in the upper part: of what is cut off above and below, more goes below.
_CENTRE = (0.5, 0.4)
_ORIENTATION, _ON_ITS_SIDE = 0x0112, frozenset({5, 6, 7, 8})


def normalised(data: bytes) -> bytes:
    """Return the photo as JPEG of 295×413 pixels, upright, cut to fit, without any metadata.

    Size and pixels are looked at before anything is decoded. The same bytes give the same photo.

    Raises:
        PortraitTooLarge, PortraitTooManyPixels, PortraitTooSmall, PortraitUnreadable.
    """
    from PIL import Image, ImageOps

    if len(data) > MEGABYTES * 2**20:
        raise PortraitTooLarge(limit=MEGABYTES)
    try:
        with _whole_only(), Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            _check(*image.size, on_its_side=image.getexif().get(_ORIENTATION) in _ON_ITS_SIDE)
            # JPEG can be decoded at an eighth of its size, which spares nearly all of the work.
            image.draft("RGB", (2 * HEIGHT, 2 * HEIGHT))
            upright = ImageOps.exif_transpose(image)
            photo = ImageOps.fit(_in_srgb(upright), (WIDTH, HEIGHT), centering=_CENTRE)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PortraitTooManyPixels(limit=MEGAPIXELS * 100) from None
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error):
        # What Pillow says of a damaged file depends on where the damage is.
        raise PortraitUnreadable from None
    bare = Image.new("RGB", photo.size)
    bare.paste(photo)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=90, optimize=True, dpi=(300, 300))
    return out.getvalue()


_one_at_a_time = threading.Lock()


@contextmanager
def _whole_only() -> Iterator[None]:
    """Refuse files that are cut off, whatever the process is set to.

    The layout engine of reports tells Pillow, for the whole process, to be content with less.
    """
    from PIL import ImageFile

    with _one_at_a_time:
        content_with_less = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = content_with_less


def distinct(jpeg: bytes, mark: str) -> bytes:
    """Return the same photo in other bytes: `mark` (ASCII) stands in it as a comment."""
    comment = mark.encode("ascii")
    return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + jpeg[2:]


def _check(width: int, height: int, *, on_its_side: bool) -> None:
    if width * height > MEGAPIXELS * 1_000_000:
        raise PortraitTooManyPixels(limit=MEGAPIXELS * 100)
    if on_its_side:
        width, height = height, width
    if width < WIDTH or height < HEIGHT:
        raise PortraitTooSmall(width=width, height=height)


def _in_srgb(image: "Image") -> "Image":
    """Return the picture in sRGB without transparency, on white."""
    from PIL import Image, ImageCms

    if profile := image.info.get("icc_profile"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            image = made or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that is damaged or of another kind of picture: as if it had none
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(ground, layered).convert("RGB")
    return image.convert("RGB")
