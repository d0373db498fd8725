"""Finding work whose message or worker was lost."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from academy.jobs import sweeper
from academy.jobs.enums import JobState
from academy.jobs.models import Job, Reply
from academy.jobs.queue import enqueue
from tests.cast import SYSTEM
from tests.jobs import kinds

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("late", "found"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])
def test_a_message_that_never_came(late: timedelta, found: bool, at: datetime) -> None:
    job = enqueue("tests.count", payload={"number": 1}, actor=SYSTEM, at=at)
    assert sweeper.due(at + sweeper.GRACE + late) == ([job.pk] if found else [])


@pytest.mark.parametrize(("late", "found"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])
def test_a_worker_that_never_came_back(late: timedelta, found: bool, at: datetime) -> None:
    job = enqueue("tests.count", payload={"number": 1}, actor=SYSTEM, at=at)
    lease = at + timedelta(minutes=2)
    Job.objects.update(state=JobState.RUNNING.value, lease_until=lease, lease_token="gone")
    assert sweeper.due(lease + late) == ([job.pk] if found else [])


def test_urgent_first_then_oldest(at: datetime) -> None:
    wanted = [(9, 0), (1, 1), (1, 0)]
    jobs = [
        enqueue(
            "tests.count",
            payload={"number": 1},
            actor=SYSTEM,
            at=at + minutes * timedelta(minutes=1),
            priority=priority,
        )
        for priority, minutes in wanted
    ]
    assert sweeper.due(at + timedelta(hours=1)) == [jobs[2].pk, jobs[1].pk, jobs[0].pk]


def test_what_is_due_is_sent_again(at: datetime, settings: Settings) -> None:
    enqueue("tests.count", payload={"number": 5}, actor=SYSTEM, at=at)
    settings.JOBS_INLINE = True
    kinds.RUNS.clear()
    assert sweeper.sweep(at + timedelta(minutes=1)) == 1
    assert kinds.RUNS == [5]


@pytest.mark.parametrize(("late", "left"), [(-SECOND, 1), (0 * SECOND, 0), (SECOND, 0)])
def test_replies_past_their_time_are_forgotten(late: timedelta, left: int, at: datetime) -> None:
    Reply.objects.create(
        client="c", key="k", route="POST /", body_digest="d", created_at=at, expires_at=at
    )
    sweeper.sweep(at + late)
    assert Reply.objects.count() == left
