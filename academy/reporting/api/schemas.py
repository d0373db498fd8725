"""What the API takes and says about reports."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from academy.people.enums import StaffKind, UnitKind
from academy.reporting.enums import Column, Figure, Group, Level, Standing

Code = Annotated[str, Field(max_length=24)]


class CompletionQuery(Schema):
    """What a completion report is asked; anything left out takes its default.

    `from` and `until` (exclusive) bound the day a cohort began: the calendar year of `as_of` if
    neither is given. `as_of` is the last day whose facts count, today if not given. `unit` is a
    unit's code and includes all below it.
    """

    starts_on: date | None = Field(None, alias="from")
    until_on: date | None = Field(None, alias="until")
    as_of: date | None = None
    track: Code = ""
    cohort: UUID | None = None
    unit: Code = ""


class PeopleQuery(CompletionQuery):
    """Which figure's names: of which row (a unit's code, "branches", or "" for the total)."""

    figure: Figure
    row: Code = ""
    staff_kind: StaffKind | None = None
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class ColumnOut(Schema):
    """A column: heading, unit, the definition of its figure, and the list it opens to."""

    column: Column
    group: Group
    label: str
    unit: str
    definition: str
    figure: Figure


class FiguresOut(Schema):
    """The figures of one row; rates in per cent, null where nobody is in the denominator."""

    required: int
    excluded: int
    attended: int
    attendance_rate: Decimal | None
    due: int
    sat_first: int
    sat_make_up: int
    sat: int
    passed_first: int
    first_pass_rate: Decimal | None
    passed_make_up: int
    passed: int
    final_pass_rate: Decimal | None
    excellent: int
    excellence_rate: Decimal | None
    average_score: Decimal | None
    hours: Decimal
    average_hours: Decimal | None


class RowOut(Schema):
    """A row of the report: of a staff kind, a unit, all branches, or the total."""

    level: Level
    unit_code: str
    unit_name: str
    unit_kind: UnitKind | None
    staff_kind: StaffKind | None
    figures: FiguresOut


class CompletionOut(Schema):
    """The report: what was asked, its rows in official order, and what each figure means.

    `unit_basis` says that people are counted in the unit of their enrolment day. `digest` is
    equal for equal questions and figures, here and on every file.
    """

    title: str
    scope: str
    unit: str
    track: str
    cohort: UUID | None
    starts_on: date
    until_on: date
    as_of: date
    unit_basis: str
    persons: int
    digest: str
    columns: list[ColumnOut]
    notes: list[str]
    rows: list[RowOut]


class PersonOut(Schema):
    """One enrolment behind a figure; unit and staff kind are those of the enrolment day."""

    enrolment: UUID
    name: str
    staff_number: str
    unit: str
    staff_kind: StaffKind
    cohort: str
    starts_on: date
    checked_in_on: date | None
    first_score: Decimal | None
    make_up_score: Decimal | None
    standing: Standing
    hours: Decimal
    reason: str


class PeopleOut(Schema):
    """One page of the names behind a figure; `count` is the figure itself."""

    figure: Figure
    count: int
    items: list[PersonOut]
    next_cursor: str | None
