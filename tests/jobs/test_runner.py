"""Carrying out one job: who holds the lease writes, and nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from academy.jobs import operations
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from academy.jobs.runner import JobHandle, LeaseLost, execute
from tests.cast import SYSTEM
from tests.jobs import kinds

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def job_of(kind: str, **payload: int) -> Job:
    return enqueue(kind, payload=payload, actor=SYSTEM, at=AT, max_tries=3)


def run(job: Job, *, after: timedelta = timedelta()) -> JobState | None:
    with time_machine.travel(AT + after, tick=False):
        state = execute(job.pk)
    job.refresh_from_db()
    return state


def test_done() -> None:
    job = job_of("tests.count", number=4)
    assert run(job) is JobState.DONE
    assert (job.state, job.result, job.tries) == ("done", {"number": 4}, 1)
    assert (job.started_at, job.ended_at, job.lease_until) == (AT, AT, None)


def test_progress_is_shown_and_extends_the_lease(settings: Settings) -> None:
    job = job_of("tests.steps", total=3)
    seen: list[tuple[int, int, str, datetime | None]] = []

    def steps(handle: JobHandle, *, total: int) -> None:
        for done in range(1, total + 1):
            with time_machine.travel(AT + timedelta(seconds=60 * done), tick=False):
                handle.progress(done, total, f"{done}/{total}")
            now = Job.objects.get(pk=job.pk)
            seen.append((now.progress_done, now.progress_total, now.progress_note, now.lease_until))

    with kinds.handled_by("tests.steps", steps):
        assert run(job) is JobState.DONE
    lease = timedelta(seconds=settings.JOB_LEASE_SECONDS)
    assert seen == [(n, 3, f"{n}/3", AT + timedelta(minutes=n) + lease) for n in (1, 2, 3)]


@pytest.mark.parametrize(("early", "state"), [(1, None), (0, JobState.DONE), (-1, JobState.DONE)])
def test_not_before_its_time(early: int, state: JobState | None) -> None:
    job = job_of("tests.count", number=1)
    assert run(job, after=-timedelta(microseconds=early)) is state


def test_ended_jobs_stay_ended() -> None:
    job = job_of("tests.count", number=1)
    run(job)
    assert run(job, after=timedelta(days=1)) is None
    assert job.tries == 1


def test_a_refusal_is_final() -> None:
    job = job_of("tests.refuse")
    assert run(job) is JobState.FAILED
    assert (job.state, job.error, job.tries) == ("failed", "shared.not_found", 1)


def test_a_failure_is_tried_again_later_and_later() -> None:
    job = job_of("tests.fail")
    at = timedelta()
    for tries, pause in ((1, 10), (2, 20)):
        assert run(job, after=at) is JobState.QUEUED
        assert (job.tries, job.not_before_at) == (tries, AT + at + timedelta(seconds=pause))
        assert job.lease_until is None
        at += timedelta(seconds=pause)
    assert run(job, after=at) is JobState.FAILED
    assert (job.state, job.tries) == ("failed", 3)


def test_the_text_of_a_failure_is_not_kept() -> None:
    """It may quote personal data."""
    job = job_of("tests.fail")
    run(job)
    assert job.error == "ValueError"


@pytest.mark.parametrize(("late", "taken"), [(-1, False), (0, True), (1, True)])
def test_a_lease_that_ran_out_is_anybodys(late: int, taken: bool, settings: Settings) -> None:
    job = job_of("tests.count", number=1)
    lease = timedelta(seconds=settings.JOB_LEASE_SECONDS)
    states: list[JobState | None] = []

    def slow(handle: JobHandle, *, number: int) -> None:
        """Sleep past the lease; meanwhile a second worker comes by, once."""
        if not states:
            states.append(None)
            states.append(run(job, after=lease + timedelta(seconds=late)))

    with kinds.handled_by("tests.count", slow):
        first = run(job)
    assert states[1] is (JobState.DONE if taken else None)
    assert first is (None if taken else JobState.DONE)
    assert (job.state, job.tries) == ("done", 2 if taken else 1)


def test_who_lost_the_lease_changes_nothing(settings: Settings) -> None:
    job = job_of("tests.count", number=1)
    lost: list[str] = []

    def slow(handle: JobHandle, *, number: int) -> dict[str, Any]:
        Job.objects.filter(pk=job.pk).update(lease_token="somebody else")
        for attempt in (handle.renew, lambda: handle.progress(1, 2)):
            with pytest.raises(LeaseLost):
                attempt()
            lost.append("lost")
        return {"from": "the loser"}

    with kinds.handled_by("tests.count", slow):
        assert run(job) is None
    assert lost == ["lost", "lost"]
    assert (job.state, job.result, job.progress_done) == ("running", None, 0)


def test_a_cancelled_job_stops_at_its_next_step() -> None:
    job = job_of("tests.steps", total=3)
    reached: list[int] = []

    def steps(handle: JobHandle, *, total: int) -> None:
        for done in range(1, total + 1):
            handle.progress(done, total)
            reached.append(done)
            operations.cancel(actor=SYSTEM, job=job, at=AT)

    with kinds.handled_by("tests.steps", steps):
        assert run(job) is None
    assert reached == [1]
    assert (job.state, job.progress_done, job.ended_at) == ("cancelled", 1, AT)
