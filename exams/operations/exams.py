"""Scheduling exams, and calling them off."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared import clock
from courses.enums import ENROLLING, CohortState
from courses.labels import COHORT_STATE
from courses.models import Cohort
from courses.operations import locks
from exams.enums import ExamKind, ExamState, SittingState, Verb
from exams.errors import (
    CancelRefused,
    CohortNotReady,
    ExamDiffers,
    MakeUpOutsideDays,
    MakeUpRefused,
    WindowRefused,
)
from exams.models import Exam, Paper
from exams.queries.policies import policy_of
from exams.rules import make_up
from exams.rules.transitions import WAITING

MAX_DURATION_SECONDS = 12 * 3600
TITLES = {ExamKind.FIRST: "结业考试", ExamKind.MAKE_UP: "补考"}


@transaction.atomic
def schedule(
    *,
    actor: Actor,
    cohort: Cohort,
    paper: Paper,
    kind: ExamKind,
    opens_at: datetime,
    closes_at: datetime,
    duration_seconds: int,
    at: datetime,
    follows: Exam | None = None,
    title: str = "",
) -> Exam:
    """Set an exam for a cohort; the same facts again are the same row.

    Pass and excellence marks are those of the cohort's syllabus on this day. Sittings come into
    being when people start, or all at once by ``sittings.prepare``.

    Args:
        opens_at, closes_at: when a sitting may be started; the end is exclusive and does not
            shorten anybody's ``duration_seconds``.
        follows: for a make-up, the released first exam; found by itself where the cohort has
            only one.

    Raises:
        WindowRefused, CohortNotReady, MakeUpRefused, ExamDiffers; MakeUpOutsideDays: a start
        would be possible on days that the first exam's policy does not allow.
    """
    _check_window(opens_at, closes_at, duration_seconds)
    cohort = locks.cohort_row(cohort.pk)
    if kind is ExamKind.MAKE_UP:
        follows = _first_of(cohort, follows)
    known = Exam.objects.standing().filter(cohort=cohort, kind=kind.value, opens_at=opens_at)
    exam = known.first()
    if exam is not None:
        wanted = (paper.pk, closes_at, duration_seconds, follows.pk if follows else None)
        if wanted != (exam.paper_id, exam.closes_at, exam.duration_seconds, exam.follows_id):
            raise ExamDiffers
        return exam
    _check_new(cohort, follows)
    if follows is not None:
        _check_days(follows, opens_at, closes_at)
    rule = cohort.syllabus.pass_rule
    exam = Exam.objects.create(
        cohort=cohort,
        paper=paper,
        kind=kind.value,
        follows=follows,
        title=title or TITLES[kind],
        opens_at=opens_at,
        closes_at=closes_at,
        duration_seconds=duration_seconds,
        pass_percent=rule.pass_percent,
        excellent_percent=rule.excellence_percent,
        scheduled_at=at,
    )
    facts = {"kind": kind, "paper": paper.public_id, "opens_at": opens_at, "closes_at": closes_at}
    record(actor, Verb.EXAM_SCHEDULED, exam, at=at, facts=facts)
    return exam


def _check_window(opens_at: datetime, closes_at: datetime, duration_seconds: int) -> None:
    if closes_at <= opens_at:
        raise WindowRefused(field="closes_at", reason="closes_before_it_opens")
    if not 1 <= duration_seconds <= MAX_DURATION_SECONDS:
        raise WindowRefused(field="duration_seconds", reason="duration_out_of_range")


def _first_of(cohort: Cohort, follows: Exam | None) -> Exam:
    """The released first exam that a make-up belongs to."""
    if not cohort.syllabus.make_up_allowed:
        raise MakeUpRefused(reason="not_in_syllabus")
    if follows is None:
        firsts = list(Exam.objects.standing().filter(cohort=cohort, kind=ExamKind.FIRST.value)[:2])
        if len(firsts) != 1:
            raise MakeUpRefused(field="follows", reason="name_the_first_exam")
        follows = firsts[0]
    if follows.cohort_id != cohort.pk or follows.kind != ExamKind.FIRST.value:
        raise MakeUpRefused(field="follows", reason="not_a_first_exam_of_the_cohort")
    if follows.state != ExamState.RELEASED.value:
        raise MakeUpRefused(field="follows", reason="first_exam_not_released")
    return follows


def _check_new(cohort: Cohort, follows: Exam | None) -> None:
    if CohortState(cohort.state) not in ENROLLING:
        name = COHORT_STATE[CohortState(cohort.state)]
        raise CohortNotReady(state=cohort.state, state_name=str(name))
    if follows is not None and Exam.objects.standing().filter(follows=follows).exists():
        raise ExamDiffers


def _check_days(first: Exam, opens_at: datetime, closes_at: datetime) -> None:
    if first.released_at is None:
        raise AssertionError("a make-up follows a released exam")
    policy = policy_of(first)
    days = make_up.days(
        released_on=clock.local_date(first.released_at),
        from_days=policy.make_up_from_days,
        until_days=policy.make_up_until_days,
    )
    # The window's end is exclusive: at midnight, the last start was the day before.
    last_start_on = clock.local_date(closes_at - timedelta(microseconds=1))
    if not days.hold(clock.local_date(opens_at), last_start_on):
        raise MakeUpOutsideDays(
            field="opens_at",
            first_on=days.first_on,
            last_on=days.last_on,
            allowed=f"{days.first_on} – {days.last_on or ''}".strip(),
        )


@transaction.atomic
def cancel(*, actor: Actor, exam: Exam, at: datetime) -> Exam:
    """Call an exam off that nobody has started; a cancelled one stays as it is.

    Raises:
        CancelRefused: somebody has started, or results are out.
    """
    exam = Exam.objects.select_for_update(no_key=True).get(pk=exam.pk)
    if exam.state == ExamState.CANCELLED.value:
        return exam
    unstarted = [*(state.value for state in WAITING), SittingState.VOIDED.value]
    started = exam.sittings.exclude(state__in=unstarted).count()
    if started or exam.state == ExamState.RELEASED.value:
        raise CancelRefused(started=started)
    exam.state = ExamState.CANCELLED.value
    exam.cancelled_at = at
    exam.save(update_fields=["state", "cancelled_at"])
    record(actor, Verb.EXAM_CANCELLED, exam, at=at)
    return exam
