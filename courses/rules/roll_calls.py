"""Roll-calls: who is expected, what is taken to be so of whom, when a roll may be called.

Source: domain practice of closed courses. All instants are aware or all are not; a slot's beginning
is the moment at which the roll is answered.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from courses.enums.attendance import HERE, Presence
from courses.rules import leave
from courses.rules.leave import Away, Cell

EARLIEST: Final = timedelta(minutes=15)
"""How long before it begins a roll may be called: people fall in a quarter of an hour ahead, and
who is missing then can still be looked for. Earlier nobody can be there."""


@dataclass(frozen=True, slots=True)
class Stay:
    """When somebody checked in and left (withdrawn, transferred); None where they did not."""

    checked_in_at: datetime | None
    left_at: datetime | None = None


def is_expected(stay: Stay, begins: datetime) -> bool:
    """Whether somebody has to be there: came by the beginning, and left only after it."""
    if stay.checked_in_at is None or stay.checked_in_at > begins:
        return False
    return stay.left_at is None or begins < stay.left_at


@dataclass(frozen=True, slots=True)
class Granted:
    """A leave that was granted, by its key, and when its person was signed back."""

    key: int
    starts_at: datetime
    ends_at: datetime
    returned_at: datetime | None = None

    def excuses(self, moment: datetime) -> bool:
        """Whether it holds a moment: from its first on, until its end or an earlier return."""
        time = leave.away(self.starts_at, self.ends_at, self.returned_at)
        return time.starts_at <= moment < time.ends_at

    def overstayed(self, moment: datetime, *, came: datetime) -> bool:
        """Whether it was over at a moment and its person not back.

        Who checked in when it was over was back.
        """
        away = self.returned_at is None or moment < self.returned_at
        return came < self.ends_at <= moment and away


def excuse(granted: Iterable[Granted], begins: datetime) -> Granted | None:
    """Return the leave that holds the beginning of a slot, None where none does."""
    return next((each for each in granted if each.excuses(begins)), None)


def default_presence(granted: Iterable[Granted], begins: datetime, *, came: datetime) -> Presence:
    """Return what is taken to be so of somebody who checked in at `came`, if nothing is said.

    Leave that another carries on is no absence. Leave that was only asked for counts for nothing.
    """
    rows = list(granted)
    if excuse(rows, begins) is not None:
        return Presence.ON_LEAVE
    if any(each.overstayed(begins, came=came) for each in rows):
        return Presence.ABSENT
    return Presence.PRESENT


def too_early(begins: datetime, *, at: datetime) -> bool:
    """Whether a roll may not be called yet."""
    return at < begins - EARLIEST


def cell_at(cells: Iterable[Cell], time: Away) -> Cell | None:
    """Return the timetable cell with exactly these times, None where there is none."""
    return next((each for each in cells if each.time == time), None)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a roll-call comes to: 应到 `expected`, 实到 `here`, and how many of each kind."""

    expected: int
    here: int
    by: Mapping[Presence, int]

    @property
    def missing(self) -> int:
        """Who is not in the room, excused or not."""
        return self.expected - self.here


def counts(found: Iterable[Presence]) -> Counts:
    """Count what a roll-call says; every kind has its number, 0 too."""
    seen = Counter(found)
    by = {each: seen[each] for each in Presence}
    return Counts(expected=seen.total(), here=sum(by[each] for each in HERE), by=by)
