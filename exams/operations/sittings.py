"""A sitting from the laid-out place to its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import F

from academy.audit.record import Actor, record, record_many
from courses.enums import SEATED
from courses.models import Enrolment
from exams.enums import ExamState, SittingState, SittingVerb, Verb, Window
from exams.errors import (
    ExamCancelled,
    LeaseLost,
    NotAdmitted,
    NotEnrolled,
    NotOpenYet,
    SittingClosed,
    SittingNotStarted,
    SittingPaused,
    SittingVoided,
    WindowOver,
    local_minute,
)
from exams.models import Exam, Policy, Result, Sitting
from exams.operations import marking
from exams.operations.circumstances import judge
from exams.operations.rows import SittingRef
from exams.queries.accommodations import planned_seconds
from exams.queries.candidates import enrolments_due
from exams.queries.papers import sheet_of
from exams.rules import timing
from exams.rules.entry import Circumstances
from exams.rules.transitions import ENDED, WAITING, after

_START_FIELDS = [
    "state",
    "planned_seconds",
    "started_at",
    "deadline_at",
    "last_seen_at",
    "lease",
    "lease_client",
]
_SEATED = frozenset(state.value for state in SEATED)


def seed_for(exam: Exam, person_id: int) -> int:
    """A person's order of items: fixed by exam and person, and not to be guessed from either."""
    digest = sha256(f"{exam.public_id}:{person_id}".encode()).digest()
    return int.from_bytes(digest[:7], "big")


def new(exam: Exam, enrolment: Enrolment, at: datetime, number: int = 1) -> Sitting:
    """A place laid out for one seat of the cohort, not yet stored."""
    return Sitting(
        exam=exam,
        person_id=enrolment.person_id,
        enrolment=enrolment,
        paper=exam.paper,
        number=number,
        seed=seed_for(exam, enrolment.person_id),
        prepared_at=at,
    )


@transaction.atomic
def prepare(*, actor: Actor, exam: Exam, at: datetime) -> int:
    """Lay out a place for everybody who has to sit; returns how many were added.

    Also reads the paper into memory, so that the first to start does not wait for it.
    """
    exam = locked_exam(exam)
    if exam.state != ExamState.SCHEDULED.value:
        return 0
    sheet_of(exam.paper.public_id)
    there = set(exam.sittings.values_list("person_id", flat=True))
    due = [row for row in enrolments_due(exam).order_by("pk") if row.person_id not in there]
    Sitting.objects.bulk_create([new(exam, row, at) for row in due], batch_size=500)
    if due:
        record(actor, Verb.SITTINGS_PREPARED, exam, at=at, facts={"sittings": len(due)})
    return len(due)


def locked_exam(exam: Exam) -> Exam:
    """The exam's row, locked, with its paper.

    ``no_key``: whoever holds a sitting and writes its result looks at the exam's key, and would
    wait for us while we wait for that sitting.
    """
    rows = Exam.objects.select_for_update(of=("self",), no_key=True).select_related("paper")
    return rows.get(pk=exam.pk)


def start(
    *,
    actor: Actor,
    sitting: SittingRef,
    at: datetime,
    client: str = "",
    circumstances: Circumstances | None = None,
) -> Sitting:
    """Open a sitting whose person has been let in, and with it their own deadline: one row.

    Starting again while the sitting is running is the same sitting, whether the window is still
    open or not: this is how a reloaded page goes on. It does not take the lease from another page.

    Args:
        client: the random name of the page that starts; it gets the lease to write if nobody has
            it.
        circumstances: how the request came; None for work that is not a request's.

    Raises:
        NotAdmitted, NotEnrolled, ExamCancelled, NotOpenYet, WindowOver, SittingClosed,
        SittingVoided, NetworkRefused, LockdownRequired, EntryCodeWrong, EntryCodeLocked.
    """
    with transaction.atomic():
        row = _locked_place(sitting.pk)
        if SittingState(row.state) not in WAITING:
            if client and not resumed(row, at).lease_client:
                claim(row, client)
            return resumed(row, at)
        _require_admitted(row, at)
        refusal = None
        if circumstances is not None:
            policy = getattr(row.exam, "policy", None) or Policy(exam=row.exam)
            refusal = judge(sitting=row, policy=policy, circumstances=circumstances, at=at)
        if refusal is None:
            _open(actor, row, client, at)
    if refusal is not None:
        raise refusal
    return row


def _locked_place(sitting_id: int) -> Sitting:
    """The sitting's row, locked, with its exam, its room and the state of its person's seat."""
    rows = Sitting.objects.select_for_update(of=("self",), no_key=True).select_related(
        "exam__policy", "room"
    )
    return rows.annotate(seat_state=F("enrolment__state")).get(pk=sitting_id)


def _require_admitted(row: Sitting, at: datetime) -> None:
    check_window(row.exam, at)
    if vars(row)["seat_state"] not in _SEATED:
        raise NotEnrolled
    if SittingState(row.state) is not SittingState.READY:
        raise NotAdmitted


def _open(actor: Actor, row: Sitting, client: str, at: datetime) -> None:
    row.state = moved(SittingState(row.state), SittingVerb.START)
    row.planned_seconds = planned_seconds(row.exam, row.person_id, at)
    row.started_at = row.last_seen_at = at
    row.deadline_at = timing.deadline(
        started_at=at,
        duration_seconds=row.exam.duration_seconds,
        extra_seconds=row.planned_seconds + row.incident_seconds,
    )
    if client:
        row.lease, row.lease_client = 1, client
    row.save(update_fields=_START_FIELDS)
    facts = {"deadline": row.deadline_at, "planned_seconds": row.planned_seconds}
    record(actor, Verb.SITTING_STARTED, row, at=at, facts=facts)


