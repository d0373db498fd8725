"""Locks of courses, taken in this order: cohort → persons → instructor → enrolment.

Whoever changes an enrolment, a quota or an outcome of a cohort holds the cohort's row first, so
counting its seats needs no further lock. Person rows are locked where two cohorts could claim
the same person at once.
"""

from collections.abc import Iterable

from academy.people.models import Person
from courses.models import Cohort, Instructor


def cohort_row(cohort_id: int) -> Cohort:
    """Lock a cohort until the transaction ends and return it fresh, with its syllabus."""
    rows = Cohort.objects.select_for_update(of=("self",), no_key=True).select_related(
        "syllabus__course"
    )
    return rows.get(pk=cohort_id)


def person_rows(persons: Iterable[Person]) -> None:
    """Lock people, always in the order of their keys, so that two lists cannot deadlock.

    NO KEY UPDATE lets foreign keys to the same people be written meanwhile.
    """
    ids = sorted({person.pk for person in persons})
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    list(rows.values_list("pk", flat=True))


def instructor_row(instructor_id: int) -> Instructor:
    """Lock an instructor until the transaction ends and return it fresh.

    Whoever changes what an instructor may teach, their days or their teaching holds this row.
    """
    return Instructor.objects.select_for_update(no_key=True).get(pk=instructor_id)
