"""What was handed out, and how the figures of then and now differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is not what it was; None where its row or column is on one side only."""

    level: str
    key: str
    part: str
    column: str
    then: str | int | None
    now: str | int | None


Figures = Mapping[str, Any]
"""`columns`, and `rows` of level, key, part and a plain value for each column."""


def changes(then: Figures, now: Figures) -> list[Change]:
    """Return what differs between two tables of figures, in the order of the later one.

    Rows are the same by level, key and part, columns by their codes.
    """
    before, after = _cells(then), _cells(now)
    places = [*after, *(place for place in before if place not in after)]
    return [
        Change(*place, then=before.get(place), now=after.get(place))
        for place in places
        if before.get(place) != after.get(place)
    ]


def _cells(figures: Figures) -> dict[tuple[str, str, str, str], Any]:
    columns: Sequence[str] = figures["columns"]
    return {
        (level, key, part, column): value
        for level, key, part, *values in figures["rows"]
        for column, value in zip(columns, values, strict=True)
    }
