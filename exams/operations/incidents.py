"""Writing down what happened in a room or to a sitting."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from exams.enums import IncidentKind, Verb
from exams.errors import IncidentRefused
from exams.models import Exam, Incident, Room, Sitting
from exams.operations.words import text_of

#: What people note; the other kinds are what the system noticed by itself.
NOTED_BY_PEOPLE = (IncidentKind.NOTE, IncidentKind.MISCONDUCT, IncidentKind.TECHNICAL)


@transaction.atomic
def note(
    *,
    actor: Actor,
    exam: Exam,
    kind: IncidentKind,
    at: datetime,
    room: Room | None = None,
    sitting: Sitting | None = None,
    text: str = "",
) -> Incident:
    """Append one incident; the log keeps its kind and not its words, which may name people."""
    incident = Incident.objects.create(
        exam_id=exam.pk,
        room_id=room.pk if room is not None else None,
        sitting_id=sitting.pk if sitting is not None else None,
        kind=kind.value,
        text=text,
        noted_by=actor.key[:40],
        noted_at=at,
    )
    facts = {
        "kind": kind.value,
        "exam": exam.public_id,
        "room": room.public_id if room is not None else None,
        "sitting": sitting.public_id if sitting is not None else None,
    }
    record(actor, Verb.INCIDENT_NOTED, incident, at=at, facts=facts)
    return incident


def report(
    *,
    actor: Actor,
    exam: Exam,
    kind: IncidentKind,
    text: str,
    at: datetime,
    room: Room | None = None,
    sitting: Sitting | None = None,
) -> Incident:
    """Note what an invigilator saw, about a person, a room, or the exam as a whole.

    Raises:
        IncidentRefused: a kind that only the system notes.
        WordsRefused.
    """
    if kind not in NOTED_BY_PEOPLE:
        raise IncidentRefused(field="kind", reason="unknown_value")
    words = text_of(text)
    if sitting is not None:
        room = sitting.room
    return note(actor=actor, exam=exam, kind=kind, at=at, room=room, sitting=sitting, text=words)
