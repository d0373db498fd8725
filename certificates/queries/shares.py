"""The links of a certificate, and what whoever has one is shown."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from academy.shared import clock
from certificates.models import Certificate, Share
from certificates.queries import verification
from certificates.queries.verification import Finding
from certificates.rules import serial

# With number and name anybody could look up the rest, for ever: the link would never end.
WITHHELD = frozenset({"number", "id_number"})


@dataclass(frozen=True, slots=True)
class Shown:
    """What a link shows until it ends: a finding without any number and without file digests."""

    finding: Finding
    ends_at: datetime


def of(certificate: Certificate) -> QuerySet[Share]:
    """Return the links of a certificate, newest first."""
    return Share.objects.filter(certificate=certificate).order_by("-opened_at", "-pk")


def address(share: Share) -> str:
    """Return the link in full, under the site's public address."""
    return f"{settings.ACADEMY_BASE_URL}{reverse('verify:share', args=[share.token])}"


def by_token(token: str, *, at: datetime) -> Shown | None:
    """Return what an open link shows; None for one that has ended as for one that never was."""
    if not serial.is_token(token):
        return None
    share = Share.objects.open_at(at).filter(token=token).select_related("certificate").first()
    if share is None:
        return None
    finding = verification.by_token(share.certificate.token, on=clock.local_date(at))
    return Shown(_bare(finding), share.ends_at) if finding else None


def _bare(finding: Finding) -> Finding:
    words = {name: word for name, word in finding.words.items() if name not in WITHHELD}
    return replace(finding, token="", words=words, id_label="", successor=None, printings=())
