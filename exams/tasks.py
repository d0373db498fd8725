"""Background work of exams."""

from __future__ import annotations

from academy.audit.record import Actor
from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.shared import clock
from exams.operations import sweeping


@job_kind("exams.close_overdue", every_seconds=30)
def close_overdue(handle: JobHandle) -> dict[str, object]:
    """Close and mark what has passed its deadline; run again, there is nothing left."""
    closed = sweeping.close_overdue(
        actor=Actor.system("exams.close_overdue"),
        at=clock.database_now(),
        after_each=handle.renew,
    )
    return {"closed": closed}
