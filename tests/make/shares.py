"""Builders of links to certificates."""

from datetime import datetime

from academy.people.access import actor
from certificates.models import Certificate, Share
from certificates.operations import shares
from tests import keep


@keep.kept
def opened(certificate: Certificate, *, at: datetime, days: int = 30) -> Share:
    """Return an open link that the holder made."""
    by = actor(certificate.person)
    return shares.open_link(actor=by, certificate=certificate, days=days, at=at)
