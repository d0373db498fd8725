"""Carrying out one job: claim by conditional update, run, write the end down."""

import uuid
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from academy.jobs.enums import ENDED, JobState
from academy.jobs.models import Job
from academy.jobs.registry import handler
from academy.shared import clock
from academy.shared.errors import Refusal

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another worker holds the job, or it was cancelled: stop, change nothing."""


class JobHandle:
    """What a running job may do to its own row."""

    def __init__(self, job_id: int, token: str) -> None:
        self.job_id = job_id
        self._token = token

    def renew(self) -> None:
        """Extend the lease; raise `LeaseLost` if the job is no longer ours."""
        self._write(lease_until=_lease_end(clock.now()))

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Show how far the work is, and extend the lease."""
        self._write(
            progress_done=done,
            progress_total=total,
            progress_note=note[:200],
            lease_until=_lease_end(clock.now()),
        )

    def _write(self, **columns: object) -> None:
        if not _mine(self.job_id, self._token).update(**columns):
            raise LeaseLost


def execute(job_id: int) -> JobState | None:
    """Run the job if it is due and free; return its state afterwards, None if it was not ours.

    A worker killed here leaves the row running under a lease that expires; the sweeper then
    sends it again. So a handler may run twice, and its effects carry unique constraints.
    """
    token = str(uuid.uuid4())
    job = _claim(job_id, token, clock.now())
    if job is None:
        return None
    handle = JobHandle(job_id, token)
    try:
        result = handler(job.kind)(handle, **job.payload)
    except LeaseLost:
        return None
    except Refusal as refusal:
        # An anticipated no does not become a yes by asking again.
        log.warning("job_refused", job=str(job.public_id), kind=job.kind, code=refusal.code)
        return _end(job, token, JobState.FAILED, error=refusal.code)
    except Exception as error:
        # The text of an exception may quote personal data: only its type is kept.
        log.exception("job_failed", job=str(job.public_id), kind=job.kind, tries=job.tries)
        return _after_failure(job, token, error=type(error).__name__)
    return _end(job, token, JobState.DONE, result=result)


def _claim(job_id: int, token: str, at: datetime) -> Job | None:
    claimed = Job.objects.filter(
        Q(state=JobState.QUEUED.value, not_before_at__lte=at)
        | Q(state=JobState.RUNNING.value, lease_until__lte=at),
        pk=job_id,
    ).update(
        state=JobState.RUNNING.value,
        lease_token=token,
        lease_until=_lease_end(at),
        tries=F("tries") + 1,
        started_at=at,
    )
    return Job.objects.get(pk=job_id) if claimed else None


def _after_failure(job: Job, token: str, *, error: str) -> JobState | None:
    if job.tries >= job.max_tries:
        return _end(job, token, JobState.FAILED, error=error)
    pause = timedelta(seconds=min(2**job.tries * 5, 600))
    updated = _mine(job.pk, token).update(
        state=JobState.QUEUED.value,
        lease_until=None,
        lease_token="",
        not_before_at=clock.now() + pause,
        error=error,
    )
    return JobState.QUEUED if updated else None


def _end(
    job: Job,
    token: str,
    state: JobState,
    *,
    result: dict[str, object] | None = None,
    error: str = "",
) -> JobState | None:
    updated = _mine(job.pk, token).update(
        state=state.value,
        lease_until=None,
        lease_token="",
        result=result,
        error=error,
        ended_at=clock.now(),
    )
    return state if updated else None


def _mine(job_id: int, token: str) -> "models.QuerySet[Job]":
    return Job.objects.filter(pk=job_id, state=JobState.RUNNING.value, lease_token=token)


def _lease_end(at: datetime) -> datetime:
    return at + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def is_ended(job: Job) -> bool:
    """Return whether nothing more will happen to the job."""
    return JobState(job.state) in ENDED
