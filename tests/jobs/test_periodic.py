"""Work due by the clock: one job in each slot, however many ask."""

from datetime import datetime, timedelta

import pytest

from academy.jobs import periodic
from academy.jobs.celery_tasks import tick
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.registry import kinds as names
from academy.jobs.registry import periods
from tests.jobs import kinds

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def _jobs() -> list[str | None]:
    return list(Job.objects.filter(kind="tests.tock").order_by("pk").values_list("key", flat=True))


def _end(state: JobState = JobState.DONE) -> None:
    Job.objects.filter(kind="tests.tock").update(
        state=state.value, ended_at=datetime.now().astimezone(), lease_until=None
    )


@pytest.mark.parametrize(("later", "slots"), [(0, 1), (29, 1), (30, 2), (31, 2)])
def test_one_in_each_slot(at: datetime, later: int, slots: int) -> None:
    with kinds.ticking(30):
        periodic.tick(at)
        _end()
        periodic.tick(at + later * SECOND)
    assert len(_jobs()) == slots
    assert _jobs()[0] == f"tests.tock@{int(at.timestamp()) // 30}"


def test_two_schedulers_make_one(at: datetime) -> None:
    with kinds.ticking(30):
        first = periodic.tick(at)
        again = periodic.tick(at + SECOND)
    assert (first, again, len(_jobs())) == (len(periods()) + 1, 0, 1)


@pytest.mark.parametrize(
    ("state", "asked"),
    [(JobState.QUEUED, 0), (JobState.DONE, 1), (JobState.FAILED, 1), (JobState.CANCELLED, 1)],
)
def test_none_is_added_while_one_waits(at: datetime, state: JobState, asked: int) -> None:
    with kinds.ticking(30):
        periodic.tick(at)
        if state is not JobState.QUEUED:
            _end(state)
        periodic.tick(at + 3600 * SECOND)
        assert len(_jobs()) == 1 + asked


@pytest.mark.parametrize(("late", "left"), [(-SECOND, 1), (0 * SECOND, 0), (SECOND, 0)])
def test_what_is_done_is_forgotten_after_a_day(at: datetime, late: timedelta, left: int) -> None:
    with kinds.ticking(7 * 86400):
        periodic.tick(at)
        _end()
        periodic.tick(at + periodic.KEEP + late)
    assert len(_jobs()) == left


def test_what_failed_stays(at: datetime) -> None:
    with kinds.ticking(7 * 86400):
        periodic.tick(at)
        _end(JobState.FAILED)
        periodic.tick(at + 2 * periodic.KEEP)
    assert len(_jobs()) == 1


def test_the_message_asks_for_every_periodic_kind() -> None:
    tick()
    assert set(Job.objects.values_list("kind", flat=True)) == set(periods())
    assert set(periods()) <= names()
