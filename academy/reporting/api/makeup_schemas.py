"""What the API takes and says about make-up training."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from academy.reporting.enums import MakeUpCause, MakeUpEventKind, MakeUpState
from academy.reporting.rules.makeup import REASON_LENGTH
from courses.enums import EnrolmentState


class MakeUpsQuery(Schema):
    """What a list is narrowed by; `unit` takes those below it in, no state takes all in."""

    state: MakeUpState | None = None
    cause: MakeUpCause | None = None
    unit: Annotated[str, Field(max_length=24)] = ""
    course: Annotated[str, Field(max_length=24)] = ""
    overdue: bool = False
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class MakeUpWithdrawIn(Schema):
    """Why somebody need not make it up."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=REASON_LENGTH)]


class MakeUpOut(Schema):
    """A course that somebody has to make up; `due_on` is the last day in time.

    `caused_at` is when the go was recorded that was failed, missed or left, or the beginning of
    the day on which the pass lapsed. `unit` is that of the day on which it was opened.
    """

    id: UUID
    staff_number: str
    name: str
    unit: str
    course: str
    course_name: str
    cause: MakeUpCause
    caused_at: datetime
    due_on: date
    days_over: int
    state: MakeUpState
    opened_at: datetime
    ended_at: datetime | None


class MakeUpsOut(Schema):
    """One page of make-ups, those due first first."""

    items: list[MakeUpOut]
    next_cursor: str | None


class MakeUpEventOut(Schema):
    """A line of the history; `by` is a name, empty for the system itself.

    `level` says to whom an overdue one went: 1 person and training officer, 2 the unit's leader,
    3 the academy.
    """

    id: UUID
    kind: MakeUpEventKind
    level: int | None
    text: str
    by: str
    at: datetime


class MakeUpCohortOut(Schema):
    """A cohort of the course in which it can be made up; nominations end at `nominate_until_at`.

    `enrolment` says how the person stands in it, and is null where nothing is arranged.
    """

    name: str
    starts_on: date
    ends_on: date
    nominate_until_at: datetime | None
    enrolment: EnrolmentState | None


class MakeUpDetailOut(MakeUpOut):
    """A make-up with its history, the oldest line first.

    `next_cohort` is where its person has a place, else the next one that takes nominations; null
    where there is none, and once it has ended.
    """

    next_cohort: MakeUpCohortOut | None
    events: list[MakeUpEventOut]
