"""Coming to an exam: checking in, and being let in."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from academy.audit.record import Actor, record
from academy.people.models import Person
from academy.shared.errors import Refusal
from courses.models import Enrolment
from exams.enums import Admission, ExamState, SittingState, SittingVerb, Verb, Window
from exams.errors import (
    CheckInNotYet,
    ExamCancelled,
    MakeUpNotDue,
    NotEnrolled,
    WindowOver,
    local_minute,
)
from exams.models import Exam, Policy, Sitting
from exams.operations.circumstances import judge, require_circumstances
from exams.operations.sittings import moved, new, resumed
from exams.queries.candidates import enrolments_due
from exams.queries.policies import policy_of
from exams.rules import timing
from exams.rules.entry import Circumstances
from exams.rules.transitions import WAITING

__all__ = ["check_in", "require_circumstances"]


def check_in(
    *,
    actor: Actor,
    exam: Exam,
    person: Person,
    at: datetime,
    circumstances: Circumstances | None = None,
) -> Sitting:
    """Take the person's place at the exam; where they let themselves in, it is ready at once.

    Checking in again is the same place, also while the sitting is open: this is how another
    computer goes on. A code is asked for once, the first time.

    Args:
        circumstances: how the request came; None for work that is not a request's.

    Raises:
        NotEnrolled, MakeUpNotDue, ExamCancelled, CheckInNotYet, WindowOver, SittingClosed,
        SittingVoided, NetworkRefused, LockdownRequired, EntryCodeWrong, EntryCodeLocked.
    """
    sitting, refusal = _come_in(actor, exam, person, circumstances, at)
    # What `judge` wrote of a refusal has been committed by now, and stays.
    if refusal is not None:
        raise refusal
    return sitting


@transaction.atomic
def _come_in(
    actor: Actor, exam: Exam, person: Person, came: Circumstances | None, at: datetime
) -> tuple[Sitting, Refusal | None]:
    policy = policy_of(exam)
    sitting = _standing(exam, person)
    if sitting is not None and SittingState(sitting.state) not in WAITING:
        sitting = resumed(sitting, at)
        refusal = None if came is None else _judged(sitting, policy, came, at)
        return sitting, refusal
    _check_time(exam, policy, at)
    seat = _seat(exam, person)
    if sitting is None:
        sitting = _laid_out(exam, person, seat, at)
    if came is not None:
        refusal = _judged(sitting, policy, came, at)
        if refusal is not None:
            return sitting, refusal
    if sitting.checked_in_at is None:
        _mark_in(actor, sitting, policy, at)
    return sitting, None


def _judged(sitting: Sitting, policy: Policy, came: Circumstances, at: datetime) -> Refusal | None:
    asked = sitting.checked_in_at is None
    return judge(sitting=sitting, policy=policy, circumstances=came, at=at, code_asked=asked)


def _mark_in(actor: Actor, sitting: Sitting, policy: Policy, at: datetime) -> None:
    sitting.checked_in_at = sitting.last_seen_at = at
    if policy.admission == Admission.SELF.value and sitting.state == SittingState.PREPARED.value:
        sitting.state = moved(SittingState.PREPARED, SittingVerb.ADMIT)
        sitting.admitted_at = at
    sitting.save(update_fields=["state", "checked_in_at", "admitted_at", "last_seen_at"])
    record(actor, Verb.SITTING_CHECKED_IN, sitting, at=at)


def _standing(exam: Exam, person: Person) -> Sitting | None:
    """The person's sitting that counts, locked."""
    rows = Sitting.objects.select_for_update(of=("self",), no_key=True).standing()
    return rows.filter(exam_id=exam.pk, person_id=person.pk).first()


def _check_time(exam: Exam, policy: Policy, at: datetime) -> None:
    if exam.state == ExamState.CANCELLED.value:
        raise ExamCancelled
    window = timing.may_check_in(
        opens_at=exam.opens_at,
        closes_at=exam.closes_at,
        check_in_minutes=policy.check_in_minutes,
        at=at,
    )
    if window is Window.BEFORE:
        raise CheckInNotYet(
            minutes=policy.check_in_minutes,
            opens_at=exam.opens_at,
            opens=local_minute(exam.opens_at),
        )
    if window is Window.OVER or exam.state == ExamState.RELEASED.value:
        raise WindowOver


def _seat(exam: Exam, person: Person) -> Enrolment:
    seats = Enrolment.objects.seated().filter(cohort_id=exam.cohort_id, person_id=person.pk)
    seat = seats.first()
    if seat is None:
        raise NotEnrolled
    if exam.follows_id is not None and not enrolments_due(exam).filter(pk=seat.pk).exists():
        raise MakeUpNotDue
    return seat


def _taken(voided: Sitting) -> bool:
    """Whether somebody else has been given the seat of a voided sitting since."""
    others = Sitting.objects.standing().filter(exam_id=voided.exam_id, room=voided.room)
    return voided.seat is not None and others.filter(seat=voided.seat).exists()


def _laid_out(exam: Exam, person: Person, seat: Enrolment, at: datetime) -> Sitting:
    """A place for somebody who had none; if another tab was quicker, the one it made."""
    earlier = Sitting.objects.filter(exam_id=exam.pk, person_id=person.pk).order_by("-number")
    voided = earlier.first()
    sitting = new(exam, seat, at, voided.number + 1 if voided else 1)
    if voided is not None and not _taken(voided):
        sitting.room_id, sitting.seat = voided.room_id, voided.seat
    try:
        with transaction.atomic():
            sitting.save(force_insert=True)
    except IntegrityError:
        first = _standing(exam, person)
        if first is not None:
            return first
        # Then it was the seat: it has just been given to somebody else.
        sitting.room_id = sitting.seat = None
        sitting.save(force_insert=True)
    return sitting
