"""Several schedulers and workers at once: one sending a turn, and one extract of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import DatabaseError

from academy.jobs.queue import enqueue
from academy.notices.models import Notice
from academy.reporting.models import Extract, Schedule, ScheduleReceipt, ScheduleSending
from academy.reporting.operations import sendings
from academy.shared.clock import LOCAL
from tests.cast import SYSTEM, gather
from tests.make import schedules as make

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]
DUE = datetime(2026, 3, 5, 8, tzinfo=LOCAL)


@pytest.fixture(autouse=True)
def _media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_of_several_who_look_one_opens_the_turn(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    make.made(cast.hr, cast.auditor, at=at)
    look = partial(sendings.open_due, actor=sendings.WORKER, at=DUE)
    assert sorted(at_once([look] * 3)) == [0, 0, 1]
    assert ScheduleSending.objects.count() == 1


def test_control_without_the_lock_only_the_schema_refuses_the_second(
    at: datetime, at_once: Run
) -> None:
    cast = gather(at=at)
    schedule = make.made(cast.hr, cast.auditor, at=at)
    barrier = Barrier(2)

    def look() -> None:
        """What `open_due` would be without its lock: both find the turn due, then both write."""
        row = Schedule.objects.get(pk=schedule.pk)
        assert row.next_due_at == DUE
        barrier.wait(timeout=30)
        job = enqueue("reporting.send", payload={"sending": "none"}, actor=SYSTEM, at=DUE)
        ScheduleSending.objects.create(schedule=row, due_at=DUE, opened_at=DUE, job=job)

    results = at_once([look, look])
    assert sum(isinstance(each, DatabaseError) for each in results) == 1
    assert ScheduleSending.objects.count() == 1


def test_two_workers_on_one_turn_tell_once(at: datetime, at_once: Run, tmp_path: Path) -> None:
    cast = gather(at=at)
    make.made(cast.hr, cast.auditor, at=at)
    (sending,) = make.opened(at=DUE)
    send = partial(
        sendings.send,
        sending_id=sending.public_id,
        progress=lambda _done, _total, _words: None,
        at=DUE,
    )
    results = at_once([send, send])
    assert [type(each) for each in results] == [ScheduleSending] * 2
    counts = [row.objects.count() for row in (Extract, ScheduleReceipt)]
    assert (counts, len(list(tmp_path.rglob("*.csv")))) == ([1, 1], 1)
    assert Notice.objects.filter(topic="reporting.scheduled_report").count() == 1
