"""Addresses that a template may use, and embedded images measured by their header alone."""

import base64
import binascii
import re
import struct
from collections.abc import Collection

from certificates.rules.lint.findings import Findings

BYTES = 2 << 20
PIXELS = 20_000_000
_EMBEDDED = re.compile(r"data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=\s]+)\Z", re.IGNORECASE)
_ANY_EMBEDDED = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+", re.IGNORECASE)
_DRAWING = re.compile(r"art:([\w-]+\.svg)\Z")
# JPEG markers of a frame's header; the others in this row are tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def check_address(
    address: str,
    drawings: Collection[str],
    found: Findings,
    line: int | None,
    place: str,
) -> None:
    """Add what is wrong with the address of an image."""
    address = address.strip()
    if drawing := _DRAWING.match(address):
        if drawing[1] not in drawings:
            known = "、".join(sorted(drawings))
            found.add("drawing_unknown", line, place, name=drawing[1], known=known)
        return
    embedded = _EMBEDDED.match(address)
    if embedded is None:
        found.add("address_forbidden", line, place, address=address[:60])
        return
    if len(embedded[1]) > BYTES * 4 // 3 + 4:
        found.add("picture_too_large", line, place, most="2 MB")
        return
    size = _decoded_size(embedded[1])
    if size is None:
        found.add("picture_unreadable", line, place)
    elif size[0] * size[1] > PIXELS:
        width, height = size
        found.add("picture_too_many_pixels", line, place, width=width, height=height)


def without_embedded(text: str) -> str:
    """Return the text without embedded images, to measure what somebody wrote."""
    return _ANY_EMBEDDED.sub("data:", text)


def _decoded_size(encoded: str) -> tuple[int, int] | None:
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
    except binascii.Error:
        return None
    return size_of(content)


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels as the header of a PNG or JPEG says; None: neither."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        if len(content) < 24 or content[12:16] != b"IHDR":
            return None
        width, height = struct.unpack(">II", content[16:24])
        return (width, height) if width and height else None
    if content.startswith(b"\xff\xd8"):
        return _size_of_jpeg(content)
    return None


def _size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 <= len(content):
        if content[place] != 0xFF:
            return None
        marker = content[place + 1]
        if marker == 0xFF:  # padding
            place += 1
            continue
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return (width, height) if width and height else None
        if marker in (0x01, *range(0xD0, 0xDA)):  # no length follows, or the scan begins
            return None
        place += 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    return None
