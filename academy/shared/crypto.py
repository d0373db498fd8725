"""Personal data at rest: encryption with key rotation, and a keyed hash for matching."""

import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.signals import setting_changed


@cache
def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "FIELD_KEYS":
        _fernet.cache_clear()


setting_changed.connect(_forget)


def encrypt(text: str) -> str:
    """Return `text` encrypted with the first of FIELD_KEYS (Fernet, URL-safe base64)."""
    return _fernet().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """Return the text of a token made by `encrypt` under any of FIELD_KEYS."""
    return _fernet().decrypt(token.encode("ascii")).decode()


def encrypt_bytes(data: bytes) -> bytes:
    """Return `data` encrypted with the first of FIELD_KEYS."""
    return _fernet().encrypt(data)


def decrypt_bytes(token: bytes) -> bytes:
    """Return the bytes of a token made by `encrypt_bytes`."""
    return _fernet().decrypt(token)


def match_hash(value: str) -> str:
    """Return HMAC-SHA256 of `value` under MATCH_KEY in hex, or "" for an empty value.

    ID numbers have too little entropy for a plain hash: whoever holds the table could try all.
    """
    if not value:
        return ""
    return hmac.new(settings.MATCH_KEY.encode(), value.encode(), hashlib.sha256).hexdigest()
