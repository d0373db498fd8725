"""Whose attendance and conduct somebody sees in a cohort."""

from datetime import date
from uuid import UUID

from academy.people.access import visible_units
from academy.people.enums import Role
from academy.people.models import Person
from academy.shared.errors import NotFound
from courses.access.places import UNIT_SIDE, cohort_for
from courses.access.teaching import taught_cohorts
from courses.enums import SEATED, EnrolmentState
from courses.models import Cohort, Enrolment
from courses.models.enrolment import EnrolmentQuerySet

STAY_READERS = (Role.ACADEMY_ADMIN, Role.INSTRUCTOR, *UNIT_SIDE)
_STAYED = (*SEATED, EnrolmentState.COMPLETED, EnrolmentState.FAILED, EnrolmentState.ABSENT)


def stays_for(person: Person, public_id: UUID, *, on: date) -> tuple[Cohort, EnrolmentQuerySet]:
    """Return a cohort and the places in it whose figures the person sees, or raise NotFound.

    Admins and who leads or teaches in it see everybody's, officers and leaders of units those of
    their units' people. Who left it, or went on to another, is not among them.
    """
    rows = Enrolment.objects.filter(state__in=[each.value for each in _STAYED])
    taught = taught_cohorts(person, on=on).select_related("syllabus__course__track")
    cohort = taught.filter(public_id=public_id).first()
    if cohort is not None:
        return cohort, rows.filter(cohort=cohort)
    scope = visible_units(person, *UNIT_SIDE, on=on)
    if not scope:
        raise NotFound
    cohort = cohort_for(person, public_id, on=on)
    return cohort, rows.filter(cohort=cohort, unit_id__in=scope)
