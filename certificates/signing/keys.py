"""The academy's key: where the settings say it is, and what others need to check it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from certificates.signing import development, tokens
from certificates.signing.rings import Holder, Ring, RingUnusable

_PROBE = b"does the certificate belong to the key?"


class KeyUnusable(ImproperlyConfigured):
    """The key for certificates, or its X.509 certificate, is missing or something else."""


class Signer(Protocol):
    """Who signs: the key behind a certificate, wherever it lies."""

    def __hash__(self) -> int:
        """What is prepared for a signer is kept by it."""

    @property
    def key_id(self) -> str:
        """The SHA-256 of the certificate, hexadecimal."""

    @property
    def certificate(self) -> bytes:
        """The X.509 certificate, DER."""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates of its issuers, DER, the nearest first."""

    def sign(self, data: bytes) -> bytes:
        """Return the RSASSA-PKCS1-v1_5 signature over the SHA-256 of ``data``."""


class FileKey:
    """A private RSA key held in memory."""

    def __init__(self, key: RSAPrivateKey) -> None:
        self._key = key

    def sign(self, data: bytes) -> bytes:
        """Return the RSASSA-PKCS1-v1_5 signature over the SHA-256 of ``data``."""
        return self._key.sign(data, PKCS1v15(), SHA256())


class KeySigner:
    """A key and the certificate that stands for it."""

    def __init__(self, key: FileKey | tokens.TokenKey, holder: Holder) -> None:
        self._key = key
        self.key_id = holder.key_id
        self.certificate = holder.der
        self.chain = holder.chain

    def sign(self, data: bytes) -> bytes:
        """Return the RSASSA-PKCS1-v1_5 signature over the SHA-256 of ``data``.

        Raises:
            KeyUnusable: the token that holds the key does not sign.
        """
        try:
            return self._key.sign(data)
        except tokens.TokenUnusable as error:
            raise KeyUnusable(str(error)) from error


class Named(NamedTuple):
    """What the settings name."""

    key: str
    chain: str
    module: str
    pin: str
    data: str
    issuer: str
    production: bool

    def __repr__(self) -> str:
        return f"Named(key={self.key!r}, chain={self.chain!r})"  # never the PIN


def signer() -> Signer:
    """Return the academy's signer; the same one for as long as the settings stay.

    Raises:
        KeyUnusable: see `load`.
    """
    return _loaded(_named())[0]


def ring() -> Ring:
    """Return all whose signatures count: the academy's signer first, then those that retired.

    Raises:
        KeyUnusable: see `load`.
    """
    return _loaded(_named())[1]


def public_keys() -> dict[str, Any]:
    """Return the JWKS by which others check credentials and status lists."""
    return ring().keys()


def chain_pem() -> str:
    """Return the X.509 certificates by which others check the signature of a PDF."""
    return ring().pem()


def is_development(holders: Ring) -> bool:
    """Say whether a certificate of development is among them."""
    return any(development.is_development(each) for each in holders.certificates)


def load() -> Ring:
    """Read the configured key as if for the first time, and return all whose signatures count.

    Raises:
        KeyUnusable: a production server names none; a file cannot be read or holds something
            else; the first certificate of the chain is not the key's.
    """
    return _load(_named())[1]


def _named() -> Named:
    return Named(
        key=settings.CERTIFICATE_KEY,
        chain=settings.CERTIFICATE_CHAIN_FILE,
        module=settings.CERTIFICATE_PKCS11_MODULE,
        pin=settings.CERTIFICATE_PKCS11_PIN,
        data=str(settings.DATA_DIR),
        issuer=settings.ACADEMY_ISSUER,
        production=bool(getattr(settings, "ACADEMY_PRODUCTION", False)),
    )


def _load(named: Named) -> tuple[Signer, Ring]:
    if not named.key and named.production:
        raise KeyUnusable("CERTIFICATE_KEY names no key")
    key: FileKey | tokens.TokenKey
    if named.key.startswith(tokens.SCHEME):
        key, pem = _token(named), b""
    else:
        file = Path(named.key) if named.key else _development(named)
        pem = _read(file)
        key = FileKey(_private(file, pem))
    if named.chain:
        pem = _read(Path(named.chain))
    try:
        found = Ring.read(pem)
    except RingUnusable as error:
        raise KeyUnusable(f"{named.chain or 'CERTIFICATE_CHAIN_FILE'}: {error}") from error
    made = KeySigner(key, found.holders[0])
    try:
        found.holders[0].public_key.verify(made.sign(_PROBE), _PROBE, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise KeyUnusable("the first certificate of the chain is not that of the key") from None
    return made, found


_loaded = lru_cache(maxsize=4)(_load)


def _development(named: Named) -> Path:
    file = Path(named.data) / "keys" / "certificate.pem"
    development.make(file, organisation=named.issuer)
    return file


def _token(named: Named) -> tokens.TokenKey:
    try:
        address = tokens.read(named.key, module=named.module, pin=named.pin)
    except tokens.TokenUnusable as error:
        raise KeyUnusable(str(error)) from error
    return tokens.TokenKey(address)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise KeyUnusable(f"{file} cannot be read: {error.strerror}") from error


def _private(file: Path, pem: bytes) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError) as error:
        raise KeyUnusable(f"{file} holds no unencrypted private key (PEM)") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < 2048:
        raise KeyUnusable(f"{file} holds no RSA private key of 2048 bits or more")
    return key
