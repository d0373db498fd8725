"""Who is to sit an exam."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from academy.people.models import Person
from courses.models import Enrolment
from exams.enums import ResultVerdict
from exams.models import Exam, Excuse, Policy
from exams.queries.policies import policy_of
from exams.rules import make_up


def enrolments_due(exam: Exam) -> QuerySet[Enrolment]:
    """The seats of the exam's cohort that have to sit it.

    For a make-up only those whose released first result sends them there: who failed, was absent
    with leave, or, where the first exam's rules say so, without.
    """
    due = Enrolment.objects.seated().filter(cohort_id=exam.cohort_id)
    if exam.follows is None:
        return due
    first = Q(exam_results__exam=exam.follows, exam_results__released_at__isnull=False)
    return due.filter(first & _sent(policy_of(exam.follows)))


def _sent(policy: Policy) -> Q:
    """``rules.make_up.is_due`` as a condition: one line for each verdict with or without leave."""
    found = Q(pk__in=[])
    for verdict in ResultVerdict:
        for excused in (False, True):
            if make_up.is_due(
                verdict=verdict, excused=excused, for_unexcused=policy.make_up_for_unexcused
            ):
                found |= Q(exam_results__verdict=verdict.value, exam_results__excused=excused)
    return found


def people(exam: Exam, units: Collection[int]) -> QuerySet[Person]:
    """Everybody of ``units`` with a place in the exam's cohort, past or present, by name."""
    seats = Enrolment.objects.filter(cohort_id=exam.cohort_id, unit_id__in=units)
    rows = Person.objects.filter(pk__in=seats.values("person"))
    return rows.order_by("pinyin_key", "pk")


def excuses(exam: Exam, units: Collection[int]) -> QuerySet[Excuse]:
    """Leave from the exam of people of ``units``, by name and in its order."""
    rows = Excuse.objects.filter(exam=exam, person__in=people(exam, units).order_by())
    return rows.select_related("person").order_by("person__pinyin_key", "person", "granted_at")
