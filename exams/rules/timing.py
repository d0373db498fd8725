"""The one place that decides about exam time.

Two different things are kept apart on purpose. The *start window* belongs to the exam and says
when a sitting may be started. The *deadline* belongs to one person's sitting, is stored when the
sitting starts, and is never clipped by the window's end: somebody who starts in the last minute,
or has extra time, still gets every second. A pause stops the person's clock: while it lasts no
deadline passes, and its length is added when it ends. Instants are aware datetimes; lengths are
whole seconds; upper bounds are exclusive.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from exams.enums import SittingState, Window


def window_at(*, opens_at: datetime, closes_at: datetime, at: datetime) -> Window:
    """Where ``at`` lies: a start is allowed from ``opens_at`` on and before ``closes_at``."""
    if at < opens_at:
        return Window.BEFORE
    return Window.OPEN if at < closes_at else Window.OVER


def may_check_in(
    *, opens_at: datetime, closes_at: datetime, check_in_minutes: int, at: datetime
) -> Window:
    """Where ``at`` lies: one may check in from ``check_in_minutes`` before the window opens."""
    return window_at(
        opens_at=opens_at - timedelta(minutes=check_in_minutes), closes_at=closes_at, at=at
    )


def planned_seconds(*, duration_seconds: int, extra_percent: int, extra_minutes: int) -> int:
    """What an accommodation adds to ``duration_seconds``; a fraction of a second counts as one."""
    return ceil(duration_seconds * extra_percent / 100) + 60 * extra_minutes


def pause_seconds(*, paused_at: datetime, at: datetime) -> int:
    """The length of a pause that ends at ``at``; a fraction of a second counts as one."""
    return max(0, ceil((at - paused_at).total_seconds()))


def deadline(*, started_at: datetime, duration_seconds: int, extra_seconds: int = 0) -> datetime:
    """The instant from which nothing counts any more for a sitting started at ``started_at``.

    Raises:
        ValueError: the duration is not positive or the extra time negative.
    """
    if duration_seconds <= 0:
        raise ValueError("duration_seconds must be positive")
    if extra_seconds < 0:
        raise ValueError("extra_seconds must not be negative")
    return started_at + timedelta(seconds=duration_seconds + extra_seconds)


def is_over(*, deadline_at: datetime, at: datetime) -> bool:
    """True from the deadline itself on."""
    return at >= deadline_at


def state_at(state: SittingState, *, deadline_at: datetime | None, at: datetime) -> SittingState:
    """The state a reader must be shown, even if no sweeper has written it down yet.

    An open sitting whose deadline has passed *is* closed, with the deadline as its end. A paused
    one is paused, however long.
    """
    if state is SittingState.OPEN and deadline_at is not None:
        return SittingState.CLOSED if is_over(deadline_at=deadline_at, at=at) else state
    return state


def remaining_seconds(
    *, deadline_at: datetime, at: datetime, paused_at: datetime | None = None
) -> int:
    """Whole seconds left, rounded down, never negative; during a pause those left at its start."""
    return max(0, int((deadline_at - (paused_at or at)).total_seconds()))
