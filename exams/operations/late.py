"""Deciding about answers that came after the deadline."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from exams.enums import SittingState, Verb
from exams.errors import LateDecided, LateNotAdmissible
from exams.models import LateDecision, LateResponse, Response, Revision, Sitting
from exams.operations import marking, sittings
from exams.operations.responses import chained
from exams.operations.words import reason_of
from exams.queries import late as queries
from exams.queries.late import Late
from exams.queries.papers import sheet_of
from exams.rules.answers import UNANSWERED


@transaction.atomic
def decide(
    *, actor: Actor, late: LateResponse, admit: bool, reason: str, at: datetime
) -> LateDecision:
    """Count late answers after all, or leave them aside for good; the same again is success.

    Counting needs an outage that the server measured itself and that took at least as many
    seconds of the person's working time as the answers were late. They enter the sitting as its
    next revision, and it is marked again on a further sheet, all in one transaction.

    Raises:
        LateDecided: the other decision stands.
        LateNotAdmissible: no such outage, another cause, results out, handed in, something newer
            counts, or an older one of the person waits.
        WordsRefused: the reason.
    """
    why = reason_of(reason)
    row = LateResponse.objects.select_related("sitting").get(pk=late.pk)
    exam = sittings.locked_exam(row.sitting.exam)
    sitting = Sitting.objects.select_for_update(of=("self",), no_key=True).get(pk=row.sitting_id)
    known = LateDecision.objects.filter(late=row).first()
    if known is not None:
        if known.admitted != admit:
            raise LateDecided
        return known
    decision = LateDecision(
        late=row, admitted=admit, reason=why, decided_by=actor.key[:40], decided_at=at
    )
    if admit:
        found = queries.one(row, at=at)
        if found.outage is None or found.hindrance is not None:
            raise LateNotAdmissible(reason=found.hindrance or "no_outage")
        if sitting.state == SittingState.OPEN.value:
            sittings.close_overdue(actor=actor, exam=exam, at=at, only=sitting)
            sitting.refresh_from_db()
        decision.outage_began_at = found.outage.began_at
        decision.outage_ended_at = found.outage.ended_at
        decision.sequence = _append(sitting, found, at)
        marking.mark_again(exam, sitting, at)
    decision.save(force_insert=True)
    facts = {
        "admitted": admit,
        "digest": row.digest,
        "sequence": decision.sequence,
        "outage_began_at": decision.outage_began_at,
        "outage_ended_at": decision.outage_ended_at,
        "reason": why,
        "sitting": sitting.public_id,
        "head_digest": sitting.head_digest,
    }
    record(actor, Verb.LATE_ANSWERS_DECIDED, row, at=at, facts=facts)
    return decision


def _append(sitting: Sitting, found: Late, at: datetime) -> int:
    """Let the answers be the sitting's next revision; returns its sequence."""
    sequence = sitting.last_sequence + 1
    texts = queries.texts_of(found.row)
    row_ids = sheet_of(sitting.paper_id).row_ids
    for key, text in texts.items():
        Response.objects.update_or_create(
            sitting_id=sitting.pk,
            item_id=row_ids[key],
            defaults={"answer": text, "sequence": sequence},
        )
    answered = sitting.responses.exclude(answer=UNANSWERED).count()
    digest = chained(sitting.head_digest, sequence, found.row.answers, at)
    Revision.objects.create(
        sitting=sitting,
        sequence=sequence,
        answers=found.row.answers,
        answered=answered,
        digest=digest,
        saved_at=at,
    )
    sitting.last_sequence, sitting.answered = sequence, answered
    sitting.last_saved_at, sitting.head_digest = at, digest
    sitting.save(update_fields=["last_sequence", "answered", "last_saved_at", "head_digest"])
    return sequence
