"""What is different between two texts, line by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

CONTEXT = 3  # lines shown round a change
MOST_LINES = 2_000  # of each text: beyond it the comparison would take minutes
_SHOWN = 240  # characters of a line; an embedded image has a million


class Mark(StrEnum):
    """What became of a line."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    GAP = "gap"  # lines left out because they are the same


@dataclass(frozen=True, slots=True)
class Line:
    """One line as shown: its number before and after (None: it isn't there), and its text."""

    mark: Mark
    before: int | None
    after: int | None
    text: str


def is_comparable(*texts: str) -> bool:
    """Whether the texts are short enough to be compared."""
    return all(text.count("\n") < MOST_LINES for text in texts)


def changes(before: str, after: str) -> tuple[Line, ...]:
    """Return the changed lines with three unchanged ones round them; none if all is the same."""
    if before == after:
        return ()
    old, new = before.splitlines(), after.splitlines()
    groups = SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT)
    return tuple(_lines(groups, old, new))


def _lines(
    groups: Iterable[list[tuple[str, int, int, int, int]]], old: list[str], new: list[str]
) -> Iterator[Line]:
    for place, group in enumerate(groups):
        if place or group[0][1]:
            yield Line(Mark.GAP, None, None, "")
        for verb, start, end, new_start, new_end in group:
            if verb == "equal":
                for offset in range(end - start):
                    here = start + offset
                    yield Line(Mark.SAME, here + 1, new_start + offset + 1, old[here][:_SHOWN])
                continue
            for here in range(start, end):
                yield Line(Mark.REMOVED, here + 1, None, old[here][:_SHOWN])
            for here in range(new_start, new_end):
                yield Line(Mark.ADDED, None, here + 1, new[here][:_SHOWN])
