"""Who sits where: a plan that is the same for the same input, with neighbours from other units.

Seats of a room are numbered from 1 in a line: n and n + 1 are neighbours, rooms are apart. People
who need a separate room go to separate rooms, everybody else to the ordinary ones, and rooms are
filled in the order given. Whoever has a seat that still fits keeps it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Seat = tuple[int, int]
"""A room's key and the number of a seat in it."""


@dataclass(frozen=True, slots=True)
class Hall:
    """A room: its key, how many seats it has, and whether it is for those who sit apart."""

    key: int
    capacity: int
    separate: bool = False


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody to be seated.

    ``seat`` is the one held so far; who is ``fixed`` has checked in and is not moved, whatever
    else changes.
    """

    key: int
    unit: int
    separate: bool = False
    seat: Seat | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everybody's seat by key, or how many seats are missing; with any missing nobody is placed."""

    seats: Mapping[int, Seat]
    missing: int = 0
    missing_separate: int = 0


def plan(
    sitters: Sequence[Sitter], halls: Sequence[Hall], *, blocked: Collection[Seat] = ()
) -> Plan:
    """Seat everybody.

    Args:
        sitters: in the order in which people of one unit are placed.
        halls: in the order in which they are filled.
        blocked: seats that others hold at the same time.
    """
    kept = _kept(sitters, halls, frozenset(blocked))
    seats = dict(kept)
    missing = {}
    for separate in (False, True):
        waiting = [row for row in sitters if row.separate is separate and row.key not in kept]
        free = _free(halls, separate, {*blocked, *seats.values()})
        missing[separate] = max(0, len(waiting) - len(free))
        units = {row.key: row.unit for row in sitters}
        sat = {seat: units[key] for key, seat in seats.items()}
        seats |= _placed(waiting, free, sat)
    if any(missing.values()):
        return Plan({}, missing[False], missing[True])
    return Plan(seats)


def _kept(
    sitters: Sequence[Sitter], halls: Sequence[Hall], blocked: frozenset[Seat]
) -> dict[int, Seat]:
    """The seats that stay: of the fixed, and those that fit; two on one seat is one too many."""
    by_key = {hall.key: hall for hall in halls}
    kept = {row.key: row.seat for row in sitters if row.fixed and row.seat is not None}
    taken = {*kept.values(), *blocked}
    for row in sitters:
        if row.seat is None or row.key in kept or row.seat in taken:
            continue
        hall = by_key.get(row.seat[0])
        if hall is not None and hall.separate is row.separate and row.seat[1] <= hall.capacity:
            kept[row.key] = row.seat
            taken.add(row.seat)
    return kept


def _free(halls: Sequence[Hall], separate: bool, taken: Collection[Seat]) -> list[Seat]:
    return [
        (hall.key, number)
        for hall in halls
        if hall.separate is separate
        for number in range(1, hall.capacity + 1)
        if (hall.key, number) not in taken
    ]


def _placed(
    waiting: Sequence[Sitter], free: Sequence[Seat], sat: dict[Seat, int]
) -> dict[int, Seat]:
    """The first free seats in order, each for the unit with most people left that fits there.

    Taking from the largest unit first is what keeps one unit from being left over at the end; no
    two neighbours are of one unit unless it has more people than every other seat can hold.
    """
    queues: dict[int, deque[Sitter]] = defaultdict(deque)
    for row in waiting:
        queues[row.unit].append(row)
    order = {unit: place for place, unit in enumerate(queues)}
    sat, placed = dict(sat), {}
    for room, number in free:
        left = [unit for unit, queue in queues.items() if queue]
        if not left:
            break
        beside = {sat.get((room, number - 1)), sat.get((room, number + 1))}
        fitting = [unit for unit in left if unit not in beside] or left
        unit = max(fitting, key=lambda each: (len(queues[each]), -order[each]))
        placed[queues[unit].popleft().key] = (room, number)
        sat[room, number] = unit
    return placed


def neighbours_alike(sat: Mapping[Seat, int]) -> int:
    """How many pairs of neighbours are of the same unit; ``sat`` gives each taken seat's unit."""
    return sum(sat.get((room, number + 1)) == unit for (room, number), unit in sat.items())
