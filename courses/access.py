"""The only doors by which a request reaches a row of courses; stranger and absent look alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from academy.people.access import has_role, visible_units
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.queries.persons import PersonFilter, persons
from academy.shared.errors import NotFound
from academy.shared.text import fold
from courses.enums import ENROLLING, CohortState
from courses.enums.plans import PlanState
from courses.models import (
    Block,
    Cohort,
    Enrolment,
    Instructor,
    Material,
    MaterialEdition,
    PlanLine,
    PlanningRun,
    PlanSeat,
    Qualification,
    Teaching,
)
from courses.models.block import BlockQuerySet
from courses.models.cohort import CohortQuerySet
from courses.models.enrolment import EnrolmentQuerySet
from courses.models.instructor import InstructorQuerySet, on_list
from courses.models.material import MaterialQuerySet
from courses.queries.materials import READERS, with_editions

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


# -- teaching -------------------------------------------------------------------------------------

TEACHING = (Role.ACADEMY_ADMIN, Role.INSTRUCTOR)


def instructors_for(person: Person, *, on: date) -> InstructorQuerySet:
    """Return the instructors a person may see: all to academy admins, else oneself."""
    rows = Instructor.objects.all()
    return rows if is_admin(person, on=on) else rows.filter(person=person)


def own_instructor(person: Person) -> Instructor:
    """Return the person's own entry in the list of instructors, or raise NotFound."""
    row = Instructor.objects.filter(person=person).first()
    if row is None:
        raise NotFound
    return row


def instructor_for(person: Person, public_id: UUID, *, on: date) -> Instructor:
    """Return one visible instructor, or raise NotFound."""
    row = instructors_for(person, on=on).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def taught_cohorts(person: Person, *, on: date) -> CohortQuerySet:
    """Return the cohorts whose teaching a person may see: all, or those one teaches or leads."""
    if is_admin(person, on=on):
        return Cohort.objects.all()
    mine = Teaching.objects.standing().filter(instructor__person=person)
    return Cohort.objects.filter(
        Q(pk__in=mine.values("cohort_id")) | Q(lead__instructor__person=person)
    )


def taught_cohort_for(person: Person, public_id: UUID, *, on: date) -> Cohort:
    """Return one cohort whose teaching is visible, or raise NotFound."""
    rows = taught_cohorts(person, on=on).select_related("syllabus__course__track")
    cohort = rows.filter(public_id=public_id).first()
    if cohort is None:
        raise NotFound
    return cohort


def readable_materials(person: Person, *, on: date) -> MaterialQuerySet:
    """Return what is open to a person as a trainee.

    Published materials of the syllabi of cohorts in which they have or had a seat, until
    MATERIAL_OPEN_DAYS after the cohort's last day.
    """
    places = Enrolment.objects.filter(
        person=person,
        state__in=[each.value for each in READERS],
        cohort__state__in=[each.value for each in (*ENROLLING, CohortState.CLOSED)],
        cohort__ends_on__gte=on - timedelta(days=settings.MATERIAL_OPEN_DAYS),
    )
    return Material.objects.published().filter(
        subject__syllabus__in=places.values("cohort__syllabus_id")
    )


def materials_for(person: Person, *, on: date) -> MaterialQuerySet:
    """Return the materials a person may see.

    Academy admins see all. Others see what is open to them as trainees, and what is published for
    subjects of syllabi that they teach, or are qualified to teach on the day.
    """
    if is_admin(person, on=on):
        return Material.objects.all()
    taught = taught_cohorts(person, on=on).values("syllabus_id")
    listed = Instructor.objects.filter(on_list(on), person=person)
    courses = Qualification.objects.filter(on_list(on), instructor__in=listed)
    return Material.objects.published().filter(
        Q(pk__in=readable_materials(person, on=on).values("pk"))
        | Q(subject__syllabus__in=taught)
        | Q(subject__syllabus__course__in=courses.values("course_id"))
    )


def material_for(person: Person, public_id: UUID, *, on: date) -> Material:
    """Return one visible material with its editions, or raise NotFound."""
    rows = with_editions(materials_for(person, on=on))
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def edition_for(person: Person, public_id: UUID, *, on: date) -> MaterialEdition:
    """Return one visible edition, or raise NotFound: earlier ones are for academy admins only."""
    row = MaterialEdition.objects.filter(public_id=public_id).select_related("material").first()
    if row is None or not materials_for(person, on=on).filter(pk=row.material_id).exists():
        raise NotFound
    later = MaterialEdition.objects.filter(material=row.material_id, number__gt=row.number)
    if later.exists() and not is_admin(person, on=on):
        raise NotFound
    return row


def reads(person: Person, material: Material, *, on: date) -> bool:
    """Whether what the person opens is noted: as a trainee's reading, not as a colleague's look."""
    return readable_materials(person, on=on).filter(pk=material.pk).exists()


# -- planning


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
