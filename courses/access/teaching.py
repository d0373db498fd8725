"""Instructors, what they teach, and materials."""

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from academy.people.enums import Role
from academy.people.models import Person
from academy.shared.errors import NotFound
from courses.access.places import is_admin
from courses.enums import ENROLLING, CohortState
from courses.models import (
    Cohort,
    Enrolment,
    Instructor,
    Material,
    MaterialEdition,
    Qualification,
    Teaching,
)
from courses.models.cohort import CohortQuerySet
from courses.models.instructor import InstructorQuerySet, on_list
from courses.models.material import MaterialQuerySet
from courses.queries.materials import MAY_READ, with_editions

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


def timetabled_cohort_for(person: Person, public_id: UUID, *, on: date) -> Cohort:
    """Return a cohort whose timetable a person may see, or raise NotFound.

    Those who see its teaching, and those who have, or had, a seat in it.
    """
    seats = Enrolment.objects.filter(person=person, state__in=[each.value for each in MAY_READ])
    seated = Q(pk__in=seats.values("cohort_id")) & ~Q(state=CohortState.DRAFT.value)
    taught = Q(pk__in=taught_cohorts(person, on=on).values("pk"))
    rows = Cohort.objects.filter(seated | taught, public_id=public_id)
    cohort = rows.select_related("syllabus__course__track").first()
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
        state__in=[each.value for each in MAY_READ],
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
