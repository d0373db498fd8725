"""Several workers reach for the same job; several operations append to one log."""

import threading
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import RequestFactory

from academy.audit.models import Entry, Head
from academy.audit.record import Actor, entry_digest, record
from academy.audit.verify import flaws
from academy.jobs.enums import JobState, Verb
from academy.jobs.errors import RequestInProgress
from academy.jobs.idempotency import idempotent
from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from academy.jobs.runner import execute
from academy.shared import clock
from tests.jobs import kinds
from tests.races.conftest import Run

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system("tests")
ROUNDS = 10


def waiting(number: int) -> Job:
    return enqueue("tests.count", payload={"number": number}, actor=SYSTEM, at=clock.now())


def test_a_job_runs_once(at_once: Run) -> None:
    kinds.RUNS.clear()
    for number in range(ROUNDS):
        job = waiting(number)
        states = at_once([partial(execute, job.pk)] * 4)
        assert sorted(map(str, states)) == ["None", "None", "None", "done"]
    assert list(range(ROUNDS)) == kinds.RUNS


def test_control_a_claim_that_looks_first_is_made_twice(at_once: Run) -> None:
    """Reading the state and then writing it, as the runner must not."""
    job = waiting(0)
    looked = threading.Barrier(2)

    def naive_claim() -> bool:
        free = Job.objects.get(pk=job.pk).state == JobState.QUEUED.value
        looked.wait(timeout=20)
        if free:
            Job.objects.filter(pk=job.pk).update(
                state=JobState.RUNNING.value, lease_until=clock.now()
            )
        return free

    assert at_once([naive_claim] * 2) == [True, True]


def test_same_key_at_once_is_one_job(at_once: Run) -> None:
    at = clock.now()
    for number in range(ROUNDS):
        ask = partial(enqueue, "tests.count", actor=SYSTEM, at=at)
        jobs = at_once([partial(ask, payload={"number": number}, key=f"once:{number}")] * 4)
        assert len({job.pk for job in jobs}) == 1
    assert Job.objects.count() == ROUNDS


def append(job: Job, times: int) -> None:
    for _ in range(times):
        with transaction.atomic():
            record(SYSTEM, Verb.RETRIED, job, at=clock.now())


def test_the_log_stays_one_chain(at_once: Run) -> None:
    job = waiting(0)
    assert at_once([partial(append, job, ROUNDS)] * 4) == [None] * 4
    assert Entry.objects.count() == Head.objects.get().sequence == 4 * ROUNDS
    assert list(flaws()) == []


@pytest.mark.only_on("postgres")  # on SQLite a second writer cannot even begin
def test_control_without_the_lock_the_log_breaks(at_once: Run) -> None:
    job = waiting(0)
    looked = threading.Barrier(2)

    def append_without_lock() -> None:
        with transaction.atomic():
            head = Head.objects.get(pk=1)
            looked.wait(timeout=20)
            entry = Entry(
                sequence=head.sequence + 1,
                at=datetime.now(UTC),
                actor_kind="system",
                actor_key=connection.alias,
                actor_label="x",
                verb=Verb.RETRIED.value,
                subject_type="jobs.job",
                subject_key=str(job.pk),
                previous_digest=head.digest,
            )
            entry.digest = entry_digest(entry)
            entry.save(force_insert=True)

    results = at_once([append_without_lock] * 2)
    assert [type(each).__name__ for each in results if each is not None] == ["IntegrityError"]


def test_one_request_sent_twice_at_once_has_one_effect(at_once: Run) -> None:
    effects: list[int] = []

    @idempotent
    def create(request: HttpRequest) -> tuple[int, dict[str, int]]:
        effects.append(1)
        return 201, {"number": len(effects)}

    def send(key: str) -> Any:
        request = RequestFactory().post("/x", {}, headers={"Idempotency-Key": key})
        return create(request)

    for number in range(ROUNDS):
        effects.clear()
        replies = at_once([partial(send, f"k{number}")] * 4)
        answered = [each for each in replies if not isinstance(each, Exception)]
        assert len(effects) == 1, replies
        assert {reply.content for reply in answered} == {b'{"number": 1}'}
        others = [each for each in replies if isinstance(each, Exception)]
        assert all(isinstance(each, RequestInProgress) for each in others), others
