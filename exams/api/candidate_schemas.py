"""What candidates send and are sent. This module must stay unable to name a key."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from exams.enums import ExamKind, ResultVerdict, SittingState, Window


class In(BaseModel):
    """A body in which an unknown field is an error, not a thing to overlook.

    Not ninja's ``Schema``, which would read rows and requests too, at a price for every save.
    """

    model_config = ConfigDict(extra="forbid")


# What a page's browser calls itself: random, made anew for each visit.
Client = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,36}$")]
Count = Annotated[int, Field(strict=True)]


class EmptyIn(In):
    """Nothing; an empty object."""


class CheckInIn(In):
    """The code that was typed, where the exam asks for one."""

    code: Annotated[str, Field(max_length=40)] = ""


class StartIn(In):
    """Which page starts."""

    client: Client


class LeaseIn(In):
    """Which page wants to write, and whether another one shall stop."""

    client: Client
    take_over: Annotated[bool, Field(strict=True)] = False
    code: Annotated[str, Field(max_length=40)] = ""


class SaveIn(In):
    """Answers by item key, with the client's own count of its saves and its lease."""

    sequence: Count
    lease: Count
    answers: dict[str, Any]


class PulseIn(In):
    """The page is there; its lease if it has one, and the newest announcement it has shown."""

    lease: Count | None = None
    seen: AwareDatetime | None = None


class HandInIn(In):
    """The lease of the page that hands in."""

    lease: Count


class CheckedInOut(Schema):
    """A place taken; the ticket opens this sitting and nothing else."""

    sitting: UUID
    exam: UUID
    state: SittingState
    room: str
    seat: int | None
    opens_at: datetime
    closes_at: datetime
    deadline_at: datetime | None
    duration_seconds: int
    planned_seconds: int
    server_at: datetime
    item_count: int
    ticket: str


class SittingOut(Schema):
    """A started sitting; ``lease`` is null where another page writes."""

    id: UUID
    exam: UUID
    number: int
    state: SittingState
    started_at: datetime
    deadline_at: datetime
    paused_at: datetime | None
    server_at: datetime
    item_count: int
    answered: int
    last_sequence: int
    lease: int | None


class LeaseOut(Schema):
    """The number under which the page may write, and what has been written before."""

    lease: int
    last_sequence: int
    answered: int
    server_at: datetime


class ReceiptOut(Schema):
    """What the server holds after a save; ``receipt`` says the same, signed."""

    sequence: int
    saved: int
    answered: int
    item_count: int
    digest: str
    at: datetime
    receipt: str


class SavedOut(Schema):
    """What the server holds of a sitting, to go on from."""

    state: SittingState
    deadline_at: datetime
    paused_at: datetime | None
    server_at: datetime
    last_sequence: int
    answered: int
    item_count: int
    answers: dict[str, Any]


class AnnouncementOut(Schema):
    """Words to the whole room."""

    id: UUID
    text: str
    at: datetime


class PulseOut(Schema):
    """How things stand; announcements are those newer than what the page has shown."""

    state: SittingState
    deadline_at: datetime | None
    paused_at: datetime | None
    server_at: datetime
    lease_held: bool
    last_sequence: int
    answered: int
    announcements: list[AnnouncementOut]


class HandInOut(Schema):
    """That the sitting has ended and how; the score is not in it."""

    id: UUID
    state: SittingState
    ended_at: datetime
    answered: int
    item_count: int
    last_sequence: int
    digest: str
    receipt: str


class PublicKeysOut(Schema):
    """A JWKS (RFC 7517): the keys by which receipts can be checked."""

    keys: list[dict[str, str]]


class MyResultOut(Schema):
    """A released result."""

    exam: UUID
    sitting: UUID
    kind: ExamKind
    verdict: ResultVerdict
    score: Decimal
    full_marks: Decimal
    excellent: bool
    released_at: datetime


class MyExamOut(Schema):
    """One of the person's exams."""

    id: UUID
    title: str
    cohort: str
    kind: ExamKind
    window: Window
    opens_at: datetime
    closes_at: datetime
    duration_seconds: int
    item_count: int
    full_marks: Decimal
    sitting: UUID | None
    state: SittingState | None
    verdict: ResultVerdict | None
    score: Decimal | None


class MyExamsOut(Schema):
    """The person's exams, the latest first."""

    items: list[MyExamOut]
