"""Background work of reporting: operations, called."""

from datetime import timedelta

import structlog

from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.reporting.operations import summaries
from academy.reporting.queries.summaries import differing
from academy.shared import clock

log = structlog.get_logger(__name__)


@job_kind(summaries.KIND, every_seconds=summaries.EVERY_SECONDS)
def refresh_summaries(handle: JobHandle) -> dict[str, object]:
    """Count the dashboard's question anew."""
    return {"kept": len(summaries.refresh(at=clock.now()))}


@job_kind("reporting.check_summaries", every_seconds=24 * 3600)
def check_summaries(handle: JobHandle) -> dict[str, object]:
    """Hold what is kept of yesterday against the reports; a difference is an error in the log."""
    yesterday = clock.today() - timedelta(days=1)
    found = differing(yesterday)
    if found:
        log.error("summaries_differ", as_of=yesterday.isoformat(), reports=found)
    return {"as_of": yesterday.isoformat(), "differing": ", ".join(found)}
