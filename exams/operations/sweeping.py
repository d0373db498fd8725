"""Writing down what has ended by itself, even if nobody looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from academy.audit.record import Actor
from exams.enums import SittingState
from exams.models import Exam
from exams.operations import sittings

#: Closing and marking so many takes a fraction of a second: that long at most, a save of theirs
#: (and on SQLite anybody's) waits.
CHUNK = 100


def close_overdue(
    *, actor: Actor, at: datetime, after_each: Callable[[], None] = lambda: None
) -> int:
    """Close and mark every open sitting whose deadline has passed, whatever its exam.

    Nothing depends on this having run: readers see such sittings as closed, and releasing an exam
    closes them itself. Each chunk is a transaction of its own, so a worker that dies leaves the
    rest to the next one. Returns how many were closed.

    Args:
        after_each: called between chunks, while no lock is held.
    """
    closed = 0
    overdue = Exam.objects.filter(
        sittings__state=SittingState.OPEN.value, sittings__deadline_at__lte=at
    )
    for exam in list(overdue.select_related("paper").order_by("pk").distinct()):
        while some := sittings.close_overdue(actor=actor, exam=exam, at=at, limit=CHUNK):
            closed += some
            after_each()
    return closed
