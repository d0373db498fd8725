"""What the API takes and says about boards. What comes in may hold no unknown field."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from academy.findings.enums import FindingState
from academy.reporting.enums import (
    BoardColour,
    BoardEvent,
    BoardFigure,
    BoardObjectionState,
    BoardStanding,
    BoardState,
)
from academy.reporting.operations.board_rules import EVIDENCE_LENGTH
from academy.reporting.operations.outside_scores import PROVENANCE_LENGTH, SOURCE_LENGTH
from academy.reporting.rules.board import TEXT_LENGTH

Month = Annotated[str, Field(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")]
Words = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH)]
Points = Annotated[Decimal, Field(ge=0, le=20, max_digits=4, decimal_places=2)]
Count = Annotated[int, Field(ge=0, le=100000)]


class BoardStrict(Schema):
    """A request body: unknown fields are refused rather than ignored."""

    model_config = ConfigDict(extra="forbid")


class BoardDrawIn(BoardStrict):
    """For which month (2026-03) a board is drawn up."""

    month: Month


class BoardReasonIn(BoardStrict):
    """Why something is taken back."""

    reason: Words


class BoardObjectionIn(BoardStrict):
    """An objection for a unit (its code)."""

    unit: Annotated[str, Field(min_length=1, max_length=24)]
    words: Words


class BoardDecisionIn(BoardStrict):
    """The decision on an objection; one that is upheld has the board withdrawn."""

    uphold: bool
    answer: Words


class DelistingIn(BoardStrict):
    """Why a unit leaves the black list, and what shows it."""

    reason: Words
    evidence: Words


class BoardRulesIn(BoardStrict):
    """An edition of the rules that holds from a month on; weights in whole per cent, 100 in all."""

    valid_from: Month
    weights: dict[BoardFigure, Count]
    deductions: dict[BoardEvent, Points]
    min_people: Count
    red: Count
    black: Count
    months: Count = 1
    objection_days: Count
    notice_days: Count
    rectify_days: Count
    evidence: Annotated[str, Field(min_length=1, max_length=EVIDENCE_LENGTH)]


class OutsideScoreIn(BoardStrict):
    """One unit (code, name or short name) and its score."""

    unit: Annotated[str, Field(min_length=1, max_length=80)]
    score: Annotated[Decimal, Field(gt=-1000, lt=1000, decimal_places=2)]


class OutsideIn(BoardStrict):
    """Scores that others gave for a month: to try (`dry_run`) or to take, all of them or none."""

    month: Month
    source: Annotated[str, Field(min_length=1, max_length=SOURCE_LENGTH)]
    provenance: Annotated[str, Field(min_length=1, max_length=PROVENANCE_LENGTH)]
    rows: Annotated[list[OutsideScoreIn], Field(min_length=1, max_length=500)]
    dry_run: bool = True


class OutsideReportOut(Schema):
    """What became of outside scores, or would; a row that cannot be taken is refused by code."""

    id: UUID | None
    dry_run: bool
    rows: int


class BoardRulesOut(Schema):
    """An edition of the rules."""

    id: UUID
    number: int
    valid_from: date
    weights: dict[BoardFigure, int]
    deductions: dict[BoardEvent, Decimal]
    min_people: int
    red: int
    black: int
    months: int
    objection_days: int
    notice_days: int
    rectify_days: int
    evidence: str
    set_by: str
    set_at: datetime


class BoardRulesListOut(Schema):
    """One page of editions, the last one set first."""

    items: list[BoardRulesOut]
    next_cursor: str | None


class BoardOut(Schema):
    """A board as it stands; people are named by their staff numbers."""

    id: UUID
    month: date
    number: int
    rules: int
    as_of: date
    previous: UUID | None
    state: BoardState
    drawn_by: str
    drawn_at: datetime
    announced_at: datetime | None
    objections_until: datetime | None
    notice_until: datetime | None
    published_by: str | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


class BoardsOut(Schema):
    """One page of boards, the latest drawn first."""

    items: list[BoardOut]
    next_cursor: str | None


class BoardLineOut(Schema):
    """A unit on a board: rates in per cent (null over nobody), parts and deductions in points.

    `weights` are those that it was scored by, in per cent: where a rate is over nobody it has no
    weight, and the others have more. `movement` is by how many ranks it went up since the last
    published board, null if new; `outside` holds what others gave it, with no claim that one
    causes the other.
    """

    id: UUID
    unit: str
    name: str
    people: int
    rates: dict[BoardFigure, Decimal | None]
    weights: dict[BoardFigure, Decimal]
    parts: dict[BoardFigure, Decimal]
    counts: dict[BoardEvent, int]
    deductions: dict[BoardEvent, Decimal]
    standing: BoardStanding
    score: Decimal | None
    rank: int | None
    movement: int | None
    colour: BoardColour
    outside: dict[str, Decimal]


class BoardFoundOut(Schema):
    """How what the last published board found in a unit stands."""

    unit: str
    name: str
    rank: int | None
    finding: UUID | None
    state: FindingState | None
    due_on: date | None
    delisted_at: datetime | None


class BoardObjectionOut(Schema):
    """A unit's objection and the decision on it."""

    id: UUID
    unit: str
    text: str
    state: BoardObjectionState
    raised_by: str
    raised_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    answer: str | None


class BoardWholeOut(BoardOut):
    """A board with its lines from the top, the last one's findings, and objections one may read."""

    average: Decimal | None
    lines: list[BoardLineOut]
    last_found: list[BoardFoundOut]
    objections: list[BoardObjectionOut]


class DelistingOut(Schema):
    """The decision that a unit left the black list."""

    unit: str
    reason: str
    evidence: str
    decided_by: str
    decided_at: datetime
