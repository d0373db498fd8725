"""A room while its exam is sat: who is there, what the server holds, who has gone silent.

Everybody of a place comes in one query, whatever their number; so do the places of an exam.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.models import Enrolment
from exams.enums import Connection, SittingState
from exams.models import Exam, Incident, LateResponse, Sitting
from exams.queries.candidates import enrolments_due
from exams.queries.scopes import NO_ROOM
from exams.rules import timing, watching
from exams.rules.transitions import ENDED, RUNNING, WAITING

_COLUMNS = (
    "public_id",
    "room__name",
    "seat",
    "state",
    "answered",
    "last_sequence",
    "last_seen_at",
    "last_saved_at",
    "checked_in_at",
    "started_at",
    "deadline_at",
    "paused_at",
    "handed_in_at",
    "closed_at",
    "lockdown_waived_at",
    "planned_seconds",
    "incident_seconds",
    "paused_seconds",
    "forced_reason",
    "lease",
    "number",
)
_ENDED = [state.value for state in ENDED]
_WAITING = [state.value for state in WAITING]


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the room; ``sitting`` is None for who has no place laid out yet.

    ``state`` is derived for the moment asked for. ``heard_at`` is the newest sign of life, a save
    or a pulse. ``remaining_seconds`` is None before the start and 0 at the end; during a pause it
    stands still. ``late`` counts answers kept aside and not decided upon.
    """

    sitting: UUID | None
    name: str
    staff_number: str
    unit_id: int
    room: str
    seat: int | None
    number: int
    state: SittingState
    shown: SittingState
    checked_in_at: datetime | None
    started_at: datetime | None
    deadline_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    remaining_seconds: int | None
    answered: int
    last_sequence: int
    heard_at: datetime | None
    connection: Connection
    takeovers: int
    incidents: int
    late: int
    planned_seconds: int
    incident_seconds: int
    paused_seconds: int
    forced: bool
    waived: bool

    @property
    def present(self) -> bool:
        """Checked in, and not finished: somebody whose silence means something."""
        return self.checked_in_at is not None and self.state in WAITING | RUNNING

    @property
    def lost(self) -> bool:
        """Present and not heard of for longer than a page is ever silent."""
        return self.present and self.connection is Connection.LOST


@dataclass(frozen=True, slots=True)
class Totals:
    """How many of a room are where; ``lost`` are among those present."""

    people: int
    checked_in: int
    to_admit: int
    ready: int
    running: int
    paused: int
    handed_in: int
    closed: int
    lost: int

    @property
    def live(self) -> bool:
        """Whether anything can still change by itself."""
        return self.people > self.handed_in + self.closed


@dataclass(frozen=True, slots=True)
class Place:
    """A room in which the exam is sat, or, with ``key`` 0, those without one, with counts."""

    key: int
    room: UUID | None
    name: str
    people: int
    checked_in: int
    to_admit: int
    running: int
    paused: int
    ended: int
    lost: int


def _everybody(exam: Exam, units: frozenset[int]) -> QuerySet[Any]:
    """Seats of the exam's cohort with the newest sitting of each as ``sat``, if there is one.

    A voided sitting stays to be seen until its person has another.
    """
    newer = Sitting.objects.filter(
        exam_id=exam.pk, person_id=OuterRef("person_id"), number__gt=OuterRef("sat_number")
    )
    seats = Enrolment.objects.filter(cohort_id=exam.cohort_id).in_units(units)
    there = seats.annotate(
        sat=FilteredRelation("sittings", condition=Q(sittings__exam=exam.pk)),
        # Conditions go by these: asked of ``sat`` itself, each filter would join anew.
        sat_key=F("sat__pk"),
        sat_number=F("sat__number"),
        sat_room=F("sat__room_id"),
    )
    due = Q(sat_key__isnull=False) | Q(pk__in=enrolments_due(exam).values("pk"))
    return there.filter(~Exists(newer), due).order_by()


def rows(exam: Exam, units: frozenset[int], place: int | None, *, at: datetime) -> list[Row]:
    """Everybody of a place (None: of the whole exam) whom ``units`` let one see; one query.

    In the order of rooms and seats, then by name.
    """
    people = _everybody(exam, units)
    if place == NO_ROOM:
        people = people.filter(sat_room__isnull=True)
    elif place is not None:
        people = people.filter(sat_room=place)
    incidents = Incident.objects.filter(sitting_id=OuterRef("sat_key"))
    late = LateResponse.objects.filter(sitting_id=OuterRef("sat_key"), decision__isnull=True)
    found = people.annotate(incidents=_count(incidents), late=_count(late)).order_by(
        F("sat__room__name").asc(nulls_last=True),
        F("sat__seat").asc(nulls_last=True),
        "person__pinyin_key",
        "person_id",
    )
    wanted = (*(f"sat__{column}" for column in _COLUMNS), "incidents", "late")
    return [
        _row(each, at)
        for each in found.values(
            *wanted, "unit_id", name=F("person__name"), staff_number=F("person__staff_number")
        )
    ]


