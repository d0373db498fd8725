"""One person's sitting as an invigilator is shown it: what came when, and what was done."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from academy.audit.models import Entry
from academy.people.models import Person
from exams.models import Announcement, Exam, Incident, LateResponse, Revision, Sitting
from exams.queries.scopes import NO_ROOM

NEWEST = 200


@dataclass(frozen=True, slots=True)
class Save:
    """One accepted save: how many answers it carried, how many items were answered by then."""

    sequence: int
    items: int
    answered: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the log about the sitting; ``by`` is a staff number or the system's name."""

    at: datetime
    verb: str
    by: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Noted:
    """An incident, with whose it is (empty: the room's) and who noted it."""

    at: datetime
    kind: str
    text: str
    person: str
    by: str
    sitting: UUID | None


@dataclass(frozen=True, slots=True)
class Late:
    """Answers kept aside; ``admitted`` is None where nobody has decided."""

    at: datetime
    cause: str
    sequence: int
    items: int
    admitted: bool | None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one sitting, newest first; the lists end after 200."""

    saves: list[Save]
    events: list[Event]
    incidents: list[Noted]
    late: list[Late]


def story(sitting: Sitting) -> Story:
    """The sitting's saves, log entries, incidents and late answers: a fixed number of queries."""
    saves = Revision.objects.filter(sitting_id=sitting.pk).order_by("-sequence")[:NEWEST]
    entries = Entry.objects.filter(
        subject_type=Sitting._meta.label_lower, subject_key=str(sitting.public_id)
    ).order_by("-sequence")[:NEWEST]
    late = LateResponse.objects.filter(sitting_id=sitting.pk).select_related("decision")
    return Story(
        saves=[
            Save(row.sequence, _items(row.answers), row.answered, row.digest, row.saved_at)
            for row in saves
        ],
        events=[Event(row.at, row.verb, row.actor_label, row.facts) for row in entries],
        incidents=_noted(Q(sitting_id=sitting.pk), NEWEST),
        late=[
            Late(
                row.received_at,
                row.cause,
                row.sequence,
                _items(row.answers),
                row.decision.admitted if hasattr(row, "decision") else None,
            )
            for row in late.order_by("-received_at", "-pk")[:NEWEST]
        ],
    )


def _items(answers: str) -> int:
    return len(json.loads(answers))


def incidents_of(
    exam: Exam, units: frozenset[int], place: int | None, *, limit: int = 20
) -> list[Noted]:
    """The newest incidents of a place and of the exam as a whole: two queries."""
    mine = Q(sitting__isnull=True) | Q(sitting__enrolment__unit_id__in=units)
    here = Q(exam_id=exam.pk) & mine
    if place == NO_ROOM:
        here &= Q(room__isnull=True)
    elif place is not None:
        here &= Q(room_id=place) | Q(room__isnull=True, sitting__isnull=True)
    return _noted(here, limit)


def announcements_of(exam: Exam, place: int | None, *, limit: int = 5) -> list[Announcement]:
    """The newest announcements that reach a place; one query."""
    rows = Announcement.objects.filter(exam_id=exam.pk).select_related("room")
    if place is not None:
        rows = rows.filter(Q(room__isnull=True) | Q(room_id=place))
    return list(rows.order_by("-announced_at", "-pk")[:limit])


def _noted(where: Q, limit: int) -> list[Noted]:
    rows = list(
        Incident.objects.filter(where)
        .order_by("-noted_at", "-pk")
        .values_list(
            "noted_at",
            "kind",
            "text",
            "sitting__person__name",
            "noted_by",
            "sitting__public_id",
        )[:limit]
    )
    names = _names({row[4] for row in rows})
    return [
        Noted(at, kind, text, person or "", names.get(by, ""), sitting)
        for at, kind, text, person, by, sitting in rows
    ]


def _names(keys: Collection[str]) -> dict[str, str]:
    """Names by the key under which a row keeps who wrote it; the system has none."""
    ids = []
    for key in keys:
        try:
            ids.append(UUID(key))
        except ValueError:
            continue
    found = Person.objects.filter(public_id__in=ids).values_list("public_id", "name")
    return {str(public_id): name for public_id, name in found}
