"""Leave from a running cohort: whose consent it needs, what it takes, what may be done with it.

Source: domain practice of closed courses. Half a day is the class tutor's to grant; longer leave
needs unit and academy, over a day a second look of the academy; the figures are the cohort's
settings (`courses.rules.residence`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from courses.enums.attendance import LeaveKind, LeaveState, LeaveStep
from courses.enums.leave import LeaveVerb, LeaveWhy
from courses.rules.residence import Settings

_S = LeaveState
_V = LeaveVerb
_W = LeaveWhy

LEAVE: Final[Mapping[LeaveState, Mapping[LeaveVerb, LeaveState | LeaveWhy]]] = {
    _S.ASKED: {
        _V.GRANT: _S.GRANTED,
        _V.REFUSE: _S.REFUSED,
        _V.WITHDRAW: _S.WITHDRAWN,
        _V.SIGN_BACK: _W.NOT_GRANTED,
        _V.UNDO_RETURN: _W.NOT_GRANTED,
    },
    _S.GRANTED: {
        _V.GRANT: _S.GRANTED,
        _V.REFUSE: _W.GRANTED,
        # Only before it begins (`begun`); who is away comes back, and is signed back.
        _V.WITHDRAW: _S.WITHDRAWN,
        _V.SIGN_BACK: _S.RETURNED,
        _V.UNDO_RETURN: _S.GRANTED,
    },
    _S.REFUSED: {**dict.fromkeys(_V, _W.REFUSED), _V.REFUSE: _S.REFUSED},
    _S.WITHDRAWN: {**dict.fromkeys(_V, _W.WITHDRAWN), _V.WITHDRAW: _S.WITHDRAWN},
    _S.RETURNED: {
        **dict.fromkeys(_V, _W.RETURNED),
        _V.SIGN_BACK: _S.RETURNED,
        # The wrong name was tapped.
        _V.UNDO_RETURN: _S.GRANTED,
    },
}


@dataclass(frozen=True, slots=True)
class LeaveMove:
    """The answer for one leave: where it goes, whether that changes anything, or why not."""

    to: LeaveState
    changes: bool
    why: LeaveWhy | None = None


def leave_move(state: LeaveState, verb: LeaveVerb) -> LeaveMove:
    """Look one pair up in the table."""
    cell = LEAVE[state][verb]
    if isinstance(cell, LeaveWhy):
        return LeaveMove(to=state, changes=False, why=cell)
    return LeaveMove(to=cell, changes=cell is not state)


@dataclass(frozen=True, slots=True)
class Away:
    """[starts_at, ends_at): some time away."""

    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        """By the clock."""
        return self.ends_at - self.starts_at

    def overlaps(self, other: "Away") -> bool:
        """Whether they have a moment in common; what begins where the other ends has none.

        Neither has a time that ended as it began, wherever it lies.
        """
        return max(self.starts_at, other.starts_at) < min(self.ends_at, other.ends_at)


@dataclass(frozen=True, slots=True)
class Cell:
    """A timetable cell of a cohort by the clock, and its hours (学时)."""

    cohort_id: int
    time: Away
    hours: Decimal


def away(starts_at: datetime, ends_at: datetime, returned_at: datetime | None = None) -> Away:
    """Return the time of a leave: until its end, or the return where that came earlier."""
    if returned_at is None:
        return Away(starts_at, ends_at)
    return Away(starts_at, max(starts_at, min(ends_at, returned_at)))


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a leave, and when: None for what has not happened."""

    state: LeaveState
    asked_at: datetime
    settled_at: datetime | None
    withdrawn_at: datetime | None
    returned_at: datetime | None


def state_before(leave: Settled, instant: datetime) -> LeaveState | None:
    """Return the state just before an instant, whatever came later; None if nobody had asked yet.

    One that was withdrawn after it had been granted has kept the instant of the grant. A return is
    taken back on its own day alone, so that the end of a day never sees what is not there any more.
    """

    def by_then(at: datetime | None) -> bool:
        return at is not None and at < instant

    if not by_then(leave.asked_at):
        return None
    if by_then(leave.withdrawn_at):
        return _S.WITHDRAWN
    if not by_then(leave.settled_at):
        return _S.ASKED
    if leave.state is _S.REFUSED:
        return _S.REFUSED
    return _S.RETURNED if by_then(leave.returned_at) else _S.GRANTED


def stretch(asked: Away, others: Iterable[Away]) -> Away:
    """Return the whole time away of which `asked` is part: with what adjoins it, before or after.

    Several short leaves without a break are one long one, and need its consents.
    """
    begins = {each.ends_at: each.starts_at for each in others if each.length > timedelta(0)}
    ends = {each.starts_at: each.ends_at for each in others if each.length > timedelta(0)}
    first, last = asked.starts_at, asked.ends_at
    while first in begins:
        first = begins[first]
    while last in ends:
        last = ends[last]
    return Away(first, last)


def steps_for(kind: LeaveKind, length: timedelta, settings: Settings) -> tuple[LeaveStep, ...]:
    """Return whose consent a leave needs, in order.

    Official leave (公假) is asked by academy or unit themselves: the unit's wish is on the record,
    the class tutor could not say no, so the academy alone confirms it.
    """
    if kind is LeaveKind.OFFICIAL:
        return (LeaveStep.ACADEMY,)
    if length <= timedelta(minutes=settings.tutor_minutes):
        return (LeaveStep.TUTOR,)
    if length <= timedelta(minutes=settings.academy_minutes):
        return (LeaveStep.UNIT, LeaveStep.ACADEMY)
    return (LeaveStep.UNIT, LeaveStep.ACADEMY, LeaveStep.REVIEW)


def next_step(steps: Sequence[str], granted: Iterable[str]) -> LeaveStep | None:
    """Return the step that waits, None where all have consented."""
    done = set(granted)
    return next((LeaveStep(each) for each in steps if each not in done), None)


def touched(cells: Iterable[Cell], time: Away) -> list[Cell]:
    """Return the cells of which `time` takes a part; each counts whole, one at the border not."""
    return [each for each in cells if each.time.overlaps(time)]


def hours_taken(cells: Iterable[Cell], time: Away) -> Decimal:
    """Return the hours (学时) of the cells of which `time` takes a part."""
    return sum((each.hours for each in touched(cells, time)), Decimal("0.0"))


def begun(time: Away, *, at: datetime) -> bool:
    """Whether the leave has begun: from its first moment on."""
    return time.starts_at <= at


def overdue(state: LeaveState, time: Away, *, continued: bool, at: datetime) -> bool:
    """Whether somebody should be back: granted, ended, not signed back, and not prolonged."""
    return state is LeaveState.GRANTED and not continued and time.ends_at < at
