"""Publishing results, and what courses then knows."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from courses.enums import AttemptKind, OutcomeVerdict
from courses.models import ExamOutcome
from courses.operations import enrolments
from exams.enums import ExamState, ResultVerdict, SittingState
from exams.errors import ExamCancelled, MakeUpNotDue, SittingsRunning, WindowStillOpen
from exams.models import Exam, Result, Sitting
from exams.operations import exams
from tests.cast import SYSTEM, Cast
from tests.make import courses as make_courses
from tests.make import exams as make

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LATER = timedelta(hours=3)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


def _outcomes() -> set[tuple[str, str, str, Decimal | None, bool]]:
    rows = ExamOutcome.objects.select_related("enrolment__person")
    return {
        (row.enrolment.person.staff_number, row.attempt, row.verdict, row.score, row.excellent)
        for row in rows
    }


def test_everybody_enrolled_gets_an_outcome(exam: Exam, cast: Cast, at: datetime) -> None:
    make.sat(exam, cast.wang, at=at)
    make.sat(exam, cast.zhao, at=at, right=3)
    released = make.released(exam, at=at + LATER)
    assert (released.state, released.released_at) == (ExamState.RELEASED.value, at + LATER)
    first, passed = AttemptKind.FIRST.value, OutcomeVerdict.PASSED.value
    assert _outcomes() == {
        ("T1001", first, passed, Decimal(10), True),
        ("T1002", first, OutcomeVerdict.FAILED.value, Decimal(3), False),
        ("T2001", first, OutcomeVerdict.ABSENT.value, None, False),
    }
    row = Sitting.objects.get(person=cast.wang)
    outcome = ExamOutcome.objects.get(enrolment__person=cast.wang)
    assert outcome.exam_ref == f"exam:{exam.public_id}"
    assert outcome.sitting_ref == f"sitting:{row.public_id}"
    assert row.state == SittingState.RELEASED.value
    absent = Result.objects.get(person=cast.li)
    assert (absent.verdict, absent.sitting) == (ResultVerdict.ABSENT.value, None)


def test_release_again_changes_nothing(exam: Exam, cast: Cast, at: datetime) -> None:
    make.sat(exam, cast.wang, at=at)
    make.released(exam, at=at + LATER)
    before = _outcomes()
    again = make.released(exam, at=at + 2 * LATER)
    assert again.released_at == at + LATER
    assert _outcomes() == before
    assert Result.objects.count() == 3


def test_open_sittings_are_closed_at_their_deadline_first(
    exam: Exam, cast: Cast, at: datetime
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    make.save(row, make.right_answers(exam.paper), at=at)
    assert row.deadline_at is not None
    with pytest.raises(SittingsRunning) as refused:
        make.released(exam, at=row.deadline_at - SECOND)
    assert refused.value.facts["running"] == 1
    make.released(exam, at=row.deadline_at)
    row.refresh_from_db()
    assert (row.state, row.closed_at) == (SittingState.RELEASED.value, row.deadline_at)
    assert Result.objects.get(person=cast.wang).score == Decimal(10)


@pytest.mark.parametrize(("offset", "refused"), [(-1, True), (0, False), (1, False)])
def test_not_while_people_may_still_start(exam: Exam, offset: int, refused: bool) -> None:
    when = exam.closes_at + offset * SECOND
    if refused:
        with pytest.raises(WindowStillOpen):
            make.released(exam, at=when)
    else:
        assert make.released(exam, at=when).state == ExamState.RELEASED.value


def test_no_need_to_sit_the_window_out_once_everybody_has_handed_in(
    exam: Exam, cast: Cast, at: datetime
) -> None:
    for person in (cast.wang, cast.zhao):
        make.sat(exam, person, at=at)
    soon = exam.closes_at - SECOND
    with pytest.raises(WindowStillOpen):
        make.released(exam, at=soon)
    make.sat(exam, cast.li, at=at)
    assert make.released(exam, at=soon).state == ExamState.RELEASED.value


def test_cancelled_exams_release_nothing(exam: Exam, at: datetime) -> None:
    exams.cancel(actor=SYSTEM, exam=exam, at=at)
    with pytest.raises(ExamCancelled):
        make.released(exam, at=at + LATER)


def test_the_withdrawn_are_not_absent(exam: Exam, cast: Cast, at: datetime) -> None:
    seat = make_courses.enrolment_of(exam.cohort, cast.li)
    enrolments.withdraw(actor=SYSTEM, enrolment=seat, reason="病假", at=at)
    make.released(exam, at=at + LATER)
    assert set(Result.objects.values_list("person", flat=True)) == {cast.wang.pk, cast.zhao.pk}


def test_make_up_is_for_the_failed_and_the_absent(exam: Exam, cast: Cast, at: datetime) -> None:
    make.sat(exam, cast.wang, at=at)
    make.sat(exam, cast.zhao, at=at, right=3)
    make.released(exam, at=at + LATER)
    second = make.make_up(exam, at=at + LATER)
    with pytest.raises(MakeUpNotDue):
        make.sitting(second, cast.wang, at=at + LATER)
    make.sat(second, cast.zhao, at=at + LATER)
    make.released(second, at=at + 2 * LATER)
    make_up = AttemptKind.MAKE_UP.value
    assert {row for row in _outcomes() if row[1] == make_up} == {
        ("T1002", make_up, OutcomeVerdict.PASSED.value, Decimal(10), False),
        ("T2001", make_up, OutcomeVerdict.ABSENT.value, None, False),
    }
    references = set(ExamOutcome.objects.values_list("exam_ref", flat=True))
    assert references == {f"exam:{exam.public_id}"}
