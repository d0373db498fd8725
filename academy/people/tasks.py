"""Work of people and organisation in the background."""

from typing import Any

from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.people.models import RosterImport
from academy.people.operations import roster
from academy.shared import clock


@job_kind("people.roster_parse")
def parse_roster(handle: JobHandle, *, run_id: int) -> dict[str, Any]:
    """Read an uploaded roster and compare it; run again, it finds its own result."""
    run = roster.preview(run=RosterImport.objects.get(pk=run_id), at=clock.now())
    return {"run": str(run.public_id), "counts": run.counts}
