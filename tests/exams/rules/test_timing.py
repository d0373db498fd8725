"""Every border of exam time at −1, 0 and +1 second."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from exams.enums import SittingState, Window
from exams.rules import timing

OPENS = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(minutes=15)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "window"),
    [
        (OPENS - SECOND, Window.BEFORE),
        (OPENS, Window.OPEN),
        (OPENS + SECOND, Window.OPEN),
        (CLOSES - SECOND, Window.OPEN),
        (CLOSES, Window.OVER),
        (CLOSES + SECOND, Window.OVER),
    ],
)
def test_start_window(at: datetime, window: Window) -> None:
    assert timing.window_at(opens_at=OPENS, closes_at=CLOSES, at=at) is window


def test_the_windows_end_never_clips_a_deadline() -> None:
    started = CLOSES - SECOND
    got = timing.deadline(started_at=started, duration_seconds=5400, extra_seconds=1350)
    assert got == started + timedelta(seconds=6750)


@pytest.mark.parametrize(("duration", "extra"), [(0, 0), (-1, 0), (60, -1)])
def test_impossible_lengths(duration: int, extra: int) -> None:
    with pytest.raises(ValueError, match="seconds"):
        timing.deadline(started_at=OPENS, duration_seconds=duration, extra_seconds=extra)


@pytest.mark.parametrize(("offset", "over"), [(-1, False), (0, True), (1, True)])
def test_deadline_is_exclusive(offset: int, over: bool) -> None:
    at = CLOSES + offset * SECOND
    assert timing.is_over(deadline_at=CLOSES, at=at) is over
    expected = SittingState.CLOSED if over else SittingState.OPEN
    assert timing.state_at(SittingState.OPEN, deadline_at=CLOSES, at=at) is expected


@pytest.mark.parametrize("state", [s for s in SittingState if s is not SittingState.OPEN])
def test_only_open_sittings_close_by_derivation(state: SittingState) -> None:
    assert timing.state_at(state, deadline_at=CLOSES, at=CLOSES + SECOND) is state
    assert timing.state_at(state, deadline_at=None, at=CLOSES) is state


@pytest.mark.parametrize(("offset", "left"), [(-1, 1), (0, 0), (1, 0)])
def test_remaining_seconds(offset: int, left: int) -> None:
    assert timing.remaining_seconds(deadline_at=CLOSES, at=CLOSES + offset * SECOND) == left


def test_remaining_seconds_round_down() -> None:
    at = CLOSES - timedelta(milliseconds=1999)
    assert timing.remaining_seconds(deadline_at=CLOSES, at=at) == 1