def _count(of: QuerySet[Any]) -> Coalesce:
    """How many rows of ``of`` belong to the outer row, as a subquery."""
    counted = of.order_by().values("sitting_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _row(found: dict[str, Any], at: datetime) -> Row:
    sat = {column: found[f"sat__{column}"] for column in _COLUMNS}
    if sat["public_id"] is None:
        sat |= dict.fromkeys(("answered", "last_sequence", "lease"), 0)
        sat |= dict.fromkeys(("planned_seconds", "incident_seconds", "paused_seconds"), 0)
        sat |= {"state": SittingState.PREPARED.value, "forced_reason": "", "number": 1}
    state = timing.state_at(SittingState(sat["state"]), deadline_at=sat["deadline_at"], at=at)
    ended_at = sat["handed_in_at"] or sat["closed_at"]
    if state is SittingState.CLOSED:
        ended_at = sat["deadline_at"]
    heard_at = watching.newest(sat["last_seen_at"], sat["last_saved_at"])
    return Row(
        sitting=sat["public_id"],
        name=found["name"],
        staff_number=found["staff_number"],
        unit_id=found["unit_id"],
        room=sat["room__name"] or "",
        seat=sat["seat"],
        number=sat["number"],
        state=state,
        shown=watching.shown(state, handed_in=sat["handed_in_at"] is not None),
        checked_in_at=sat["checked_in_at"],
        started_at=sat["started_at"],
        deadline_at=sat["deadline_at"],
        paused_at=sat["paused_at"],
        ended_at=ended_at,
        remaining_seconds=_remaining(state, sat, at),
        answered=sat["answered"],
        last_sequence=sat["last_sequence"],
        heard_at=heard_at,
        connection=watching.connection(heard_at, at=at),
        takeovers=max(0, sat["lease"] - 1),
        incidents=found["incidents"],
        late=found["late"],
        planned_seconds=sat["planned_seconds"],
        incident_seconds=sat["incident_seconds"],
        paused_seconds=sat["paused_seconds"],
        forced=bool(sat["forced_reason"]),
        waived=sat["lockdown_waived_at"] is not None,
    )


def _remaining(state: SittingState, sat: dict[str, Any], at: datetime) -> int | None:
    if sat["deadline_at"] is None or state is SittingState.VOIDED:
        return None
    if state in ENDED:
        return 0
    return timing.remaining_seconds(
        deadline_at=sat["deadline_at"], at=at, paused_at=sat["paused_at"]
    )


def totals(people: list[Row]) -> Totals:
    """The counts of a room, from its rows."""
    states = [row.shown for row in people]
    return Totals(
        people=len(people),
        checked_in=sum(row.checked_in_at is not None for row in people),
        to_admit=sum(row.present and row.state is SittingState.PREPARED for row in people),
        ready=states.count(SittingState.READY),
        running=states.count(SittingState.OPEN),
        paused=states.count(SittingState.PAUSED),
        handed_in=states.count(SittingState.HANDED_IN),
        closed=states.count(SittingState.CLOSED),
        lost=sum(row.lost for row in people),
    )


def places(exam: Exam, units: frozenset[int], *, at: datetime) -> list[Place]:
    """The places in which the exam is sat, by name, those without a room last; one query."""
    running = Q(sat__state=SittingState.OPEN.value, sat__deadline_at__gt=at)
    overdue = Q(sat__state=SittingState.OPEN.value, sat__deadline_at__lte=at)
    paused = Q(sat__state=SittingState.PAUSED.value)
    here = Q(sat__checked_in_at__isnull=False)
    silent = at - timedelta(seconds=watching.QUIET_SECONDS)
    # The borders of `watching.connection`: exactly ninety seconds is not lost yet.
    unheard = Q(sat__last_seen_at__lt=silent) & (
        Q(sat__last_saved_at__isnull=True) | Q(sat__last_saved_at__lt=silent)
    )
    waiting = Q(sat__state__in=_WAITING)
    counted = (
        _everybody(exam, units)
        .values("sat__room_id", "sat__room__public_id", "sat__room__name")
        .annotate(
            people=Count("pk"),
            checked_in=Count("pk", filter=here),
            to_admit=Count("pk", filter=here & Q(sat__state=SittingState.PREPARED.value)),
            running=Count("pk", filter=running),
            paused=Count("pk", filter=paused),
            ended=Count("pk", filter=Q(sat__state__in=_ENDED) | overdue),
            lost=Count("pk", filter=here & (waiting | running | paused) & unheard),
        )
        .order_by(F("sat__room__name").asc(nulls_last=True))
    )
    return [
        Place(
            each["sat__room_id"] or NO_ROOM,
            each["sat__room__public_id"],
            each["sat__room__name"] or "",
            each["people"],
            each["checked_in"],
            each["to_admit"],
            each["running"],
            each["paused"],
            each["ended"],
            each["lost"],
        )
        for each in counted
    ]
