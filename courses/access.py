"""The only doors by which a request reaches a row of courses; stranger and absent look alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from academy.people.access import has_role, visible_units
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.queries.persons import PersonFilter, persons
from academy.shared.errors import NotFound
from academy.shared.text import fold
from courses.enums import CohortState
from courses.enums.plans import PlanState
from courses.models import Block, Cohort, Enrolment, PlanLine, PlanningRun, PlanSeat
from courses.models.block import BlockQuerySet
from courses.models.cohort import CohortQuerySet
from courses.models.enrolment import EnrolmentQuerySet

KEEPERS = (Role.ACADEMY_ADMIN, Role.UNIT_TRAINING_OFFICER)


def is_admin(person: Person, *, on: date) -> bool:
    """Whether the person runs cohorts: academy admins run all of them."""
    return has_role(person, Role.ACADEMY_ADMIN, on)


def cohorts_for(person: Person, *, on: date) -> CohortQuerySet:
    """Return the cohorts a person may see.

    Academy admins see all; training officers all but drafts, to nominate to; everybody else
    those in which they have a place of their own.
    """
    if is_admin(person, on=on):
        return Cohort.objects.all()
    shown = Cohort.objects.exclude(state=CohortState.DRAFT)
    if has_role(person, Role.UNIT_TRAINING_OFFICER, on):
        return shown
    return shown.filter(pk__in=Enrolment.objects.filter(person=person).values("cohort_id"))


def cohort_for(person: Person, public_id: UUID, *, on: date) -> Cohort:
    """Return one visible cohort, or raise NotFound."""
    rows = cohorts_for(person, on=on).select_related("syllabus__course__track")
    cohort = rows.filter(public_id=public_id).first()
    if cohort is None:
        raise NotFound
    return cohort


def enrolments_for(person: Person, *, on: date) -> EnrolmentQuerySet:
    """Return the enrolments a person may see: all, one's units', or one's own."""
    if is_admin(person, on=on):
        return Enrolment.objects.all()
    scope = visible_units(person, Role.UNIT_TRAINING_OFFICER, on=on)
    return Enrolment.objects.filter(Q(person=person) | Q(unit_id__in=scope)).exclude(
        cohort__state=CohortState.DRAFT
    )


def enrolment_for(person: Person, public_id: UUID, *, on: date) -> Enrolment:
    """Return one visible enrolment, or raise NotFound."""
    rows = enrolments_for(person, on=on).select_related(
        "cohort__syllabus__course", "person", "unit", "post", "rank", "completion"
    )
    enrolment = rows.filter(public_id=public_id).first()
    if enrolment is None:
        raise NotFound
    return enrolment


@dataclass(frozen=True, slots=True)
class Named:
    """People found by their staff numbers, in the order given, and the numbers not found."""

    persons: list[Person]
    unknown: list[str]


def named_people(person: Person, numbers: Iterable[str], *, on: date) -> Named:
    """Find people by staff number among those in whose units the person is a keeper.

    Full-width digits and stray blanks are forgiven; somebody else's people count as unknown.
    Leavers are found, so that the refusal can say that they left.
    """
    wanted = list(dict.fromkeys(folded for each in numbers if (folded := fold(each))))
    scope = visible_units(person, *KEEPERS, on=on)
    rows = persons(scope, PersonFilter(with_left=True), on=on).prefetch_related(None)
    found = {row.staff_number: row for row in rows.filter(staff_number__in=wanted)}
    return Named(
        persons=[found[number] for number in wanted if number in found],
        unknown=[number for number in wanted if number not in found],
    )


def blocks_for(person: Person, *, on: date) -> BlockQuerySet:
    """Return the blocks of people one may plan for: of today's staff of one's units."""
    return Block.objects.filter(person__in=plannable(person, on=on))


def plannable(person: Person, *, on: date) -> QuerySet[Person]:
    """Return the people who serve today in units over which one is admin or training officer."""
    scope = visible_units(person, *KEEPERS, on=on)
    return persons(scope, PersonFilter(), on=on).prefetch_related(None)


def block_for(person: Person, public_id: UUID, *, on: date) -> Block:
    """Return one visible block, or raise NotFound."""
    row = blocks_for(person, on=on).select_related("person").filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def plans_for(person: Person, *, on: date) -> QuerySet[PlanningRun]:
    """Return the planning runs a person may see: academy admins all, nobody else any."""
    return PlanningRun.objects.all() if is_admin(person, on=on) else PlanningRun.objects.none()


def plan_for(person: Person, public_id: UUID, *, on: date) -> PlanningRun:
    """Return one visible run, or raise NotFound."""
    rows = plans_for(person, on=on).select_related("previous", "rules")
    run = rows.filter(public_id=public_id).first()
    if run is None:
        raise NotFound
    return run


def plan_line_for(person: Person, public_id: UUID, *, on: date) -> PlanLine:
    """Return one line of a visible run, or raise NotFound."""
    rows = PlanLine.objects.filter(run__in=plans_for(person, on=on))
    line = (
        rows.select_related("run", "syllabus__course", "cohort", "hall")
        .filter(public_id=public_id)
        .first()
    )
    if line is None:
        raise NotFound
    return line


def plan_seats_for(person: Person, *, on: date) -> QuerySet[PlanSeat]:
    """Return the proposed seats of accepted lines: all, or those of one's units' people.

    Units see what is proposed for them once it is accepted, and only in the run that holds.
    """
    rows = PlanSeat.objects.filter(line__cohort__isnull=False).exclude(
        run__state=PlanState.SUPERSEDED.value
    )
    if is_admin(person, on=on):
        return rows
    return rows.filter(person__in=plannable(person, on=on))
