"""Whether answers that came after the deadline may be counted after all.

Only an outage the server measured itself can carry that, never what a candidate's computer says
about the time: whoever lost N seconds to an outage may be N seconds late.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from exams.enums import LateCause
from exams.rules.outages import Outage, Span, lost_seconds


def covering(
    outages: Iterable[Outage],
    *,
    started_at: datetime,
    deadline_at: datetime,
    received_at: datetime,
    paused: Iterable[Span] = (),
) -> Outage | None:
    """The outage that excuses answers received at ``received_at``, or None.

    It must have taken at least as many seconds of the working time as the answers were late.
    ``outages`` are those not given back to this sitting already.
    """
    pauses = tuple(paused)
    for outage in outages:
        lost = lost_seconds(outage, worked=[Span(started_at, deadline_at)], paused=pauses)
        if lost and received_at <= deadline_at + timedelta(seconds=lost):
            return outage
    return None


def late_seconds(*, deadline_at: datetime, received_at: datetime) -> int:
    """Whole seconds after the deadline, rounded down, never negative."""
    return max(0, int((received_at - deadline_at).total_seconds()))


def hindrance(
    *, cause: LateCause, released: bool, handed_in: bool, newer_counts: bool, older_open: bool
) -> str | None:
    """Why late answers cannot be counted whatever was measured; None where nothing stands so.

    Args:
        released: the results are public.
        handed_in: the sitting was handed in rather than closed by its deadline.
        newer_counts: a save at least as new counts already.
        older_open: older late answers of the sitting have not been decided yet.
    """
    if cause is not LateCause.DEADLINE:
        return "not_after_deadline"
    if released:
        return "results_released"
    if handed_in:
        return "handed_in_before"
    if newer_counts:
        return "newer_counts"
    return "older_undecided" if older_open else None
