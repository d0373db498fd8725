"""How much of a material somebody has read, by the server's clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_BEAT = 60
"""Seconds that one heartbeat can add at most; the page sends one every 15."""


@dataclass(frozen=True, slots=True)
class Beat:
    """What a page says: `seconds` since its last word in which the material was before the reader.

    `view` names the opening of the page, `sequence` counts its words from 1.
    """

    view: str
    sequence: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a reading: the last word counted, and when the server heard it."""

    view: str
    sequence: int
    at: datetime
    seconds: int


def credited(heard: Heard, beat: Beat, *, at: datetime) -> int:
    """Return the whole seconds that the beat adds, 0 for one that was counted before.

    Never more than the page says, than the server's clock says has passed since it last heard
    anything of this reading (from whatever page), or than `LONGEST_BEAT`. So all pages together
    cannot read longer than time has passed.
    """
    if beat.view == heard.view and beat.sequence <= heard.sequence:
        return 0
    passed = int((at - heard.at) / timedelta(seconds=1))
    return max(0, min(beat.seconds, passed, LONGEST_BEAT))


def percent(seconds: int, length: int | None) -> int | None:
    """Return how much of a film of `length` seconds was played, rounded down; None if unknown.

    Time spent, not places seen: who plays the first half twice has 100.
    """
    if not length:
        return None
    return min(100, seconds * 100 // length)
