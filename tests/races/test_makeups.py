"""Two sweeps at once open, end and pass on once; letting off and a sweep never both count."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError

from academy.notices.models import Notice
from academy.people.access import actor
from academy.reporting.enums import MakeUpCause, MakeUpEventKind
from academy.reporting.models import MakeUp, MakeUpEvent
from academy.reporting.operations import makeups
from academy.reporting.operations.makeups import Swept
from courses.models import Completion
from tests.cast import gather
from tests.make import courses
from tests.make import makeups as make
from tests.make.makeups import DUE, LATE, Run

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]
ENDS = (MakeUpEventKind.PASSED.value, MakeUpEventKind.WITHDRAWN.value)


def test_two_sweeps_at_once_are_one(at: datetime, at_once: AtOnce) -> None:
    cast = gather(at=at)
    make.closed(Run(failed=[cast.wang, cast.li]), of=courses.syllabus(at=at), at=at)
    results = at_once([partial(make.swept, at)] * 4)
    assert sum(results, Swept()) == Swept(opened=2)
    assert MakeUpEvent.objects.count() == 2
    assert Notice.objects.filter(topic="reporting.make_up_opened").count() == 2
    results = at_once([partial(make.swept, LATE)] * 4)
    assert sum(results, Swept()) == Swept(escalated=2)


def test_control_without_the_lock_the_second_sweep_breaks(at: datetime, at_once: AtOnce) -> None:
    cast = gather(at=at)
    make.closed(Run(failed=[cast.wang]), of=courses.syllabus(at=at), at=at)
    source = Completion.objects.get()
    barrier = Barrier(2)

    def insert() -> MakeUp:
        """What the sweep would be without its lock: both look, then both write."""
        assert not MakeUp.objects.exists()
        barrier.wait(timeout=30)
        return MakeUp.objects.create(
            person=cast.wang, course=source.enrolment.cohort.syllabus.course, unit=cast.east,
            cause=MakeUpCause.FAILED.value, source=source, caused_at=at, due_on=DUE, opened_at=at,
        )  # fmt: skip

    results = at_once([insert, insert])
    assert sum(isinstance(each, IntegrityError) for each in results) == 1


def test_let_off_and_passed_at_once_is_one_of_the_two(at: datetime, at_once: AtOnce) -> None:
    cast = gather(at=at)
    syllabus = courses.syllabus(at=at)
    make.closed(Run(failed=[cast.wang]), of=syllabus, at=at)
    make.swept(at)
    make.closed(Run(passed=[cast.wang]), of=syllabus, number=2, on=DUE, at=LATE)
    row = MakeUp.objects.get()
    off = partial(makeups.withdraw, actor=actor(cast.hr), make_up=row, reason="转岗", at=LATE)
    results = at_once([off, partial(make.swept, LATE)])
    said = [getattr(each, "code", each) for each in results]
    row.refresh_from_db()
    if row.state == "passed":
        assert said == ["reporting.make_up_ended", Swept(passed=1)]
    else:
        assert (row.state, said[1]) == ("withdrawn", Swept())
    assert MakeUpEvent.objects.filter(kind__in=ENDS).count() == 1
