"""Signs of life: that a candidate's page is there, and that a place was heard of.

Every page sends one when it has saved nothing for a while, so this is as hot as saving: one
statement, and a second one only where there is something to announce.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import Q

from academy.shared.errors import NotFound
from exams.enums import SittingState
from exams.models import Announcement
from exams.operations.rows import SittingRef, instant

#: Seconds in one span of ``Contact``.
SPAN = 5
#: The most announcements told at once, the newest; a page that missed more has missed its exam.
MOST = 50

# The newest span that this process has written for an exam and place. What is lost with the
# process is written again by whoever comes next.
_noted: dict[tuple[int, int], int] = {}

_CONTACT = (
    "INSERT INTO exams_contact (exam_id, place, bucket) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)
_SEEN = (
    "UPDATE exams_sitting SET last_seen_at = %s WHERE id = %s RETURNING state, deadline_at,"
    " paused_at, handed_in_at, lease, last_sequence, answered, exam_id, room_id,"
    " (SELECT max(announced_at) FROM exams_announcement WHERE exam_id = exams_sitting.exam_id"
    " AND (room_id IS NULL OR room_id = exams_sitting.room_id))"
)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a page is told in return; ``announcements`` are those newer than what it has shown."""

    state: SittingState
    deadline_at: datetime | None
    paused_at: datetime | None
    handed_in_at: datetime | None
    lease: int
    last_sequence: int
    answered: int
    announcements: tuple[Announcement, ...]
    at: datetime


def pulse(*, sitting: SittingRef, seen: datetime | None, at: datetime) -> Pulse:
    """Note that the sitting's page is there, and tell it how things stand.

    Args:
        seen: the instant of the newest announcement that the page has shown.
    """
    stamp = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [stamp, sitting.pk])
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    state, deadline_at, paused_at, handed_in_at, lease, last, answered, exam, room, newest = row
    note_contact(exam, room or 0, at)
    fresh = _newer(exam, room, seen, instant(newest))
    return Pulse(
        SittingState(state),
        instant(deadline_at),
        instant(paused_at),
        instant(handed_in_at),
        lease,
        last,
        answered,
        fresh,
        at,
    )


def _newer(
    exam_id: int, room_id: int | None, seen: datetime | None, newest: datetime | None
) -> tuple[Announcement, ...]:
    """What was announced to the room after ``seen``, in the order in which it was."""
    if newest is None or (seen is not None and newest <= seen):
        return ()
    told = Announcement.objects.filter(
        Q(room_id=None) | Q(room_id=room_id) if room_id else Q(room_id=None), exam_id=exam_id
    )
    if seen is not None:
        told = told.filter(announced_at__gt=seen)
    return tuple(reversed(told.order_by("-announced_at", "-pk")[:MOST]))


def note_contact(exam_id: int, place: int, at: datetime) -> None:
    """Note that the place was heard of; one row for each span of five seconds, and no more.

    A span counts as written once the row is committed, not before.
    """
    bucket = int(at.astimezone(UTC).timestamp()) // SPAN
    key = exam_id, place
    if _noted.get(key) == bucket:
        return
    with connection.cursor() as cursor:
        cursor.execute(_CONTACT, [exam_id, place, bucket])
    transaction.on_commit(partial(_noted.__setitem__, key, bucket))
