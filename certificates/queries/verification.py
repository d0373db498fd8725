"""What anybody may learn of a certificate: the register answers, never the PDF."""

from dataclasses import dataclass
from datetime import date, datetime

from academy.shared.text import fold
from certificates.enums import CertificateState
from certificates.models import Certificate
from certificates.rules import serial

# The printed words that a stranger may see again, in the order of the certificate.
SHOWN = (
    "number",
    "name",
    "sex",
    "id_number",
    "unit",
    "course",
    "cohort",
    "period",
    "hours",
    "result",
    "issuer",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A certificate as the register has it: frozen words, state, and why it ended."""

    token: str
    state: CertificateState
    words: dict[str, str]
    issued_on: date
    ended_at: datetime | None
    reason: str
    demonstration: bool
    sha256: str | None


def by_token(token: str) -> Finding | None:
    """Return what the QR code's token stands for; None for anything else."""
    if not serial.is_token(token):
        return None
    return _finding(Certificate.objects.filter(token=token).select_related("revocation").first())


def by_number(number: str, name: str) -> Finding | None:
    """Return the certificate with that number, if that name stands on it."""
    row = (
        Certificate.objects.filter(number=serial.as_typed(number), name=fold(name))
        .select_related("revocation")
        .first()
    )
    return _finding(row)


def _finding(row: Certificate | None) -> Finding | None:
    if row is None:
        return None
    revocation = getattr(row, "revocation", None)
    rendition = row.renditions.order_by("-pk").first()
    return Finding(
        token=row.token,
        state=CertificateState(row.state),
        words={name: row.facts[name] for name in SHOWN},
        issued_on=row.issued_on,
        ended_at=row.revoked_at or row.superseded_at,
        reason=revocation.reason if revocation else "",
        demonstration=bool(row.facts["notice"]),
        sha256=rendition.sha256 if rendition else None,
    )
