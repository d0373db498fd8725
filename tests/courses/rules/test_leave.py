"""Leave: consents by length, hours by the cells it touches, the table, overdue."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from courses.enums.attendance import LeaveKind, LeaveState, LeaveStep
from courses.enums.leave import LeaveVerb, LeaveWhy
from courses.rules import leave as rules
from courses.rules.leave import Away, Cell
from courses.rules.residence import Settings
from courses.rules.stay import leave_limit, over_limit

S, V, W = LeaveState, LeaveVerb, LeaveWhy
T, U, A, R = LeaveStep.TUTOR, LeaveStep.UNIT, LeaveStep.ACADEMY, LeaveStep.REVIEW
NINE = datetime(2026, 3, 9, 9)
MINUTE = timedelta(minutes=1)


def away(begins: str, ends: str) -> Away:
    return Away(*(datetime.fromisoformat(f"2026-03-09T{each}") for each in (begins, ends)))


_ASKED, _SETTLED, _ENDED = (NINE + n * 10 * MINUTE for n in range(3))


@pytest.mark.parametrize(
    ("state", "settled", "withdrawn", "returned", "told"),
    [
        (S.ASKED, None, None, None, (S.ASKED, S.ASKED, S.ASKED)),
        (S.REFUSED, _SETTLED, None, None, (S.ASKED, S.REFUSED, S.REFUSED)),
        (S.GRANTED, _SETTLED, None, None, (S.ASKED, S.GRANTED, S.GRANTED)),
        (S.RETURNED, _SETTLED, None, _ENDED, (S.ASKED, S.GRANTED, S.RETURNED)),
        (S.WITHDRAWN, _SETTLED, _ENDED, None, (S.ASKED, S.GRANTED, S.WITHDRAWN)),
        (S.WITHDRAWN, None, _ENDED, None, (S.ASKED, S.ASKED, S.WITHDRAWN)),
        # Granted when it was over, so that it ended before it was granted.
        (S.RETURNED, _SETTLED, None, _ASKED, (S.ASKED, S.RETURNED, S.RETURNED)),
    ],
)
def test_the_state_just_before_an_instant(
    state: LeaveState,
    settled: datetime | None,
    withdrawn: datetime | None,
    returned: datetime | None,
    told: tuple[LeaveState, LeaveState, LeaveState],
) -> None:
    """What happens at an instant is not known before it, but is the next moment."""
    leave = rules.Settled(state, _ASKED, settled, withdrawn, returned)
    bit = timedelta(microseconds=1)
    before: LeaveState | None = None
    for instant, after in zip((_ASKED, _SETTLED, _ENDED), told, strict=True):
        assert rules.state_before(leave, instant - bit) is before
        assert rules.state_before(leave, instant) is before
        assert rules.state_before(leave, instant + bit) is after
        before = after


@pytest.mark.parametrize(
    ("minutes", "steps"),
    [
        (1, (T,)), (299, (T,)), (300, (T,)), (301, (U, A)),
        (1439, (U, A)), (1440, (U, A)), (1441, (U, A, R)),
    ],
)  # fmt: skip
def test_consents_by_length(minutes: int, steps: tuple[LeaveStep, ...]) -> None:
    for kind in (LeaveKind.PERSONAL, LeaveKind.SICK):
        assert rules.steps_for(kind, minutes * MINUTE, Settings()) == steps
    assert rules.steps_for(LeaveKind.OFFICIAL, minutes * MINUTE, Settings()) == (A,)


def test_consents_follow_the_settings() -> None:
    given = Settings(tutor_minutes=60, academy_minutes=120)
    found = [rules.steps_for(LeaveKind.SICK, n * MINUTE, given) for n in (60, 61, 120, 121)]
    assert found == [(T,), (U, A), (U, A), (U, A, R)]
    assert rules.steps_for(LeaveKind.SICK, 60 * MINUTE + timedelta(seconds=1), given) == (U, A)


def test_next_step_in_order() -> None:
    steps = [U.value, A.value, R.value]
    found = [rules.next_step(steps, done) for done in ([], [U], [U, A], [U, A, R])]
    assert found == [U, A, R, None]


CELLS = [
    Cell(1, away("08:30", "10:00"), Decimal("2.0")),
    Cell(1, away("10:10", "11:40"), Decimal("2.1")),
]


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        ("07:00", "08:29", "0.0"), ("07:00", "08:30", "0.0"), ("07:00", "08:31", "2.0"),
        ("09:59", "10:10", "2.0"), ("10:00", "10:10", "0.0"), ("10:01", "10:10", "0.0"),
        ("10:00", "10:11", "2.1"), ("09:59", "10:11", "4.1"), ("09:00", "09:01", "2.0"),
        ("11:39", "12:00", "2.1"), ("11:40", "12:00", "0.0"), ("00:00", "23:59", "4.1"),
    ],
)  # fmt: skip
def test_a_cell_touched_counts_whole(begins: str, ends: str, hours: str) -> None:
    assert rules.hours_taken(CELLS, away(begins, ends)) == Decimal(hours)


@pytest.mark.parametrize(
    ("used", "over"), [("5.6", False), ("5.7", False), ("5.8", True), ("0.0", False)]
)
def test_limit_of_forty_hours(used: str, over: bool) -> None:
    assert leave_limit(Decimal("40.0"), Settings()) == Decimal("5.7")
    assert over_limit(Decimal(used), Decimal("40.0"), Settings()) is over


@pytest.mark.parametrize(("used", "over"), [("5.9", False), ("6.0", False), ("6.1", True)])
def test_exactly_the_part_is_allowed(used: str, over: bool) -> None:
    assert over_limit(Decimal(used), Decimal("42.0"), Settings()) is over


def test_leaves_without_a_break_are_one() -> None:
    asked = away("12:00", "13:00")
    before, earlier = away("10:00", "12:00"), away("09:00", "10:00")
    after, apart = away("13:00", "15:00"), away("15:01", "16:00")
    assert rules.stretch(asked, []) == asked
    assert rules.stretch(asked, [apart, earlier, after, before]) == away("09:00", "15:00")
    assert rules.stretch(asked, [earlier, away("10:00", "11:59")]) == asked
    assert rules.stretch(asked, [away("12:00", "12:00")]) == asked


def test_overlap() -> None:
    found = [away("10:00", "11:00").overlaps(away(*each)) for each in (
        ("09:00", "10:00"), ("09:00", "10:01"), ("10:59", "12:00"), ("11:00", "12:00"),
    )]  # fmt: skip
    assert found == [False, True, True, False]


def test_an_early_return_ends_it() -> None:
    end = NINE + timedelta(hours=2)
    assert rules.away(NINE, end, None) == Away(NINE, end)
    for minutes, expected in ((-1, end - MINUTE), (0, end), (1, end)):
        assert rules.away(NINE, end, end + minutes * MINUTE).ends_at == expected
    assert rules.away(NINE, end, NINE - MINUTE).length == timedelta(0)


def test_begun_and_overdue() -> None:
    time = Away(NINE, NINE + 60 * MINUTE)
    assert [rules.begun(time, at=NINE + n * MINUTE) for n in (-1, 0, 1)] == [False, True, True]

    def late(minutes: int, state: LeaveState = S.GRANTED, continued: bool = False) -> bool:
        return rules.overdue(state, time, continued=continued, at=time.ends_at + minutes * MINUTE)

    assert [late(n) for n in (-1, 0, 1)] == [False, False, True]
    assert late(1, continued=True) is False
    assert [each for each in S if late(1, each)] == [S.GRANTED]


TABLE = {
    S.ASKED: [S.GRANTED, S.REFUSED, S.WITHDRAWN, W.NOT_GRANTED, W.NOT_GRANTED],
    S.GRANTED: [S.GRANTED, W.GRANTED, S.WITHDRAWN, S.RETURNED, S.GRANTED],
    S.REFUSED: [W.REFUSED, S.REFUSED, W.REFUSED, W.REFUSED, W.REFUSED],
    S.WITHDRAWN: [W.WITHDRAWN, W.WITHDRAWN, S.WITHDRAWN, W.WITHDRAWN, W.WITHDRAWN],
    S.RETURNED: [W.RETURNED, W.RETURNED, W.RETURNED, S.RETURNED, S.GRANTED],
}


def test_every_cell_of_the_table() -> None:
    assert {state: [rules.LEAVE[state][verb] for verb in V] for state in S} == TABLE
    for state in S:
        for verb in V:
            move, cell = rules.leave_move(state, verb), rules.LEAVE[state][verb]
            if isinstance(cell, LeaveWhy):
                assert move == rules.LeaveMove(state, changes=False, why=cell)
            else:
                assert move == rules.LeaveMove(cell, changes=cell is not state)
