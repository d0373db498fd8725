"""How keeper and child speak: two lengths, a JSON header, then bytes.

JSON and not pickle: the child has read strangers' templates, so nothing it says is executed.
"""

import json
import struct
from typing import Any

LENGTHS = struct.Struct("!II")


def pack(header: dict[str, Any], body: bytes = b"") -> bytes:
    """Return the message as bytes."""
    encoded = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return LENGTHS.pack(len(encoded), len(body)) + encoded + body
