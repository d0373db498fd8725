"""The mark of a letter: by it, what comes back is known for ours, and nobody makes one up.

It stands in the sender of the envelope (VERP), in the Message-ID and in a header of our own. It
holds the public id of the letter's first delivery and the HMAC of that: letters and digits only, in
lower case, for there are mail servers that fold the local part. It names nobody.
"""

import base64
import hmac
import re
from collections.abc import Iterable
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "notices.returned"
_ID_CHARS, _SEAL_BYTES = 26, 10
MARK_CHARS = _ID_CHARS + _SEAL_BYTES * 8 // 5
_MARK = re.compile(rf"(?<![a-z2-7])[a-z2-7]{{{MARK_CHARS}}}(?![a-z2-7])")


def mark_of(delivery_id: UUID) -> str:
    """Return the mark of the letter that begins with this delivery."""
    return _text(delivery_id.bytes) + _seal(delivery_id, settings.SECRET_KEY)


def read_mark(texts: Iterable[str]) -> UUID | None:
    """Return the delivery that the first sound mark in the texts names; None if there is none."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    for text in texts:
        for found in _MARK.findall(text.lower()):
            delivery_id = _id(found[:_ID_CHARS])
            if delivery_id is None:
                continue
            seal = found[_ID_CHARS:]
            if any(hmac.compare_digest(seal, _seal(delivery_id, key)) for key in keys):
                return delivery_id
    return None


def envelope_sender(mark: str) -> str:
    """Return the address to which a letter comes back: that of the settings, with its mark.

    Without one in the settings it is the sender that the letter shows.
    """
    local, sign, domain = settings.ACADEMY_MAIL_RETURN.rpartition("@")
    return f"{local}+{mark}{sign}{domain}" if sign else settings.DEFAULT_FROM_EMAIL


def message_id(mark: str) -> str:
    """Return the Message-ID of the letter with this mark."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{mark}@{domain}>"


def _seal(delivery_id: UUID, key: str) -> str:
    digest = salted_hmac(_SALT, delivery_id.hex, secret=key, algorithm="sha256").digest()
    return _text(digest[:_SEAL_BYTES])


def _text(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()


def _id(text: str) -> UUID | None:
    data = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    # The last sign holds bits that no octet has: one spelling only.
    return UUID(bytes=data) if _text(data) == text else None
