"""What exam staff send and are sent about accommodations, outages, late answers and leave."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from exams.api.candidate_schemas import In
from exams.enums import ExamKind, LateCause, ResultVerdict


class AccommodationIn(In):
    """What a person is granted; the last day is exclusive, none without an end."""

    person: UUID
    extra_percent: int = Field(0, ge=0, le=32767)
    extra_minutes: int = Field(0, ge=0, le=32767)
    large_print: bool = False
    separate_room: bool = False
    ground: str
    starts_on: date
    ends_on: date | None = None


class AccommodationOut(Schema):
    """An accommodation. ``ground`` is sent to academy admins only, null to others."""

    id: UUID
    person: UUID
    name: str
    staff_number: str
    extra_percent: int
    extra_minutes: int
    large_print: bool
    separate_room: bool
    ground: str | None
    starts_on: date
    ends_on: date | None
    granted_at: datetime
    ended_at: datetime | None


class AccommodationChangedOut(AccommodationOut):
    """One just granted or ended; ``running`` sittings of the person go on unchanged."""

    running: int


class AccommodationsOut(Schema):
    """One page of accommodations by person."""

    items: list[AccommodationOut]
    next_cursor: str | None


class AccommodationEndIn(In):
    """The first day on which it applies no more."""

    ends_on: date


class OutageOut(Schema):
    """A measured outage of a place and whom it cost time that can still be given back.

    ``seconds_least`` and ``seconds_most`` are what one person would get; null where nobody can.
    """

    room: UUID | None
    room_name: str
    began_at: datetime
    ended_at: datetime
    seconds: int
    lasts: bool
    concerned: int
    seconds_least: int | None
    seconds_most: int | None
    credited_at: datetime | None
    credited_sittings: int | None


class OutagesOut(Schema):
    """An exam's outages as measured up to ``at``."""

    at: datetime
    items: list[OutageOut]


class CreditIn(In):
    """Which outage to give back; ``room`` null for those without a room."""

    room: UUID | None = None
    began_at: AwareDatetime
    reason: str


class CreditOut(Schema):
    """Time given back."""

    id: UUID
    room: UUID | None
    began_at: datetime
    ended_at: datetime
    sittings: int
    credited_at: datetime


class LateOut(Schema):
    """Late answers by their numbers: the answers themselves are not sent.

    ``changed`` items differ from what counts, ``filled`` of them are empty there. ``hindrance`` is
    the reason why they cannot be counted, null where they can.
    """

    id: UUID
    sitting: UUID
    name: str
    staff_number: str
    cause: LateCause
    received_at: datetime
    late_seconds: int | None
    items: int
    changed: int
    filled: int
    outage_began_at: datetime | None
    outage_ended_at: datetime | None
    hindrance: str | None
    admitted: bool | None
    decided_at: datetime | None


class LatesOut(Schema):
    """An exam's late answers."""

    at: datetime
    items: list[LateOut]


class LateDecisionIn(In):
    """Count them or leave them aside, and why."""

    admit: bool
    reason: str


class LateDecisionOut(Schema):
    """The decision; ``sequence`` is the revision by which admitted answers entered."""

    late: UUID
    admitted: bool
    sequence: int | None
    outage_began_at: datetime | None
    outage_ended_at: datetime | None
    decided_at: datetime


class ExcuseIn(In):
    """Who has leave, and why."""

    person: UUID
    reason: str


class ExcuseOut(Schema):
    """Leave from one exam. ``reason`` is sent to academy admins only, null to others."""

    id: UUID
    exam: UUID
    person: UUID
    name: str
    staff_number: str
    reason: str | None
    granted_at: datetime
    withdrawn_at: datetime | None


class ExcusesOut(Schema):
    """An exam's leave, withdrawn ones included."""

    items: list[ExcuseOut]


class OfficialOut(Schema):
    """The result of a person that stands, and by which sitting; absent without one.

    ``score`` is the score that counts, ``capped`` whether it was lowered to the pass mark.
    """

    person: UUID
    staff_number: str
    name: str
    attempt: ExamKind
    sitting: UUID | None
    verdict: ResultVerdict
    excused: bool
    score: Decimal | None
    full_marks: Decimal
    capped: bool
    excellent: bool


class OfficialsOut(Schema):
    """The standing results of an exam and its make-up."""

    items: list[OfficialOut]
