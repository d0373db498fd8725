"""What the API says of certificates. Numbers that identify a person come masked, always."""

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema


class CertificateOut(Schema):
    """A certificate: its number, state, and every printed word by the name of its field."""

    id: UUID
    number: str
    state: str
    name: str
    issued_on: date
    revoked_at: datetime | None
    superseded_at: datetime | None
    facts: dict[str, str]
    pdf: str


class CertificatesOut(Schema):
    """One page of the register."""

    items: list[CertificateOut]
    next_cursor: str | None


class RevocationIn(Schema):
    """Why a certificate is revoked; the reason is public."""

    reason: str = Field(max_length=200)


class BatchIn(Schema):
    """Propose certificates for a cohort."""

    cohort: UUID


class LineOut(Schema):
    """One person of a batch: due (reason empty), or refused with a reason."""

    position: int
    name: str
    staff_number: str
    reason: str
    detail: str
    number: str | None


class BatchOut(Schema):
    """An issue run: `due` get a certificate, `refused` do not, `rendered` have a PDF."""

    id: UUID
    cohort: UUID
    state: str
    due: int
    refused: int
    rendered: int
    proposed_at: datetime
    approved_at: datetime | None
    issued_at: datetime | None
    withdrawn_at: datetime | None
    first_serial: int | None
    last_serial: int | None


class BatchDetailOut(BatchOut):
    """An issue run with its lines."""

    lines: list[LineOut]


class BatchesOut(Schema):
    """One page of the issue runs."""

    items: list[BatchOut]
    next_cursor: str | None


class VerifyIn(Schema):
    """A certificate's number, with brackets of any kind, and the name on it."""

    number: str = Field(min_length=1, max_length=60)
    name: str = Field(min_length=1, max_length=60)


class FindingOut(Schema):
    """What the register says of one certificate to anybody who holds it.

    `sha256` is the digest of the PDF as issued, None until it is made.
    """

    token: str
    state: str
    issued_on: date
    ended_at: datetime | None
    reason: str
    demonstration: bool
    sha256: str | None
    facts: dict[str, str]
