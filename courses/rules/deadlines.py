"""Until when: every deadline is exclusive, so that the second itself is too late."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_LOCAL = ZoneInfo("Asia/Shanghai")


def is_past(until: datetime | None, at: datetime) -> bool:
    """Whether it is too late at `at`; without a deadline it never is."""
    return until is not None and at >= until


def may_move_up(*, starts_on: date, today: date) -> bool:
    """Whether the waiting list still moves up by itself: until the first day, that day included."""
    return today <= starts_on


def said(until: datetime) -> str:
    """A deadline as it is written: 2026-03-05 17:00, local time."""
    return until.astimezone(_LOCAL).strftime("%Y-%m-%d %H:%M")
