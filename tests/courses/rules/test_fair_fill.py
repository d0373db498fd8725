"""Seats nobody used: whose turn it is, who gives up, and what holds for any instance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.enums import FillRule
from courses.rules.fair_fill import Claim, Fill, fill

BY_DEMAND, BY_PLACE = FillRule.LARGEST_DEMAND, FillRule.WAITING_ORDER


def given_to(filled: Fill) -> dict[int, int]:
    return {share.claim.unit_id: share.given for share in filled.shares}


def test_largest_remaining_demand_comes_first() -> None:
    claims = [Claim(1, 1, 2, 2, (1,)), Claim(2, 2, 2, 2, (2, 3, 4)), Claim(3, 3, 4, 1)]
    filled = fill(BY_DEMAND, claims, unallotted=0)
    assert (filled.seats, given_to(filled)) == (3, {1: 1, 2: 2, 3: 0})
    assert [share.turns for share in filled.shares] == [(3,), (1, 2), ()]


def test_among_equals_the_one_with_fewest_then_official_order() -> None:
    claims = [Claim(1, 1, 5, 5, (1,)), Claim(2, 2, 3, 3, (2,)), Claim(3, 3, 3, 3, (3,))]
    assert given_to(fill(BY_DEMAND, claims, unallotted=1)) == {1: 0, 2: 1, 3: 0}
    assert given_to(fill(BY_DEMAND, claims, unallotted=2)) == {1: 0, 2: 1, 3: 1}


def test_by_place_on_the_waiting_list() -> None:
    claims = [Claim(1, 1, 1, 1, (2, 3)), Claim(2, 2, 9, 9, (1, 4))]
    assert given_to(fill(BY_PLACE, claims, unallotted=2)) == {1: 1, 2: 1}
    assert [share.turns for share in fill(BY_PLACE, claims, unallotted=3).shares] == [(2, 3), (1,)]


def test_unallotted_first_then_the_unit_with_most_to_spare() -> None:
    claims = [Claim(1, 1, 4, 1), Claim(2, 2, 6, 1), Claim(3, 3, 1, 1, (1, 2, 3, 4))]
    filled = fill(BY_DEMAND, claims, unallotted=1)
    assert [share.released for share in filled.shares] == [1, 2, 0]
    assert [share.quota for share in filled.shares] == [3, 4, 5]


def test_a_unit_serves_its_own_people_before_it_gives() -> None:
    claims = [Claim(1, 1, 3, 1, (1,)), Claim(2, 2, 0, 0, (2, 3))]
    filled = fill(BY_DEMAND, claims, unallotted=0)
    assert (filled.seats, [share.released for share in filled.shares]) == (1, [1, 0])


@pytest.mark.parametrize(("unallotted", "given_"), [(-1, 0), (0, 0), (1, 1), (2, 2), (3, 2)])
def test_never_more_than_there_is_or_is_asked(unallotted: int, given_: int) -> None:
    assert fill(BY_DEMAND, [Claim(1, 1, 1, 1, (1, 2))], unallotted=unallotted).given == given_


@st.composite
def instances(draw: st.DrawFn) -> list[Claim]:
    count = draw(st.integers(1, 6))
    places = draw(st.permutations(range(1, 25)))
    claims = []
    for unit in range(count):
        asks = tuple(sorted(places[unit * 4 : unit * 4 + draw(st.integers(0, 4))]))
        quota = draw(st.integers(0, 6))
        claims.append(Claim(unit, unit, quota, draw(st.integers(0, quota)), asks))
    return claims


@given(claims=instances(), unallotted=st.integers(0, 5), rule=st.sampled_from(list(FillRule)))
def test_sums_hold_for_any_instance(claims: list[Claim], unallotted: int, rule: FillRule) -> None:
    filled = fill(rule, claims, unallotted=unallotted)
    released = sum(share.released for share in filled.shares)
    assert filled.given == min(filled.seats, sum(len(claim.beyond) for claim in claims))
    assert filled.given == released + min(unallotted, filled.given)
    for share in filled.shares:
        assert share.given <= len(share.claim.beyond)
        assert share.released <= share.claim.spare
        assert share.quota >= share.claim.used
    turns = sorted(turn for share in filled.shares for turn in share.turns)
    assert turns == list(range(1, filled.given + 1))
    assert fill(rule, claims[::-1], unallotted=unallotted) == filled


@given(claims=instances(), unallotted=st.integers(0, 5))
def test_nobody_with_more_unserved_is_passed_by(claims: list[Claim], unallotted: int) -> None:
    filled = fill(BY_DEMAND, claims, unallotted=unallotted)
    left = {share.claim.unit_id: len(share.claim.beyond) - share.given for share in filled.shares}
    for share in filled.shares:
        if share.given:
            assert left[share.claim.unit_id] + 1 >= max(left.values())
