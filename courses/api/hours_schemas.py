"""What the API takes and says about requirements and hours."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from academy.jobs.enums import JobState
from academy.people.enums import StaffKind
from courses.api.schemas import Strict
from courses.enums import HoursSource
from courses.enums.hours import Event, ImportState, JudgedOn, Metric, WindowKind

Code = Annotated[str, Field(min_length=1, max_length=24)]


class EditionIn(Strict):
    """An edition to publish. Units, posts and tracks by code or name; ranks by official order.

    `categories` maps a category's code to its cap, null for none.
    """

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=80)]
    regulation: Annotated[str, Field(min_length=1, max_length=120)]
    article: Annotated[str, Field(max_length=60)] = ""
    valid_from: date
    valid_until: date | None = None
    metric: Metric = Metric.HOURS
    course: str | None = None
    amount: Annotated[Decimal, Field(max_digits=9, decimal_places=2)]
    window: WindowKind = WindowKind.CALENDAR_YEAR
    length: Annotated[int, Field(ge=0, le=32767)] = 1
    event: Event | None = None
    judged: JudgedOn = JudgedOn.AS_OF
    pro_rata: bool = False
    staff_kinds: list[StaffKind] = []
    rank_from: Annotated[int, Field(ge=0, le=32767)] | None = None
    rank_to: Annotated[int, Field(ge=0, le=32767)] | None = None
    units: list[Code] = []
    posts: list[Annotated[str, Field(max_length=40)]] = []
    tracks: list[Code] = []
    for_event: Event | None = None
    for_months: Annotated[int, Field(ge=0, le=32767)] | None = None
    categories: dict[str, Annotated[Decimal, Field(max_digits=9, decimal_places=2)] | None] = {}
    priority: Annotated[int, Field(ge=0, le=9999)] = 100


class EditionOut(Schema):
    """An edition of a requirement; `to_check` marks figures not yet confirmed here."""

    id: UUID
    code: str
    name: str
    edition: int
    valid_from: date
    valid_until: date | None
    regulation: str
    article: str
    to_check: bool
    metric: Metric
    course: str | None
    amount: Decimal
    window: WindowKind
    length: int
    event: str
    judged: JudgedOn
    pro_rata: bool
    staff_kinds: list[str]
    categories: dict[str, Decimal | None]


class EditionsOut(Schema):
    """Editions in force on a day, by priority."""

    on: date
    items: list[EditionOut]


class EndIn(Strict):
    """The first day on which an edition no longer applies."""

    valid_until: date


class OwingOut(Schema):
    """How a person stands under one edition."""

    staff_number: str
    requirement: str
    owed: Decimal
    earned: Decimal
    missing: Decimal
    due_on: date
    late: bool


class OwingsOut(Schema):
    """Who stands how on a day; `next_cursor` goes on from there, null at the end."""

    on: date
    items: list[OwingOut]
    next_cursor: str | None


class UnitOwingOut(Schema):
    """How a unit stands under one edition; `missing` in hours or completions."""

    unit: str
    requirement: str
    people: int
    met: int
    late: int
    missing: Decimal


class UnitOwingsOut(Schema):
    """How units stand on a day; `next_cursor` goes on from there, null at the end."""

    on: date
    items: list[UnitOwingOut]
    next_cursor: str | None


class SeatOut(Schema):
    """Seats one person needs in a quarter such as 2027Q1."""

    staff_number: str
    unit: str
    quarter: str
    seats: int
    by: date
    lapses: bool


class SeatsOut(Schema):
    """Seats of a course needed in the quarters ahead, `total` in all of them; one page by name."""

    course: str
    total: int
    items: list[SeatOut]
    next_cursor: str | None


class EntryIn(Strict):
    """Hours to enter; track by code."""

    track: Code
    hours: Annotated[Decimal, Field(max_digits=9, decimal_places=2)]
    category: Code
    source: HoursSource
    earned_from: date | None = None
    earned_on: date
    evidence: Annotated[str, Field(min_length=1, max_length=200)]


class EntryOut(Schema):
    """A line of the ledger; a reversal is negative and names what it takes back."""

    id: UUID
    track: str
    hours: Decimal
    category: str
    source: HoursSource
    earned_from: date | None
    earned_on: date
    evidence: str
    reverses: UUID | None
    recorded_at: datetime


class EntriesOut(Schema):
    """A person's ledger, the newest line first."""

    items: list[EntryOut]
    next_cursor: str | None


class PastRecordsIn(Strict):
    """A table as text with its headings, separated by commas or tabs; a track for bare rows.

    `measure` are the minutes in one of what the column of hours counts (1, 40, 45, 50, 60), null
    for 学时; `per` the minutes of one 学时 (45, 50). See `GET /hours/conversion`.
    """

    table: Annotated[str, Field(min_length=1, max_length=5_000_000)]
    track: Code | None = None
    measure: Literal[1, 40, 45, 50, 60] | None = None
    per: Literal[45, 50] = 45


class RefusedRowOut(Schema):
    """A fault of a refused row, row and column as the spreadsheet shows them."""

    sheet: str
    row: int
    column: str
    staff_number: str
    fault: str
    reason: str


class ImportJobOut(Schema):
    """The job on an import; ask `url` until `state` is done, failed or cancelled.

    `fault` is the code of what ended a failed one; a post to `stop` stops one that waits or runs.
    """

    kind: str
    state: JobState
    progress_done: int
    progress_total: int
    fault: str
    url: str
    stop: str


class ImportOut(Schema):
    """An import of past records: `taken` of its sound rows are dealt with so far.

    `unreadable` is why its file could not be read; `job` the newest job on it, if it needed one.
    """

    id: UUID
    state: ImportState
    file_name: str
    measure: int | None
    per: int | None
    counts: dict[str, int | str]
    taken: int
    undo_reason: str
    refused: list[RefusedRowOut]
    unreadable: str | None
    job: ImportJobOut | None
