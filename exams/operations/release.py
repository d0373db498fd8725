"""Publishing results and reporting them to courses."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from academy.audit.record import Actor, record
from courses.enums import AttemptKind, OutcomeVerdict
from courses.models import Enrolment
from courses.operations import completions
from courses.operations.completions import OutcomeLine
from exams.enums import ExamKind, ExamState, ResultVerdict, SittingState, Verb
from exams.errors import (
    ExamCancelled,
    LateUndecided,
    SittingsRunning,
    WindowStillOpen,
    local_minute,
)
from exams.models import Exam, Excuse, Result, Sitting
from exams.operations import sittings
from exams.queries import late, official
from exams.queries.candidates import enrolments_due
from exams.rules.transitions import STARTED


@transaction.atomic
def release(*, actor: Actor, exam: Exam, at: datetime) -> Exam:
    """Publish an exam's results, absences included, and report them all to courses.

    Sittings past their deadline are closed and marked first. Who never started is absent, with
    leave where leave stands. Releasing again changes nothing.

    Raises:
        ExamCancelled, WindowStillOpen, SittingsRunning; LateUndecided: late answers wait for a
        decision that a measured outage may excuse; and what courses refuses (a cohort that is
        not running).
    """
    # All at once and in order: an outcome may go along to a cohort where its person went on.
    completions.lock_cohorts([exam.cohort_id])
    exam = sittings.locked_exam(exam)
    if exam.state == ExamState.RELEASED.value:
        return exam
    _check(exam, at)
    closed = sittings.close_overdue(actor=actor, exam=exam, at=at)
    absent = _write_absences(exam, at)
    Result.objects.filter(exam=exam).update(released_at=at)
    Sitting.objects.filter(exam=exam, state=SittingState.MARKED.value).update(
        state=SittingState.RELEASED.value
    )
    exam.state, exam.released_at = ExamState.RELEASED.value, at
    exam.save(update_fields=["state", "released_at"])
    lines = _lines(exam)
    completions.record_outcomes(actor=actor, lines=lines, at=at)
    facts = {
        "results": len(lines),
        "absent": absent,
        "closed_at_deadline": closed,
        "passed": sum(line.verdict is OutcomeVerdict.PASSED for line in lines),
    }
    record(actor, Verb.EXAM_RELEASED, exam, at=at, facts=facts)
    return exam


def _check(exam: Exam, at: datetime) -> None:
    if exam.state == ExamState.CANCELLED.value:
        raise ExamCancelled
    # Once everybody has come, nobody is left to wait for: no need to sit the window out. But an
    # exam nobody has come to yet may only look complete, while its cohort is still filling up.
    if at < exam.closes_at and (_missing(exam).exists() or not _anybody_started(exam)):
        raise WindowStillOpen(closes_at=exam.closes_at, closes=local_minute(exam.closes_at))
    running = exam.sittings.filter(
        Q(state=SittingState.OPEN.value, deadline_at__gt=at) | Q(state=SittingState.PAUSED.value)
    )
    until = running.aggregate(until=Max("deadline_at"))["until"]
    if until is not None:
        raise SittingsRunning(running=running.count(), until=until, ends=local_minute(until))
    if waiting := late.waiting(exam, at=at):
        raise LateUndecided(waiting=waiting)


def _missing(exam: Exam) -> QuerySet[Enrolment]:
    """Everybody who has to sit and has not started."""
    started = exam.sittings.filter(state__in=[state.value for state in STARTED])
    return enrolments_due(exam).exclude(person__in=started.values("person_id")).order_by("pk")


def _anybody_started(exam: Exam) -> bool:
    return exam.sittings.filter(state__in=[state.value for state in STARTED]).exists()


def _write_absences(exam: Exam, at: datetime) -> int:
    """A result for everybody who should have sat and never started."""
    standing = Excuse.objects.filter(exam=exam, withdrawn_at__isnull=True)
    excused = set(standing.values_list("person_id", flat=True))
    rows = [
        Result(
            exam=exam,
            person_id=enrolment.person_id,
            enrolment=enrolment,
            sitting=None,
            verdict=ResultVerdict.ABSENT.value,
            excused=enrolment.person_id in excused,
            score=None,
            full_marks=exam.paper.full_marks,
            marked_at=at,
        )
        for enrolment in _missing(exam)
    ]
    Result.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def exam_ref(exam: Exam) -> str:
    """How courses knows the requirement: a make-up answers for the exam it follows."""
    first = exam.follows if exam.follows is not None else exam
    return f"exam:{first.public_id}"


def _lines(exam: Exam) -> list[OutcomeLine]:
    """What courses is told: the score that counts, so a capped make-up's is the capped one."""
    reference = exam_ref(exam)
    attempt = AttemptKind(ExamKind(exam.kind).value)
    capped = official.rules_of(exam).capped
    results = Result.objects.filter(exam=exam).select_related("sitting", "exam").order_by("pk")
    lines = []
    for row in results:
        counts = official.counted(official.attempt_of(row), capped=capped).attempt
        lines.append(
            OutcomeLine(
                enrolment_id=row.enrolment_id,
                exam_ref=reference,
                sitting_ref=f"sitting:{counts.sitting}" if counts.sitting else "",
                attempt=attempt,
                verdict=OutcomeVerdict(counts.verdict),
                score=counts.score,
                full_marks=counts.full_marks,
                excellent=counts.excellent,
            )
        )
    return lines
