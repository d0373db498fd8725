"""Leave: who sees it, who decides on it, and who keeps a cohort's leaves."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from academy.people.access import visible_units
from academy.people.enums import Role
from academy.people.models import Person
from academy.shared.errors import NotFound
from courses.access.places import is_admin
from courses.access.teaching import taught_cohorts
from courses.enums import CohortState, EnrolmentState
from courses.enums.attendance import LeaveState, LeaveStep
from courses.models import Cohort, CohortLead, Enrolment, Leave
from courses.models.cohort import CohortQuerySet
from courses.models.enrolment import EnrolmentQuerySet
from courses.models.leave import LeaveQuerySet
from courses.queries import leaves

DECIDERS = (Role.ACADEMY_ADMIN, Role.INSTRUCTOR, Role.UNIT_LEADER)


@dataclass(frozen=True, slots=True)
class Office:
    """What somebody decides as on a day: for the academy, over units, as tutor of cohorts."""

    person: Person
    admin: bool
    units: frozenset[int]
    cohorts: frozenset[int]

    def takes(self, step: LeaveStep | str, row: Leave) -> bool:
        """Whether this step of a leave is theirs; never of their own."""
        place = row.enrolment
        if place.person_id == self.person.pk:
            return False
        if step == LeaveStep.TUTOR:
            return self.admin or place.cohort_id in self.cohorts
        if step == LeaveStep.UNIT:
            return place.unit_id in self.units
        return self.admin

    def decides(self, row: Leave) -> LeaveStep | None:
        """The step of a leave that waits for them, None where none does."""
        step = leaves.waits_for(row)
        mine = {each.decided_by for each in row.decisions.all()}
        if step is None or str(self.person.public_id) in mine or not self.takes(step, row):
            return None
        return step

    def keeps(self, cohort_id: int) -> bool:
        """Whether they keep a cohort's leaves: record on behalf, sign people back."""
        return self.admin or cohort_id in self.cohorts

    def knows_why(self, row: Leave) -> bool:
        """Whether they are shown why it was asked: the trainee and who decides on it."""
        own = row.enrolment.person_id == self.person.pk
        return own or any(self.takes(each, row) for each in row.steps)


def office_of(person: Person, *, on: date) -> Office:
    """Return what the person decides as."""
    led = CohortLead.objects.filter(instructor__person=person)
    return Office(
        person=person,
        admin=is_admin(person, on=on),
        units=visible_units(person, Role.UNIT_LEADER, on=on),
        cohorts=frozenset(led.values_list("cohort_id", flat=True)),
    )


def own_leaves(person: Person) -> LeaveQuerySet:
    """Return the person's own leaves."""
    return Leave.objects.filter(enrolment__person=person)


def own_place(person: Person, public_id: UUID) -> Enrolment:
    """Return a place of one's own in which one is, or raise NotFound."""
    row = own_places(person).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def own_places(person: Person) -> EnrolmentQuerySet:
    """Return the person's places from which leave can be asked."""
    return Enrolment.objects.filter(
        person=person, state=EnrolmentState.CHECKED_IN, cohort__state=CohortState.RUNNING
    ).select_related("cohort__syllabus__course", "person")


def _candidates(office: Office, *, taught: CohortQuerySet | None = None) -> LeaveQuerySet:
    if office.admin:
        return Leave.objects.all()
    wanted = Q(enrolment__unit_id__in=office.units) | Q(enrolment__cohort_id__in=office.cohorts)
    if taught is not None:
        wanted |= Q(enrolment__cohort__in=taught.values("pk")) | Q(enrolment__person=office.person)
    return Leave.objects.filter(wanted)


def leave_for(person: Person, public_id: UUID, *, on: date) -> Leave:
    """Return one visible leave, or raise NotFound.

    One's own; those of cohorts that one keeps or teaches; those of one's unit's people that wait
    for the unit, or have been decided.
    """
    office = office_of(person, on=on)
    taught = taught_cohorts(person, on=on)
    rows = leaves.shown(_candidates(office, taught=taught)).filter(public_id=public_id)
    row = rows.first()
    if row is None:
        raise NotFound
    place = row.enrolment
    near = office.admin or place.person_id == person.pk or place.cohort_id in office.cohorts
    if near or taught.filter(pk=place.cohort_id).exists():
        return row
    if row.state == LeaveState.ASKED and LeaveStep.UNIT.value not in row.steps:
        raise NotFound
    return row


def waiting_for(person: Person, *, on: date) -> list[Leave]:
    """Return the leaves whose next step is this person's, by their beginning."""
    office = office_of(person, on=on)
    rows = _candidates(office).filter(
        state=LeaveState.ASKED, enrolment__cohort__state=CohortState.RUNNING
    )
    return [row for row in leaves.shown(rows) if office.decides(row) is not None]


def leaves_of(person: Person, cohort: Cohort, *, on: date) -> LeaveQuerySet:
    """Return a cohort's leaves, for who teaches in it; nothing for others."""
    return Leave.objects.filter(
        enrolment__cohort=cohort, enrolment__cohort__in=taught_cohorts(person, on=on).values("pk")
    )


def kept_leave(person: Person, public_id: UUID, *, on: date) -> Leave:
    """Return a leave of a cohort that one keeps, or raise NotFound."""
    row = leave_for(person, public_id, on=on)
    if not office_of(person, on=on).keeps(row.enrolment.cohort_id):
        raise NotFound
    return row


def present_in(cohort: Cohort) -> EnrolmentQuerySet:
    """Return those who are there, by pinyin: for whom leave can be recorded."""
    rows = Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.CHECKED_IN)
    return rows.select_related("person", "cohort").order_by("person__pinyin_key", "pk")


def decided_by(
    person: Person, public_id: UUID, step: LeaveStep, *, on: date
) -> tuple[Leave, Office]:
    """Return a leave and the person's office, if the step is theirs; else raise NotFound.

    One's own comes through, so that the refusal can say why.
    """
    row = leave_for(person, public_id, on=on)
    office = office_of(person, on=on)
    if not office.takes(step, row) and row.enrolment.person_id != person.pk:
        raise NotFound
    return row, office