def claim(row: Sitting, client: str) -> None:
    """Write the next lease, for ``client``, into a locked row."""
    row.lease += 1
    row.lease_client = client
    row.save(update_fields=["lease", "lease_client"])


def resumed(sitting: Sitting, at: datetime) -> Sitting:
    """The sitting itself, if its person may go on with it.

    Raises:
        SittingClosed, SittingVoided.
    """
    state = timing.state_at(SittingState(sitting.state), deadline_at=sitting.deadline_at, at=at)
    if state is SittingState.VOIDED:
        raise SittingVoided
    if state in ENDED:
        raise SittingClosed(last_sequence=sitting.last_sequence)
    return sitting


def check_window(exam: Exam, at: datetime) -> None:
    """Refuse a start before the window, after it, or of an exam that was called off."""
    if exam.state == ExamState.CANCELLED.value:
        raise ExamCancelled
    window = timing.window_at(opens_at=exam.opens_at, closes_at=exam.closes_at, at=at)
    if window is Window.BEFORE:
        raise NotOpenYet(opens_at=exam.opens_at, opens=local_minute(exam.opens_at))
    if window is Window.OVER or exam.state == ExamState.RELEASED.value:
        raise WindowOver


def moved(state: SittingState, verb: SittingVerb) -> str:
    """The state a verb leads to; the callers have made sure that the table has the move."""
    to = after(state, verb)
    if to is None:
        raise AssertionError(f"{verb} from {state} is not in the table")
    return to.value


@transaction.atomic
def hand_in(*, actor: Actor, sitting: SittingRef, at: datetime, lease: int | None = None) -> Result:
    """End a sitting and mark it; handing in again gives the same result.

    After the deadline the sitting is closed as of its deadline instead: whatever was saved in
    time counts all the same.

    Args:
        lease: the number under which the page may write; None for work that is not a page's.

    Raises:
        SittingNotStarted, SittingVoided, SittingPaused.
        LeaseLost: another page writes, and the sitting has not ended.
    """
    rows = Sitting.objects.select_for_update(of=("self",), no_key=True).select_related("exam")
    row = rows.get(pk=sitting.pk)
    state = SittingState(row.state)
    if state in ENDED:
        return Result.objects.select_related("sitting").get(sitting=row)
    if state is SittingState.VOIDED:
        raise SittingVoided
    if row.deadline_at is None:
        raise SittingNotStarted
    over = state is SittingState.OPEN and timing.is_over(deadline_at=row.deadline_at, at=at)
    if lease is not None and lease != row.lease and not over:
        raise LeaseLost(last_sequence=row.last_sequence)
    if state is SittingState.PAUSED:
        raise SittingPaused
    if over:
        row.state, row.closed_at = moved(state, SittingVerb.CLOSE), row.deadline_at
        verb = Verb.SITTING_CLOSED
    else:
        row.state, row.handed_in_at = moved(state, SittingVerb.HAND_IN), at
        verb = Verb.SITTING_HANDED_IN
    row.state = moved(SittingState(row.state), SittingVerb.MARK)
    row.save(update_fields=["state", "handed_in_at", "closed_at"])
    [result] = marking.mark(row.exam, [row], at)
    record(actor, verb, row, at=at, facts=_end_facts(row))
    return result


def _end_facts(sitting: Sitting) -> dict[str, object]:
    """What the log keeps of an end: the head of the chain of saves commits to every answer."""
    return {
        "sequence": sitting.last_sequence,
        "answered": sitting.answered,
        "head_digest": sitting.head_digest,
    }


@transaction.atomic
def close_overdue(
    *,
    actor: Actor,
    exam: Exam,
    at: datetime,
    limit: int | None = None,
    only: Sitting | None = None,
) -> int:
    """Write down the end of sittings whose deadline has passed, and mark them.

    Readers see such sittings as closed already; this only catches up. Their end is the deadline,
    however late this runs. A paused sitting is never overdue. Returns how many were closed.

    Args:
        limit: at most so many, so that nobody waits long for the locks; None for all of them.
        only: this one alone.
    """
    overdue = Sitting.objects.filter(
        exam_id=exam.pk, state=SittingState.OPEN.value, deadline_at__lte=at
    )
    if only is not None:
        overdue = overdue.filter(pk=only.pk)
    rows = list(overdue.select_for_update(of=("self",), no_key=True).order_by("pk")[:limit])
    if not rows:
        return 0
    closed = moved(SittingState.OPEN, SittingVerb.CLOSE)
    marked = moved(SittingState(closed), SittingVerb.MARK)
    for row in rows:
        row.state, row.closed_at = marked, row.deadline_at
    for some in _chunks(rows, 500):
        Sitting.objects.filter(pk__in=[row.pk for row in some]).update(
            state=marked, closed_at=F("deadline_at")
        )
    marking.mark_many(exam, rows, at)
    ends = [(row, _end_facts(row)) for row in rows]
    record_many(actor, Verb.SITTING_CLOSED, ends, at=at)
    return len(rows)


def _chunks(rows: list[Sitting], size: int) -> Iterable[list[Sitting]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
