"""What a person may do to a job: stop it, or have it tried again."""

from datetime import datetime, timedelta

import pytest
import time_machine

from academy.audit.models import Entry
from academy.jobs import operations
from academy.jobs.errors import JobEnded
from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from academy.jobs.runner import execute
from tests.cast import SYSTEM
from tests.jobs import kinds

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(Entry.objects.order_by("sequence").values_list("verb", flat=True))


def ended(kind: str, at: datetime) -> Job:
    job = enqueue(kind, payload={"number": 1} if kind == "tests.count" else {}, actor=SYSTEM, at=at)
    with time_machine.travel(at, tick=False):
        execute(job.pk)
    job.refresh_from_db()
    return job


def test_a_waiting_job_never_starts_once_cancelled(at: datetime) -> None:
    job = enqueue("tests.count", payload={"number": 1}, actor=SYSTEM, at=at)
    kinds.RUNS.clear()
    for _ in range(2):  # a second time is success, and says nothing
        assert operations.cancel(actor=SYSTEM, job=job, at=at).state == "cancelled"
    assert execute(job.pk) is None
    assert kinds.RUNS == []
    assert verbs() == ["jobs.cancelled"]


def test_what_is_done_cannot_be_cancelled(at: datetime) -> None:
    job = ended("tests.count", at)
    with pytest.raises(JobEnded):
        operations.cancel(actor=SYSTEM, job=job, at=at)
    assert verbs() == []


def test_what_failed_is_tried_again(at: datetime) -> None:
    job = ended("tests.refuse", at)
    later = at + timedelta(hours=1)
    again = operations.retry(actor=SYSTEM, job=job, at=later)
    assert (again.state, again.not_before_at, again.ended_at) == ("queued", later, None)
    assert (again.tries, again.max_tries, again.error) == (1, 6, "")
    assert verbs() == ["jobs.retried"]
    operations.retry(actor=SYSTEM, job=job, at=later)  # already waiting: nothing to do
    assert verbs() == ["jobs.retried"]


def test_what_is_done_is_not_tried_again(at: datetime) -> None:
    with pytest.raises(JobEnded):
        operations.retry(actor=SYSTEM, job=ended("tests.count", at), at=at)
