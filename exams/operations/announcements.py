"""Words to everybody in a room, or in the whole exam."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from exams.enums import Verb
from exams.models import Announcement, Exam, Room
from exams.operations.words import text_of


@transaction.atomic
def announce(
    *, actor: Actor, exam: Exam, room: Room | None, text: str, at: datetime
) -> Announcement:
    """Say something to a room, or to the whole exam where ``room`` is None.

    Candidates' pages show it with their next save or pulse. The log keeps that it was said and
    not the words, which may name people; the words stay in the row, which nobody can change.

    Raises:
        WordsRefused.
    """
    words = text_of(text)
    row = Announcement.objects.create(
        exam_id=exam.pk,
        room_id=room.pk if room is not None else None,
        text=words,
        announced_by=actor.key[:40],
        announced_at=at,
    )
    facts = {
        "exam": exam.public_id,
        "room": room.public_id if room is not None else None,
        "characters": len(words),
    }
    record(actor, Verb.ANNOUNCED, row, at=at, facts=facts)
    return row
