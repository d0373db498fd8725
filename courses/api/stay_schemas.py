"""What attendance, leave and conduct of a cohort's people look like over HTTP."""

from decimal import Decimal
from uuid import UUID

from ninja import Schema


class StayOut(Schema):
    """What one person's stay comes to, earlier cohorts of a transfer included; hours are 学时.

    `out` counts granted leaves that have begun and are not signed back.
    """

    enrolment: UUID
    staff_number: str
    name: str
    unit: str
    hours_there: Decimal
    hours_on_leave: Decimal
    hours_absent: Decimal
    late: int
    left_early: int
    leave_used: Decimal
    leave_limit: Decimal
    over_leave: bool
    out: int
    points: Decimal
    entries: int
    removals: int


class StaysOut(Schema):
    """One page of people's figures."""

    items: list[StayOut]
    next_cursor: str | None
