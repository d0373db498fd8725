"""What those who watch over an exam send and are sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, model_validator

from exams.api.candidate_schemas import In
from exams.enums import Connection, IncidentKind, LateCause, SittingState, WatchDeed

#: A room's id, ``none`` for those without a room, ``all`` for the whole exam.
RoomRef = UUID | Literal["none", "all"]
Reason = Annotated[str, Field(max_length=1000, description="1 to 200 characters once stripped")]
Seconds = Annotated[int, Field(strict=True, description="1 to 14400")]
Noted = Literal["note", "misconduct", "technical"]


class ScopeIn(In):
    """Whom it concerns: everybody of a room, or the sittings named. Exactly one of the two."""

    room: RoomRef | None = None
    sittings: Annotated[list[UUID], Field(min_length=1, max_length=1000)] | None = None

    @model_validator(mode="after")
    def one_of_two(self) -> ScopeIn:
        """Nobody is meant by accident."""
        if (self.room is None) == (self.sittings is None):
            raise ValueError("give either room or sittings")
        return self


class ReasonedScopeIn(ScopeIn):
    """Whom it concerns, and why."""

    reason: Reason


class ExtendScopeIn(ReasonedScopeIn):
    """Whom it concerns, how many seconds more, and why."""

    seconds: Seconds


class ReasonIn(In):
    """Why."""

    reason: Reason


class OptionalReasonIn(In):
    """Why, if there is something to say."""

    reason: Reason = ""


class ResumeScopeIn(ScopeIn):
    """Whom it concerns, and why, if there is something to say."""

    reason: Reason = ""


class ExtendIn(ReasonIn):
    """How many seconds more, and why."""

    seconds: Seconds


class IncidentIn(In):
    """What was seen: about a person, about a room, or, with neither, about the exam."""

    kind: Noted
    text: Annotated[str, Field(max_length=2000, description="1 to 500 characters once stripped")]
    room: UUID | None = None
    sitting: UUID | None = None


class AnnouncementIn(In):
    """Words to a room, or to the whole exam where ``room`` is null."""

    text: Annotated[str, Field(max_length=2000, description="1 to 500 characters once stripped")]
    room: UUID | None = None


class ChangedOut(Schema):
    """How many people it concerned in the end."""

    exam: UUID
    changed: int
    server_at: datetime


class WatchedOut(Schema):
    """A sitting after something was done about it."""

    id: UUID
    state: SittingState
    deadline_at: datetime | None
    paused_at: datetime | None
    planned_seconds: int
    incident_seconds: int
    paused_seconds: int
    answered: int
    last_sequence: int
    lockdown_waived: bool
    server_at: datetime


class IncidentOut(Schema):
    """An incident as it was noted."""

    id: UUID
    kind: IncidentKind
    text: str
    noted_at: datetime


class AnnouncementOut(Schema):
    """An announcement as it was made; ``room`` null means the whole exam."""

    id: UUID
    text: str
    room: UUID | None
    at: datetime


class PlaceOut(Schema):
    """A room with its counts; ``room`` null: those without one."""

    room: UUID | None
    name: str
    people: int
    checked_in: int
    to_admit: int
    running: int
    paused: int
    ended: int
    lost: int


class PlacesOut(Schema):
    """The places in which an exam is sat."""

    exam: UUID
    items: list[PlaceOut]


class TotalsOut(Schema):
    """How many of the people shown are where; ``lost`` are among those present."""

    people: int
    checked_in: int
    to_admit: int
    ready: int
    running: int
    paused: int
    handed_in: int
    closed: int
    lost: int


class RowOut(Schema):
    """One person of the room.

    ``sitting`` is null for who has no place laid out; ``shown`` is how a sitting ended once it is
    marked, else its state. Times are in seconds.
    """

    sitting: UUID | None
    name: str
    staff_number: str
    unit: str
    room: str
    seat: int | None
    number: int
    state: SittingState
    shown: SittingState
    answered: int
    last_sequence: int
    heard_at: datetime | None
    connection: Connection
    deadline_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    remaining_seconds: int | None
    takeovers: int
    incidents: int
    late: int
    planned_seconds: int
    incident_seconds: int
    paused_seconds: int
    forced: bool
    deeds: list[WatchDeed]


class NotedOut(Schema):
    """An incident on the board; ``person`` is empty where it was the room's."""

    at: datetime
    kind: IncidentKind
    text: str
    person: str
    by: str
    sitting: UUID | None


class RoomBoardOut(Schema):
    """A room now."""

    exam: UUID
    room: UUID | Literal["none", "all"]
    server_at: datetime
    item_count: int
    totals: TotalsOut
    rows: list[RowOut]
    incidents: list[NotedOut]
    announcements: list[AnnouncementOut]


class SaveOut(Schema):
    """One accepted save."""

    sequence: int
    items: int
    answered: int
    digest: str
    at: datetime


class LateOut(Schema):
    """Answers kept aside; ``admitted`` is null where nobody has decided."""

    at: datetime
    cause: LateCause
    sequence: int
    items: int
    admitted: bool | None


class StoryOut(Schema):
    """What the server holds of one sitting, newest first."""

    sitting: WatchedOut
    item_count: int
    head_digest: str
    saves: list[SaveOut]
    late: list[LateOut]
    incidents: list[NotedOut]
