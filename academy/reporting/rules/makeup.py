"""What somebody has to make up, by when, and who hears of it when it is overdue.

A course is to be made up from the day on which somebody failed it, missed it or withdrew from it,
or on which their last pass of it lapsed, until they pass it again. Source of the levels: domain
practice of supervision (督办): the person and their unit's training officer hear of it first, then
the unit's leader, then the academy; after how many days each, the academy decides (settings).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from academy.findings.rules.deadlines import days_over
from academy.reporting.enums import MakeUpCause, MakeUpState
from academy.reporting.rules.exclusions import Term

REASON_LENGTH: Final = 300
"""Characters of the reason for which one is withdrawn."""
_LOCAL = ZoneInfo("Asia/Shanghai")


class Level(IntEnum):
    """To whom an overdue make-up has gone; the number is what the history keeps."""

    OFFICER = 1
    LEADER = 2
    ACADEMY = 3


def after_days(days: Sequence[int]) -> dict[Level, int]:
    """Return from how many days past the deadline on each level is told, the nearest first.

    Raises:
        ValueError: it is not one number for each level.
    """
    return dict(zip(Level, days, strict=True))


Place = tuple[datetime, int]
"""Where something stands in a history: its instant, and its number among those of one instant."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one go at the course ended; `until` is the first day a pass no longer holds, or None."""

    key: int
    verdict: str
    at: datetime
    until: date | None = None

    @property
    def passed(self) -> bool:
        """Whether it was a pass."""
        return self.verdict == _PASSED

    @property
    def place(self) -> Place:
        """Where it stands in the history."""
        return self.at, self.key


_PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a course is to be made up: what happened when, and to which go (by its key)."""

    kind: MakeUpCause
    key: int
    place: Place

    @property
    def at(self) -> datetime:
        """The instant from which on it is to be made up."""
        return self.place[0]


def cause_on(
    history: Sequence[Ended], on: date, *, settled_at: datetime | None = None
) -> Cause | None:
    """Return what is to be made up on a day, the earliest cause that stands, or None.

    A later pass answers every cause before it. `settled_at` is when an earlier make-up of the
    course was last ended without a pass: what had happened by then is settled.
    """
    last = max((each.place for each in history if each.passed), default=None)
    causes = [
        Cause(MakeUpCause(each.verdict), each.key, each.place)
        for each in history
        if not each.passed
    ]
    causes += _lapses(history, on)
    standing = [
        each
        for each in causes
        if (last is None or each.place > last) and (settled_at is None or each.at > settled_at)
    ]
    return min(standing, key=lambda each: each.place, default=None)


def _lapses(history: Iterable[Ended], on: date) -> list[Cause]:
    """Return the end of the pass that lasts longest, if it is past; windows may overlap."""
    passes = [each for each in history if each.passed]
    if not passes or any(each.until is None for each in passes):
        return []
    longest = max(passes, key=lambda each: (each.until or date.max, each.place))
    assert longest.until is not None
    if longest.until > on:
        return []
    # Whatever was recorded on that day comes after the lapse: keys begin with 1.
    return [Cause(MakeUpCause.LAPSED, longest.key, (lapse_at(longest.until), 0))]


def lapse_at(until: date) -> datetime:
    """Return the instant from which on a pass no longer holds: the beginning of `until`."""
    return datetime.combine(until, time(), _LOCAL)


def answer(history: Iterable[Ended], cause: Place) -> Ended | None:
    """Return the first pass after a cause, which closes its make-up, or None."""
    passes = [each for each in history if each.passed and each.place > cause]
    return min(passes, key=lambda each: each.place, default=None)


def place_of(kind: MakeUpCause, key: int, at: datetime) -> Place:
    """Return where the cause of a make-up stands in the history, as `cause_on` would say it."""
    return (at, 0) if kind is MakeUpCause.LAPSED else (at, key)


def due_on(cause: Cause, opened_on: date, *, days: int) -> date:
    """Return the last day in time; never before the make-up itself was opened.

    A pass that lapsed is to be renewed by the day of the lapse, anything else within `days` of
    its being recorded.
    """
    on = cause.at.astimezone(_LOCAL).date()
    usual = on if cause.kind is MakeUpCause.LAPSED else on + timedelta(days=days)
    return max(usual, opened_on)


def counted_from(due: date, terms: Iterable[Term], on: date, *, track: str) -> date | None:
    """Return the day after which days over are counted, or None where nothing is passed on.

    While a named exclusion of the person counts in the track, nobody is told; when it has ended,
    counting begins anew with its last day.
    """
    begin = due
    for term in terms:
        if term.track not in ("", track) or term.starts_on > on:
            continue
        if term.until_on is None or term.until_on > on:
            return None
        begin = max(begin, term.until_on - timedelta(days=1))
    return begin


def levels(
    begin: date | None, on: date, after: Mapping[Level, int], told: Collection[int] = ()
) -> list[Level]:
    """Return the levels to be told on a day, the nearest first, without those told already.

    `after` says from how many days over on each is told.
    """
    if begin is None:
        return []
    over = days_over(begin, on)
    return [level for level, days in after.items() if over >= days and level not in told]


class MakeUpWhy(StrEnum):
    """Why a make-up cannot be withdrawn."""

    NO_REASON = "no_reason"
    TOO_LONG = "too_long"
    ABOUT_THEM = "about_them"
    ENDED = "ended"


def why_not_withdraw(state: MakeUpState, *, reason: str, by_themselves: bool) -> MakeUpWhy | None:
    """Return why a make-up cannot be withdrawn, or None; who owes it does not let it go."""
    if not reason:
        return MakeUpWhy.NO_REASON
    if len(reason) > REASON_LENGTH:
        return MakeUpWhy.TOO_LONG
    if by_themselves:
        return MakeUpWhy.ABOUT_THEM
    return MakeUpWhy.ENDED if state in (MakeUpState.PASSED, MakeUpState.LEFT) else None
