"""Points of conduct: who reads, enters, takes back and decides."""

from datetime import date
from uuid import UUID

from academy.people.models import Person
from academy.shared.errors import NotFound
from courses.access.places import is_admin, one_of
from courses.access.teaching import taught_cohorts
from courses.enums import CohortState
from courses.errors.conduct import ConductRecorderReverses
from courses.models import Cohort, CohortLead, ConductEntry, ConductObjection, Enrolment
from courses.models.cohort import CohortQuerySet

_ENTRY = ("enrolment__cohort", "enrolment__person", "rule", "reverses")


def conduct_entry_to_reverse(person: Person, public_id: UUID, *, on: date) -> ConductEntry:
    """Return an entry that a person may take back, or raise NotFound.

    Academy admins take back all; who leads the cohort those that somebody else recorded.
    """
    row = ConductEntry.objects.select_related(*_ENTRY).filter(public_id=public_id).first()
    if row is None or not _keeps(person, row.enrolment.cohort_id, on=on):
        raise NotFound
    if row.recorded_by == str(person.public_id) and not is_admin(person, on=on):
        raise ConductRecorderReverses
    return row


def own_conduct_entry(person: Person, public_id: UUID) -> ConductEntry:
    """Return an entry about the person, or raise NotFound."""
    rows = ConductEntry.objects.filter(enrolment__person=person, public_id=public_id)
    row = rows.exclude(enrolment__cohort__state=CohortState.DRAFT).select_related(*_ENTRY).first()
    if row is None:
        raise NotFound
    return row


def conduct_objection_for(person: Person, public_id: UUID, *, on: date) -> ConductObjection:
    """Return an objection that a person may decide on, or raise NotFound."""
    rows = ConductObjection.objects.select_related("entry__enrolment")
    row = rows.filter(public_id=public_id).first()
    if row is None or not _keeps(person, row.entry.enrolment.cohort_id, on=on):
        raise NotFound
    return row


def _keeps(person: Person, cohort_id: int, *, on: date) -> bool:
    """Whether a person takes back and decides in a cohort: academy admins and its lead."""
    led = CohortLead.objects.filter(cohort=cohort_id, instructor__person=person)
    return is_admin(person, on=on) or led.exists()


def conduct_kept_by(person: Person, *, on: date) -> CohortQuerySet:
    """Return the cohorts in which a person takes back and decides."""
    if is_admin(person, on=on):
        return Cohort.objects.all()
    return Cohort.objects.filter(lead__instructor__person=person)


def conduct_place_for(person: Person, public_id: UUID, *, on: date) -> Enrolment:
    """Return the place of somebody who checked in, in a cohort one teaches; else NotFound."""
    rows = Enrolment.objects.filter(
        cohort__in=taught_cohorts(person, on=on).values("pk"), checked_in_at__isnull=False
    )
    return one_of(rows, public_id)
