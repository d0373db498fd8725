"""Drawing a paper from a pool by a blueprint.

The lines of a blueprint may overlap (one asks for any single-choice item, another for single
choice on one subject), so filling them one after the other can fail although a paper exists. The
draw is therefore a maximum bipartite matching of places to items (augmenting paths, Kuhn 1955),
in an order shuffled by the seed. It runs in two passes: first over items the first paper did not
use, then over all. An augmenting path never frees an item once placed, so the second pass keeps
every fresh item of the first, and no paper could avoid more.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from exams.enums import Difficulty, ItemKind


@dataclass(frozen=True, slots=True)
class Line:
    """One demand of a blueprint: ``count`` items of a kind, ``points`` each."""

    kind: ItemKind
    count: int
    points: Decimal
    subject: str | None = None
    difficulty: Difficulty | None = None


@dataclass(frozen=True, slots=True)
class PoolItem:
    """An item that could be drawn; ``key`` is whatever the caller knows it by."""

    key: int
    kind: ItemKind
    subject: str
    difficulty: Difficulty


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line the pool cannot fill: what it asks, what fits it at all, what could be drawn."""

    line: int
    kind: ItemKind
    subject: str | None
    wanted: int
    fitting: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Draw:
    """The outcome: keys by line (in paper order), or the shortages that prevented one."""

    lines: tuple[tuple[int, ...], ...]
    shortages: tuple[Shortage, ...]
    repeated: int

    @property
    def complete(self) -> bool:
        """True when every line is filled."""
        return not self.shortages


def fits(line: Line, item: PoolItem) -> bool:
    """Whether ``item`` may fill a place of ``line``."""
    return (
        item.kind is line.kind
        and line.subject in (None, item.subject)
        and line.difficulty in (None, item.difficulty)
    )


def _augment(
    start: int, places: Sequence[Sequence[int]], taken_by: dict[int, int], allowed: set[int]
) -> bool:
    """Find a place-to-item path from ``start`` to a free item and flip it (breadth first)."""
    came_from: dict[int, int] = {}  # item -> place it was reached from
    queue = [start]
    for place in queue:
        for item in places[place]:
            if item not in allowed or item in came_from:
                continue
            came_from[item] = place
            holder = taken_by.get(item)
            if holder is not None:
                queue.append(holder)
                continue
            _flip(item, start, came_from, taken_by)
            return True
    return False


def _flip(item: int, start: int, came_from: dict[int, int], taken_by: dict[int, int]) -> None:
    """Move every item along the path one place on, ending with ``start`` served."""
    while True:
        place = came_from[item]
        previous = next((held for held, by in taken_by.items() if by == place), None)
        taken_by[item] = place
        if place == start or previous is None:
            return
        item = previous


def draw(
    lines: Sequence[Line], pool: Iterable[PoolItem], *, seed: int, avoid: frozenset[int]
) -> Draw:
    """Draw items for ``lines``; the same arguments always give the same paper.

    Args:
        lines: the blueprint's demands, in paper order.
        pool: the items that may be used; order does not matter.
        seed: decides between papers that are equally good.
        avoid: keys used by the paper this one is the make-up for; repeated only where the pool
            leaves no choice.
    """
    items = sorted(pool, key=lambda item: item.key)
    # Python promises that random.random() repeats for a seed; sorting by it is a stable shuffle.
    dice = random.Random(seed)
    shuffled = [item for _, item in sorted(((dice.random(), i.key), i) for i in items)]
    fitting = [[item.key for item in shuffled if fits(line, item)] for line in lines]
    places: list[list[int]] = []
    line_of: list[int] = []
    for number, line in enumerate(lines):
        for _ in range(line.count):
            places.append(fitting[number])
            line_of.append(number)
    everything = {item.key for item in items}
    taken_by: dict[int, int] = {}
    for allowed in (everything - avoid, everything):
        served = set(taken_by.values())
        for place in range(len(places)):
            if place not in served:
                _augment(place, places, taken_by, allowed)
    return _collect(lines, fitting, line_of, taken_by, avoid, dice)


def _collect(
    lines: Sequence[Line],
    fitting: Sequence[Sequence[int]],
    line_of: Sequence[int],
    taken_by: dict[int, int],
    avoid: frozenset[int],
    dice: random.Random,
) -> Draw:
    """Sort the matching by line, shuffle inside each line, and name what is missing."""
    drawn: list[list[int]] = [[] for _ in lines]
    for item, place in taken_by.items():
        drawn[line_of[place]].append(item)
    ordered = tuple(
        tuple(key for _, key in sorted((dice.random(), key) for key in sorted(keys)))
        for keys in drawn
    )
    shortages = tuple(
        Shortage(number, line.kind, line.subject, line.count, len(fitting[number]), len(keys))
        for number, (line, keys) in enumerate(zip(lines, ordered, strict=True))
        if len(keys) < line.count
    )
    repeated = sum(key in avoid for keys in ordered for key in keys)
    return Draw(ordered, shortages, repeated)
