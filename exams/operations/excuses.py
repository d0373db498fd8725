"""Leave from one exam: who has it at release is absent with leave."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.models import Person
from exams.enums import ExamState, Verb
from exams.errors import ExamCancelled, ExcuseRefused, NotEnrolled
from exams.models import Exam, Excuse
from exams.operations.sittings import locked_exam
from exams.operations.words import reason_of
from exams.queries.candidates import enrolments_due
from exams.rules.transitions import STARTED


@transaction.atomic
def grant(*, actor: Actor, exam: Exam, person: Person, reason: str, at: datetime) -> Excuse:
    """Note that somebody who has to sit the exam has leave; the same leave again is the same row.

    Whoever sits all the same has the result of the sitting: leave speaks of absence only.

    Raises:
        ExamCancelled, NotEnrolled: not among those who have to sit; ExcuseRefused: results are
        out, the person has started, or leave stands with another reason; WordsRefused.
    """
    why = reason_of(reason)
    exam = _unreleased(exam)
    standing = Excuse.objects.filter(exam=exam, person=person, withdrawn_at__isnull=True).first()
    if standing is not None:
        if standing.reason == why:
            return standing
        raise ExcuseRefused(field="reason", reason="leave_stands")
    if not enrolments_due(exam).filter(person=person).exists():
        raise NotEnrolled(field="person")
    started = [state.value for state in STARTED]
    if exam.sittings.filter(person=person, state__in=started).exists():
        raise ExcuseRefused(field="person", reason="has_started")
    row = Excuse.objects.create(exam=exam, person=person, reason=why, granted_at=at)
    # The reason may be a matter of health: it stays out of the log.
    record(actor, Verb.ABSENCE_EXCUSED, row, at=at, facts={"exam": exam.public_id})
    return row


@transaction.atomic
def withdraw(*, actor: Actor, excuse: Excuse, at: datetime) -> Excuse:
    """Take leave back before the results are out; withdrawn already is success.

    Raises:
        ExamCancelled, ExcuseRefused: results are out.
    """
    exam = _unreleased(excuse.exam)
    row = Excuse.objects.select_for_update(of=("self",), no_key=True).get(pk=excuse.pk)
    if row.withdrawn_at is not None:
        return row
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    record(actor, Verb.EXCUSE_WITHDRAWN, row, at=at, facts={"exam": exam.public_id})
    return row


def _unreleased(exam: Exam) -> Exam:
    """The exam, locked: its release writes down who was absent with leave."""
    exam = locked_exam(exam)
    if exam.state == ExamState.CANCELLED.value:
        raise ExamCancelled
    if exam.state == ExamState.RELEASED.value:
        raise ExcuseRefused(reason="results_released")
    return exam
