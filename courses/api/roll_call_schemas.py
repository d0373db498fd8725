"""What the API takes and says about roll-calls. What comes in may hold no field unknown here."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from courses.api.schemas import Reason, Strict
from courses.api.teaching_schemas import WallTime
from courses.enums.attendance import Formation, Presence

Said = Annotated[dict[UUID, Presence], Field(max_length=1000)]
"""What is said of people, by their enrolment."""


class RollCallIn(Strict):
    """A roll to take: of whom nothing is said is on leave if that was granted, else present."""

    formation: Formation
    called_on: date
    begins: WallTime
    ends: WallTime
    said: Said = {}


class RollCallCorrectionIn(Strict):
    """What is so instead, and why."""

    said: Annotated[Said, Field(min_length=1)]
    reason: Reason


class PresenceCountsOut(Schema):
    """How many of each kind."""

    present: int
    late: int
    left_early: int
    on_leave: int
    on_duty: int
    sick: int
    absent: int


class RollCallOut(Schema):
    """A roll-call: `expected` (应到), `here` (实到), and of each kind; `hours` are 学时."""

    id: UUID
    formation: Formation
    called_on: date
    begins: time
    ends: time
    hours: Decimal
    recorded_at: datetime
    voided_at: datetime | None
    void_reason: str
    expected: int
    here: int
    by: PresenceCountsOut


class RollCallsOut(Schema):
    """One page of roll-calls, the latest first."""

    items: list[RollCallOut]
    next_cursor: str | None


class RollCallLineOut(Schema):
    """What a roll-call says last of one person; `revision` counts its corrections."""

    enrolment: UUID
    staff_number: str
    person: str
    presence: Presence
    leave: UUID | None
    revision: int
    reason: str
    recorded_at: datetime


class RollCallWholeOut(RollCallOut):
    """A roll-call with its lines."""

    lines: list[RollCallLineOut]


class ExpectedOut(Schema):
    """Somebody who has to be there, and what is taken to be so if nothing else is said."""

    enrolment: UUID
    staff_number: str
    person: str
    default: Presence
    leave: UUID | None


class ExpectedListOut(Schema):
    """Who has to be there: official unit order, then by pinyin."""

    items: list[ExpectedOut]
