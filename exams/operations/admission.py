"""Letting candidates in where an invigilator stands at the door."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record_many
from exams.enums import SittingState, SittingVerb, Verb
from exams.errors import AdmitRefused
from exams.models import Sitting
from exams.operations.sittings import moved
from exams.queries.scopes import Scope


@transaction.atomic
def admit(*, actor: Actor, sitting: Sitting, at: datetime) -> Sitting:
    """Let one candidate in who has checked in; who is in already stays so.

    Raises:
        AdmitRefused: not checked in, or voided.
    """
    row = Sitting.objects.select_for_update(of=("self",), no_key=True).get(pk=sitting.pk)
    state = SittingState(row.state)
    if state is SittingState.VOIDED:
        raise AdmitRefused(reason="sitting_voided")
    if state is not SittingState.PREPARED:
        return row
    if row.checked_in_at is None:
        raise AdmitRefused(reason="not_checked_in")
    _let_in(actor, [row], at)
    return row


@transaction.atomic
def admit_room(*, actor: Actor, scope: Scope, at: datetime) -> int:
    """Let everybody of the scope in who has checked in and waits; returns how many.

    Who comes later is not included: they are let in when they are there.
    """
    waiting = scope.locked().filter(state=SittingState.PREPARED.value, checked_in_at__isnull=False)
    rows = list(waiting)
    _let_in(actor, rows, at)
    return len(rows)


def _let_in(actor: Actor, rows: list[Sitting], at: datetime) -> None:
    ready = moved(SittingState.PREPARED, SittingVerb.ADMIT)
    for row in rows:
        row.state, row.admitted_at = ready, at
    Sitting.objects.filter(pk__in=[row.pk for row in rows]).update(state=ready, admitted_at=at)
    record_many(actor, Verb.SITTING_ADMITTED, [(row, {}) for row in rows], at=at)
