"""Builders of batches and certificates; every state is reached through operations."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from academy.audit.record import Actor
from academy.people.models import Person
from certificates.models import Batch, Certificate
from certificates.operations import batches
from courses.enums import CohortState
from courses.models import Cohort
from courses.operations import cohorts
from tests.cast import SYSTEM
from tests.make import courses as make_courses

PROPOSER, APPROVER = Actor.system("proposer"), Actor.system("approver")


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


def proposed(cohort: Cohort, *, at: datetime, actor: Actor = PROPOSER) -> Batch:
    """Return a proposed batch."""
    return batches.propose(actor=actor, cohort=cohort, at=at)


def approved(cohort: Cohort, *, at: datetime) -> Batch:
    """Return an approved batch."""
    return batches.approve(actor=APPROVER, batch=proposed(cohort, at=at), at=at)


def issued(cohort: Cohort, *, at: datetime) -> Batch:
    """Return an issued batch."""
    return batches.issue(actor=APPROVER, batch=approved(cohort, at=at), at=at)


def certificate(person: Person, *, at: datetime, number: int = 1) -> Certificate:
    """Return the certificate of a cohort of one."""
    batch = issued(closed_cohort(persons=[person], at=at, number=number), at=at)
    return batch.certificates.get()
