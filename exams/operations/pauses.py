"""Stopping a candidate's clock, and setting it going again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from academy.audit.record import Actor, record_many
from exams.enums import SittingState, SittingVerb, Verb
from exams.errors import PauseRefused, ResumeRefused
from exams.models import Sitting
from exams.operations.sittings import moved
from exams.operations.words import reason_of
from exams.queries.scopes import Scope
from exams.rules import timing
from exams.rules.transitions import WAITING

_PAUSE_FIELDS = ["state", "paused_at"]
_RESUME_FIELDS = ["state", "paused_at", "paused_seconds", "deadline_at"]
_BATCH = 500


@transaction.atomic
def pause(*, actor: Actor, sitting: Sitting, reason: str, at: datetime) -> Sitting:
    """Stop one candidate's clock; a sitting that is paused already stays so.

    Raises:
        WordsRefused, PauseRefused: not started, over or voided.
    """
    why = reason_of(reason)
    row = Sitting.objects.select_for_update(of=("self",), no_key=True).get(pk=sitting.pk)
    if row.state == SittingState.PAUSED.value:
        return row
    if not _running(row, at):
        raise PauseRefused(reason=_why_not(row))
    _stop(actor, [row], why, at)
    return row


@transaction.atomic
def pause_room(*, actor: Actor, scope: Scope, reason: str, at: datetime) -> int:
    """Stop the clocks of all in the scope who are sitting now; returns how many.

    Who has not started is not concerned, and may still start.

    Raises:
        WordsRefused.
    """
    why = reason_of(reason)
    rows = list(scope.locked().filter(state=SittingState.OPEN.value, deadline_at__gt=at))
    _stop(actor, rows, why, at)
    return len(rows)


@transaction.atomic
def resume(*, actor: Actor, sitting: Sitting, at: datetime, reason: str = "") -> Sitting:
    """Set one clock going again: the deadline moves by the pause's length.

    A sitting that is under way stays as it is.

    Raises:
        WordsRefused, ResumeRefused: not started, over or voided.
    """
    why = reason_of(reason, required=False)
    row = Sitting.objects.select_for_update(of=("self",), no_key=True).get(pk=sitting.pk)
    if row.state != SittingState.PAUSED.value:
        if _running(row, at):
            return row
        raise ResumeRefused(reason=_why_not(row))
    _go_on(actor, [row], why, at)
    return row


@transaction.atomic
def resume_room(*, actor: Actor, scope: Scope, at: datetime, reason: str = "") -> int:
    """Set the clocks of all paused ones in the scope going again; returns how many.

    Each gets the length of their own pause.

    Raises:
        WordsRefused.
    """
    why = reason_of(reason, required=False)
    rows = list(scope.locked().filter(state=SittingState.PAUSED.value))
    _go_on(actor, rows, why, at)
    return len(rows)


def end_pause(row: Sitting, at: datetime) -> int:
    """Add the pause that ends at ``at`` to the row's time; returns its seconds. Not stored yet."""
    if row.paused_at is None or row.deadline_at is None:
        raise AssertionError("a paused sitting has both instants by constraint")
    seconds = timing.pause_seconds(paused_at=row.paused_at, at=at)
    row.paused_seconds += seconds
    row.deadline_at += timedelta(seconds=seconds)
    row.paused_at = None
    return seconds


def _stop(actor: Actor, rows: list[Sitting], reason: str, at: datetime) -> None:
    for row in rows:
        row.state, row.paused_at = moved(SittingState.OPEN, SittingVerb.PAUSE), at
    Sitting.objects.bulk_update(rows, _PAUSE_FIELDS, batch_size=_BATCH)
    facts = {"reason": reason}
    record_many(actor, Verb.SITTING_PAUSED, [(row, facts) for row in rows], at=at)


def _go_on(actor: Actor, rows: list[Sitting], reason: str, at: datetime) -> None:
    entries = []
    for row in rows:
        seconds = end_pause(row, at)
        row.state = moved(SittingState.PAUSED, SittingVerb.RESUME)
        facts = {"seconds": seconds, "deadline": row.deadline_at, "reason": reason}
        entries.append((row, facts))
    Sitting.objects.bulk_update(rows, _RESUME_FIELDS, batch_size=_BATCH)
    record_many(actor, Verb.SITTING_RESUMED, entries, at=at)


def _running(row: Sitting, at: datetime) -> bool:
    state = timing.state_at(SittingState(row.state), deadline_at=row.deadline_at, at=at)
    return state is SittingState.OPEN


def _why_not(row: Sitting) -> str:
    """Why a sitting that is neither running nor paused can't be either."""
    state = SittingState(row.state)
    if state is SittingState.VOIDED:
        return "sitting_voided"
    return "not_started" if state in WAITING else "sitting_over"
