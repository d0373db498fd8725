"""Scheduling exams and calling them off."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from courses.enums import CohortState
from courses.rules.completion import PassRule
from exams.enums import ExamKind, ExamState
from exams.errors import (
    WHY,
    CancelRefused,
    CohortNotReady,
    ExamCancelled,
    ExamDiffers,
    MakeUpRefused,
    WindowRefused,
)
from exams.models import Exam
from exams.operations import exams, sittings
from tests.cast import SYSTEM, Cast
from tests.make import courses as make_courses
from tests.make import exams as make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_marks_come_from_the_syllabus(cast: Cast, at: datetime) -> None:
    rule = PassRule(pass_percent=Decimal(80), excellence_percent=Decimal(95))
    syllabus = make_courses.syllabus(at=at, pass_rule=rule)
    cohort = make_courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang], of=syllabus)
    exam = make.exam(at=at, persons=[cast.wang], cohort=cohort)
    assert (exam.pass_percent, exam.excellent_percent) == (Decimal(80), Decimal(95))


def test_the_same_exam_again_is_the_same_row(cast: Cast, at: datetime) -> None:
    paper = make.paper(at=at)
    exam = make.exam(at=at, persons=[cast.wang], on_paper=paper)
    again = make.exam(at=at, persons=[cast.wang], on_paper=paper, cohort=exam.cohort)
    assert again == exam
    with pytest.raises(ExamDiffers):
        make.exam(
            at=at,
            persons=[cast.wang],
            on_paper=paper,
            cohort=exam.cohort,
            duration_seconds=make.DURATION + 1,
        )


@pytest.mark.parametrize(
    ("window", "duration", "field"),
    [
        (timedelta(seconds=-1), 3600, "closes_at"),
        (timedelta(0), 3600, "closes_at"),
        (timedelta(seconds=1), 0, "duration_seconds"),
        (timedelta(seconds=1), exams.MAX_DURATION_SECONDS + 1, "duration_seconds"),
    ],
)
def test_impossible_times(
    cast: Cast, at: datetime, window: timedelta, duration: int, field: str
) -> None:
    with pytest.raises(WindowRefused) as refused:
        make.exam(at=at, persons=[cast.wang], window=window, duration_seconds=duration)
    assert refused.value.field == field
    assert not Exam.objects.exists()


def test_borders_of_times_are_fine(cast: Cast, at: datetime) -> None:
    exam = make.exam(
        at=at,
        persons=[cast.wang],
        window=timedelta(seconds=1),
        duration_seconds=exams.MAX_DURATION_SECONDS,
    )
    assert exam.state == ExamState.SCHEDULED.value


@pytest.mark.parametrize("state", [CohortState.DRAFT, CohortState.CANCELLED, CohortState.CLOSED])
def test_cohorts_that_have_no_exams(cast: Cast, at: datetime, state: CohortState) -> None:
    cohort = make_courses.cohort(at=at, state=state, persons=[cast.wang])
    with pytest.raises(CohortNotReady):
        make.exam(at=at, persons=[cast.wang], cohort=cohort)


def test_make_up_needs_a_released_first_exam(cast: Cast, at: datetime) -> None:
    exam = make.exam(at=at, persons=[cast.wang])
    with pytest.raises(MakeUpRefused) as refused:
        make.make_up(exam, at=at + HOUR)
    assert refused.value.facts["reason"] == "first_exam_not_released"
    make.released(exam, at=at + HOUR)
    second = make.make_up(exam, at=at + HOUR)
    assert second.follows == exam
    assert make.make_up(exam, at=at + HOUR) == second
    with pytest.raises(ExamDiffers):
        make.make_up(exam, at=at + 2 * HOUR)


def test_make_up_needs_the_syllabus_to_allow_it(cast: Cast, at: datetime) -> None:
    syllabus = make_courses.syllabus(at=at, pass_rule=PassRule(make_up_allowed=False))
    cohort = make_courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang], of=syllabus)
    exam = make.exam(at=at, persons=[cast.wang], cohort=cohort)
    make.released(exam, at=at + HOUR)
    with pytest.raises(MakeUpRefused) as refused:
        make.make_up(exam, at=at + HOUR)
    assert refused.value.facts["reason"] == "not_in_syllabus"


def test_make_up_without_any_first_exam(cast: Cast, at: datetime) -> None:
    cohort = make_courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    with pytest.raises(MakeUpRefused):
        exams.schedule(
            actor=SYSTEM,
            cohort=cohort,
            paper=make.paper(at=at),
            kind=ExamKind.MAKE_UP,
            opens_at=at,
            closes_at=at + HOUR,
            duration_seconds=60,
            at=at,
        )


def test_cancel_before_anybody_starts(cast: Cast, at: datetime) -> None:
    exam = make.exam(at=at, persons=[cast.wang])
    cancelled = exams.cancel(actor=SYSTEM, exam=exam, at=at)
    assert cancelled.state == ExamState.CANCELLED.value
    assert exams.cancel(actor=SYSTEM, exam=exam, at=at + HOUR).cancelled_at == at
    with pytest.raises(ExamCancelled):
        make.sitting(cancelled, cast.wang, at=at)


def test_no_cancelling_once_started(cast: Cast, at: datetime) -> None:
    exam = make.exam(at=at, persons=[cast.wang])
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    make.sitting(exam, cast.wang, at=at)
    with pytest.raises(CancelRefused) as refused:
        exams.cancel(actor=SYSTEM, exam=exam, at=at)
    assert refused.value.facts == {"started": 1}


def test_every_reason_has_its_words() -> None:
    """A reason that is missing from the table would end as a defect, not as a refusal."""
    sources = [*Path("exams/rules").glob("*.py"), *Path("exams/operations").glob("*.py")]
    raised, whole = set(), ""
    for source in [*sources, *Path("exams/queries").glob("*.py")]:
        text = source.read_text()
        whole += text
        raised |= set(re.findall(r'reason="(\w+)"', text))
        raised |= set(re.findall(r'ShapeError\(.*?"(\w+)"\)', text))
        raised |= set(re.findall(r'AnswerError\("(\w+)"\)', text))
    assert raised - {"unknown_option"} - set(WHY) == set()
    # A rule may return its reason instead of raising it.
    assert {reason for reason in WHY if f'"{reason}"' not in whole} == set()
