"""Giving a room back the time that an outage took from it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from academy.audit.record import Actor, record_many
from exams.enums import Verb
from exams.errors import OutageConcernsNobody, OutageLasts, OutageNotMeasured
from exams.models import Exam, OutageCredit, Sitting
from exams.operations.words import reason_of
from exams.queries import outages
from exams.queries.scopes import Scope
from exams.rules.outages import Outage

_BATCH = 500


@transaction.atomic
def credit(
    *, actor: Actor, exam: Exam, place: int, began_at: datetime, reason: str, at: datetime
) -> OutageCredit:
    """Add what a measured outage took to everybody of the place who is not over.

    Each gets the seconds of their own working time that fell into it, rounded up; time in which
    their clock stood still was not lost. The same outage again is the same credit.

    Args:
        place: the room's key, 0 for those without a room.
        began_at: which outage, as measured.

    Raises:
        OutageNotMeasured: the server measured none that began then.
        OutageLasts: the place is still silent.
        OutageConcernsNobody: everybody it cost time is over.
        WordsRefused: the reason.
    """
    why = reason_of(reason)
    # Locked in the order of their keys, before measuring: nobody ends or pauses meanwhile.
    list(Scope(exam, place).locked().values_list("pk", flat=True))
    known = _known(exam, place, began_at)
    if known is not None:
        return known
    found, outage = _measured(exam, place, began_at, at)
    if found.lasts(outage):
        raise OutageLasts
    concerned = found.concerned(outage)
    if not concerned:
        raise OutageConcernsNobody
    row = OutageCredit(
        exam=exam,
        place=place,
        began_at=outage.began_at,
        ended_at=outage.ended_at,
        sittings=len(concerned),
        reason=why,
        credited_by=actor.key[:40],
        credited_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        first = _known(exam, place, began_at)
        if first is None:
            raise
        return first
    _lengthen(actor, row, outage, concerned, at)
    return row


def _known(exam: Exam, place: int, began_at: datetime) -> OutageCredit | None:
    return OutageCredit.objects.filter(exam=exam, place=place, began_at=began_at).first()


def _measured(
    exam: Exam, place: int, began_at: datetime, at: datetime
) -> tuple[outages.Place, Outage]:
    for found in outages.places(exam, at=at, only=place):
        for outage in found.outages:
            if outage.began_at == began_at:
                return found, outage
    raise OutageNotMeasured


def _lengthen(
    actor: Actor,
    row: OutageCredit,
    outage: Outage,
    concerned: list[tuple[Sitting, int]],
    at: datetime,
) -> None:
    entries: list[tuple[OutageCredit | Sitting, dict[str, object]]] = [
        (
            row,
            {
                "exam": row.exam.public_id,
                "place": row.place,
                "began_at": outage.began_at,
                "ended_at": outage.ended_at,
                "sittings": len(concerned),
                "reason": row.reason,
            },
        )
    ]
    for sitting, seconds in concerned:
        if sitting.deadline_at is None:
            raise AssertionError("whoever is under way has a deadline by constraint")
        sitting.incident_seconds += seconds
        sitting.deadline_at += timedelta(seconds=seconds)
        facts = {"seconds": seconds, "deadline": sitting.deadline_at, "credit": row.public_id}
        entries.append((sitting, facts))
    changed = [sitting for sitting, _seconds in concerned]
    fields = ["incident_seconds", "deadline_at"]
    Sitting.objects.bulk_update(changed, fields, batch_size=_BATCH)
    record_many(actor, Verb.OUTAGE_CREDITED, entries, at=at)
