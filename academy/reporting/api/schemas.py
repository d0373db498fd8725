"""What the API takes and says about reports."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from academy.people.enums import StaffKind, UnitKind
from academy.reporting.enums import Dimension, Form, Level, RankBand, Sitting, Step
from academy.reporting.labels import Shape

Code = Annotated[str, Field(max_length=24)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(3000, 1, 1))]
"""A day that can be reported, as on the pages: with all the years around it in the calendar."""
Value = int | Decimal | None
Said = int | Decimal | date | str | None


class PageQuery(Schema):
    """Which page of a list."""

    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class ReportQuery(Schema):
    """What a report is asked; anything left out takes its default.

    `from` and `until` (exclusive) bound the day a cohort began: the calendar year of `as_of` if
    neither is given. `as_of` is the last day whose facts count, today if not given. `unit` is a
    unit's code and includes all below it. `by` says what each row's people are told apart by.
    Which of these a report knows, `GET /reports` tells; the others are refused.
    """

    starts_on: Day | None = Field(None, alias="from")
    until_on: Day | None = Field(None, alias="until")
    as_of: Day | None = None
    track: Code = ""
    cohort: UUID | None = None
    unit: Code = ""
    staff_kind: StaffKind | None = None
    rank_band: RankBand | None = None
    by: Dimension | None = None
    sitting: Sitting | None = None
    step: Step | None = None
    requirement: Code = ""


class NamesQuery(ReportQuery):
    """Which figure's names: of which row (its key, "branches", or "" for the total) and part."""

    figure: Code
    row: Code = ""
    part: Code = ""
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class SpecOut(Schema):
    """A report there is: its names, the conditions it knows, what rows can be told apart by."""

    report: str
    name: str
    title: str
    about: str
    parameters: list[str]
    by: list[Dimension]


class SpecsOut(Schema):
    """All reports, in the order in which they are offered."""

    items: list[SpecOut]


class ColumnOut(Schema):
    """A column: heading, unit, the definition of its figure, and the list it opens to."""

    column: str
    group: str
    label: str
    unit: str
    definition: str
    figure: str


class RowOut(Schema):
    """A row of the report: of a part of a unit, a unit, all branches, or the total.

    `figures` holds a value for each column; rates in per cent, null where nobody is in the
    denominator.
    """

    level: Level
    key: str
    name: str
    unit_kind: UnitKind | None
    part: str
    part_name: str
    figures: dict[str, Value]


class ReportOut(Schema):
    """The report: what was asked, its rows in official order, and what each figure means.

    `digest` is equal for equal questions and figures, here and on every file.
    """

    report: str
    title: str
    scope: str
    unit: str
    track: str
    cohort: UUID | None
    staff_kind: StaffKind | None
    rank_band: RankBand | None
    by: Dimension | None
    sitting: Sitting | None
    step: Step | None
    requirement: str
    starts_on: date | None
    until_on: date | None
    as_of: date
    persons: int
    digest: str
    columns: list[ColumnOut]
    notes: list[str]
    rows: list[RowOut]


class NameColumnOut(Schema):
    """A column of a name list."""

    column: str
    label: str
    shape: Shape


class NameOut(Schema):
    """One fact behind a figure: a value for each column, codes where the page says words."""

    id: str
    values: dict[str, Said]


class NamesOut(Schema):
    """One page of the names behind a figure; `count` is the figure itself."""

    figure: str
    count: int
    columns: list[NameColumnOut]
    items: list[NameOut]
    next_cursor: str | None


class ExtractOut(Schema):
    """A file that was handed out: of what, to whom, when, with its fingerprints."""

    id: UUID
    report: str
    title: str
    form: Form
    parameters: dict[str, object]
    row_count: int
    name_count: int
    figures_digest: str
    file_digest: str
    made_by: str
    made_at: datetime


class ExtractsOut(Schema):
    """One page of what was handed out, the newest first."""

    items: list[ExtractOut]
    next_cursor: str | None


class ChangeOut(Schema):
    """A figure that is not what it was: null where the row or column is on one side only.

    `table` is a table of a document, "" for a report. A value that begins with `seal:` is a
    fingerprint: words of a document are not kept with its extract.
    """

    table: str
    row: str
    part: str
    column: str
    label: str
    then: int | str | None
    now: int | str | None


class ComparisonOut(Schema):
    """The same question put again: whether the figures are the same, and which are not."""

    extract: ExtractOut
    same: bool
    digest_now: str
    rows_then: int
    rows_now: int
    figures_kept: bool
    changes: list[ChangeOut]
