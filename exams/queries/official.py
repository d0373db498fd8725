"""Which result of a person stands, over the first exam and its make-up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from academy.people.models import Person
from exams.enums import ExamKind, MakeUpCounts, ResultVerdict
from exams.models import Exam, Result
from exams.queries.policies import policy_of
from exams.rules.official import Attempt, Official, counted, official

__all__ = ["Rules", "attempt_of", "counted", "official_of", "officials", "rules_of"]


@dataclass(frozen=True, slots=True)
class Rules:
    """How a make-up counts: the first exam's policy says it for both."""

    counts: MakeUpCounts
    capped: bool


def rules_of(exam: Exam) -> Rules:
    """The rules for ``exam``, be it the first one or a make-up."""
    policy = policy_of(exam.follows if exam.follows is not None else exam)
    return Rules(MakeUpCounts(policy.make_up_counts), policy.make_up_capped)


def attempt_of(row: Result) -> Attempt:
    """A result as a value; its exam and sitting must have been read along."""
    return Attempt(
        kind=ExamKind(row.exam.kind),
        sitting=row.sitting.public_id if row.sitting is not None else None,
        verdict=ResultVerdict(row.verdict),
        excused=row.excused,
        score=row.score,
        full_marks=row.full_marks,
        pass_percent=row.exam.pass_percent,
        excellent=row.excellent,
    )


def officials(exam: Exam, persons: Iterable[int] | None = None) -> dict[int, Official]:
    """The standing result of each person by key, from released results of both exams.

    Args:
        persons: only of these; None for everybody.
    """
    first = exam.follows_id or exam.pk
    rows = Result.objects.filter(
        Q(exam_id=first) | Q(exam__follows_id=first), released_at__isnull=False
    )
    if persons is not None:
        rows = rows.filter(person_id__in=persons)
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    for row in rows.select_related("exam", "sitting").order_by("exam__opens_at", "pk"):
        attempts[row.person_id].append(attempt_of(row))
    rules = rules_of(exam)
    found = {
        person: official(tried, counts=rules.counts, capped=rules.capped)
        for person, tried in attempts.items()
    }
    return {person: stands for person, stands in found.items() if stands is not None}


def official_of(person: Person, exam: Exam) -> Official | None:
    """The person's standing result, None before a release."""
    return officials(exam, [person.pk]).get(person.pk)
