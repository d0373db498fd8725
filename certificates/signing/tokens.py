"""Keys that never leave their token: PKCS#11, addressed by URI (RFC 7512)."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit

SCHEME = "pkcs11:"
_ATTRIBUTE = re.compile(r"([a-z0-9-]+)=([^;&]*)")
_PATH = frozenset({"token", "serial", "manufacturer", "model", "object", "id", "type"})
# By module, the process that last called its C_Initialize.
_LOADED_BY: dict[str, int] = {}
_QUERY = frozenset({"module-path", "pin-source"})


class TokenUnusable(ValueError):
    """The URI, the module, the token or the key is not what it should be. Never holds a PIN."""


@dataclass(frozen=True, slots=True)
class Address:
    """What a URI says: which token (`token`, `serial`, `manufacturer`, `model`), which key."""

    token: dict[str, str]
    label: str | None
    id: bytes | None
    module: str
    pin: str | None = field(repr=False)


def read(uri: str, *, module: str = "", pin: str = "") -> Address:
    """Return what the URI addresses.

    Args:
        module: the library that speaks for the token, unless the URI has a `module-path`.
        pin: the user's PIN, unless the URI has a `pin-source` (a file). A PIN in the URI itself is
            refused: addresses end up in logs.

    Raises:
        TokenUnusable: no such URI, an attribute not known here, or no module.
    """
    if not uri.startswith(SCHEME):
        raise TokenUnusable("no PKCS#11 URI")
    path, _, query = uri.removeprefix(SCHEME).partition("?")
    found = _attributes(path, ";", _PATH)
    asked = _attributes(query, "&", _QUERY)
    if unquote(found.get("type", "private")) != "private":
        raise TokenUnusable("the PKCS#11 URI must name a private key (type=private)")
    if "object" not in found and "id" not in found:
        raise TokenUnusable("the PKCS#11 URI names no key (object= or id=)")
    module = unquote(asked["module-path"]) if "module-path" in asked else module
    if not module:
        raise TokenUnusable("no PKCS#11 module is named")
    if "pin-source" in asked:
        pin = _pin(unquote(asked["pin-source"]))
    return Address(
        token={
            name: unquote(found[name])
            for name in ("token", "serial", "manufacturer", "model")
            if name in found
        },
        label=unquote(found["object"]) if "object" in found else None,
        id=unquote_to_bytes(found["id"]) if "id" in found else None,
        module=module,
        pin=pin or None,
    )


class TokenKey:
    """A private RSA key in a token. One session is kept; a session is one thread's at a time.

    After a fork the library knows nothing of its parent's sessions, and a token may have been
    drawn and put back: then the session is opened anew, once for each signature.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._lock = Lock()
        self._process = 0
        self._key: Any = None

    def sign(self, data: bytes) -> bytes:
        """Return the RSASSA-PKCS1-v1_5 signature over the SHA-256 of ``data``.

        Raises:
            TokenUnusable: token or key is gone, or the PIN is wrong.
        """
        from pkcs11 import Mechanism
        from pkcs11.exceptions import PKCS11Error

        fault = ""
        with self._lock:
            for fresh in (False, True):
                try:
                    if fresh or self._process != os.getpid():
                        self._open()
                    signed = self._key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS)
                except PKCS11Error as error:
                    self._process = 0
                    fault = type(error).__name__
                else:
                    return bytes(signed)
        raise TokenUnusable(f"the PKCS#11 token does not sign: {fault}")

    def _open(self) -> None:
        import pkcs11
        from pkcs11.exceptions import PKCS11Error

        self._process, self._key = 0, None
        try:
            library = pkcs11.lib(self._address.module)
            if _LOADED_BY.setdefault(self._address.module, os.getpid()) != os.getpid():
                library.reinitialize()
                _LOADED_BY[self._address.module] = os.getpid()
            ready = library.get_tokens(token_flags=pkcs11.TokenFlag.TOKEN_INITIALIZED)
            tokens = [token for token in ready if self._is_meant(token)]
            if len(tokens) != 1:
                raise TokenUnusable(f"{len(tokens)} PKCS#11 tokens fit the URI, not one")
            session = tokens[0].open(user_pin=self._address.pin)
            self._key = session.get_key(
                object_class=pkcs11.ObjectClass.PRIVATE_KEY,
                key_type=pkcs11.KeyType.RSA,
                label=self._address.label,
                id=self._address.id,
            )
        except PKCS11Error as error:
            raise TokenUnusable(f"the PKCS#11 key: {type(error).__name__}") from None
        except (OSError, RuntimeError) as error:
            raise TokenUnusable(f"the PKCS#11 module cannot be loaded: {error}") from None
        self._process = os.getpid()

    def _is_meant(self, token: Any) -> bool:
        said = {
            "token": token.label,
            "serial": token.serial,
            "manufacturer": token.manufacturer_id,
            "model": token.model,
        }
        return all(_text(said[name]) == value for name, value in self._address.token.items())


def _text(value: str | bytes) -> str:
    text = value.decode(errors="replace") if isinstance(value, bytes) else value
    return text.rstrip(" \0")


def _attributes(text: str, separator: str, known: frozenset[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, text.split(separator)):
        match = _ATTRIBUTE.fullmatch(part)
        if match is None or match[1] not in known or match[1] in found:
            name = part.partition("=")[0]
            raise TokenUnusable(f"the PKCS#11 URI has an attribute not known here: {name}")
        found[match[1]] = match[2]
    return found


def _pin(source: str) -> str:
    path = Path(unquote(urlsplit(source).path) if source.startswith("file:") else source)
    try:
        return path.read_text().strip()
    except (OSError, ValueError):
        raise TokenUnusable("the PKCS#11 URI's pin-source cannot be read") from None
