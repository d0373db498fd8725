"""What the API takes and says about planning. What comes in may hold no field unknown here."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from academy.people.enums import Sex, StaffKind
from courses.api.schemas import Strict
from courses.enums.planning import BlockKind
from courses.enums.plans import BlockFault, PlanBasis, PlanState

Code = Annotated[str, Field(min_length=1, max_length=40)]


class BlockIn(Strict):
    """Days on which one person is not to be sent; both belong to it."""

    staff_number: str = Field(min_length=1, max_length=24)
    kind: BlockKind
    starts_on: date
    ends_on: date


class BlockOut(Schema):
    """A block as it stands."""

    id: UUID
    staff_number: str
    kind: BlockKind
    starts_on: date
    ends_on: date
    source: str
    lifted_at: datetime | None


class BlocksOut(Schema):
    """One page of blocks."""

    items: list[BlockOut]
    next_cursor: str | None


class BlockListIn(Strict):
    """A list of blocks; with `dry_run` nothing is written."""

    rows: list[BlockIn] = Field(min_length=1, max_length=5000)
    dry_run: bool = True
    skip_refused: bool = False


class BlockFaultOut(Schema):
    """A row that cannot be entered; `row` counts from 1."""

    row: int
    fault: BlockFault
    shown: str


class BlockReportOut(Schema):
    """What a list would enter, or has entered."""

    dry_run: bool
    recorded: int
    already: int
    faults: list[BlockFaultOut]


class CourseDemandIn(Strict):
    """One course and whom it is for; nothing named means everybody."""

    course: Code
    staff_kinds: list[StaffKind] = Field(default_factory=list, max_length=10)
    units: list[Code] = Field(default_factory=list, max_length=200)


class PlanIn(Strict):
    """What to plan. With `previous` the plan stays close to that run's."""

    starts_on: date
    ends_on: date
    basis: PlanBasis = PlanBasis.POPULATION
    demand: list[CourseDemandIn] = Field(min_length=1, max_length=20)
    allow_leftover: bool = False
    seconds: int = Field(30, ge=1, le=600)
    previous: UUID | None = None


class PlanOut(Schema):
    """A run as it stands; `explanation` is there for an infeasible one."""

    id: UUID
    state: PlanState
    starts_on: date
    ends_on: date
    demanded: int
    seated: int
    moved: int | None
    lines: int
    accepted: int
    previous: UUID | None
    input_digest: str
    facts: dict[str, object]
    explanation: dict[str, object]
    created_at: datetime
    solved_at: datetime | None
    accepted_at: datetime | None


class PlansOut(Schema):
    """One page of runs."""

    items: list[PlanOut]
    next_cursor: str | None


class PlanQuotaOut(Schema):
    """A unit's quota in a line, how many are proposed, and what is decided for the next run."""

    unit: str
    quota: int
    seats: int
    minimum: int
    maximum: int | None


class PlanLineOut(Schema):
    """A proposed cohort; `cohort` is there once it is accepted."""

    id: UUID
    number: int
    course: str
    starts_on: date
    ends_on: date
    capacity: int
    men_beds: int
    women_beds: int
    men: int
    women: int
    hall: str | None
    locked: bool
    cohort: UUID | None
    quotas: list[PlanQuotaOut]


class PlanLinesOut(Schema):
    """Every line of a run, by its days."""

    items: list[PlanLineOut]


class PlanSeatOut(Schema):
    """A person proposed for a line."""

    staff_number: str
    name: str
    unit: str
    sex: Sex
    line: int
    starts_on: date
    locked: bool


class PlanSeatsOut(Schema):
    """One page of seats."""

    items: list[PlanSeatOut]
    next_cursor: str | None


class PrerequisitesIn(Strict):
    """The codes of all courses that have to be completed before."""

    before: list[Code] = Field(max_length=50)


class PrerequisitesOut(Schema):
    """A course and the courses that have to be completed before it, by code."""

    course: str
    before: list[str]


class LockIn(Strict):
    """Lock or release a line, or, with a staff number, one person in it."""

    locked: bool
    staff_number: str | None = Field(None, max_length=24)
    reason: str = Field("", max_length=200)


class AcceptIn(Strict):
    """Which lines to accept by their numbers; none named means all."""

    lines: list[int] | None = Field(None, min_length=1, max_length=1000)


class ComparedOut(Schema):
    """Planned and real numbers of one unit in one accepted line."""

    line: int
    cohort: UUID
    starts_on: date
    unit: str
    quota: int
    seats: int
    nominated: int
    enrolled: int
    checked_in: int
    completed: int
    as_planned: int


class ComparisonOut(Schema):
    """Every accepted line, unit by unit."""

    items: list[ComparedOut]


class SeatDecisionIn(Strict):
    """Take one person out of a line, and why."""

    staff_number: str = Field(min_length=1, max_length=24)
    reason: str = Field("", max_length=200)


class SeatMoveIn(SeatDecisionIn):
    """Move one person of a line to the line of this number."""

    to: int = Field(ge=1, le=10_000)


class LineDaysIn(Strict):
    """Other days for a line; over a holiday only with a reason for it."""

    starts_on: date
    ends_on: date
    holiday_reason: str = Field("", max_length=200)
    reason: str = Field("", max_length=200)


class LineQuotasIn(Strict):
    """A line's seats by unit code; a unit that is not named has none."""

    quotas: dict[Code, Annotated[int, Field(ge=0, le=10_000)]] = Field(max_length=200)
    reason: str = Field("", max_length=200)


class BoundIn(Strict):
    """Fewest and most people of a unit; no `maximum` is no bound."""

    minimum: int = Field(0, ge=0, le=10_000)
    maximum: int | None = Field(None, ge=0, le=10_000)


class LineBoundsIn(Strict):
    """What the next run is to keep of units' seats in a line, by unit code."""

    bounds: dict[Code, BoundIn] = Field(max_length=200)
    reason: str = Field("", max_length=200)


class LineCourseIn(Strict):
    """Another course of the plan for a line, by its code."""

    course: Code
    reason: str = Field("", max_length=200)


class LinePlaceIn(Strict):
    """A line's hall by its name (none: no hall), and its instructors by their ids."""

    hall: str | None = Field(None, max_length=60)
    instructors: list[UUID] = Field(default_factory=list, max_length=20)
    reason: str = Field("", max_length=200)


class PrerequisitesListOut(Schema):
    """Every course with those that have to be completed before it."""

    items: list[PrerequisitesOut]
