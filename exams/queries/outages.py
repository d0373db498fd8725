"""What the server measured of its own silence, room by room, and whom it cost how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from academy.audit.models import Entry
from exams.enums import SittingState, Verb
from exams.models import Contact, Exam, OutageCredit, Room, Sitting
from exams.queries.scopes import NO_ROOM, in_place
from exams.rules import timing
from exams.rules.outages import Outage, Span, lost_seconds, outages
from exams.rules.transitions import RUNNING

_STOPS = (Verb.SITTING_PAUSED.value, Verb.SITTING_RESUMED.value, Verb.SEAT_MOVED.value)


@dataclass(frozen=True, slots=True)
class Sat:
    """When one sitting was worked on in its place, and when its clock stood still."""

    sitting: Sitting
    worked: Span
    paused: tuple[Span, ...]

    def lost(self, outage: Span) -> int:
        """The seconds of working time that ``outage`` took, rounded up."""
        return lost_seconds(outage, worked=[self.worked], paused=self.paused)


@dataclass(frozen=True)
class Place:
    """One room of an exam (``room`` None for those without one) with who has started there."""

    key: int
    room: Room | None
    sat: list[Sat]
    contacts: list[int]
    credits: list[OutageCredit]
    at: datetime

    @cached_property
    def outages(self) -> list[Outage]:
        """The measured outages, in order."""
        running = [each.worked for each in self.sat]
        return outages(contacts=self.contacts, running=running, at=self.at)

    def credit_of(self, outage: Outage) -> OutageCredit | None:
        """The row by which the outage was given back, if it was."""
        return next((row for row in self.credits if row.began_at == outage.began_at), None)

    def lasts(self, outage: Outage) -> bool:
        """Whether the place is still silent."""
        return outage.ended_at >= self.at

    def concerned(self, outage: Outage) -> list[tuple[Sitting, int]]:
        """Who can still be given the time back, and how many seconds: who is not over."""
        return [
            (each.sitting, seconds)
            for each in self.sat
            if not_over(each.sitting, self.at) and (seconds := each.lost(outage))
        ]

    def uncredited(self, sitting: Sitting) -> list[Outage]:
        """The outages that were not given back to this sitting.

        A credit reached whoever was not over then; a deadline can't move once it has passed.
        """
        known = {
            row.began_at
            for row in self.credits
            if sitting.deadline_at is None or row.credited_at < sitting.deadline_at
        }
        return [outage for outage in self.outages if outage.began_at not in known]


def not_over(sitting: Sitting, at: datetime) -> bool:
    """Whether the sitting is under way at ``at``, paused or not."""
    state = SittingState(sitting.state)
    return timing.state_at(state, deadline_at=sitting.deadline_at, at=at) in RUNNING


def measured(exam: Exam, place: int, *, at: datetime) -> list[Outage]:
    """The outages of one place up to ``at``, in order.

    An outage of the whole server shows in every place where somebody sat.
    """
    found = places(exam, at=at, only=place)
    return found[0].outages if found else []


def places(exam: Exam, *, at: datetime, only: int | None = None) -> list[Place]:
    """The exam's places in which somebody has started, by name, in four queries."""
    rows = Sitting.objects.filter(exam_id=exam.pk, started_at__isnull=False)
    contacts = Contact.objects.filter(exam_id=exam.pk)
    given = OutageCredit.objects.filter(exam_id=exam.pk)
    if only is not None:
        rows = rows.filter(**in_place(only))
        contacts, given = contacts.filter(place=only), given.filter(place=only)
    sittings = list(rows.select_related("room").order_by("pk"))
    if not sittings:
        return []
    return _put_together(sittings, contacts.values_list("place", "bucket"), list(given), at)


def _put_together(
    sittings: list[Sitting],
    contacts: Iterable[tuple[int, int]],
    given: list[OutageCredit],
    at: datetime,
) -> list[Place]:
    sat: dict[int, list[Sat]] = defaultdict(list)
    rooms: dict[int, Room | None] = {}
    for each in _sat(sittings, at):
        key = each.sitting.room_id or NO_ROOM
        sat[key].append(each)
        rooms[key] = each.sitting.room
    heard: dict[int, list[int]] = defaultdict(list)
    for place, bucket in contacts:
        heard[place].append(bucket)
    found = [
        Place(
            key=key,
            room=room,
            sat=sat[key],
            contacts=heard[key],
            credits=[row for row in given if row.place == key],
            at=at,
        )
        for key, room in rooms.items()
    ]
    return sorted(found, key=lambda place: (place.room is None, str(place.room), place.key))


def _sat(sittings: list[Sitting], at: datetime) -> Iterable[Sat]:
    """Each sitting with its spans; pauses and changes of room stand in the audit log only."""
    since = min(row.started_at for row in sittings if row.started_at is not None)
    log: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    entries = Entry.objects.filter(
        verb__in=_STOPS, subject_type=Sitting._meta.label_lower, at__gte=since
    )
    for key, verb, when in entries.order_by("sequence").values_list("subject_key", "verb", "at"):
        log[key].append((verb, when))
    return [_sat_one(row, log.get(str(row.public_id), []), at) for row in sittings]


def _sat_one(row: Sitting, log: list[tuple[str, datetime]], at: datetime) -> Sat:
    began_at, paused_at = row.started_at, None
    if began_at is None:
        raise AssertionError("only started sittings are asked for")
    ended_at = _ended_at(row, at)
    paused: list[Span] = []
    for verb, when in log:
        if verb == Verb.SEAT_MOVED.value:
            # What the new place was silent of before is not this sitting's silence.
            began_at = max(began_at, when)
        elif verb == Verb.SITTING_PAUSED.value:
            paused_at = when
        elif paused_at is not None:
            paused.append(Span(paused_at, when))
            paused_at = None
    if paused_at is not None:
        paused.append(Span(paused_at, max(paused_at, ended_at)))
    return Sat(row, Span(began_at, ended_at), tuple(paused))


def _ended_at(row: Sitting, at: datetime) -> datetime:
    """When the sitting stopped to be worked on; a paused one's page is still expected to call."""
    if row.paused_at is not None or row.deadline_at is None:
        return at
    return min(row.handed_in_at or row.closed_at or row.voided_at or row.deadline_at, at)
