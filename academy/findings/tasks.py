"""Background work of findings: an operation, called."""

from academy.audit.record import Actor
from academy.findings.operations import findings
from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.shared import clock

DAY = 24 * 3600


@job_kind("findings.escalate_overdue", every_seconds=DAY)
def escalate_overdue(handle: JobHandle) -> dict[str, object]:
    """Pass overdue findings on; each level once for each deadline, however often it runs."""
    who = Actor.system("findings.escalate_overdue")
    return {"escalated": findings.escalate_overdue(actor=who, at=clock.now())}
