"""Background work of courses."""

from datetime import timedelta

from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.shared import clock
from courses.operations import cohort_notices

NEAR = timedelta(hours=24)


@job_kind("courses.deadlines_near", every_seconds=3600)
def deadlines_near(handle: JobHandle) -> dict[str, object]:
    """Tell units of deadlines within a day; each deadline is told once, however often it runs."""
    return {"near": cohort_notices.tell_deadlines_near(at=clock.now(), within=NEAR)}
