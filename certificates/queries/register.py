"""Searching the register, and what is said of a certificate on a day."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from academy.shared.text import fold
from certificates.enums import CertificateKind, CertificateState, Validity
from certificates.models import Certificate
from certificates.rules import serial, validity

_STATE = {
    Validity.REVOKED: CertificateState.REVOKED,
    Validity.SUPERSEDED: CertificateState.SUPERSEDED,
}


def validity_of(certificate: Certificate, *, on: date) -> Validity:
    """Return whether a certificate is valid on a day, and if not, why."""
    state = CertificateState(certificate.state)
    return validity.validity(state, certificate.expires_on, on=on)


def last_on(certificate: Certificate) -> date | None:
    """Return the last day on which a certificate is valid, None for ever."""
    return validity.last_day(certificate.expires_on) if certificate.expires_on else None


def search(
    rows: QuerySet[Certificate],
    *,
    on: date,
    text: str = "",
    state: CertificateState | None = None,
    year: int | None = None,
    kind: CertificateKind | None = None,
    course: UUID | None = None,
    valid: Validity | None = None,
    expiring_days: int | None = None,
) -> QuerySet[Certificate]:
    """Narrow to a name, part of a number or a staff number, and to what else is given.

    `course` is a course's public id, `valid` is what is told of it on the day `on`,
    `expiring_days` means those valid on that day that will not be so many days later; `year` is
    that of issue.
    """
    wanted = fold(text)
    if wanted:
        rows = rows.filter(
            Q(name__startswith=wanted)
            | Q(number__contains=serial.as_typed(wanted))
            | Q(person__staff_number=wanted)
        )
    if state is not None:
        rows = rows.filter(state=state.value)
    if year is not None:
        rows = rows.filter(series__year=year)
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    if course is not None:
        rows = rows.filter(completion__enrolment__cohort__syllabus__course__public_id=course)
    if valid is not None:
        rows = rows.filter(_told(valid, on))
    if expiring_days is not None:
        until = on + timedelta(days=expiring_days)
        rows = rows.filter(_told(Validity.VALID, on), expires_on__lte=until)
    return rows


def _told(wanted: Validity, day: date) -> Q:
    """Return the condition under which this is told of a certificate on that day."""
    if wanted in _STATE:
        return Q(state=_STATE[wanted].value)
    in_force = Q(state=CertificateState.ISSUED.value)
    if wanted is Validity.EXPIRED:
        return in_force & Q(expires_on__lte=day)
    return in_force & (Q(expires_on__isnull=True) | Q(expires_on__gt=day))
