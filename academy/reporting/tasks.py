"""Background work of reporting: an operation, called."""

from dataclasses import asdict

from academy.audit.record import Actor
from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.reporting.operations import makeups
from academy.shared import clock

DAY = 24 * 3600


@job_kind("reporting.make_ups", every_seconds=DAY)
def make_ups(handle: JobHandle) -> dict[str, object]:
    """Bring make-ups in line with what is known; once more changes nothing."""
    done = makeups.sweep(actor=Actor.system("reporting.make_ups"), at=clock.now())
    return asdict(done)
