"""Asking for the work that is due by the clock: once in each slot of time, however many ask."""

from datetime import datetime, timedelta

from academy.audit.record import Actor
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from academy.jobs.registry import periods

#: What is done is forgotten after a day; what failed stays to be looked at.
KEEP = timedelta(days=1)
_LIVE = (JobState.QUEUED.value, JobState.RUNNING.value)


def slot(every_seconds: int, at: datetime) -> int:
    """Return the number of the slot of `every_seconds` since 1970 into which `at` falls."""
    return int(at.timestamp()) // every_seconds


def tick(at: datetime) -> int:
    """Ask for a job of each periodic kind for the slot of `at`; return how many are new.

    The slot is part of the job's key, so that two schedulers, or a message that came twice, still
    make one job. While an earlier one waits or runs, none is added: after an hour without a worker
    one is enough.
    """
    kinds = periods()
    live = set(Job.objects.filter(kind__in=kinds, state__in=_LIVE).values_list("kind", flat=True))
    asked = 0
    for kind, every_seconds in kinds.items():
        key = f"{kind}@{slot(every_seconds, at)}"
        if kind in live or Job.objects.filter(key=key).exists():
            continue
        enqueue(kind, payload={}, actor=Actor.system("jobs.tick"), at=at, key=key, max_tries=2)
        asked += 1
    Job.objects.filter(
        kind__in=kinds, state=JobState.DONE.value, created_at__lte=at - KEEP
    ).delete()
    return asked
