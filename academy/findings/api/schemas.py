"""What the API takes and says about findings. What comes in may hold no field unknown here."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from academy.findings.enums import EntryKind, FindingState
from academy.findings.operations.rows import TEXT, TITLE

Text = Annotated[str, Field(min_length=1, max_length=TEXT)]


class Strict(Schema):
    """A request body: unknown fields are refused rather than ignored."""

    model_config = ConfigDict(extra="forbid")


class FindingPersonOut(Schema):
    """Somebody a finding names."""

    staff_number: str
    name: str


class FindingOut(Schema):
    """A finding as it stands; `days_over` counts from the first day past the deadline.

    `recheck_due_on` is the last day in time for the recheck of what was reported.
    """

    id: UUID
    kind: str
    kind_label: str
    title: str
    unit: str
    person: FindingPersonOut | None
    owner: FindingPersonOut
    due_on: date
    days_over: int
    state: FindingState
    opened_at: datetime
    rectified_at: datetime | None
    recheck_due_on: date | None
    closed_at: datetime | None
    withdrawn_at: datetime | None


class FindingsOut(Schema):
    """Findings, those due first first."""

    items: list[FindingOut]
    next_cursor: str | None


class FindingEntryOut(Schema):
    """A line of a finding's history; `by` is a name, empty for the system itself.

    `level` says to whom an overdue finding went: 1 its owner, 2 the leader of the unit, 3 the
    academy; and to whom a recheck that waits: 1 who can do it, 2 academy and HR.
    """

    id: UUID
    kind: EntryKind
    text: str
    owner: FindingPersonOut | None
    due_on: date | None
    level: int | None
    by: str
    at: datetime


class FindingEntriesOut(Schema):
    """A finding's history, the oldest line first."""

    items: list[FindingEntryOut]


class OpenIn(Strict):
    """What was found by hand: in which unit (its code), who puts it right by when (the last day in
    time), about whom, if about somebody, and the first evidence; people by their staff numbers.
    """

    title: Annotated[str, Field(min_length=1, max_length=TITLE)]
    unit: Annotated[str, Field(min_length=1, max_length=24)]
    owner: Annotated[str, Field(min_length=1, max_length=24)]
    person: Annotated[str, Field(max_length=24)] = ""
    due_on: date
    evidence: Text


class EvidenceIn(Strict):
    """What is added to what is known."""

    text: Text


class ReportIn(Strict):
    """What was done, with the evidence."""

    text: Text


class AssignIn(Strict):
    """The staff number of the new owner, and why, if it needs saying."""

    owner: Annotated[str, Field(min_length=1, max_length=24)]
    reason: Annotated[str, Field(max_length=TEXT)] = ""


class ExtendIn(Strict):
    """A later last day, and why."""

    due_on: date
    reason: Text


class RecheckIn(Strict):
    """The verdict of a recheck; one that fails says why, and until when it has to be right."""

    passed: bool
    text: Annotated[str, Field(max_length=TEXT)] = ""
    due_on: date | None = None


class WithdrawIn(Strict):
    """Why it should not have been a finding."""

    reason: Text
