"""Locks of courses, taken in this order: cohort → persons → instructor → halls → enrolment.

Whoever changes an enrolment, a quota or an outcome of a cohort holds the cohort's row first, so
counting its seats needs no further lock. Person rows are locked where two cohorts could claim
the same person at once.
"""

from collections.abc import Iterable

from academy.people.models import Person
from courses.enums import ENROLLING, CohortState
from courses.errors import CohortCancelled, CohortClosed, CohortNotEnrolling
from courses.models import Cohort, Hall, Instructor


def cohort_row(cohort_id: int) -> Cohort:
    """Lock a cohort until the transaction ends and return it fresh, with its syllabus."""
    rows = Cohort.objects.select_for_update(of=("self",), no_key=True).select_related(
        "syllabus__course"
    )
    return rows.get(pk=cohort_id)


def cohort_rows(cohort_ids: Iterable[int]) -> dict[int, Cohort]:
    """Lock several cohorts, always in the order of their keys; return them by key."""
    rows = Cohort.objects.select_for_update(of=("self",), no_key=True).select_related(
        "syllabus__course"
    )
    return {row.pk: row for row in rows.filter(pk__in=sorted(cohort_ids)).order_by("pk")}


def refuse_unless_enrolling(cohort: Cohort) -> None:
    """Raise the refusal that says why a locked cohort takes nobody; nothing if it does."""
    if cohort.state in ENROLLING:
        return
    if cohort.state == CohortState.CLOSED:
        raise CohortClosed
    if cohort.state == CohortState.CANCELLED:
        raise CohortCancelled
    raise CohortNotEnrolling


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


def hall_rows(hall_ids: Iterable[int]) -> dict[int, Hall]:
    """Lock halls, always in the order of their keys; return them fresh, by key."""
    rows = Hall.objects.select_for_update(no_key=True).filter(pk__in=sorted(set(hall_ids)))
    return {row.pk: row for row in rows.order_by("pk")}
