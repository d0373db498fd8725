"""Who may write: one page at a time, and taking over is said aloud."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared.errors import Refusal
from exams.enums import IncidentKind, SittingState, Verb
from exams.errors import LeaseHeld, SittingNotStarted
from exams.models import Sitting
from exams.operations import incidents
from exams.operations.circumstances import judge
from exams.operations.rows import SittingRef
from exams.operations.sittings import claim, resumed
from exams.queries.policies import policy_of
from exams.rules.entry import Circumstances
from exams.rules.transitions import WAITING


def take(
    *,
    actor: Actor,
    sitting: SittingRef,
    client: str,
    take_over: bool,
    at: datetime,
    circumstances: Circumstances | None = None,
) -> Sitting:
    """Give the lease to the page called ``client``; asking again for what it holds changes nothing.

    Args:
        client: the random name that the page's browser gave itself.
        take_over: whether another page that holds the lease shall lose it.
        circumstances: how the request came; None for work that is not a request's.

    Raises:
        LeaseHeld: another page holds it, and ``take_over`` was not said; noted as an incident.
        NetworkRefused, LockdownRequired, EntryCodeWrong, EntryCodeLocked: taking over from here
            is not allowed.
        SittingNotStarted, SittingClosed, SittingVoided.
    """
    with transaction.atomic():
        row, refusal = _take(actor, sitting.pk, client, take_over, at, circumstances)
    # Raised outside, so that the refusal does not take what was noted about it with it.
    if refusal is not None:
        raise refusal
    return row


def _take(
    actor: Actor,
    sitting_id: int,
    client: str,
    take_over: bool,
    at: datetime,
    came: Circumstances | None,
) -> tuple[Sitting, Refusal | None]:
    rows = Sitting.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("exam", "room", "person").get(pk=sitting_id)
    if SittingState(row.state) in WAITING:
        raise SittingNotStarted
    resumed(row, at)
    if row.lease_client == client:
        return row, None
    if not row.lease_client:
        claim(row, client)
        return row, None
    if not take_over:
        _note(actor, IncidentKind.LEASE_REFUSED, row, at)
        return row, LeaseHeld(last_seen_at=row.last_seen_at)
    if came is not None:
        policy = policy_of(row.exam)
        refusal = judge(sitting=row, policy=policy, circumstances=came, at=at)
        if refusal is not None:
            return row, refusal
    claim(row, client)
    record(actor, Verb.SITTING_TAKEN_OVER, row, at=at, facts={"lease": row.lease})
    _note(actor, IncidentKind.TAKEN_OVER, row, at)
    return row, None


def _note(actor: Actor, kind: IncidentKind, row: Sitting, at: datetime) -> None:
    incidents.note(actor=actor, exam=row.exam, kind=kind, room=row.room, sitting=row, at=at)
