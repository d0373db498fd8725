"""What a PDF proves by itself: whose signature it bears, over what, and what its credential says.

The register is asked elsewhere (`queries.verification`); all of this works offline.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from academy.shared.clock import LOCAL
from certificates import credential
from certificates.checking.inspector import inspection
from certificates.credential import Claims, CredentialForged
from certificates.errors import (
    FileBusy,
    FileCostly,
    FileEmpty,
    FileEncrypted,
    FileNoPdf,
    FileTooLarge,
    FileTruncated,
)
from certificates.rules import bitstring
from certificates.rules.verdicts import Verdict
from certificates.signing import Holder, Ring

MAX_BYTES = 5 * 1024 * 1024
WALL_SECONDS = 12
# Files of strangers looked at by one process at a time, and how long another one waits in line.
AT_ONCE = 2
LINE_SECONDS = 10
_START = "import sys; sys.path.append(sys.argv[1]); from inspector.child import main; main()"
_HOME = str(Path(__file__).resolve().parent)
_turns = BoundedSemaphore(AT_ONCE)


class Signature(StrEnum):
    """What the signature of a file is worth."""

    GOOD = "good"  # the academy's, over the whole file as it is
    BROKEN = "broken"  # the academy's, but not over these bytes, or not over all of them
    FOREIGN = "foreign"  # somebody else's
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file proves: its digest, what its signature is worth, what its credential says.

    `claims` is None where there is no credential that the academy signed. `signer` is the name
    and `key_id` the fingerprint of the academy's certificate, empty if it didn't sign.
    """

    sha256: str
    signature: Signature
    signer: str = ""
    key_id: str = ""
    signed_at: datetime | None = None
    claims: Claims | None = None


def alone(evidence: Evidence, *, on: date, status: Mapping[str, Any] | None = None) -> Verdict:
    """Return the verdict on a file for somebody who cannot ask the register.

    A certificate that was replaced counts as revoked, because the published list has one bit for
    both. A good signature without a credential is `contradicted`: nothing says until when.

    Args:
        status: the claims of the published list, None to leave revocation out of it.

    Raises:
        CredentialForged: the list is not the one that the certificate stands in.
    """
    claims = evidence.claims
    if evidence.signature is not Signature.GOOD:
        ours = claims is not None or evidence.signature is Signature.BROKEN
        return Verdict.ALTERED if ours else Verdict.FOREIGN
    if claims is None:
        return Verdict.CONTRADICTED
    if status is not None and _is_revoked(claims, status):
        return Verdict.REVOKED
    ended = claims.expires_at is not None and claims.expires_at <= _midnight(on)
    return Verdict.EXPIRED if ended else Verdict.VALID


def _is_revoked(claims: Claims, status: Mapping[str, Any]) -> bool:
    number, place = claims.status
    try:
        subject = status["credentialSubject"]
        if status["id"] != claims.status_address or subject["statusPurpose"] != "revocation":
            raise CredentialForged(f"not status list {number}")
        return bitstring.is_set(subject["encodedList"], place)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise CredentialForged(str(error) or "not a status list") from None


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), LOCAL)


def digest_of(content: bytes) -> str:
    """Return the SHA-256 by which the register knows a file, hexadecimal.

    Raises:
        FileEmpty, FileTooLarge: there is nothing to look at, or too much.
    """
    if not content:
        raise FileEmpty(field="file")
    if len(content) > MAX_BYTES:
        raise FileTooLarge(field="file", limit_mb=MAX_BYTES >> 20)
    return hashlib.sha256(content).hexdigest()


def check(content: bytes, ring: Ring, *, trusted: bool = False) -> Evidence:
    """Return what the file proves to somebody who believes the ring.

    Args:
        trusted: it is known to be a file of ours, and is looked at without a child process.

    Raises:
        FileEmpty, FileTooLarge, FileNoPdf, FileTruncated, FileEncrypted, FileCostly, FileBusy
    """
    sha256 = digest_of(content)
    _look_at_ends(content)
    try:
        found = _inspected(content) if trusted else _ask_child(content)
    except FileTruncated:
        # It begins and ends as a PDF does. What bears our certificate was once a file of ours.
        if (holder := _bears(content, ring)) is None:
            raise
        return Evidence(sha256, Signature.BROKEN, signer=holder.name, key_id=holder.key_id)
    return Evidence(sha256=sha256, claims=_claims(found, ring), **_signature(found, ring))


def _look_at_ends(content: bytes) -> None:
    """Refuse what need not be parsed: ISO 32000 wants a header and an end-of-file marker."""
    if b"%PDF-" not in content[:1024]:
        raise FileNoPdf(field="file")
    if b"%%EOF" not in content[-1024:]:
        raise FileTruncated(field="file")


def _bears(content: bytes, ring: Ring) -> Holder | None:
    """Return the one of the ring whose certificate stands in the bytes, as signatures write it."""
    small = content.lower()  # hexadecimal digits may be written either way
    return next((each for each in ring.holders if each.der.hex().encode() in small), None)


def _inspected(content: bytes) -> Mapping[str, Any]:
    try:
        return inspection.inspect(content)
    except inspection.Unfit as unfit:
        raise _refusal(str(unfit)) from None


def _ask_child(content: bytes) -> Mapping[str, Any]:
    if not _turns.acquire(timeout=LINE_SECONDS):
        raise FileBusy
    # -I: neither environment nor working directory, which hold secrets and the project.
    command = [sys.executable, "-I", "-c", _START, _HOME]
    try:
        done = subprocess.run(
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileCostly(field="file") from None
    finally:
        _turns.release()
    if done.returncode != 0:
        # Killed by a limit, or a traceback: out of memory where Python could not say so.
        raise _refusal("costly" if done.returncode < 0 else "broken")
    found: dict[str, Any] = json.loads(done.stdout)
    if "unfit" in found:
        raise _refusal(str(found["unfit"]))
    return found


def _refusal(unfit: str) -> Exception:
    if unfit == "encrypted":
        return FileEncrypted(field="file")
    return FileCostly(field="file") if unfit == "costly" else FileTruncated(field="file")


def _signature(found: Mapping[str, Any], ring: Ring) -> dict[str, Any]:
    if not found["signatures"]:
        return {"signature": Signature.NONE}
    der = b""
    with contextlib.suppress(binascii.Error):
        der = base64.b64decode(found.get("certificate") or "")
    holder = ring.by_key_id(hashlib.sha256(der).hexdigest())
    if holder is None:
        return {"signature": Signature.FOREIGN}
    said = found.get("signed_at")
    signed_at = datetime.fromisoformat(said) if said else None
    own = holder.certificate
    # B-B has no time but the signer's word: he must have been entitled at the time he names.
    entitled = (
        signed_at is not None and own.not_valid_before_utc <= signed_at <= own.not_valid_after_utc
    )
    good = found["sound"] and found["whole"] and entitled
    return {
        "signature": Signature.GOOD if good else Signature.BROKEN,
        "signer": holder.name,
        "key_id": holder.key_id,
        "signed_at": signed_at,
    }


def _claims(found: Mapping[str, Any], ring: Ring) -> Claims | None:
    try:
        return credential.said(credential.read(str(found.get("attachment") or ""), ring))
    except CredentialForged:
        return None
