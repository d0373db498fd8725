"""What the API takes and says about conduct. What comes in may hold no field unknown here."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from courses.api.schemas import PeopleIn, Strict
from courses.enums.attendance import ConductEffect, ObjectionState, Presence

Points = Annotated[Decimal, Field(ge=0, max_digits=5, decimal_places=1)]


class ConductRuleIn(Strict):
    """A rule to add; points without a sign, `applies_to` for what roll-calls enter."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    basis: Annotated[str, Field(max_length=200)] = ""
    effect: ConductEffect
    least: Points
    most: Points
    per_hour: bool = False
    applies_to: Presence | None = None
    valid_from: date


class ConductRuleOut(Schema):
    """A rule of conduct, in force from a day until before another."""

    id: UUID
    code: str
    name: str
    basis: str
    effect: ConductEffect
    least: Decimal
    most: Decimal
    per_hour: bool
    applies_to: str
    valid_from: date
    valid_until: date | None


class ConductRulesOut(Schema):
    """Every rule of conduct."""

    items: list[ConductRuleOut]


class ConductRuleEndIn(Strict):
    """The first day on which a rule no longer holds."""

    valid_until: date


class ResidenceRulesIn(Strict):
    """An edition of the figures of leave and conduct."""

    valid_from: date
    ground: Annotated[str, Field(min_length=1, max_length=200)]
    start_points: Points
    most_reward: Points
    tutor_minutes: Annotated[int, Field(ge=0, le=100_000)]
    academy_minutes: Annotated[int, Field(ge=0, le=100_000)]
    leave_part: Annotated[int, Field(ge=0, le=1000)]
    leave_whole: Annotated[int, Field(ge=0, le=1000)]
    objection_days: Annotated[int, Field(ge=0, le=1000)]


class ResidenceRulesOut(Schema):
    """The figures that hold on a day."""

    on: date
    start_points: Decimal
    most_reward: Decimal
    tutor_minutes: int
    academy_minutes: int
    leave_part: int
    leave_whole: int
    objection_days: int


class ConductIn(PeopleIn):
    """Points for people of a cohort; `hours` for rules by the hour, `again` for once more."""

    rule: UUID
    points: Points
    occurred_on: date
    evidence: Annotated[str, Field(min_length=1, max_length=300)]
    hours: Annotated[Decimal, Field(gt=0, max_digits=5, decimal_places=1)] = Decimal(1)
    again: bool = False


class ConductOut(Schema):
    """An entry; what is taken off is negative."""

    id: UUID
    staff_number: str
    rule: str
    effect: ConductEffect
    points: Decimal
    occurred_on: date
    evidence: str
    reverses: UUID | None
    recorded_at: datetime


class ConductListOut(Schema):
    """Entries, the latest first."""

    items: list[ConductOut]
    next_cursor: str | None


class ConductMadeOut(Schema):
    """What was entered."""

    items: list[ConductOut]


class ObjectionIn(Strict):
    """Why an entry is objected to."""

    text: Annotated[str, Field(min_length=1, max_length=500)]


class ObjectionDecisionIn(Strict):
    """The decision on an objection."""

    upheld: bool
    answer: Annotated[str, Field(min_length=1, max_length=300)]


class ObjectionWaitingOut(Schema):
    """An objection that waits for a decision, with the entry it is about."""

    id: UUID
    cohort: UUID
    person: str
    entry: ConductOut
    text: str
    raised_at: datetime


class ObjectionsOut(Schema):
    """Objections that wait, the oldest first."""

    items: list[ObjectionWaitingOut]
    next_cursor: str | None


class ObjectionOut(Schema):
    """An objection as it stands."""

    id: UUID
    entry: UUID
    state: ObjectionState
    text: str
    answer: str
    raised_at: datetime
    decided_at: datetime | None
