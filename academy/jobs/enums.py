"""States of a job."""

from enum import StrEnum


class JobState(StrEnum):
    """A job waits, runs under a lease, and ends in one of three ways."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


class Verb(StrEnum):
    """What the audit log says of jobs."""

    CANCELLED = "jobs.cancelled"
    RETRIED = "jobs.retried"
