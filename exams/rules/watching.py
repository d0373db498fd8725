"""What an invigilator is shown about a person, and may do about them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from exams.enums import Connection, SittingState, SittingVerb, WatchDeed
from exams.rules.transitions import ENDED, RUNNING, WAITING, after

#: A candidate's page is heard of every 20 seconds at the latest.
LIVE_SECONDS: Final = 30
QUIET_SECONDS: Final = 90


def connection(heard_at: datetime | None, *, at: datetime) -> Connection:
    """How recently a page was heard of: up to 30 s live, up to 90 s quiet, then lost."""
    if heard_at is None:
        return Connection.NEVER
    silence = (at - heard_at).total_seconds()
    if silence <= LIVE_SECONDS:
        return Connection.LIVE
    return Connection.QUIET if silence <= QUIET_SECONDS else Connection.LOST


def newest(*instants: datetime | None) -> datetime | None:
    """The latest of the instants that are there."""
    return max((each for each in instants if each is not None), default=None)


def shown(state: SittingState, *, handed_in: bool) -> SittingState:
    """How a sitting ended, where marking and release have gone over it; else its state."""
    if state in {SittingState.MARKED, SittingState.RELEASED}:
        return SittingState.HANDED_IN if handed_in else SittingState.CLOSED
    return state


def deeds(
    state: SittingState, *, checked_in: bool, lockdown: bool, waived: bool
) -> tuple[WatchDeed, ...]:
    """What may be done about a sitting in a state, the usual first, what is final last.

    Args:
        state: as derived for this moment.
        lockdown: whether the exam asks for a locked-down browser at all.
        waived: whether this sitting has been let off it.
    """
    going_on = state in WAITING | RUNNING
    offered = {
        WatchDeed.ADMIT: state is SittingState.PREPARED and checked_in,
        WatchDeed.PAUSE: after(state, SittingVerb.PAUSE) is not None,
        WatchDeed.RESUME: after(state, SittingVerb.RESUME) is not None,
        WatchDeed.EXTEND: going_on,
        WatchDeed.NOTE: True,
        WatchDeed.WAIVE: going_on and lockdown and not waived,
        WatchDeed.FORCE: state in RUNNING,
        WatchDeed.VOID: state not in ENDED and after(state, SittingVerb.VOID) is not None,
    }
    return tuple(deed for deed, offer in offered.items() if offer)
