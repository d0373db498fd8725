"""Background work of reporting: operations, called by ids."""

from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

import structlog

from academy.audit.record import Actor
from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.reporting.operations import makeups, report_runs, sendings, summaries
from academy.reporting.queries.summaries import differing
from academy.shared import clock

log = structlog.get_logger(__name__)
DAY = 24 * 3600


@job_kind("reporting.make_report")
def make_report(handle: JobHandle, *, run: str) -> dict[str, object]:
    """Make a report that somebody asked to be made in the background, and tell them."""
    made = report_runs.make(run_id=UUID(run), progress=handle.progress, at=clock.now())
    report_runs.tell_ready(run=made, at=clock.now())
    handle.progress(report_runs.WHOLE, report_runs.WHOLE)
    return {"run": run}


@job_kind("reporting.sweep_files", every_seconds=report_runs.EVERY_SECONDS)
def sweep_files(handle: JobHandle) -> dict[str, object]:
    """Remove the files of reports that have lain ready long enough."""
    return {"removed": report_runs.sweep(at=clock.now())}


@job_kind("reporting.send_due", every_seconds=sendings.EVERY_SECONDS)
def send_due(handle: JobHandle) -> dict[str, object]:
    """Ask for the turns of schedules that are due, and tell owners of those that failed."""
    opened = sendings.open_due(actor=sendings.WORKER, at=clock.now())
    return {"sendings": opened, "failed": sendings.tell_failures(at=clock.now())}


@job_kind("reporting.send")
def send(handle: JobHandle, *, sending: str) -> dict[str, object]:
    """Make the report of a turn and tell its recipients."""
    sendings.send(sending_id=UUID(sending), progress=handle.progress, at=clock.now())
    handle.progress(report_runs.WHOLE, report_runs.WHOLE)
    return {"sending": sending}


@job_kind("reporting.make_ups", every_seconds=DAY)
def make_ups(handle: JobHandle) -> dict[str, object]:
    """Bring make-ups in line with what is known; once more changes nothing."""
    done = makeups.sweep(actor=Actor.system("reporting.make_ups"), at=clock.now())
    return asdict(done)


@job_kind(summaries.KIND, every_seconds=summaries.EVERY_SECONDS)
def refresh_summaries(handle: JobHandle) -> dict[str, object]:
    """Count the dashboard's question anew."""
    return {"kept": len(summaries.refresh(at=clock.now()))}


@job_kind("reporting.check_summaries", every_seconds=DAY)
def check_summaries(handle: JobHandle) -> dict[str, object]:
    """Hold what is kept of yesterday against the reports; a difference is an error in the log."""
    yesterday = clock.today() - timedelta(days=1)
    found = differing(yesterday)
    if found:
        log.error("summaries_differ", as_of=yesterday.isoformat(), reports=found)
    return {"as_of": yesterday.isoformat(), "differing": ", ".join(found)}
