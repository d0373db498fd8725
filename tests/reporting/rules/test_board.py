"""The arithmetic of the board and its borders."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.reporting.enums import (
    BoardColour,
    BoardEvent,
    BoardFigure,
    BoardMove,
    BoardStanding,
    BoardState,
)
from academy.reporting.rules import board
from academy.reporting.rules.board import PublishWhy, Scheme, SchemeWhy, UnitFacts
from academy.shared.clock import LOCAL

SECOND = timedelta(seconds=1)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CENT = Decimal("0.01")


def scheme(weights: tuple[int, int, int, int] = (30, 30, 20, 20), **facts: object) -> Scheme:
    told: dict[str, object] = {
        "weights": {
            each: Decimal(weight) for each, weight in zip(BoardFigure, weights, strict=True)
        },
        "off": {BoardEvent.CONDUCT: Decimal("0.50"), BoardEvent.OVERDUE: Decimal("0.20")},
        "min_people": 5,
        "red": 1,
        "black": 1,
        "objection_days": 3,
        "notice_days": 5,
        "rectify_days": 30,
        **facts,
    }
    return Scheme(**told)  # type: ignore[arg-type]  # names are checked by Scheme itself


def unit(
    number: int, *rates: str | None, people: int = 5, conduct: int = 0, late: int = 0
) -> UnitFacts:
    values = [None if each is None else Decimal(each) for each in rates]
    if len(values) == 1:
        values = values * 4
    return UnitFacts(
        unit=number,
        people=people,
        rates=dict(zip(BoardFigure, values, strict=True)),
        events={BoardEvent.CONDUCT: conduct, BoardEvent.OVERDUE: late},
    )


@pytest.mark.parametrize(
    ("weights", "why"),
    [
        ((30, 30, 20, 19), SchemeWhy.WEIGHTS),
        ((30, 30, 20, 20), None),
        ((30, 30, 20, 21), SchemeWhy.WEIGHTS),
        ((101, 0, 0, -1), SchemeWhy.WEIGHTS),
        ((100, 0, 0, 0), None),
    ],
)
def test_weights_are_a_hundred(weights: tuple[int, int, int, int], why: SchemeWhy | None) -> None:
    assert board.why_not_scheme(scheme(weights)) is why


def test_weights_are_whole() -> None:
    halves = dict(zip(BoardFigure, map(Decimal, ("30.5", "29.5", "20", "20")), strict=True))
    assert board.why_not_scheme(replace(scheme(), weights=halves)) is SchemeWhy.WEIGHTS


@pytest.mark.parametrize(
    ("points", "fits"),
    [
        ("-0.01", False),
        ("0", True),
        ("0.01", True),
        ("20", True),
        ("20.01", False),
        ("0.005", False),
    ],
)
def test_deductions(points: str, fits: bool) -> None:
    off = {BoardEvent.CONDUCT: Decimal(points), BoardEvent.OVERDUE: Decimal(0)}
    why = board.why_not_scheme(scheme(off=off))
    assert why is (None if fits else SchemeWhy.DEDUCTIONS)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"min_people": 0}, SchemeWhy.COUNTS),
        ({"min_people": 1}, None),
        ({"red": 0}, SchemeWhy.COUNTS),
        ({"black": 0}, SchemeWhy.COUNTS),
        ({"months": 0}, SchemeWhy.COUNTS),
        ({"months": 12}, None),
        ({"months": 13}, SchemeWhy.COUNTS),
        ({"objection_days": 0}, SchemeWhy.DAYS),
        ({"objection_days": 5}, None),
        ({"objection_days": 6}, SchemeWhy.DAYS),
        ({"notice_days": 60}, None),
        ({"notice_days": 61}, SchemeWhy.DAYS),
        ({"rectify_days": 0}, SchemeWhy.DAYS),
        ({"rectify_days": 60}, None),
        ({"rectify_days": 61}, SchemeWhy.DAYS),
    ],
)
def test_counts_and_days(facts: dict[str, Any], why: SchemeWhy | None) -> None:
    assert board.why_not_scheme(scheme(**facts)) is why


def test_a_score_is_the_sum_of_its_parts_less_what_is_taken_off() -> None:
    found = board.scored(unit(1, "95.0", "80.5", "60.0", "100.0", conduct=3, late=2), scheme())
    assert list(found.parts.values()) == [
        Decimal("28.50"),
        Decimal("24.15"),
        Decimal("12.00"),
        Decimal("20.00"),
    ]
    assert list(found.off.values()) == [Decimal("1.50"), Decimal("0.40")]
    assert found.score == Decimal("82.75")


@pytest.mark.parametrize(
    ("rate", "part"), [("0.4", "0.06"), ("0.5", "0.08"), ("0.3", "0.05"), ("0.1", "0.02")]
)
def test_half_a_cent_goes_up(rate: str, part: str) -> None:
    """0.3 % × 15 = 0.045, 0.5 % × 15 = 0.075, 0.1 % × 15 = 0.015: each up; 0.4 % × 15 is exact."""
    found = board.scored(unit(1, rate, "0", "0", "0"), scheme((15, 85, 0, 0)))
    assert found.parts[BoardFigure.ATTENDANCE] == Decimal(part)


def test_a_rate_over_nobody_leaves_its_weight_to_the_others() -> None:
    found = board.scored(unit(1, "90", None, "90", None), scheme())
    assert found.parts == {
        BoardFigure.ATTENDANCE: Decimal("54.00"),
        BoardFigure.PASSING: 0,
        BoardFigure.HOURS: Decimal("36.00"),
        BoardFigure.HOLDING: 0,
    }
    assert found.score == Decimal("90.00")
    # One that weighs nothing is no figure to rank by.
    only = board.scored(unit(1, None, None, None, "50"), scheme((50, 50, 0, 0)))
    assert only.standing is BoardStanding.NO_FIGURES


@pytest.mark.parametrize(
    ("weights", "rates", "left_out", "shares"),
    [
        # Everything is known: the rules' own weights stand.
        ((30, 30, 20, 20), ("90", "90", "90", "90"), None, None),
        # A rate of nought is a rate.
        ((30, 30, 20, 20), ("0.0", "90", "90", "90"), None, None),
        ((30, 30, 20, 20), (None, "90", "90", "90"), [0], ["42.86", "28.57", "28.57"]),
        ((30, 30, 20, 20), (None, "90", "90", None), [0, 3], ["60.00", "40.00"]),
        ((30, 30, 20, 20), (None, None, None, "90"), [0, 1, 2], ["100.00"]),
        # Over nobody at all there is nothing to share: the unit is not ranked.
        ((30, 30, 20, 20), (None, None, None, None), None, None),
        # What weighs nothing is not missed, and alone it bears nothing.
        ((50, 50, 0, 0), ("90", "90", None, None), None, None),
        ((50, 50, 0, 0), (None, "90", "90", None), [0], ["100.00"]),
        ((50, 50, 0, 0), (None, None, "90", "90"), None, None),
        # Half a hundredth goes up: 1 ÷ 64 is 1.5625 %, 63 ÷ 64 is 98.4375 %.
        ((36, 1, 63, 0), (None, "90", "90", None), [0], ["1.56", "98.44"]),
    ],
)
def test_what_is_left_out_and_how_its_weight_is_shared(
    weights: tuple[int, int, int, int],
    rates: tuple[str | None, ...],
    left_out: list[int] | None,
    shares: list[str] | None,
) -> None:
    found = board.shared(unit(1, *rates).rates, scheme(weights))
    if left_out is None or shares is None:
        assert found is None
        return
    figures = list(BoardFigure)
    assert found is not None
    assert list(found.left_out) == [figures[place] for place in left_out]
    bearing = [
        each for place, each in enumerate(figures) if weights[place] and place not in left_out
    ]
    assert found.weights == dict(zip(bearing, map(Decimal, shares), strict=True))


@pytest.mark.parametrize(
    ("rates", "standing"),
    [
        ((None, None, None, None), BoardStanding.NO_FIGURES),
        ((None, None, None, "50"), BoardStanding.RANKED),
        ((None, None, "50", "50"), BoardStanding.RANKED),
    ],
)
def test_one_rate_is_enough_to_be_ranked_by(
    rates: tuple[str | None, ...], standing: BoardStanding
) -> None:
    (found,) = board.drawn([unit(1, *rates)], scheme())
    ranked = standing is BoardStanding.RANKED
    assert (found.standing, found.score, found.rank) == (
        standing,
        Decimal("50.00") if ranked else None,
        1 if ranked else None,
    )


@pytest.mark.parametrize(
    ("people", "standing"),
    [(4, BoardStanding.TOO_SMALL), (5, BoardStanding.RANKED), (6, BoardStanding.RANKED)],
)
def test_the_least_people(people: int, standing: BoardStanding) -> None:
    (found,) = board.drawn([unit(1, "90", people=people)], scheme())
    ranked = standing is BoardStanding.RANKED
    assert (found.standing, found.rank, found.score is None) == (
        standing,
        1 if ranked else None,
        not ranked,
    )


def test_equal_scores_share_a_rank() -> None:
    rates = ("80", "90", "80", "70", "90.1", None)
    every = [unit(number, each) for number, each in enumerate(rates)]
    found = board.drawn(every, scheme(red=2, black=1))
    assert [(each.facts.unit, each.rank) for each in found] == [
        (4, 1),
        (1, 2),
        (0, 3),
        (2, 3),
        (3, 5),
        (5, None),
    ]
    assert [each.colour for each in found] == [
        BoardColour.RED,
        BoardColour.RED,
        BoardColour.PLAIN,
        BoardColour.PLAIN,
        BoardColour.BLACK,
        BoardColour.PLAIN,
    ]
    assert [each.rank for each in board.drawn(every[:3] + every[3:4], scheme())] == [1, 2, 2, 4]


def test_who_is_equal_at_the_border_stands_on_the_list() -> None:
    found = board.drawn(
        [unit(n, each) for n, each in enumerate(("90", "80", "80", "70", "70"))],
        scheme(red=2, black=1),
    )
    assert [each.colour.value for each in found] == ["red", "red", "red", "black", "black"]


def test_nobody_is_red_and_black() -> None:
    (found,) = board.drawn([unit(1, "10")], scheme())
    assert found.colour is BoardColour.RED


@pytest.mark.parametrize(
    ("rank", "earlier", "moved"),
    [(1, 8, 7), (13, 1, -12), (3, 3, 0), (1, None, None), (None, 1, None)],
)
def test_movement(rank: int | None, earlier: int | None, moved: int | None) -> None:
    assert board.movement(rank, earlier) == moved


def test_earlier_ranks_are_taken_along() -> None:
    found = board.drawn([unit(1, "90"), unit(2, "80"), unit(3, None)], scheme(), {1: 2, 3: 1})
    assert [(each.facts.unit, each.earlier) for each in found] == [(1, 2), (2, None), (3, None)]


def test_the_mean_is_rounded_half_up() -> None:
    assert board.average([Decimal("1.00"), Decimal("1.01")]) == Decimal("1.01")
    assert board.average([Decimal("1.00"), Decimal("1.00"), Decimal("1.01")]) == Decimal("1.00")
    assert board.average([]) is None


@pytest.mark.parametrize(
    ("month", "months", "first"),
    [
        (date(2026, 3, 1), 1, date(2026, 3, 1)),
        (date(2026, 3, 1), 3, date(2026, 1, 1)),
        (date(2026, 3, 1), 4, date(2025, 12, 1)),
        (date(2026, 12, 1), 12, date(2026, 1, 1)),
        (date(2026, 1, 1), 2, date(2025, 12, 1)),
    ],
)
def test_window(month: date, months: int, first: date) -> None:
    assert board.window(month, months) == first


def test_months() -> None:
    assert board.month_of(date(2026, 2, 28)) == date(2026, 2, 1)
    assert board.following(date(2026, 2, 1)) == date(2026, 3, 1)
    assert board.following(date(2026, 12, 1)) == date(2027, 1, 1)


def test_periods_are_whole_local_days() -> None:
    until = board.after_days(AT, 3, LOCAL)
    assert until == datetime(2026, 3, 6, tzinfo=LOCAL)
    # Late in the evening it is the same local day still.
    assert board.after_days(datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC), 3, LOCAL) == until
    assert board.after_days(datetime(2026, 3, 2, 16, tzinfo=UTC), 3, LOCAL) > until


@pytest.mark.parametrize(("shift", "heard"), [(-1, True), (0, False), (1, False)])
def test_objections_until(shift: int, heard: bool) -> None:
    until = AT + timedelta(days=3)
    at = until + shift * SECOND
    assert board.is_heard(at, announced_at=AT, until=until) is heard


@pytest.mark.parametrize(("shift", "heard"), [(-1, False), (0, True), (1, True)])
def test_objections_from(shift: int, heard: bool) -> None:
    until = AT + timedelta(days=3)
    assert board.is_heard(AT + shift * SECOND, announced_at=AT, until=until) is heard


@pytest.mark.parametrize(
    ("shift", "by", "waiting", "why"),
    [
        (-1, 2, 0, PublishWhy.NOTICE),
        (0, 2, 0, None),
        (1, 2, 0, None),
        (1, 1, 0, PublishWhy.OWN),
        (1, 2, 1, PublishWhy.OBJECTIONS),
    ],
)
def test_publishing(shift: int, by: int, waiting: int, why: PublishWhy | None) -> None:
    found = board.why_not_publish(
        by=by, drawn_by=1, at=AT + shift * SECOND, notice_until=AT, open_objections=waiting
    )
    assert found is why


def test_every_state_and_move() -> None:
    allowed = {
        (state.value, move.value): to.value
        for state in BoardState
        for move in BoardMove
        if (to := board.moved(state, move)) is not None
    }
    assert allowed == {
        ("draft", "announce"): "announced",
        ("announced", "publish"): "published",
        ("draft", "withdraw"): "withdrawn",
        ("announced", "withdraw"): "withdrawn",
        ("announced", "announce"): "announced",
        ("published", "publish"): "published",
        ("withdrawn", "withdraw"): "withdrawn",
    }


RATE = st.none() | st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)
FACTS = st.builds(
    lambda people, rates, conduct, late: UnitFacts(
        0,
        people,
        dict(zip(BoardFigure, rates, strict=True)),
        {BoardEvent.CONDUCT: conduct, BoardEvent.OVERDUE: late},
    ),
    st.integers(3, 8),
    st.lists(RATE, min_size=4, max_size=4),
    st.integers(0, 9),
    st.integers(0, 9),
)


@given(st.lists(FACTS, max_size=12), st.integers(1, 4), st.integers(1, 4))
def test_ranks_agree_with_scores_and_scores_with_parts(
    facts: list[UnitFacts], red: int, black: int
) -> None:
    numbered = [replace(each, unit=number) for number, each in enumerate(facts)]
    found = board.drawn(numbered, scheme(red=red, black=black))
    assert sorted(each.facts.unit for each in found) == list(range(len(facts)))
    ranked = [each for each in found if each.rank is not None]
    assert found[: len(ranked)] == ranked
    for one in ranked:
        assert one.score == sum(one.parts.values()) - sum(one.off.values())
        assert one.rank == 1 + sum(other.score > one.score for other in ranked)  # type: ignore[operator]  # ranked ones have scores
        assert all(
            part == part.quantize(CENT, rounding=ROUND_HALF_UP) for part in one.parts.values()
        )
        assert one.facts.people >= 5
    reds = [each for each in ranked if each.colour is BoardColour.RED]
    blacks = [each for each in ranked if each.colour is BoardColour.BLACK]
    assert len(reds) >= min(red, len(ranked))
    assert all(each.rank <= red for each in reds if each.rank is not None)
    if reds and blacks:
        worst, best = min(each.score or 0 for each in reds), max(each.score or 0 for each in blacks)
        assert worst > best
