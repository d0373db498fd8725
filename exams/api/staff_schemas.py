"""What exam staff send and are sent. Keys are not among it either: they stay on the server."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from exams.api.candidate_schemas import In
from exams.enums import Difficulty, ExamKind, ExamState, ItemKind, ItemState, SittingState


class BankOut(Schema):
    """A bank with its number of items that may be drawn."""

    id: UUID
    code: str
    name: str
    items: int


class BanksOut(Schema):
    """All banks."""

    items: list[BankOut]


class ItemOut(Schema):
    """An item as the bank's list shows it: without key and explanation."""

    id: UUID
    code: str
    state: ItemState
    version: int
    kind: ItemKind
    subject: str
    difficulty: Difficulty
    stem: str


class ItemsOut(Schema):
    """One page of a bank's items by code."""

    items: list[ItemOut]
    next_cursor: str | None


class PaperIn(In):
    """Which blueprint to draw by, with which seed, and whose items to avoid."""

    blueprint: UUID
    seed: int = Field(ge=0, le=2**53)
    makes_up_for: UUID | None = None


class PaperOut(Schema):
    """A frozen paper."""

    id: UUID
    blueprint: UUID
    seed: int
    item_count: int
    full_marks: Decimal
    digest: str


class ExamIn(In):
    """An exam to be scheduled; instants with their zone."""

    cohort: UUID
    paper: UUID
    kind: ExamKind
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    duration_seconds: int = Field(ge=1, le=12 * 3600)
    follows: UUID | None = None
    title: str = Field("", max_length=80)


class ExamOut(Schema):
    """An exam as its staff see it."""

    id: UUID
    title: str
    cohort: UUID
    paper: UUID
    kind: ExamKind
    state: ExamState
    opens_at: datetime
    closes_at: datetime
    duration_seconds: int
    pass_percent: Decimal
    excellent_percent: Decimal
    released_at: datetime | None


class ExamsOut(Schema):
    """One page of exams by their opening."""

    items: list[ExamOut]
    next_cursor: str | None


class BoardOut(Schema):
    """How many are where."""

    exam: UUID
    at: datetime
    due: int
    started: int
    running: int
    ended: int
    missing: int
    late: int
    states: dict[SittingState, int]


class ReleasedOut(Schema):
    """What a release published."""

    exam: UUID
    released_at: datetime
    passed: int
    failed: int
    absent: int
