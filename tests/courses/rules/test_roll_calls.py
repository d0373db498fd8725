"""Roll-calls: who is expected, the default, how early, the counts."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from courses.enums.attendance import Presence
from courses.rules import roll_calls as rules
from courses.rules.leave import Away, Cell
from courses.rules.roll_calls import Granted, Stay

P = Presence
BEGINS = datetime(2026, 3, 9, 8, 30)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
BORDER = (-1, 0, 1)


def default(granted: list[Granted], begins: datetime) -> Presence:
    return rules.default_presence(granted, begins, came=BEGINS - 24 * HOUR)


def test_expected_from_check_in_on() -> None:
    found = [rules.is_expected(Stay(BEGINS + n * MINUTE), BEGINS) for n in BORDER]
    assert found == [True, True, False]
    assert not rules.is_expected(Stay(None), BEGINS)


def test_expected_until_one_left() -> None:
    came = BEGINS - HOUR
    found = [rules.is_expected(Stay(came, BEGINS + n * MINUTE), BEGINS) for n in BORDER]
    assert found == [False, False, True]


@pytest.mark.parametrize(("first", "presence"), [(-1, P.ON_LEAVE), (0, P.ON_LEAVE), (1, P.PRESENT)])
def test_leave_excuses_from_its_first_moment(first: int, presence: Presence) -> None:
    row = Granted(1, BEGINS + first * MINUTE, BEGINS + HOUR)
    assert default([row], BEGINS) is presence
    assert rules.excuse([row], BEGINS) == (row if presence is P.ON_LEAVE else None)


@pytest.mark.parametrize(("last", "presence"), [(-1, P.ABSENT), (0, P.ABSENT), (1, P.ON_LEAVE)])
def test_who_is_not_back_when_leave_ends_is_absent(last: int, presence: Presence) -> None:
    row = Granted(1, BEGINS - HOUR, BEGINS + last * MINUTE)
    assert default([row], BEGINS) is presence


@pytest.mark.parametrize(("back", "presence"), [(-1, P.PRESENT), (0, P.PRESENT), (1, P.ON_LEAVE)])
def test_an_early_return_ends_leave(back: int, presence: Presence) -> None:
    row = Granted(1, BEGINS - HOUR, BEGINS + HOUR, BEGINS + back * MINUTE)
    assert default([row], BEGINS) is presence


@pytest.mark.parametrize(("back", "presence"), [(-1, P.PRESENT), (0, P.PRESENT), (1, P.ABSENT)])
def test_a_late_return_is_absence_until_then(back: int, presence: Presence) -> None:
    row = Granted(1, BEGINS - 2 * HOUR, BEGINS - HOUR, BEGINS + back * MINUTE)
    assert default([row], BEGINS) is presence


@pytest.mark.parametrize(("came", "presence"), [(-1, P.ABSENT), (0, P.PRESENT), (1, P.PRESENT)])
def test_who_checked_in_when_leave_was_over_is_back(came: int, presence: Presence) -> None:
    row = Granted(1, BEGINS - 3 * HOUR, BEGINS - HOUR)
    found = rules.default_presence([row], BEGINS, came=BEGINS - HOUR + came * MINUTE)
    assert found is presence


def test_leave_carried_on_is_no_absence() -> None:
    first = Granted(1, BEGINS - HOUR, BEGINS)
    second = Granted(2, BEGINS, BEGINS + HOUR)
    assert default([first, second], BEGINS) is P.ON_LEAVE
    assert rules.excuse([first, second], BEGINS) == second
    assert default([], BEGINS) is P.PRESENT


def test_not_before_a_quarter_of_an_hour_ahead() -> None:
    opens = BEGINS - 15 * MINUTE
    assert [rules.too_early(BEGINS, at=opens + n * MINUTE) for n in BORDER] == [True, False, False]


def test_only_a_cell_with_exactly_these_times() -> None:
    cell = Cell(1, Away(BEGINS, BEGINS + HOUR), Decimal("1.3"))
    found = [rules.cell_at([cell], Away(BEGINS, BEGINS + HOUR + n * MINUTE)) for n in BORDER]
    assert found == [None, cell, None]


def test_counts() -> None:
    found = rules.counts([P.PRESENT, P.LATE, P.LEFT_EARLY, P.ON_LEAVE, P.ON_DUTY, P.SICK, P.ABSENT])
    assert (found.expected, found.here, found.missing) == (7, 3, 4)
    assert found.by == dict.fromkeys(P, 1)
    assert rules.counts([]).by == dict.fromkeys(P, 0)
