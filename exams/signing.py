"""Receipts: what the server says it holds, signed so that anybody can check it later.

A receipt is a compact JWS (Ed25519, RFC 8037 and 9864). Its key lies in a PEM file outside the
database: who can write rows cannot make receipts for them. Ed25519 has no randomness, so the same
facts give the same receipt, byte by byte.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from joserfc.util import json_b64encode, urlsafe_b64encode

ALGORITHM = "Ed25519"
_REGISTRY = jws.JWSRegistry(algorithms=[ALGORITHM])
_ALGORITHM = _REGISTRY.get_alg(ALGORITHM)
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class ReceiptForged(ValueError):
    """Not signed by the key in question, or not a receipt at all."""


class KeyUnusable(ImproperlyConfigured):
    """The file that should hold the key for receipts is missing or holds something else."""


def sign(payload: dict[str, object]) -> str:
    """The receipt for ``payload``; its facts must be what JSON can hold."""
    key, header = _own(settings.RECEIPT_KEY_FILE, str(settings.DATA_DIR))
    # As jws.serialize_compact does it, with the header written once for all.
    signed = header + b"." + urlsafe_b64encode(_JSON.encode(payload).encode())
    return (signed + b"." + urlsafe_b64encode(_ALGORITHM.sign(signed, key))).decode()


def verify(token: str, key: KeySet | OKPKey | None = None) -> dict[str, Any]:
    """The facts of a receipt.

    Args:
        key: whose signature it must be; by default this server's own.

    Raises:
        ReceiptForged: the signature is not that key's, or this is no receipt.
    """
    own = key if key is not None else _own(settings.RECEIPT_KEY_FILE, str(settings.DATA_DIR))[0]
    try:
        payload = jws.deserialize_compact(token, own, registry=_REGISTRY).payload
        facts = json.loads(payload)
    except (JoseError, ValueError, TypeError, RecursionError):
        raise ReceiptForged from None
    if not isinstance(facts, dict) or "kind" not in facts:
        raise ReceiptForged
    return facts


def public_keys() -> dict[str, Any]:
    """The JWKS by which others check receipts."""
    key = _own(settings.RECEIPT_KEY_FILE, str(settings.DATA_DIR))[0]
    shown = {name: value for name, value in key.as_dict(private=False).items() if name != "d"}
    return {"keys": [{**shown, "kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM}]}


def read_key(text: str) -> KeySet | OKPKey:
    """A key as given to check receipts by: a JWKS, one JWK, or a PEM.

    Raises:
        KeyUnusable: it is none of these.
    """
    try:
        if not text.lstrip().startswith("{"):
            return OKPKey.import_key(text)
        given = json.loads(text)
        return KeySet.import_key_set(given) if "keys" in given else OKPKey.import_key(given)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise KeyUnusable("no Ed25519 key, neither JWKS nor PEM") from error


@lru_cache(maxsize=4)
def _own(named: str, data: str) -> tuple[OKPKey, bytes]:
    """This server's key and the encoded header of what it signs; ``kid`` is its thumbprint.

    Args:
        named: ``RECEIPT_KEY_FILE``; where it is empty, and this is no production server, a key is
            made beside the ``data``.
    """
    file = Path(named)
    if not named and not getattr(settings, "ACADEMY_PRODUCTION", False):
        file = Path(data) / "keys" / "receipt.pem"
        _make(file)
    key = load(file)
    return key, json_b64encode({"alg": ALGORITHM, "kid": key.thumbprint()})


def load(file: Path) -> OKPKey:
    """The private key in a PEM file.

    Raises:
        KeyUnusable: missing, unreadable, or not an Ed25519 private key.
    """
    try:
        key = OKPKey.import_key(file.read_bytes())
    except OSError as error:
        raise KeyUnusable(f"{file} cannot be read: {error.strerror}") from error
    except (JoseError, ValueError, TypeError) as error:
        raise KeyUnusable(f"{file} holds no Ed25519 private key") from error
    if not key.is_private or key.curve_name != ALGORITHM:
        raise KeyUnusable(f"{file} holds no Ed25519 private key")
    return key


def _make(file: Path) -> None:
    """Make the key once; of several processes that begin at once, the first to link wins."""
    if file.exists():
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(pem)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
