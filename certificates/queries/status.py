"""The published status lists: which certificates no longer hold, signed, for checks offline."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max

from academy.shared import clock
from certificates import credential
from certificates.enums import CertificateState
from certificates.models import Certificate, StatusList
from certificates.rules import bitstring
from certificates.signing import Signer

# How long a saved list may be believed; it is published anew every day.
GOOD_FOR = timedelta(days=7)
MAX_AGE = 300  # seconds for which others may keep it
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Published:
    """A status list as a signed credential (compact JWS)."""

    content: bytes
    etag: str


def numbers() -> list[int]:
    """Return the numbers of all lists."""
    return list(StatusList.objects.order_by("number").values_list("number", flat=True))


def published(number: int, signer: Signer, *, at: datetime) -> Published | None:
    """Return the list of that number as of `at`, None if there is none.

    The bit of every revoked or superseded certificate is set. The same bytes are given out until
    something changes or the local day ends; two statements, three where it is made anew.
    """
    found = StatusList.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        return None
    ended = Certificate.objects.filter(status_list=found).exclude(
        state=CertificateState.ISSUED.value
    )
    last = ended.aggregate(
        count=Count("pk"), revoked_at=Max("revoked_at"), superseded_at=Max("superseded_at")
    )
    today = datetime.combine(clock.local_date(at), time(), clock.LOCAL)
    key = _key(number, last, today, signer)
    content = cache.get(key)
    if content is None:
        places = ended.values_list("status_index", flat=True)
        changes = [each for each in (last["revoked_at"], last["superseded_at"]) if each]
        claims = _claims(number, bitstring.encoded(places), since=max([today, *changes]))
        content = credential.seal(claims, signer)
        cache.set(key, content, _DAY)
    return Published(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


def _key(number: int, last: Mapping[str, Any], today: datetime, signer: Signer) -> str:
    parts = (settings.ACADEMY_BASE_URL, number, *last.values(), today, signer.key_id)
    fingerprint = hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
    return f"certificates:status:{fingerprint[:40]}"


def _claims(number: int, encoded: str, *, since: datetime) -> dict[str, Any]:
    base = settings.ACADEMY_BASE_URL
    address, issuer = f"{base}/verify/status/{number}", f"{base}/verify/issuer/"
    until = since + GOOD_FOR
    return {
        "@context": [credential.CONTEXTS[0]],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": _instant(since),
        "validUntil": _instant(until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
            "ttl": MAX_AGE * 1000,
        },
        "iss": issuer,
        "jti": address,
        "nbf": int(since.timestamp()),
        "exp": int(until.timestamp()),
    }


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
