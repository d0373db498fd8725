"""Late answers: N seconds lost to an outage excuse N seconds, and nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from exams.enums import LateCause
from exams.rules.late import covering, hindrance, late_seconds
from exams.rules.outages import Outage, Span

STARTED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DEADLINE = STARTED + timedelta(seconds=3600)
OUTAGE = Outage(STARTED + timedelta(seconds=3000), STARTED + timedelta(seconds=3120))


def _covers(late: float, *outages: Outage, paused: tuple[Span, ...] = ()) -> Outage | None:
    return covering(
        outages,
        started_at=STARTED,
        deadline_at=DEADLINE,
        received_at=DEADLINE + timedelta(seconds=late),
        paused=paused,
    )


@pytest.mark.parametrize(
    ("late", "covered"), [(119, True), (120, True), (120.000001, False), (121, False)]
)
def test_as_late_as_the_outage_was_long(late: float, covered: bool) -> None:
    assert _covers(late, OUTAGE) == (OUTAGE if covered else None)


@pytest.mark.parametrize(("late", "covered"), [(59, True), (60, True), (61, False)])
def test_only_what_fell_into_the_working_time(late: int, covered: bool) -> None:
    across = Outage(DEADLINE - timedelta(seconds=60), DEADLINE + timedelta(seconds=600))
    assert _covers(late, across) == (across if covered else None)


@pytest.mark.parametrize(("began", "covered"), [(-1, True), (0, False), (1, False)])
def test_an_outage_after_the_deadline_excuses_nothing(began: int, covered: bool) -> None:
    after = Outage(DEADLINE + timedelta(seconds=began), DEADLINE + timedelta(seconds=900))
    assert (_covers(1, after) is not None) is covered


def test_time_paused_was_not_lost() -> None:
    pause = Span(OUTAGE.began_at, OUTAGE.ended_at - timedelta(seconds=20))
    assert _covers(20, OUTAGE, paused=(pause,)) == OUTAGE
    assert _covers(21, OUTAGE, paused=(pause,)) is None


def test_the_first_that_is_long_enough_carries_it() -> None:
    short = Outage(STARTED, STARTED + timedelta(seconds=70))
    assert _covers(100, short, OUTAGE) == OUTAGE
    assert _covers(70, short, OUTAGE) == short
    assert _covers(130, short, OUTAGE) is None
    assert _covers(1) is None


@pytest.mark.parametrize(("late", "seconds"), [(-1, 0), (0, 0), (0.999, 0), (1, 1), (61.5, 61)])
def test_late_seconds(late: float, seconds: int) -> None:
    received = DEADLINE + timedelta(seconds=late)
    assert late_seconds(deadline_at=DEADLINE, received_at=received) == seconds


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"cause": LateCause.LEASE}, "not_after_deadline"),
        ({"cause": LateCause.PAUSED}, "not_after_deadline"),
        ({"released": True}, "results_released"),
        ({"handed_in": True}, "handed_in_before"),
        ({"newer_counts": True}, "newer_counts"),
        ({"older_open": True}, "older_undecided"),
    ],
)
def test_hindrance(changes: dict[str, object], why: str | None) -> None:
    facts: dict[str, object] = {
        "cause": LateCause.DEADLINE,
        "released": False,
        "handed_in": False,
        "newer_counts": False,
        "older_open": False,
    }
    assert hindrance(**(facts | changes)) == why  # type: ignore[arg-type]  # each of its own type
