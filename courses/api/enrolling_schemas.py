"""What the API takes and says about notices, nominations, waiting lists and moves."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from courses.api.schemas import Reason, Strict
from courses.enums import EnrolmentState, FillRule, OverQuota

Override = Annotated[str, Field(max_length=200)]


class NoticeIn(Strict):
    """A notice to write. Both deadlines are exclusive."""

    document_number: str = Field(min_length=1, max_length=60)
    text: str = Field(min_length=1, max_length=8000)
    conditions: str = Field(default="", max_length=4000)
    nominate_until: datetime
    substitute_until: datetime
    over_quota: OverQuota = OverQuota.REFUSE
    owing_only: bool = False


class DeadlinesIn(Strict):
    """New deadlines of an issued notice, with the reason the units are told."""

    nominate_until: datetime
    substitute_until: datetime
    reason: Reason


class NoticeOut(Schema):
    """The notice of a cohort; `issued_at` is null until it is issued."""

    document_number: str
    text: str
    conditions: str
    nominate_until: datetime
    substitute_until: datetime
    over_quota: OverQuota
    owing_only: bool
    issued_at: datetime | None


class ListIn(Strict):
    """A list of people as text: a staff number a line, or name and unit."""

    text: str = Field(min_length=1, max_length=60_000)
    override_reason: Override = ""


class ListRowOut(Schema):
    """What would become of one row; `code`, `title` and `next_step` say why not."""

    row: int
    said: str
    staff_number: str | None
    name: str | None
    result: str
    waived: list[str]
    code: str | None
    title: str | None
    next_step: str | None


class DryRunOut(Schema):
    """A list row by row, nothing written."""

    rows: list[ListRowOut]


class ChosenIn(Strict):
    """Enrolments to decide on."""

    enrolments: Annotated[list[UUID], Field(min_length=1, max_length=1000)]


class ChosenReasonIn(ChosenIn):
    """Enrolments to send back, and why."""

    reason: Reason


class SubstituteIn(Strict):
    """Who comes instead, by staff number, and why."""

    incoming: str = Field(min_length=1, max_length=24)
    reason: Reason
    override_reason: Override = ""


class TransferIn(Strict):
    """To which cohort, and why."""

    to: UUID
    reason: Reason
    override_reason: Override = ""


class WaitingOut(Schema):
    """A place on the waiting list, the first being 1."""

    place: int
    enrolment: UUID
    staff_number: str
    name: str
    unit: str


class WaitingListOut(Schema):
    """The waiting list of a cohort, as far as one may see its people."""

    items: list[WaitingOut]


class UnitPlacesOut(Schema):
    """A unit with a quota: used = taken + pending; beyond and waiting hold no place of it."""

    unit: str
    seats: int
    taken: int
    pending: int
    left: int
    beyond: int
    waiting: int


class UnitsPlacesOut(Schema):
    """One's own units in a cohort, in official order."""

    items: list[UnitPlacesOut]


class PendingOut(Schema):
    """A nomination that waits for a decision."""

    enrolment: UUID
    cohort: UUID
    staff_number: str
    name: str
    unit: str
    state: EnrolmentState
    beyond_quota: bool
    nominated_at: datetime | None


class PendingListOut(Schema):
    """One page of nominations that wait for whoever asks."""

    items: list[PendingOut]
    next_cursor: str | None


class FillIn(Strict):
    """By what rule unused seats are given; `units` (codes) limits who may get some."""

    rule: FillRule
    units: list[Annotated[str, Field(max_length=24)]] | None = Field(default=None, max_length=200)
    dry_run: bool = False


class ShareOut(Schema):
    """A unit in a fill: `turns` are its seats' places in the order of giving.

    One that may not get seats can still give some up.
    """

    unit: str
    quota: int
    used: int
    demand: int
    released: int
    given: int
    turns: list[int]
    may_get: bool


class FillOut(Schema):
    """A fill, done or tried; `made_at` is null for a dry run."""

    rule: FillRule
    seats: int
    given: int
    made_at: datetime | None
    shares: list[ShareOut]


class FillsOut(Schema):
    """Every fill of a cohort, the newest first."""

    items: list[FillOut]


class MissingPersonOut(Schema):
    """Somebody who is expected and has not come."""

    enrolment: UUID
    staff_number: str
    name: str
    unit: str


class MissingOut(Schema):
    """How many are expected and have come, and who has not."""

    expected: int
    arrived: int
    missing: list[MissingPersonOut]
