"""Overdue sittings are closed and marked even if nobody looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from academy.jobs import periodic
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.runner import execute
from academy.shared import clock
from exams.enums import SittingState
from exams.models import Exam, Result, Sitting
from exams.operations import pauses, sittings, sweeping
from exams.queries import boards
from tests.cast import SYSTEM, Cast
from tests.make import exams as make

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


@pytest.mark.parametrize(("offset", "closed"), [(-1, 0), (0, 1), (1, 1)])
def test_at_the_deadline(exam: Exam, cast: Cast, at: datetime, offset: int, closed: int) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    make.save(row, make.right_answers(exam.paper), at=at)
    assert sweeping.close_overdue(actor=SYSTEM, at=at + (3600 + offset) * SECOND) == closed
    row.refresh_from_db()
    assert (row.state, Result.objects.count()) == (
        (SittingState.MARKED.value, 1) if closed else (SittingState.OPEN.value, 0)
    )
    assert row.closed_at == (row.deadline_at if closed else None)


def test_a_paused_sitting_is_never_swept(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    pauses.pause(actor=SYSTEM, sitting=row, reason="断电", at=at + 60 * SECOND)
    late = at + 86_400 * SECOND
    assert sweeping.close_overdue(actor=SYSTEM, at=late) == 0
    pauses.resume(actor=SYSTEM, sitting=row, at=late)
    assert sweeping.close_overdue(actor=SYSTEM, at=late + 3539 * SECOND) == 0
    assert sweeping.close_overdue(actor=SYSTEM, at=late + 3540 * SECOND) == 1


def test_in_chunks_over_all_exams(
    exam: Exam, cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "CHUNK", 2)
    for person in (cast.wang, cast.zhao, cast.li):
        make.sitting(exam, person, at=at)
    other = make.exam(
        at=at,
        persons=[cast.officer],
        on_paper=exam.paper,
        cohort=_cohort(cast, at),
    )
    make.sitting(other, cast.officer, at=at)
    calls: list[int] = []
    closed = sweeping.close_overdue(
        actor=SYSTEM, at=at + 3600 * SECOND, after_each=lambda: calls.append(1)
    )
    assert (closed, len(calls)) == (4, 3)
    assert set(Sitting.objects.values_list("state", flat=True)) == {SittingState.MARKED.value}
    assert sweeping.close_overdue(actor=SYSTEM, at=at + 3601 * SECOND) == 0


def _cohort(cast: Cast, at: datetime) -> Any:
    from courses.enums import CohortState
    from tests.make import courses as make_courses

    of = make_courses.syllabus(at=at, code="FIRE")
    return make_courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.officer], of=of)


def test_the_job_does_it_and_again_finds_nothing(
    exam: Exam, cast: Cast, at: datetime, settings: Settings
) -> None:
    """Real rows, the database's own clock: the story happened two hours ago."""
    now = clock.database_now()
    Exam.objects.update(opens_at=now - 7200 * SECOND, closes_at=now - 3600 * SECOND)
    exam.refresh_from_db()
    row = make.sitting(exam, cast.wang, at=exam.opens_at)
    with time_machine.travel(at, tick=False):
        periodic.tick(at)
        job = Job.objects.get(kind="exams.close_overdue")
        assert execute(job.pk) is JobState.DONE
    job.refresh_from_db()
    assert job.result == {"closed": 1}
    row.refresh_from_db()
    assert (row.state, row.closed_at) == (SittingState.MARKED.value, row.deadline_at)


def test_nothing_depends_on_it(exam: Exam, cast: Cast, at: datetime) -> None:
    """What readers say is the same before the sweep and after it, but for the marks."""
    for person in (cast.wang, cast.zhao):
        make.sitting(exam, person, at=at)
    sittings.hand_in(
        actor=SYSTEM, sitting=Sitting.objects.get(person=cast.zhao), at=at + 60 * SECOND
    )
    now = at + 3600 * SECOND

    def read() -> tuple[object, ...]:
        numbers = boards.numbers(exam, at=now)
        listed = boards.with_counts(Exam.objects.all(), at=now).get()
        ended = [row.state for row in boards.rows(exam, _units(cast), at=now)]
        return (
            numbers.started,
            numbers.running,
            numbers.ended,
            numbers.missing,
            vars(listed)["started"],
            vars(listed)["ended"],
            sorted(str(state).replace("marked", "closed") for state in ended),
        )

    before = read()
    assert before[:6] == (2, 0, 2, 1, 2, 2)
    sweeping.close_overdue(actor=SYSTEM, at=now)
    assert read() == before


def _units(cast: Cast) -> frozenset[int]:
    return frozenset({cast.bureau.pk, cast.east.pk, cast.south.pk})
