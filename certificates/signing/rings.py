"""Whose signatures count: the X.509 certificates of one PEM file, put in order."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding

MIN_BITS = 2048


class RingUnusable(ValueError):
    """A PEM file holds no certificate of an RSA key; the message is in plain English."""


@dataclass(frozen=True)
class Holder:
    """One who signs, or once signed: its X.509 certificate and those of its issuers, upwards."""

    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...]

    @cached_property
    def der(self) -> bytes:
        """The certificate as it is embedded in signatures."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The issuers' certificates in DER, the nearest first."""
        return tuple(issuer.public_bytes(Encoding.DER) for issuer in self.issuers)

    @cached_property
    def key_id(self) -> str:
        """The SHA-256 of the certificate, hexadecimal: what a signature names its key by."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def public_key(self) -> RSAPublicKey:
        """The RSA key."""
        key = self.certificate.public_key()
        assert isinstance(key, RSAPublicKey)  # `Ring.read` saw to that
        return key

    @property
    def name(self) -> str:
        """The common name."""
        found = self.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return str(found[0].value) if found else ""

    def jwk(self) -> dict[str, Any]:
        """The key as others read it to check signatures (RFC 7517), with its certificates."""
        numbers = self.public_key.public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.key_id,
            "n": _number(numbers.n),
            "e": _number(numbers.e),
            "x5c": [base64.b64encode(der).decode() for der in (self.der, *self.chain)],
            "x5t#S256": _unpadded(bytes.fromhex(self.key_id)),
        }


@dataclass(frozen=True)
class Ring:
    """All whose signatures count: the present signer first, then those that have retired."""

    holders: tuple[Holder, ...]

    @classmethod
    def read(cls, pem: bytes) -> Ring:
        """Return the holders of a PEM file.

        A certificate by which no other one of the file was issued is a holder's, in the order of
        the file; what issued another one is only the ground it stands on.

        Raises:
            RingUnusable: no certificate, a broken one, or one of no RSA key of 2,048 bits.
        """
        try:
            found = list(dict.fromkeys(x509.load_pem_x509_certificates(pem)))
        except ValueError as error:
            raise RingUnusable("no X.509 certificate (PEM)") from error
        issuers = {each: _issuer(each, found) for each in found}
        grounds = set(issuers.values())
        holders = [
            Holder(each, _upwards(each, issuers))
            for position, each in enumerate(found)
            if position == 0 or each not in grounds
        ]
        for holder in holders:
            key = holder.certificate.public_key()
            if not isinstance(key, RSAPublicKey) or key.key_size < MIN_BITS:
                raise RingUnusable(f"certificate of no RSA key of {MIN_BITS} bits or more")
        return cls(tuple(holders))

    @property
    def certificates(self) -> list[x509.Certificate]:
        """Every certificate once: each holder's, then its issuers'."""
        every = [each for holder in self.holders for each in (holder.certificate, *holder.issuers)]
        return list(dict.fromkeys(every))

    def pem(self) -> str:
        """The file that others download and read again with `read`."""
        return "".join(each.public_bytes(Encoding.PEM).decode() for each in self.certificates)

    def keys(self) -> dict[str, Any]:
        """The JWKS."""
        return {"keys": [holder.jwk() for holder in self.holders]}

    def by_key_id(self, key_id: str) -> Holder | None:
        """Return the holder whose certificate has that SHA-256."""
        return next((holder for holder in self.holders if holder.key_id == key_id), None)


def _issuer(one: x509.Certificate, among: list[x509.Certificate]) -> x509.Certificate | None:
    """Return who issued it, None if nobody of the file but itself did."""
    for other in among:
        if other is one or other.subject != one.issuer:
            continue
        try:
            one.verify_directly_issued_by(other)
        except (ValueError, TypeError, InvalidSignature):
            continue
        return other
    return None


def _upwards(
    one: x509.Certificate, issuers: dict[x509.Certificate, x509.Certificate | None]
) -> tuple[x509.Certificate, ...]:
    found: list[x509.Certificate] = []
    above = issuers[one]
    while above is not None and above not in (one, *found):
        found.append(above)
        above = issuers[above]
    return tuple(found)


def _number(value: int) -> str:
    return _unpadded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _unpadded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
