"""What the API says of certificates. Numbers that identify a person come masked, always."""

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema

from certificates.enums import CertificateKind, CertificateState, Validity


class RegisterQuery(Schema):
    """What part of the register is wanted.

    `q` is a name, part of a number or a staff number; `year` that of issue; `course` a course's
    id; `validity` what is told of a certificate today; `expiring_days` those that are valid today
    and will not be so many days from now; `unit` is the code of a unit, those below it included.
    """

    q: str = ""
    unit: str = ""
    state: CertificateState | None = None
    year: int | None = None
    kind: CertificateKind | None = None
    course: UUID | None = None
    validity: Validity | None = None
    expiring_days: int | None = Field(None, ge=1, le=3660)


class CertificatesQuery(RegisterQuery):
    """The same, page by page; `mine` leaves out those of others."""

    mine: bool = False
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class CertificateOut(Schema):
    """A certificate: its number, state, and every printed word by the name of its field.

    `validity` is that of today, `last_on` the last day on which it is valid (null: for ever).
    `supersedes` and `superseded_by` are numbers of certificates, before and after a correction.
    """

    id: UUID
    number: str
    kind: CertificateKind
    state: str
    validity: Validity
    name: str
    issued_on: date
    last_on: date | None
    supersedes: str | None
    superseded_by: str | None
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


class CorrectionIn(Schema):
    """Why a certificate is to be replaced by one that says what is known today."""

    reason: str = Field(max_length=200)


class ReissueIn(Schema):
    """Why a certificate is printed anew."""

    reason: str = Field(max_length=200)


class ReissueOut(Schema):
    """A reissue (补发) of a certificate under its own number, the first having `ordinal` 1."""

    id: UUID
    certificate: UUID
    ordinal: int
    reason: str
    reissued_on: date
    reissued_at: datetime


class BatchIn(Schema):
    """Propose certificates of a kind for a cohort."""

    cohort: UUID
    kind: CertificateKind = CertificateKind.QUALIFICATION


class LineOut(Schema):
    """One person of a batch: due (reason empty), or refused with a reason."""

    position: int
    name: str
    staff_number: str
    reason: str
    detail: str
    number: str | None


class BatchOut(Schema):
    """An issue run: `due` get a certificate, `refused` do not, `rendered` have a PDF.

    One that corrects a certificate names its id in `corrects`, and why in `reason`.
    """

    id: UUID
    cohort: UUID
    kind: CertificateKind
    template: str
    corrects: UUID | None
    reason: str
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


class QuarterOut(Schema):
    """A quarter, or what is left of it, and how many certificates have their last day in it."""

    quarter: str
    first_on: date
    last_on: date
    count: int


class FigureOut(Schema):
    """How many of a unit, course and kind have their last day in that quarter."""

    quarter: str
    unit_code: str
    unit_name: str
    course: UUID
    course_name: str
    kind: CertificateKind
    count: int


class ForecastOut(Schema):
    """Renewals to come, counted by the unit in which the holders serve on the day asked for."""

    on: date
    quarters: list[QuarterOut]
    figures: list[FigureOut]


class ForecastQuery(Schema):
    """The day from which one looks ahead (today), and how far."""

    on: date | None = Field(None, ge=date(2000, 1, 1), le=date(2999, 12, 31))
    quarters: int = Field(4, ge=1, le=40)


class NamesQuery(Schema):
    """Which figure is meant: a quarter such as 2026Q4, and what else narrows it."""

    quarter: str = Field(pattern=r"^20\d{2}Q[1-4]$")
    on: date | None = Field(None, ge=date(2000, 1, 1), le=date(2999, 12, 31))
    unit: str = ""
    course: UUID | None = None
    kind: CertificateKind | None = None
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class EndingOut(Schema):
    """One certificate behind a figure, and whom it belongs to."""

    certificate: UUID
    number: str
    name: str
    staff_number: str
    course_name: str
    last_on: date


class EndingsOut(Schema):
    """One page of the certificates behind a figure, soonest first."""

    items: list[EndingOut]
    next_cursor: str | None
