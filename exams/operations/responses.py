"""Saving answers: the hot path. Two statements and one row lock, no row objects.

Order of business, all in one short transaction: lock the sitting's row, ask the rules, move the
current answers, append the revision, advance the sitting's head. A replayed request is answered
from its revision; answers that come too late are kept aside before the refusal goes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared.errors import Refusal
from academy.shared.statements import prepared
from exams.enums import LateCause, SittingState, Verb
from exams.errors import (
    AnswerInvalid,
    LeaseLost,
    NothingToSave,
    SequenceConflict,
    SequenceInvalid,
    SequenceStale,
    SittingClosed,
    SittingNotStarted,
    SittingPaused,
    SittingVoided,
    UnknownItem,
    UnknownOption,
)
from exams.models import LateResponse, Revision, Sitting
from exams.operations import heads
from exams.operations.heads import Head, chained
from exams.operations.pulses import note_contact
from exams.operations.rows import SittingRef
from exams.queries.papers import PaperSheet, sheet_of
from exams.rules import timing
from exams.rules.answers import AnswerError, body_text, normalise

__all__ = ["MAX_SEQUENCE", "Receipt", "chained", "save"]

MAX_SEQUENCE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server holds after a save; replaying the save gives an equal receipt.

    ``saved`` counts the answers of this save, ``answered`` all items answered by then.
    """

    sequence: int
    saved: int
    answered: int
    item_count: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Done:
    """How a save ended: with a receipt, or without one for the ``cause`` told."""

    head: Head
    receipt: Receipt | None
    cause: LateCause = LateCause.DEADLINE
    fresh: bool = True


_WHY_KEPT: dict[LateCause, type[Refusal]] = {
    LateCause.LEASE: LeaseLost,
    LateCause.PAUSED: SittingPaused,
    LateCause.DEADLINE: SittingClosed,
}


def save(
    *,
    actor: Actor,
    sitting: SittingRef,
    sequence: int,
    lease: int,
    answers: Mapping[str, object],
    at: datetime | None = None,
) -> Receipt:
    """Save one or several answers of a sitting.

    Args:
        sequence: the client's own count of its saves, from 1, strictly rising. The same number
            with the same answers gives the same receipt, however often and however late.
        lease: the number under which the page may write.
        answers: by item key (the item's position on the paper, as text); None clears an answer.
        at: the instant of decision; None for the database's clock, read as the row is locked.

    Raises:
        SequenceInvalid, NothingToSave, UnknownItem, UnknownOption, AnswerInvalid: the request
            itself is wrong; nothing is written.
        LeaseLost, SittingPaused, SittingClosed: another page writes, the sitting is paused, or it
            is over; the answers are kept aside, unmarked.
        SequenceConflict: the sequence was used for other answers.
        SequenceStale: a later sequence has been accepted.
        SittingNotStarted, SittingVoided.
    """
    sheet = sheet_of(sitting.paper_id)
    if not 1 <= sequence <= MAX_SEQUENCE:
        raise SequenceInvalid(field="sequence")
    texts = _normalised(sheet, answers)
    body = body_text(texts)
    done: _Done | None = None
    while done is None:
        # Once, as a rule: again only where the sitting changed between reading and writing.
        done = _try(actor, sheet, sitting.pk, sequence, lease, texts, body, at)
    if done.fresh:
        note_contact(done.head.exam_id, done.head.place, done.head.at)
    if done.receipt is None:
        # Raised out here, so that the refusal does not take the kept answers with it.
        raise _WHY_KEPT[done.cause](last_sequence=done.head.last_sequence)
    return done.receipt


def _try(
    actor: Actor,
    sheet: PaperSheet,
    sitting_id: int,
    sequence: int,
    lease: int,
    texts: Mapping[str, str],
    body: str,
    at: datetime | None,
) -> _Done | None:
    """One try at a save; None where somebody else was quicker, and nothing was written."""
    with heads.whole(), prepared() as cursor:
        head = heads.read(cursor, sitting_id, at)
        _require_started(head)
        known = _known(sitting_id, sequence, head)
        if known is not None and known.answers == body:
            return _Done(head, _receipt_of(known, len(texts), sheet), fresh=False)
        cause = _kept_aside(head, lease)
        if cause is not None:
            _keep_aside(actor, sitting_id, sequence, body, cause, head.at)
            return _Done(head, None, cause)
        _require_next(sequence, known, head)
        rows = {sheet.row_ids[key]: text for key, text in texts.items()}
        moved = heads.advance(cursor, head, sequence, rows, body)
    if moved is None:
        return None
    return _Done(head, Receipt(sequence, len(texts), moved[1], sheet.item_count, moved[0], head.at))


def _normalised(sheet: PaperSheet, answers: Mapping[str, object]) -> dict[str, str]:
    """Canonical answer texts by item key."""
    if not 1 <= len(answers) <= sheet.item_count:
        if any(key not in sheet.shapes for key in answers):
            raise UnknownItem(field="answers")
        raise NothingToSave(field="answers")
    texts: dict[str, str] = {}
    for key, value in answers.items():
        shape = sheet.shapes.get(key)
        if shape is None:
            raise UnknownItem(field="answers")
        try:
            texts[key] = normalise(shape, value)
        except AnswerError as refused:
            if refused.reason == "unknown_option":
                raise UnknownOption(field="answers", item=key) from None
            raise AnswerInvalid(field="answers", item=key, reason=refused.reason) from None
    return texts


def _require_started(head: Head) -> None:
    if head.state is SittingState.VOIDED:
        raise SittingVoided
    if head.deadline_at is None:
        raise SittingNotStarted


def _known(sitting_id: int, sequence: int, head: Head) -> Revision | None:
    """The revision that has used the sequence up."""
    if sequence > head.last_sequence:
        return None
    return Revision.objects.filter(sitting_id=sitting_id, sequence=sequence).first()


def _kept_aside(head: Head, lease: int) -> LateCause | None:
    """Why answers cannot count now, or None if they can."""
    if lease != head.lease:
        return LateCause.LEASE
    if head.state is SittingState.PAUSED:
        return LateCause.PAUSED
    state = timing.state_at(head.state, deadline_at=head.deadline_at, at=head.at)
    return None if state is SittingState.OPEN else LateCause.DEADLINE


def _require_next(sequence: int, known: Revision | None, head: Head) -> None:
    """Refuse a sequence that was used for other answers, or passed over."""
    if known is not None:
        raise SequenceConflict(field="sequence", last_sequence=head.last_sequence)
    if sequence <= head.last_sequence:
        raise SequenceStale(field="sequence", last_sequence=head.last_sequence)


def _receipt_of(known: Revision, saved: int, sheet: PaperSheet) -> Receipt:
    """The receipt that an earlier save was given."""
    return Receipt(
        known.sequence, saved, known.answered, sheet.item_count, known.digest, known.saved_at
    )


@transaction.atomic
def _keep_aside(
    actor: Actor, sitting_id: int, sequence: int, body: str, cause: LateCause, at: datetime
) -> None:
    """Keep answers that could not be counted, once, as unmarked evidence."""
    kept, fresh = LateResponse.objects.get_or_create(
        sitting_id=sitting_id,
        sequence=sequence,
        digest=sha256(body.encode()).hexdigest(),
        defaults={"answers": body, "cause": cause.value, "received_at": at},
    )
    if fresh:
        subject = Sitting.objects.get(pk=sitting_id)
        facts = {"sequence": sequence, "digest": kept.digest, "cause": cause.value}
        record(actor, Verb.LATE_ANSWERS_KEPT, subject, at=at, facts=facts)
