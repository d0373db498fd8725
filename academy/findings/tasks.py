"""Background work of findings: an operation, called."""

from academy.audit.record import Actor
from academy.findings.operations import escalating
from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.shared import clock

DAY = 24 * 3600


@job_kind("findings.escalate_overdue", every_seconds=DAY)
def escalate_overdue(handle: JobHandle) -> dict[str, object]:
    """Pass on what waits too long; each level once for each deadline, however often it runs."""
    who, at = Actor.system("findings.escalate_overdue"), clock.now()
    return {
        "escalated": escalating.escalate_overdue(actor=who, at=at),
        "rechecks": escalating.escalate_rechecks(actor=who, at=at),
    }
