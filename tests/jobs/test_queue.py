"""Asking for work: one row for each key, a message only once the row is committed."""

from datetime import datetime

import pytest
from django.test import TestCase
from pytest_django import DjangoAssertNumQueries, Settings

from academy.jobs.models import Job
from academy.jobs.queue import enqueue, enqueue_many
from tests.cast import SYSTEM
from tests.jobs import kinds

pytestmark = pytest.mark.django_db


def test_job_is_written_down(at: datetime) -> None:
    job = enqueue("tests.count", payload={"number": 1}, actor=SYSTEM, at=at, key="tests.count:1")
    found = Job.objects.get()
    assert found == job
    assert (found.state, found.tries, found.max_tries) == ("queued", 0, 5)
    assert (found.payload, found.requested_by) == ({"number": 1}, "tests")
    assert found.not_before_at == found.created_at == at


def test_same_key_is_the_same_job(at: datetime) -> None:
    first = enqueue("tests.count", payload={"number": 1}, actor=SYSTEM, at=at, key="once")
    again = enqueue("tests.count", payload={"number": 2}, actor=SYSTEM, at=at, key="once")
    assert again == first
    assert Job.objects.get().payload == {"number": 1}


def test_without_a_key_each_is_a_job_of_its_own(at: datetime) -> None:
    jobs = [enqueue("tests.refuse", payload={}, actor=SYSTEM, at=at) for _ in range(2)]
    assert jobs[0] != jobs[1]


def test_an_unknown_kind_is_a_defect_of_who_asks(at: datetime) -> None:
    with pytest.raises(KeyError):
        enqueue("tests.unheard_of", payload={}, actor=SYSTEM, at=at)
    assert not Job.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_many_cost_as_much_as_one(
    rows: int, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    items = [(f"many:{number}", {"number": number}) for number in range(rows)]
    with django_assert_num_queries(4):  # savepoint, insert, read back, release
        jobs = enqueue_many("tests.count", items, actor=SYSTEM, at=at)
    assert [job.key for job in jobs] == [key for key, _ in items]


def test_work_begins_after_the_commit(at: datetime, settings: Settings) -> None:
    settings.JOBS_INLINE = True
    kinds.RUNS.clear()
    with TestCase.captureOnCommitCallbacks(execute=True):
        enqueue("tests.count", payload={"number": 7}, actor=SYSTEM, at=at)
        assert kinds.RUNS == []
    assert kinds.RUNS == [7]


def test_a_job_that_has_ended_is_not_sent_again(at: datetime, settings: Settings) -> None:
    settings.JOBS_INLINE = True
    kinds.RUNS.clear()
    for _ in range(2):
        with TestCase.captureOnCommitCallbacks(execute=True):
            enqueue("tests.count", payload={"number": 7}, actor=SYSTEM, at=at, key="once")
    assert kinds.RUNS == [7]
    assert Job.objects.get().state == "done"
