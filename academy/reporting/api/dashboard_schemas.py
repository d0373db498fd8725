"""What the API says on the dashboard."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ninja import Schema


class OwedOut(Schema):
    """The hours report's counts, in persons times requirements; rates in per cent.

    `to_target` says how many more must meet theirs until the target rate is reached.
    """

    due: int
    excluded: int
    met: int
    short: int
    late: int
    soon: int
    later: int
    met_rate: Decimal | None
    to_target: int


class UnitOut(Schema):
    """One unit, measured by its own target (`target_rate`, in per cent).

    `lapsing` counts its people's certificates that end next quarter.
    """

    unit: str
    name: str
    owed: OwedOut
    target_rate: int
    lapsing: int


class MonthOut(Schema):
    """What the history says of cohorts that began in a month (2026-03)."""

    month: str
    required: int
    sat: int
    passed: int
    pass_rate: Decimal | None


class RunningOut(Schema):
    """A cohort that runs today, with its people in reach: with a seat, and checked in."""

    cohort: UUID
    name: str
    starts_on: date
    ends_on: date
    required: int
    attended: int


class DashboardOut(Schema):
    """Everything in reach at a glance; `lapsing_quarter` is such as 2026Q4.

    `counted_at` says when units and months were counted, null where that was just now.
    """

    scope: str
    as_of: date
    target_rate: int
    staff: int
    owed: OwedOut
    in_training: int
    lapsing_quarter: str
    lapsing: int
    units: list[UnitOut]
    months: list[MonthOut]
    running: list[RunningOut]
    counted_at: datetime | None
