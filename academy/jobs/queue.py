"""Putting work on the queue: the last beat of an operation."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from academy.audit.record import Actor
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.registry import handler

Payload = Mapping[str, int | str]


def enqueue(
    kind: str,
    *,
    payload: Payload,
    actor: Actor,
    at: datetime,
    key: str | None = None,
    priority: int = 5,
    max_tries: int = 5,
) -> Job:
    """Write the job row and send its nudge when the transaction commits.

    `payload` holds ids only. With a `key`, the same key names the same job for ever: asking
    twice gives the first one back.
    """
    rows = enqueue_many(
        kind, [(key, payload)], actor=actor, at=at, priority=priority, max_tries=max_tries
    )
    return rows[0]


def enqueue_many(
    kind: str,
    items: Sequence[tuple[str | None, Payload]],
    *,
    actor: Actor,
    at: datetime,
    priority: int = 5,
    max_tries: int = 5,
) -> list[Job]:
    """Write a job for each (key, payload) in a constant number of statements."""
    handler(kind)  # an unknown kind is a defect, and must show where it was asked for
    with transaction.atomic():
        drafts = [
            Job(
                public_id=uuid.uuid4(),
                kind=kind,
                payload=dict(payload),
                # Every job has a key: one without a name of its own takes a random one, so that
                # rows can be found again after an insert that skipped those already there.
                key=key or f"{kind}:{uuid.uuid4()}",
                state=JobState.QUEUED.value,
                priority=priority,
                max_tries=max_tries,
                not_before_at=at,
                requested_by=actor.key,
                created_at=at,
            )
            for key, payload in items
        ]
        Job.objects.bulk_create(drafts, ignore_conflicts=True, batch_size=1000)
        by_key = Job.objects.in_bulk([draft.key for draft in drafts], field_name="key")
        jobs = [by_key[draft.key] for draft in drafts]
        ids = [job.pk for job in jobs if job.state == JobState.QUEUED.value]
        transaction.on_commit(lambda: nudge(ids))
    return jobs


def nudge(job_ids: Sequence[int]) -> None:
    """Send a message for each job. Losing one is harmless: the sweeper sends it again."""
    if settings.JOBS_INLINE:
        from academy.jobs.runner import execute

        for job_id in job_ids:
            execute(job_id)
        return
    from academy.jobs.celery_tasks import run

    for job_id in job_ids:
        run.apply_async(kwargs={"job_id": job_id}, ignore_result=True, retry=False)
