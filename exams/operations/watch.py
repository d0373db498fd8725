"""What those who watch over an exam do to a sitting: more time, an end, out of the count."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from academy.audit.record import Actor, record, record_many
from exams.enums import IncidentKind, SittingState, SittingVerb, Verb
from exams.errors import ExtraTimeRefused, ForceRefused, VoidRefused, WaiverRefused
from exams.models import Result, Sitting
from exams.operations import incidents, marking
from exams.operations.pauses import end_pause
from exams.operations.sittings import moved
from exams.operations.words import reason_of
from exams.queries.scopes import Scope
from exams.rules import timing
from exams.rules.transitions import ENDED, RUNNING, WAITING, after

MAX_EXTRA_SECONDS = 4 * 3600
_END_FIELDS = [
    "state",
    "handed_in_at",
    "closed_at",
    "forced_reason",
    "paused_at",
    "paused_seconds",
    "deadline_at",
]
_NOT_STARTED_OR_PAUSED = sorted({*(s.value for s in WAITING), SittingState.PAUSED.value})


@transaction.atomic
def give_extra_time(
    *, actor: Actor, sitting: Sitting, seconds: int, reason: str, at: datetime
) -> Sitting:
    """Add ``seconds`` to a sitting that is not over; an open one's deadline moves at once.

    Raises:
        ExtraTimeRefused: out of range, or the sitting is over or voided.
        WordsRefused.
    """
    why = _checked(seconds, reason)
    row = Sitting.objects.select_for_update(of=("self",), no_key=True).get(pk=sitting.pk)
    if row.state == SittingState.VOIDED.value:
        raise ExtraTimeRefused(reason="sitting_voided")
    if not _not_over(row, at):
        raise ExtraTimeRefused(reason="sitting_over")
    _lengthen(actor, [row], seconds, why, at)
    return row


@transaction.atomic
def give_room_extra_time(
    *, actor: Actor, scope: Scope, seconds: int, reason: str, at: datetime
) -> int:
    """Add ``seconds`` to everybody of the scope who is not over; returns how many.

    Who has not started has them counted from the start. The window's end clips nothing.

    Raises:
        ExtraTimeRefused: out of range.
        WordsRefused.
    """
    why = _checked(seconds, reason)
    going_on = Q(state__in=_NOT_STARTED_OR_PAUSED) | Q(
        state=SittingState.OPEN.value, deadline_at__gt=at
    )
    rows = list(scope.locked().filter(going_on))
    _lengthen(actor, rows, seconds, why, at)
    return len(rows)


def _checked(seconds: int, reason: str) -> str:
    if not 1 <= seconds <= MAX_EXTRA_SECONDS:
        raise ExtraTimeRefused(field="seconds", reason="out_of_range")
    return reason_of(reason)


def _lengthen(actor: Actor, rows: list[Sitting], seconds: int, reason: str, at: datetime) -> None:
    more = timedelta(seconds=seconds)
    entries = []
    for row in rows:
        row.incident_seconds += seconds
        if row.deadline_at is not None:
            row.deadline_at += more
        facts = {"seconds": seconds, "reason": reason, "deadline": row.deadline_at}
        entries.append((row, facts))
    # The rows are locked, so adding in the database and above comes to the same.
    Sitting.objects.filter(pk__in=[row.pk for row in rows]).update(
        incident_seconds=F("incident_seconds") + seconds, deadline_at=F("deadline_at") + more
    )
    record_many(actor, Verb.EXTRA_TIME_GIVEN, entries, at=at)


@transaction.atomic
def void(*, actor: Actor, sitting: Sitting, reason: str, at: datetime) -> Sitting:
    """Take a sitting out of the count, for good; the person may then start another one.

    Its answers stay stored. A marked sitting cannot be voided.

    Raises:
        VoidRefused: the sitting has been marked.
        WordsRefused.
    """
    why = reason_of(reason)
    row = Sitting.objects.select_for_update(of=("self",), no_key=True).get(pk=sitting.pk)
    state = SittingState(row.state)
    if state is SittingState.VOIDED:
        return row
    if after(state, SittingVerb.VOID) is None:
        raise VoidRefused
    row.state = moved(state, SittingVerb.VOID)
    row.voided_at, row.void_reason, row.paused_at = at, why, None
    row.save(update_fields=["state", "voided_at", "void_reason", "paused_at"])
    record(actor, Verb.SITTING_VOIDED, row, at=at, facts={"reason": why})
    return row


@transaction.atomic
def force_hand_in(*, actor: Actor, sitting: Sitting, reason: str, at: datetime) -> Result:
    """End a sitting that is under way or paused, for its person, and mark it at once.

    A sitting that has ended keeps its end and its result; one whose deadline has passed is
    closed as of its deadline, as it would have been anyway.

    Raises:
        ForceRefused: not started, or voided.
        WordsRefused.
    """
    why = reason_of(reason)
    rows = Sitting.objects.select_for_update(of=("self",), no_key=True).select_related("exam")
    row = rows.get(pk=sitting.pk)
    state = SittingState(row.state)
    if state in ENDED:
        return Result.objects.select_related("sitting").get(sitting=row)
    if state not in RUNNING or row.deadline_at is None:
        voided = state is SittingState.VOIDED
        raise ForceRefused(reason="sitting_voided" if voided else "not_started")
    facts: dict[str, object] = {
        "sequence": row.last_sequence,
        "answered": row.answered,
        "head_digest": row.head_digest,
    }
    if state is SittingState.OPEN and timing.is_over(deadline_at=row.deadline_at, at=at):
        row.state, row.closed_at = moved(state, SittingVerb.CLOSE), row.deadline_at
        verb = Verb.SITTING_CLOSED
    else:
        if state is SittingState.PAUSED:
            end_pause(row, at)
        row.state, row.handed_in_at = moved(state, SittingVerb.HAND_IN), at
        row.forced_reason = facts["reason"] = why
        verb = Verb.SITTING_FORCED_IN
    row.state = moved(SittingState(row.state), SittingVerb.MARK)
    row.save(update_fields=_END_FIELDS)
    [result] = marking.mark(row.exam, [row], at)
    record(actor, verb, row, at=at, facts=facts)
    return result


@transaction.atomic
def waive_lockdown(*, actor: Actor, sitting: Sitting, reason: str, at: datetime) -> Sitting:
    """Let one person go on in an ordinary browser; waiving it again changes nothing.

    Raises:
        WaiverRefused: the sitting is over or voided.
        WordsRefused.
    """
    why = reason_of(reason)
    rows = Sitting.objects.select_for_update(of=("self",), no_key=True).select_related(
        "exam", "room"
    )
    row = rows.get(pk=sitting.pk)
    if row.lockdown_waived_at is not None:
        return row
    if row.state == SittingState.VOIDED.value:
        raise WaiverRefused(reason="sitting_voided")
    if not _not_over(row, at):
        raise WaiverRefused(reason="sitting_over")
    row.lockdown_waived_at = at
    row.save(update_fields=["lockdown_waived_at"])
    incidents.note(
        actor=actor,
        exam=row.exam,
        kind=IncidentKind.LOCKDOWN_WAIVED,
        at=at,
        room=row.room,
        sitting=row,
        text=why,
    )
    record(actor, Verb.LOCKDOWN_WAIVED, row, at=at, facts={"reason": why})
    return row


def _not_over(row: Sitting, at: datetime) -> bool:
    state = timing.state_at(SittingState(row.state), deadline_at=row.deadline_at, at=at)
    return state in WAITING | RUNNING
