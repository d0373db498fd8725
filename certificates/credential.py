"""The machine's copy of a certificate: Open Badges 3.0, a Verifiable Credential (data model 2.0).

A compact JWS (RS256) after section 8.2 of the Open Badges Specification: the payload is the
credential itself beside the registered claims, the header carries the public key. Whose key that
is the header doesn't prove, so `read` takes it from the ring of those whose signatures count.
Status lists are sealed the same way.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from academy.shared.clock import LOCAL
from certificates.signing import Holder, Ring, Signer

NAME = "credential.jwt"  # of the attachment
MIME = "application/vc+jwt"
CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
MAX_BYTES = 64 * 1024  # of a token that is looked at; a full status list has about 30,000
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class CredentialForged(ValueError):
    """Signed by nobody of the ring, or not what it should be."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a genuine credential says of its certificate.

    `token` is that of the verification address. `words` are printed words by the name of their
    field, as far as the credential has them. `status` is number and place in the status list,
    which is published at `status_address`.
    """

    token: str
    words: dict[str, str]
    issued_at: datetime
    expires_at: datetime | None
    status: tuple[int, int]
    status_address: str


def issue(
    *,
    facts: Mapping[str, str],
    token: str,
    issued_at: datetime,
    expires_on: date | None,
    status_list: int,
    status_index: int,
    signer: Signer,
    base_url: str,
) -> bytes:
    """Return the signed credential; the same for the same arguments.

    Of the recipient it holds name and number, and nothing that identifies him elsewhere.

    Args:
        facts: the printed words of the certificate.
        token: what the address of verification ends with.
        expires_on: the first day on which it no longer holds.
        status_list, status_index: the number of the list and the place of the bit.
        base_url: of the site, without a slash at the end.
    """
    address = f"{base_url}/verify/{token}/"
    issuer = f"{base_url}/verify/issuer/"
    listed = f"{base_url}/verify/status/{status_list}"
    claims: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts["document_title"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": facts["issuer"], "url": base_url},
        "validFrom": _instant(issued_at),
        "credentialSubject": _subject(facts, holder=f"{address}#holder", base_url=base_url),
        "evidence": [{"id": address, "type": ["Evidence"], "name": facts["number"]}],
        "credentialStatus": {
            "id": f"{listed}#{status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(status_index),
            "statusListCredential": listed,
        },
        "iss": issuer,
        "jti": address,
        "sub": f"{address}#holder",
        "nbf": int(issued_at.timestamp()),
    }
    if expires_on is not None:
        expires_at = datetime.combine(expires_on, time(), LOCAL)
        claims |= {"validUntil": _instant(expires_at), "exp": int(expires_at.timestamp())}
    return seal(claims, signer)


def _subject(facts: Mapping[str, str], *, holder: str, base_url: str) -> dict[str, Any]:
    course = facts["course"]
    narrative = "，".join(filter(None, (facts["period"], facts["hours"], facts["result"])))
    subject: dict[str, Any] = {
        "id": holder,
        "type": ["AchievementSubject"],
        "identifier": [
            _identity("name", facts["name"]),
            _identity("identifier", facts["number"]),
        ],
        "achievement": {
            "id": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{base_url}/{course}')}",
            "type": ["Achievement"],
            "achievementType": "Certificate",
            "name": course,
            "description": " ".join(filter(None, (course, facts["cohort"], facts["hours"]))),
            "criteria": {"narrative": narrative},
        },
    }
    results = [_result(name, facts[name]) for name in ("hours", "result") if facts[name]]
    return subject | {"result": results} if results else subject


def _identity(kind: str, value: str) -> dict[str, Any]:
    return {
        "type": "IdentityObject",
        "identityType": kind,
        "identityHash": value,
        "hashed": False,
    }


def _result(name: str, value: str) -> dict[str, Any]:
    return {"id": f"urn:academy:{name}", "type": ["Result"], "value": value}


def read(token: bytes | str, ring: Ring) -> dict[str, Any]:
    """Return the claims of a credential that somebody of the ring has signed.

    That it has expired or was revoked is for the caller to see.

    Raises:
        CredentialForged: signed by nobody of the ring, or no Open Badge.
    """
    claims = unseal(token, ring)
    if "OpenBadgeCredential" not in _list(claims.get("type")):
        raise CredentialForged("no Open Badge")
    return claims


def said(claims: Mapping[str, Any]) -> Claims:
    """Return what the claims of a credential say of its certificate.

    Raises:
        CredentialForged: they are not such as `issue` makes.
    """
    try:
        subject = claims["credentialSubject"]
        identities = {
            each["identityType"]: str(each["identityHash"]) for each in subject["identifier"]
        }
        words = {
            "number": identities["identifier"],
            "name": identities["name"],
            "course": str(subject["achievement"]["name"]),
            "issuer": str(claims["issuer"]["name"]),
        }
        for each in subject.get("result", []):
            words[str(each["id"]).removeprefix("urn:academy:")] = str(each["value"])
        status = claims["credentialStatus"]
        number = int(status["statusListCredential"].rstrip("/").rpartition("/")[2])
        return Claims(
            token=claims["id"].rstrip("/").rpartition("/")[2],
            words=words,
            issued_at=datetime.fromisoformat(claims["validFrom"]),
            expires_at=(
                datetime.fromisoformat(claims["validUntil"]) if "validUntil" in claims else None
            ),
            status=(number, int(status["statusListIndex"])),
            status_address=str(status["statusListCredential"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CredentialForged("not a credential of ours") from error


def seal(claims: Mapping[str, Any], signer: Signer) -> bytes:
    """Return the claims as a compact JWS by the signer."""
    signed = _header(signer.certificate) + b"." + _encode(_JSON.encode(claims).encode())
    return signed + b"." + _encode(signer.sign(signed))


def unseal(token: bytes | str, ring: Ring) -> dict[str, Any]:
    """Return the claims of a compact JWS that somebody of the ring has signed with RS256.

    Raises:
        CredentialForged: it is none.
    """
    try:
        raw = token if isinstance(token, bytes) else token.encode("ascii")
        if len(raw) > MAX_BYTES:
            raise CredentialForged("too long")
        head, body, signature = raw.strip().split(b".")
        header = json.loads(_decode(head))
        if not isinstance(header, dict) or header.get("alg") != "RS256" or "crit" in header:
            raise CredentialForged("not signed with RS256")
        holder = _holder(header, ring)
        holder.public_key.verify(_decode(signature), head + b"." + body, PKCS1v15(), SHA256())
        claims = json.loads(_decode(body))
    except (ValueError, InvalidSignature, RecursionError) as error:
        raise CredentialForged(str(error) or "signed by somebody else") from None
    if not isinstance(claims, dict):
        raise CredentialForged("not a JSON object")
    return claims


def _holder(header: Mapping[str, Any], ring: Ring) -> Holder:
    """Return who is said to have signed; the key that the header brings is not asked."""
    named = header.get("x5t#S256")
    found = ring.by_key_id(_decode(named.encode()).hex()) if isinstance(named, str) else None
    if found is None:
        raise CredentialForged("signed by somebody else")
    return found


@lru_cache(maxsize=4)
def _header(certificate: bytes) -> bytes:
    holder = Holder(x509.load_der_x509_certificate(certificate), ())
    key = holder.jwk()
    thumbprint = key["x5t#S256"]
    public = {name: key[name] for name in ("kty", "n", "e", "kid")}
    header = {"alg": "RS256", "typ": "JWT", "jwk": public, "x5t#S256": thumbprint}
    return _encode(_JSON.encode(header).encode())


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _encode(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def _decode(text: bytes) -> bytes:
    """Return the bytes; of several spellings of the same bytes only the shortest is taken."""
    try:
        raw = base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise CredentialForged("no base64url") from error
    if _encode(raw) != text:
        raise CredentialForged("no base64url")
    return raw
