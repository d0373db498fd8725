"""Who sits where."""

from __future__ import annotations

from collections import Counter
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st

from exams.rules.seating import Hall, Plan, Seat, Sitter, neighbours_alike, plan


def _sitters(*units: int) -> list[Sitter]:
    return [Sitter(key, unit) for key, unit in enumerate(units, start=1)]


def _units(made: Plan, sitters: list[Sitter]) -> dict[Seat, int]:
    return {made.seats[row.key]: row.unit for row in sitters}


def test_neighbours_are_of_different_units() -> None:
    sitters = _sitters(1, 1, 1, 2, 2, 3)
    made = plan(sitters, [Hall(7, 6)])
    assert sorted(made.seats.values()) == [(7, n) for n in range(1, 7)]
    assert neighbours_alike(_units(made, sitters)) == 0


def test_rooms_are_filled_in_order_and_are_apart() -> None:
    made = plan(_sitters(1, 1, 2), [Hall(9, 1), Hall(4, 5)])
    assert sorted(made.seats.values()) == [(4, 1), (4, 2), (9, 1)]


def test_seats_missing_are_counted_and_nobody_is_placed() -> None:
    sitters = [*_sitters(1, 1, 2), Sitter(8, 2, separate=True), Sitter(9, 1, separate=True)]
    halls = [Hall(1, 2), Hall(2, 1, separate=True)]
    assert plan(sitters, halls) == Plan({}, missing=1, missing_separate=1)
    enough = [Hall(1, 3), Hall(2, 2, separate=True)]
    assert plan(sitters, enough).missing == plan(sitters, enough).missing_separate == 0
    assert len(plan(sitters, enough).seats) == 5


def test_who_needs_a_room_apart_gets_one_and_nobody_else_does() -> None:
    sitters = [Sitter(1, 1), Sitter(2, 1, separate=True)]
    halls = [Hall(1, 9, separate=True), Hall(2, 9)]
    assert plan(sitters, halls).seats == {1: (2, 1), 2: (1, 1)}


def test_seats_that_fit_are_kept() -> None:
    sitters = [Sitter(1, 1, seat=(1, 3)), Sitter(2, 1, seat=(1, 4)), Sitter(3, 2)]
    assert plan(sitters, [Hall(1, 4)]).seats == {1: (1, 3), 2: (1, 4), 3: (1, 1)}


def test_a_seat_beyond_the_room_or_in_no_room_is_given_up() -> None:
    sitters = [Sitter(1, 1, seat=(1, 5)), Sitter(2, 2, seat=(8, 1)), Sitter(3, 3, seat=(1, 4))]
    assert plan(sitters, [Hall(1, 4)]).seats == {1: (1, 1), 2: (1, 2), 3: (1, 4)}


def test_who_has_checked_in_is_not_moved_whatever_the_rooms() -> None:
    sitters = [Sitter(1, 1, seat=(8, 1), fixed=True), Sitter(2, 1, seat=(8, 2))]
    assert plan(sitters, [Hall(1, 4)]).seats == {1: (8, 1), 2: (1, 1)}


def test_seats_of_others_are_left_alone() -> None:
    made = plan(_sitters(1, 2), [Hall(1, 4)], blocked={(1, 1), (1, 3)})
    assert sorted(made.seats.values()) == [(1, 2), (1, 4)]
    assert plan(_sitters(1), [Hall(1, 1)], blocked={(1, 1)}).missing == 1


def test_a_new_one_is_put_between_others_of_another_unit() -> None:
    sitters = [Sitter(1, 1, seat=(1, 1)), Sitter(2, 1), Sitter(3, 2)]
    assert plan(sitters, [Hall(1, 3)]).seats == {1: (1, 1), 2: (1, 3), 3: (1, 2)}


_HALLS = st.lists(st.tuples(st.integers(1, 8), st.booleans()), min_size=1, max_size=5).map(
    lambda rows: [Hall(key, capacity, apart) for key, (capacity, apart) in enumerate(rows, 1)]
)
_PEOPLE = st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=30).map(
    lambda rows: [Sitter(key, unit, apart) for key, (unit, apart) in enumerate(rows, 1)]
)


@settings(max_examples=400)
@given(sitters=_PEOPLE, halls=_HALLS)
def test_any_plan(sitters: list[Sitter], halls: list[Hall]) -> None:
    made = plan(sitters, halls)
    by_key = {hall.key: hall for hall in halls}
    short = {
        apart: max(
            0,
            sum(row.separate is apart for row in sitters)
            - sum(hall.capacity for hall in halls if hall.separate is apart),
        )
        for apart in (False, True)
    }
    assert (made.missing, made.missing_separate) == (short[False], short[True])
    if any(short.values()):
        assert made.seats == {}
        return
    assert made.seats.keys() == {row.key for row in sitters}
    assert len(set(made.seats.values())) == len(sitters)
    for row in sitters:
        room, number = made.seats[row.key]
        assert by_key[room].separate is row.separate
        assert 1 <= number <= by_key[room].capacity
    _nobody_is_beside_their_own_without_need(made, sitters)
    again = [Sitter(row.key, row.unit, row.separate, made.seats[row.key]) for row in sitters]
    assert plan(again, halls).seats == made.seats


def _nobody_is_beside_their_own_without_need(made: Plan, sitters: list[Sitter]) -> None:
    for apart in (False, True):
        rows = [row for row in sitters if row.separate is apart]
        used = Counter(made.seats[row.key][0] for row in rows)
        most = max(Counter(row.unit for row in rows).values(), default=0)
        if most <= sum(ceil(n / 2) for n in used.values()):
            assert neighbours_alike(_units(made, rows)) == 0


@settings(max_examples=200)
@given(sitters=_PEOPLE, halls=_HALLS, late=st.lists(st.integers(1, 5), max_size=4))
def test_later_people_move_nobody(
    sitters: list[Sitter], halls: list[Hall], late: list[int]
) -> None:
    first = plan(sitters, halls)
    seated = [Sitter(row.key, row.unit, row.separate, first.seats.get(row.key)) for row in sitters]
    newcomers = [Sitter(100 + n, unit) for n, unit in enumerate(late)]
    second = plan([*seated, *newcomers], halls)
    if first.seats and second.seats:
        assert {row.key: second.seats[row.key] for row in sitters} == dict(first.seats)
