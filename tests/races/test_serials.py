"""Many issue at once: every number is taken once, and none is left out."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import count
from queue import Empty, SimpleQueue
from random import Random
from threading import Barrier
from time import sleep

import pytest
from django.db import OperationalError, close_old_connections, connection, connections, transaction

from academy.audit.models import Entry
from academy.jobs.models import Job
from certificates.enums import CertificateKind
from certificates.models import Batch, Certificate, Series, StatusList
from certificates.operations import batches, serials
from courses.models import Cohort
from tests.cast import gather
from tests.make import certificates as make
from tests.make import issuing
from tests.make import people as make_people

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

WRITERS = 12
TAKES = 10
PER_BATCH = 5


def _at_once(work: Callable[[int], None], writers: int = WRITERS) -> None:
    """Run `work(0) … work(writers - 1)` in threads that start together."""
    barrier = Barrier(writers)

    def run(index: int) -> None:
        close_old_connections()
        try:
            barrier.wait(timeout=30)
            work(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(writers) as pool:
        for done in [pool.submit(run, index) for index in range(writers)]:
            done.result(timeout=120)


def test_batches_issued_at_once_are_numbered_without_gap_or_double(at: datetime) -> None:
    cast = gather(at=at)
    approved = []
    for number in range(1, WRITERS + 1):
        persons = make_people.people(PER_BATCH, unit=cast.east, at=at, start=number * 100)
        starts_on = date(2026, 3, 9) + timedelta(days=7 * number)
        cohort = make.closed_cohort(persons=persons, at=at, number=number, starts_on=starts_on)
        approved.append(make.approved(cohort, at=at).pk)

    def issue(index: int) -> None:
        batch = Batch.objects.get(pk=approved[index])
        batches.issue(actor=make.APPROVER, batch=batch, at=at)

    _at_once(issue)

    numbers = sorted(Certificate.objects.values_list("serial", flat=True))
    assert numbers == list(range(1, WRITERS * PER_BATCH + 1))
    assert Series.objects.get().next_number == WRITERS * PER_BATCH + 1
    for batch in Batch.objects.all():
        own = sorted(batch.certificates.values_list("serial", flat=True))
        assert own == list(range(batch.first_serial or 0, (batch.last_serial or 0) + 1))


def test_one_batch_issued_by_all_is_issued_once(at: datetime) -> None:
    cast = gather(at=at)
    batch = make.approved(make.closed_cohort(persons=[cast.wang, cast.li], at=at), at=at)
    _at_once(lambda _: _issue_again(batch.pk, at))
    assert Certificate.objects.count() == 2
    assert Series.objects.get().next_number == 3


def _issue_again(pk: int, at: datetime) -> None:
    batches.issue(actor=make.APPROVER, batch=Batch.objects.get(pk=pk), at=at)


def test_one_cohort_proposed_by_all_has_one_batch(at: datetime) -> None:
    cast = gather(at=at)
    cohort = make.closed_cohort(persons=[cast.wang], at=at)
    _at_once(lambda _: _propose(cohort.pk, at))
    assert Batch.objects.count() == 1


def _propose(pk: int, at: datetime) -> None:
    batches.propose(actor=make.PROPOSER, cohort=Cohort.objects.get(pk=pk), at=at)


def _take_many(take: Callable[[], int]) -> list[int]:
    taken: list[list[int]] = [[] for _ in range(WRITERS)]

    def work(index: int) -> None:
        taken[index] = [take() for _ in range(TAKES)]

    _at_once(work)
    return sorted(number for numbers in taken for number in numbers)


def _locked() -> int:
    with transaction.atomic():
        _series, first = serials.take(prefix="竞赛", year=2026, count=1)
        return first


def _without_lock() -> int:
    """What `take` would be without its lock: read, think, write."""
    series = Series.objects.get(prefix="竞赛", year=2026)
    first = series.next_number
    sleep(0.001)
    Series.objects.filter(pk=series.pk).update(next_number=first + 1)
    return first


def test_the_counter_gives_every_number_once() -> None:
    assert _take_many(_locked) == list(range(1, WRITERS * TAKES + 1))


def test_control_without_the_lock_numbers_are_given_twice() -> None:
    Series.objects.create(prefix="竞赛", year=2026)
    numbers = _take_many(_without_lock)
    assert len(set(numbers)) < WRITERS * TAKES


class Killed(Exception):
    """A worker dies before its transaction commits."""


MANY_WRITERS = 16
PEOPLE, COHORTS = 100, 50  # in batches of two kinds: 10,000 certificates in two series
CRASH_EVERY = 7


class Deliveries:
    """Messages to issue a batch, each sent twice; 1 attempt in 7 dies and is sent again."""

    def __init__(self, batch_ids: list[int], at: datetime) -> None:
        self._at = at
        self._attempts = count(1)
        self.deaths: Counter[str] = Counter()
        twice = batch_ids * 2
        Random(7).shuffle(twice)
        self._queue: SimpleQueue[int] = SimpleQueue()
        for each in twice:
            self._queue.put(each)

    def work(self, _writer: int) -> None:
        """Carry messages out until none is left."""
        while True:
            try:
                batch_id = self._queue.get_nowait()
            except Empty:
                return
            try:
                self._issue(batch_id)
            except (Killed, OperationalError) as death:
                self.deaths[type(death).__name__] += 1
                self._queue.put(batch_id)

    def _issue(self, batch_id: int) -> None:
        attempt = next(self._attempts)
        with transaction.atomic():
            batch = Batch.objects.get(pk=batch_id)
            batches.issue(actor=make.APPROVER, batch=batch, at=self._at)
            if attempt % CRASH_EVERY == 0:
                if attempt % 2:
                    # As when the process is gone: nobody rolls back, the connection just ends.
                    connection.connection.close()
                raise Killed


def test_ten_thousand_numbers_by_16_writers_of_whom_1_in_7_dies(at: datetime) -> None:
    cast = gather(at=at)
    persons = make_people.people(PEOPLE, unit=cast.east, at=at)
    ids = issuing.approved(persons, cohorts=COHORTS, kinds=list(CertificateKind), at=at)
    make.award(Cohort.objects.earliest("pk"), at=at, kind=make.COMPLETION, prefix="竞赛结业")
    deliveries = Deliveries(ids, at)

    _at_once(deliveries.work, MANY_WRITERS)

    each = PEOPLE * COHORTS
    for series in Series.objects.all():
        numbers = list(series.certificates.values_list("serial", flat=True))
        assert len(numbers) == len(set(numbers)) == max(numbers) == each
        assert series.next_number == each + 1
    assert Series.objects.count() == 2
    assert Certificate.objects.count() == 2 * each
    places = sorted(Certificate.objects.values_list("status_index", flat=True))
    assert places == list(range(2 * each))
    assert StatusList.objects.get().next_index == 2 * each
    for batch in Batch.objects.all():
        own = sorted(batch.certificates.values_list("serial", flat=True))
        assert own == list(range(batch.first_serial or 0, (batch.last_serial or 0) + 1))
        assert len(own) == PEOPLE
    told = Entry.objects.filter(verb="certificates.certificate_issued")
    assert told.count() == told.values("subject_key").distinct().count() == 2 * each
    assert Job.objects.filter(kind="certificates.render").count() == len(ids)
    assert deliveries.deaths["Killed"] >= 2 * len(ids) // CRASH_EVERY
