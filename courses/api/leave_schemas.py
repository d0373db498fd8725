"""What leave looks like over HTTP."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from courses.api.schemas import Strict
from courses.enums.attendance import LeaveKind, LeaveState, LeaveStep

LeaveReason = Annotated[str, Field(min_length=1, max_length=500)]


class LeaveIn(Strict):
    """A leave to ask for: what for, [starts_at, ends_at), and why."""

    kind: LeaveKind
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    reason: LeaveReason


class RecordedLeaveIn(LeaveIn):
    """A leave on behalf of somebody; the last two are an academy admin's."""

    enrolment: UUID
    beyond_reason: Annotated[str, Field(max_length=200)] = ""
    afterwards: bool = False


class LeaveDecisionIn(Strict):
    """Consent to one step, or its refusal with a reason."""

    step: LeaveStep
    granted: bool
    reason: Annotated[str, Field(max_length=200)] = ""
    beyond_reason: Annotated[str, Field(max_length=200)] = ""


class LeaveOut(Schema):
    """A leave. `reason` is empty for who does not decide on it; hours are 学时."""

    id: UUID
    enrolment: UUID
    person: str
    kind: LeaveKind
    starts_at: datetime
    ends_at: datetime
    hours: Decimal
    state: LeaveState
    steps: list[LeaveStep]
    waits_for: LeaveStep | None
    returned_at: datetime | None
    reason: str


class LeavesOut(Schema):
    """Leaves in the order of their beginning."""

    items: list[LeaveOut]


class LeaveAccountOut(Schema):
    """Hours (学时) of leave: taken by what is asked, used before, both together, and the limit."""

    asked: Decimal
    used: Decimal
    together: Decimal
    limit: Decimal
    over: bool
