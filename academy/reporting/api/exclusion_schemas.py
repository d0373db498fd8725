"""What the API takes and says about named exclusions. What comes in may hold no unknown field."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from academy.reporting.enums import ExclusionFault, ExclusionReason, ExclusionState
from academy.reporting.rules.exclusions import TEXT_LENGTH

Code = Annotated[str, Field(max_length=24)]
Words = Annotated[str, Field(max_length=TEXT_LENGTH)]


class Strict(Schema):
    """A request body: unknown fields are refused rather than ignored."""

    model_config = ConfigDict(extra="forbid")


class ExclusionsQuery(Schema):
    """Which exclusions: by state, reason, unit (its code, with all below it), day, or name."""

    state: ExclusionState | None = None
    reason: ExclusionReason | None = None
    unit: Code = ""
    on: date | None = None
    q: Annotated[str, Field(max_length=60)] = ""
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class ExclusionIn(Strict):
    """Whom not to count, why, and on which days; `valid_until` is the day after the last.

    `words` have to be there for the reason "other"; `track` (code) narrows it, "" is every track.
    """

    staff_number: Annotated[str, Field(min_length=1, max_length=24)]
    reason: ExclusionReason
    words: Words = ""
    evidence: Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH)]
    valid_from: date
    valid_until: date | None = None
    track: Code = ""


class ExclusionListIn(Strict):
    """A list to try (`dry_run`) or to ask for, all of it or nothing."""

    rows: Annotated[list[ExclusionIn], Field(min_length=1, max_length=1000)]
    dry_run: bool = True
    skip_refused: bool = False


class DecisionIn(Strict):
    """The decision on one or several requests, with words to it."""

    exclusions: Annotated[list[UUID], Field(min_length=1, max_length=1000)]
    grant: bool
    words: Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH)]


class TakenBackIn(Strict):
    """Why it is taken back."""

    reason: Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH)]


class ExclusionOut(Schema):
    """A named exclusion as it stands; people are named by their staff numbers.

    What concerns somebody's health is null to who need not know it: reason, words, evidence,
    decision, and why it was taken back; `disclosed` is false then. `unit` is that of the day on
    which it was asked.
    """

    id: UUID
    staff_number: str
    name: str
    unit: str
    track: str
    disclosed: bool
    reason: ExclusionReason | None
    words: str | None
    evidence: str | None
    valid_from: date
    valid_until: date | None
    state: ExclusionState
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    taken_back_by: str | None
    taken_back_at: datetime | None
    taken_back_reason: str | None


class ExclusionsOut(Schema):
    """One page of exclusions, the latest asked first."""

    items: list[ExclusionOut]
    next_cursor: str | None


class ExclusionsDecidedOut(Schema):
    """What was decided just now; what had been decided alike before is not listed again."""

    items: list[ExclusionOut]


class ExclusionFaultOut(Schema):
    """A row of the list, counted from 1, that cannot be asked for."""

    row: int
    fault: ExclusionFault
    shown: str


class ExclusionReportOut(Schema):
    """What became of the list, or would."""

    dry_run: bool
    asked: int
    already: int
    faults: list[ExclusionFaultOut]
