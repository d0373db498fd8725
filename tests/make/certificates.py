"""Builders of batches and certificates; every state is reached through operations."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from academy.audit.record import Actor
from academy.people.models import Person
from certificates.enums import CertificateKind
from certificates.models import Award, Batch, Certificate
from certificates.operations import batches, corrections, reissues, revocations
from courses.enums import CohortState
from courses.models import Cohort
from courses.operations import cohorts
from tests import keep
from tests.cast import SYSTEM
from tests.make import courses as make_courses

PROPOSER, APPROVER = Actor.system("proposer"), Actor.system("approver")
COMPLETION, QUALIFICATION = CertificateKind.COMPLETION, CertificateKind.QUALIFICATION


@keep.kept
def closed_cohort(
    *,
    persons: Sequence[Person],
    at: datetime,
    number: int = 1,
    scores: dict[str, str | None] | None = None,
    starts_on: date = make_courses.STARTS_ON,
) -> Cohort:
    """Return a closed cohort in which `scores` (by staff number, else 80) were reached."""
    cohort = make_courses.cohort(
        at=at,
        number=number,
        state=CohortState.RUNNING,
        persons=persons,
        starts_on=starts_on,
        capacity=max(120, len(persons)),
        ends_on=starts_on + timedelta(days=4),
    )
    for person in persons:
        score = (scores or {}).get(person.staff_number, "80")
        make_courses.outcome(
            make_courses.enrolment_of(cohort, person),
            at=at,
            score=score,
            excellent=score is not None and float(score) >= 90,
        )
    return cohorts.close_out(actor=SYSTEM, cohort=cohort, at=at)


@keep.kept
def proposed(
    cohort: Cohort, *, at: datetime, actor: Actor = PROPOSER, kind: CertificateKind = QUALIFICATION
) -> Batch:
    """Return a proposed batch."""
    return batches.propose(actor=actor, cohort=cohort, kind=kind, at=at)


@keep.kept
def approved(cohort: Cohort, *, at: datetime, kind: CertificateKind = QUALIFICATION) -> Batch:
    """Return an approved batch."""
    return batches.approve(actor=APPROVER, batch=proposed(cohort, at=at, kind=kind), at=at)


@keep.kept
def issued(cohort: Cohort, *, at: datetime, kind: CertificateKind = QUALIFICATION) -> Batch:
    """Return an issued batch."""
    return batches.issue(actor=APPROVER, batch=approved(cohort, at=at, kind=kind), at=at)


@keep.kept
def certificate(
    person: Person, *, at: datetime, number: int = 1, kind: CertificateKind = QUALIFICATION
) -> Certificate:
    """Return the certificate of a cohort of one."""
    batch = issued(closed_cohort(persons=[person], at=at, number=number), at=at, kind=kind)
    return batch.certificates.get()


@keep.kept
def award(
    cohort: Cohort,
    *,
    at: datetime,
    months: int | None = None,
    kind: CertificateKind = QUALIFICATION,
    prefix: str = "",
    template_name: str = "",
) -> Award:
    """Say what the cohort's course gives."""
    return Award.objects.create(
        course=cohort.syllabus.course,
        kind=kind,
        template_name=template_name or f"{kind.value}-kai",
        months=months,
        prefix=prefix,
        set_at=at,
        set_by=SYSTEM.key,
    )


@keep.kept
def expiring(
    persons: Sequence[Person], *, at: datetime, months: int = 12, number: int = 1
) -> list[Certificate]:
    """Return certificates, good for so many months, of a cohort in their order of number."""
    starts_on = make_courses.STARTS_ON + timedelta(days=7 * (number - 1))
    cohort = closed_cohort(persons=persons, at=at, number=number, starts_on=starts_on)
    if not Award.objects.filter(course=cohort.syllabus.course, kind=QUALIFICATION.value).exists():
        award(cohort, at=at, months=months)
    return list(issued(cohort, at=at).certificates.order_by("serial"))


def correction(
    certificate: Certificate, *, at: datetime, name: str = "王更名", reason: str = "姓名更正"
) -> Batch:
    """Return the approved correction of a certificate whose holder now has that name."""
    Person.objects.filter(pk=certificate.person_id).update(name=name)
    batch = corrections.propose(actor=PROPOSER, certificate=certificate, reason=reason, at=at)
    return batches.approve(actor=APPROVER, batch=batch, at=at)


@keep.kept
def corrected(certificate: Certificate, *, at: datetime, name: str = "王更名") -> Certificate:
    """Return the certificate that replaces this one after a correction of the name."""
    batch = correction(certificate, at=at, name=name)
    batches.issue(actor=APPROVER, batch=batch, at=at)
    certificate.refresh_from_db()
    return batch.certificates.get()


@keep.kept
def reissued(certificate: Certificate, *, at: datetime, reason: str = "遗失") -> Certificate:
    """Return the certificate after a reissue under its number."""
    reissues.reissue(actor=APPROVER, certificate=certificate, reason=reason, at=at)
    certificate.refresh_from_db()
    return certificate


@keep.kept
def revoked(certificate: Certificate, *, at: datetime, reason: str = "成绩登记有误") -> Certificate:
    """Return the certificate revoked."""
    return revocations.revoke(actor=APPROVER, certificate=certificate, reason=reason, at=at)
