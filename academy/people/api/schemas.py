"""What the API says of people. Numbers that identify a person come masked, always."""

from datetime import date
from uuid import UUID

from ninja import Schema


class UnitOut(Schema):
    """A unit as of the asked day; `parent` is the code of the one above it."""

    code: str
    name: str
    short_name: str
    kind: str
    depth: int
    parent: str | None
    official_order: int


class UnitsOut(Schema):
    """The tree of a day: parents before children, siblings in official order."""

    as_of: date
    items: list[UnitOut]


class FormerKindOut(Schema):
    """A staff kind that somebody had until a day, that day excluded."""

    staff_kind: str
    until: date


class PersonOut(Schema):
    """A member of the staff."""

    id: UUID
    staff_number: str
    name: str
    sex: str
    staff_kind: str
    establishment: str
    unit: str | None
    post: str | None
    rank: str | None
    id_number: str
    mobile: str
    joined_on: date | None
    left_on: date | None


class PersonFileOut(PersonOut):
    """A member of the staff with the kinds they were of before, the latest first."""

    former_kinds: list[FormerKindOut]


class PeopleOut(Schema):
    """One page of the staff list."""

    items: list[PersonOut]
    next_cursor: str | None
