"""What the API takes and says about renewal windows."""

from datetime import date, datetime

from ninja import Schema

from courses.api.schemas import Reason, Strict


class RenewalIn(Strict):
    """An edition of a course's renewal window, and by what it was decided."""

    days: int
    valid_from: date
    ground: Reason


class RenewalOut(Schema):
    """An edition of a course's renewal window."""

    days: int
    valid_from: date
    ground: str
    recorded_at: datetime


class RenewalsOut(Schema):
    """The window of today in days, and every edition, the newest first."""

    course: str
    days: int
    editions: list[RenewalOut]
