"""Deadlines at their second, and the last day on which the waiting list moves."""

from datetime import UTC, date, datetime, timedelta

import pytest

from courses.rules import deadlines

UNTIL = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "past"), [(-1, False), (0, True), (1, True)])
def test_a_deadline_is_exclusive(seconds: int, past: bool) -> None:
    assert deadlines.is_past(UNTIL, UNTIL + timedelta(seconds=seconds)) is past
    assert deadlines.is_past(None, UNTIL) is False


@pytest.mark.parametrize(("day", "moves"), [(8, True), (9, True), (10, False)])
def test_the_list_moves_until_the_first_day(day: int, moves: bool) -> None:
    starts_on = date(2026, 3, 9)
    assert deadlines.may_move_up(starts_on=starts_on, today=date(2026, 3, day)) is moves


def test_a_deadline_is_said_in_local_time() -> None:
    assert deadlines.said(UNTIL) == "2026-03-05 17:00"
