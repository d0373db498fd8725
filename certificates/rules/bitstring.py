"""The bits of a published status list.

Source: Bitstring Status List v1.0 (W3C Recommendation), sections 2.1 and 3.3: the bits run from
the highest of the first byte, GZIP, multibase base64url ("u") without padding.
"""

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable

SIZE = 131_072  # bits
_BYTES = SIZE // 8


def encoded(places: Iterable[int]) -> str:
    """Return the list in which the bits at these places, from 0, are set.

    Raises:
        ValueError: a place that the list does not have.
    """
    bits = bytearray(_BYTES)
    for place in places:
        if not 0 <= place < SIZE:
            raise ValueError(f"no place {place} in a list of {SIZE}")
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def is_set(encoded_list: str, place: int) -> bool:
    """Say whether the bit at a place is set.

    Raises:
        ValueError: not a list of this form, longer than ours, or without that place.
    """
    if not encoded_list.startswith("u"):
        raise ValueError("not multibase base64url")
    text = encoded_list[1:]
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        bits = unpacker.decompress(packed, _BYTES + 1)
    except (binascii.Error, zlib.error) as error:
        raise ValueError("not a packed list") from error
    if not unpacker.eof or len(bits) != _BYTES:
        raise ValueError(f"not a list of {SIZE} bits")
    if not 0 <= place < SIZE:
        raise ValueError(f"no place {place} in a list of {SIZE}")
    return bool(bits[place // 8] & 0x80 >> place % 8)
