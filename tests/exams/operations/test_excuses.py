"""Leave from one exam, and who has to sit the make-up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from academy.audit.models import Entry
from academy.people.models import Person
from exams.enums import ExamKind, ResultVerdict
from exams.errors import (
    ExamCancelled,
    ExcuseRefused,
    MakeUpNotDue,
    MakeUpOutsideDays,
    NotEnrolled,
    WordsRefused,
)
from exams.models import Exam, Excuse, Result
from exams.operations import exams, excuses
from exams.queries.candidates import enrolments_due
from exams.queries.mine import my_exams
from tests.cast import SYSTEM, Cast
from tests.make import exams as make
from tests.make import fairness

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
LATER = timedelta(hours=3)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


def _grant(exam: Exam, person: Person, at: datetime, reason: str = "出差") -> Excuse:
    return excuses.grant(actor=SYSTEM, exam=exam, person=person, reason=reason, at=at)


def _refused(reason: str, call: Any) -> None:
    with pytest.raises(ExcuseRefused) as met:
        call()
    assert (met.value.code, met.value.facts["reason"]) == ("exams.excuse_refused", reason)


def test_absent_with_leave_and_without(exam: Exam, cast: Cast, at: datetime) -> None:
    _grant(exam, cast.li, at)
    withdrawn = _grant(exam, cast.zhao, at)
    excuses.withdraw(actor=SYSTEM, excuse=withdrawn, at=at)
    make.sat(exam, cast.wang, at=at)
    make.released(exam, at=at + LATER)
    rows = Result.objects.values_list("person__staff_number", "verdict", "excused")
    assert set(rows) == {
        ("T1001", ResultVerdict.PASSED.value, False),
        ("T1002", ResultVerdict.ABSENT.value, False),
        ("T2001", ResultVerdict.ABSENT.value, True),
    }


def test_who_sits_all_the_same_has_a_result(exam: Exam, cast: Cast, at: datetime) -> None:
    _grant(exam, cast.wang, at)
    make.sat(exam, cast.wang, at=at)
    make.released(exam, at=at + LATER)
    row = Result.objects.get(person=cast.wang)
    assert (row.verdict, row.excused) == (ResultVerdict.PASSED.value, False)


def test_again_is_the_same_and_another_reason_is_not(exam: Exam, cast: Cast, at: datetime) -> None:
    row = _grant(exam, cast.li, at)
    assert _grant(exam, cast.li, at + SECOND, " 出差 ").pk == row.pk
    _refused("leave_stands", lambda: _grant(exam, cast.li, at, "病假"))
    excuses.withdraw(actor=SYSTEM, excuse=row, at=at + SECOND)
    again = excuses.withdraw(actor=SYSTEM, excuse=row, at=at + 2 * SECOND)
    assert again.withdrawn_at == at + SECOND
    assert _grant(exam, cast.li, at + 3 * SECOND, "病假").pk != row.pk
    assert Excuse.objects.count() == 2
    assert all("出差" not in str(entry.facts) for entry in Entry.objects.all())


def test_only_for_who_has_to_sit_and_has_not_started(exam: Exam, cast: Cast, at: datetime) -> None:
    with pytest.raises(NotEnrolled):
        _grant(exam, cast.officer, at)
    with pytest.raises(WordsRefused):
        _grant(exam, cast.li, at, "  ")
    make.sitting(exam, cast.wang, at=at)
    _refused("has_started", lambda: _grant(exam, cast.wang, at))


def test_not_once_results_are_out(exam: Exam, cast: Cast, at: datetime) -> None:
    row = _grant(exam, cast.li, at)
    make.released(exam, at=at + LATER)
    _refused("results_released", lambda: _grant(exam, cast.zhao, at + LATER))
    _refused("results_released", lambda: excuses.withdraw(actor=SYSTEM, excuse=row, at=at + LATER))


def test_not_for_a_cancelled_exam(exam: Exam, cast: Cast, at: datetime) -> None:
    exams.cancel(actor=SYSTEM, exam=exam, at=at)
    with pytest.raises(ExamCancelled):
        _grant(exam, cast.li, at)


@pytest.mark.parametrize("for_unexcused", [True, False])
@pytest.mark.parametrize("state", ["passed", "failed", "with_leave", "without_leave"])
def test_one_rule_says_who_is_due(
    exam: Exam, cast: Cast, at: datetime, state: str, for_unexcused: bool
) -> None:
    fairness.policy(exam, at=at, make_up_for_unexcused=for_unexcused)
    if state in {"passed", "failed"}:
        make.sat(exam, cast.wang, at=at, right=None if state == "passed" else 1)
    elif state == "with_leave":
        _grant(exam, cast.wang, at)
    make.released(exam, at=at + LATER)
    second = make.make_up(exam, at=at + LATER)
    due = state in {"failed", "with_leave"} or (state == "without_leave" and for_unexcused)
    assert enrolments_due(second).filter(person=cast.wang).exists() is due
    mine = [each.exam.pk for each in my_exams(cast.wang, at=at + LATER)]
    assert (second.pk in mine) is due
    if due:
        make.sitting(second, cast.wang, at=at + LATER)
    else:
        with pytest.raises(MakeUpNotDue):
            make.sitting(second, cast.wang, at=at + LATER)


def test_my_exams_takes_four_queries_with_a_make_up(
    exam: Exam, cast: Cast, at: datetime, django_assert_num_queries: object
) -> None:
    make.released(exam, at=at + LATER)
    fairness.policy(exam, at=at)
    make.make_up(exam, at=at + LATER)
    with django_assert_num_queries(4):  # type: ignore[operator]  # pytest-django's fixture
        assert len(my_exams(cast.wang, at=at + LATER)) == 2


def _make_up(first: Exam, opens_at: datetime, closes_at: datetime) -> Exam:
    return exams.schedule(
        actor=SYSTEM,
        cohort=first.cohort,
        paper=first.paper,
        kind=ExamKind.MAKE_UP,
        opens_at=opens_at,
        closes_at=closes_at,
        duration_seconds=3600,
        at=first.opens_at + LATER,
    )


@pytest.mark.parametrize(
    ("opens", "closes", "allowed"),
    [
        (timedelta(days=7) - SECOND, timedelta(days=7, hours=1), False),
        (timedelta(days=7), timedelta(days=7, hours=1), True),
        (timedelta(days=7, seconds=1), timedelta(days=7, hours=1), True),
        (timedelta(days=13, hours=23), timedelta(days=14) - SECOND, True),
        (timedelta(days=13, hours=23), timedelta(days=14), True),
        (timedelta(days=13, hours=23), timedelta(days=14, seconds=1), False),
        (timedelta(days=14), timedelta(days=14, hours=1), False),
    ],
)
def test_a_make_up_keeps_to_its_days(
    exam: Exam, at: datetime, opens: timedelta, closes: timedelta, allowed: bool
) -> None:
    """Released on 2 March local time: from the 9th on, before the 16th."""
    fairness.policy(exam, at=at, make_up_from_days=7, make_up_until_days=14)
    make.released(exam, at=at + LATER)
    midnight = at - timedelta(hours=9)
    if allowed:
        assert _make_up(exam, midnight + opens, midnight + closes).follows == exam
        return
    with pytest.raises(MakeUpOutsideDays) as refused:
        _make_up(exam, midnight + opens, midnight + closes)
    assert refused.value.code == "exams.make_up_window"
    assert refused.value.facts == {
        "first_on": "2026-03-09",
        "last_on": "2026-03-15",
        "allowed": "2026-03-09 – 2026-03-15",
    }
    assert "2026-03-09 – 2026-03-15" in str(refused.value)


def test_without_an_end(exam: Exam, at: datetime) -> None:
    fairness.policy(exam, at=at, make_up_from_days=1)
    make.released(exam, at=at + LATER)
    with pytest.raises(MakeUpOutsideDays) as refused:
        _make_up(exam, at + LATER, at + 2 * LATER)
    assert refused.value.facts["last_on"] is None
    _make_up(exam, at + 365 * DAY, at + 366 * DAY)
