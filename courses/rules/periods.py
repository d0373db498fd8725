"""Times of a day: what a line of teaching takes, the academy's periods, hours by the clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from courses.enums.teaching import DayPart

MOST_HOURS = Decimal("6.0")
"""Hours (学时) that one line of teaching can take; the schema has the same figure."""
NOON = time(12)
EVENING = time(18)


@dataclass(frozen=True, slots=True, order=True)
class Times:
    """[begins, ends) on one day, by the clock on the wall."""

    begins: time
    ends: time

    def overlaps(self, other: "Times") -> bool:
        """Whether they have a moment in common; what ends when the other begins does not."""
        return self.begins < other.ends and other.begins < self.ends

    @property
    def length(self) -> timedelta:
        """From the beginning to the end; negative where they are the wrong way round."""
        return _since_midnight(self.ends) - _since_midnight(self.begins)

    @property
    def part(self) -> DayPart:
        """The part of the day in which it begins."""
        if self.begins < NOON:
            return DayPart.MORNING
        return DayPart.AFTERNOON if self.begins < EVENING else DayPart.EVENING

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Some time of one day."""

    day: date
    times: Times

    def overlaps(self, other: "Slot") -> bool:
        """Whether they have a moment in common."""
        return self.day == other.day and self.times.overlaps(other.times)


def _since_midnight(at: time) -> timedelta:
    return timedelta(
        hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond
    )


def hours_of(times: Times, *, hour_minutes: int) -> Decimal:
    """Return the hours (学时) of some time, each of `hour_minutes`, half up to one decimal."""
    seconds = Decimal(times.length // timedelta(seconds=1))
    return (seconds / (60 * hour_minutes)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def times_fit(times: Times, *, hour_minutes: int) -> bool:
    """Whether it ends after it begins, for no more hours than a line can take."""
    return Decimal(0) < hours_of(times, hour_minutes=hour_minutes) <= MOST_HOURS


def read_periods(written: Iterable[str]) -> tuple[Times, ...]:
    """Read periods such as `08:30-10:00`, one after the other.

    Raises:
        ValueError: one is no time of day, ends before it begins, or begins before the last ended.
    """
    found: list[Times] = []
    for each in written:
        begins, _dash, ends = each.strip().partition("-")
        times = Times(time.fromisoformat(begins), time.fromisoformat(ends))
        if times.begins >= times.ends or (found and times.begins < found[-1].ends):
            raise ValueError(f"period {each} is not after the one before it")
        found.append(times)
    if not found:
        raise ValueError("there are no periods")
    return tuple(found)


def number_of(times: Times, periods: Sequence[Times]) -> int | None:
    """Return which of the periods it is, counted from 1; None where it is none of them."""
    return periods.index(times) + 1 if times in periods else None
