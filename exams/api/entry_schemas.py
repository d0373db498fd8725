"""What exam staff send and are sent about rooms, rules of the day, seats and entry codes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from exams.api.candidate_schemas import In
from exams.enums import Admission, EntryRule, MakeUpCounts, SittingState

Key = Annotated[str, Field(max_length=100)]
Keys = Annotated[list[Key], Field(max_length=100)]


class RoomIn(In):
    """A room: seats are numbered 1 to ``capacity``; networks in CIDR form, none for any."""

    name: str = Field(max_length=100)
    capacity: int = Field(ge=-(2**31), lt=2**31)
    networks: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=100)] = []
    separate: bool = False


class RoomOut(Schema):
    """A room."""

    id: UUID
    name: str
    capacity: int
    networks: list[str]
    separate: bool
    retired_at: datetime | None


class RoomsOut(Schema):
    """All rooms, those in use first."""

    items: list[RoomOut]


class PolicyIn(In):
    """An exam's rules of the day, all of them; ``reason`` is required once somebody has started."""

    check_in_minutes: int = Field(30, ge=-(2**31), lt=2**31)
    admission: Admission = Admission.SELF
    entry_rule: EntryRule = EntryRule.NONE
    access_code: str = Field("", max_length=100)
    networks_enforced: bool = False
    config_keys: Keys = []
    exam_keys: Keys = []
    make_up_capped: bool = False
    make_up_counts: MakeUpCounts = MakeUpCounts.BEST
    make_up_for_unexcused: bool = True
    make_up_from_days: int = Field(0, ge=-(2**31), lt=2**31)
    make_up_until_days: int | None = Field(None, ge=-(2**31), lt=2**31)
    reason: str = Field("", max_length=500)


class PolicyOut(Schema):
    """An exam's rules of the day; ``set_at`` is null while they are the defaults."""

    exam: UUID
    check_in_minutes: int
    admission: Admission
    entry_rule: EntryRule
    access_code: str
    networks_enforced: bool
    config_keys: list[str]
    exam_keys: list[str]
    make_up_capped: bool
    make_up_counts: MakeUpCounts
    make_up_for_unexcused: bool
    make_up_from_days: int
    make_up_until_days: int | None
    set_at: datetime | None


class SeatsIn(In):
    """The rooms to seat an exam in, in the order in which they are filled."""

    rooms: Annotated[list[UUID], Field(max_length=200)]


class AssignedOut(Schema):
    """How many have a seat, and how many of them had another one before."""

    exam: UUID
    seated: int
    moved: int


class SeatIn(In):
    """Where one person is to sit, and why."""

    room: UUID
    seat: int = Field(ge=-(2**31), lt=2**31)
    reason: str = Field(max_length=500)


class SeatOut(Schema):
    """One person's seat; ``room`` and ``seat`` are null before seating."""

    sitting: UUID
    staff_number: str
    name: str
    unit: str
    state: SittingState
    room: UUID | None
    room_name: str
    seat: int | None
    separate: bool


class SeatsOut(Schema):
    """The people of an exam that one may see, by room and seat."""

    exam: UUID
    items: list[SeatOut]


class CodeIn(In):
    """For how many minutes a code is good."""

    minutes: int = Field(30, ge=-(2**31), lt=2**31)


class CodeOut(Schema):
    """A one-time code: told once, here, and kept nowhere."""

    sitting: UUID
    seat: int | None
    code: str
    expires_at: datetime


class CodesOut(Schema):
    """The codes of a room, by seat."""

    items: list[CodeOut]
