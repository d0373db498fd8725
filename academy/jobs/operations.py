"""What a person may do to a job."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from academy.audit.record import Actor, record
from academy.jobs.enums import ENDED, JobState, Verb
from academy.jobs.errors import JobEnded
from academy.jobs.models import Job
from academy.jobs.queue import nudge


@transaction.atomic
def cancel(*, actor: Actor, job: Job, at: datetime) -> Job:
    """Stop a job: a waiting one never starts, a running one stops at its next step."""
    live = [state.value for state in JobState if state not in ENDED]
    stopped = Job.objects.filter(pk=job.pk, state__in=live).update(
        state=JobState.CANCELLED.value, lease_until=None, lease_token="", ended_at=at
    )
    job.refresh_from_db()
    if stopped:
        record(actor, Verb.CANCELLED, job, at=at, facts={"kind": job.kind})
    elif job.state != JobState.CANCELLED.value:
        raise JobEnded(state=job.state)
    return job


@transaction.atomic
def retry(*, actor: Actor, job: Job, at: datetime) -> Job:
    """Put a failed or cancelled job back on the queue with as many tries as it had at first."""
    revived = Job.objects.filter(
        pk=job.pk, state__in=[JobState.FAILED.value, JobState.CANCELLED.value]
    ).update(
        state=JobState.QUEUED.value,
        not_before_at=at,
        ended_at=None,
        max_tries=F("tries") + 5,
        error="",
    )
    job.refresh_from_db()
    if revived:
        record(actor, Verb.RETRIED, job, at=at, facts={"kind": job.kind})
        transaction.on_commit(lambda: nudge([job.pk]))
    elif job.state == JobState.DONE.value:
        raise JobEnded(state=job.state)
    return job
