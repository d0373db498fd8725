"""Deciding about answers that came after the deadline."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from academy.audit.models import Entry
from exams.enums import LateCause, ResultVerdict, SittingState
from exams.errors import (
    LateDecided,
    LateNotAdmissible,
    LateUndecided,
    LeaseLost,
    SittingPaused,
    WordsRefused,
)
from exams.models import (
    Exam,
    LateDecision,
    LateResponse,
    MarkSheet,
    Response,
    Result,
    Revision,
    Sitting,
)
from exams.operations import late, outages, pauses, release, sittings
from exams.operations.responses import chained
from exams.queries.late import of_exam, waiting
from tests.cast import SYSTEM, Cast
from tests.make import exams as make
from tests.make import fairness

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
# 120 s of silence ten minutes before the end: 3000 … 3120 of 3600.
BEGAN, ENDED = 3000, 3120


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao])


@pytest.fixture
def sitting(exam: Exam, cast: Cast, at: datetime) -> Sitting:
    """Three right answers in time, then an outage of two minutes."""
    row = make.sitting(exam, cast.wang, at=at)
    right = make.right_answers(exam.paper)
    make.save(row, {key: right[key] for key in ("1", "2", "3")}, at=at + SECOND)
    _outage(exam, at)
    return row


def _outage(exam: Exam, at: datetime) -> None:
    fairness.silence(
        exam,
        started_at=at,
        began_at=at + BEGAN * SECOND,
        ended_at=at + ENDED * SECOND,
        until=at + 3800 * SECOND,
    )


def _late(sitting: Sitting, by: float, sequence: int = 2, keys: str = "4567") -> LateResponse:
    assert sitting.deadline_at is not None
    right = make.right_answers(sitting.exam.paper)
    answers = {key: right[key] for key in keys}
    return fairness.late(sitting, answers, at=sitting.deadline_at + by * SECOND, sequence=sequence)


def _decide(row: LateResponse, at: datetime, *, admit: bool = True) -> LateDecision:
    return late.decide(actor=SYSTEM, late=row, admit=admit, reason="断网两分钟", at=at)


@pytest.mark.parametrize(("by", "admitted"), [(119, True), (120, True), (121, False)])
def test_as_late_as_the_outage_was_long(
    sitting: Sitting, at: datetime, by: int, admitted: bool
) -> None:
    row = _late(sitting, by)
    if not admitted:
        with pytest.raises(LateNotAdmissible) as refused:
            _decide(row, at + 4000 * SECOND)
        assert (refused.value.code, refused.value.facts["reason"]) == (
            "exams.late_not_admissible",
            "no_outage",
        )
        assert not LateDecision.objects.exists()
        return
    decision = _decide(row, at + 4000 * SECOND)
    assert (decision.admitted, decision.sequence) == (True, 2)
    assert decision.outage_began_at == at + BEGAN * SECOND
    assert decision.outage_ended_at == at + ENDED * SECOND


def test_admitted_answers_enter_as_the_next_revision_and_are_marked_again(
    sitting: Sitting, at: datetime
) -> None:
    row = _late(sitting, 60)
    sittings.close_overdue(actor=SYSTEM, exam=sitting.exam, at=at + 3700 * SECOND)
    assert Result.objects.get().score == Decimal(3)
    sitting.refresh_from_db()
    before = sitting.head_digest
    now = at + 4000 * SECOND
    _decide(row, now)
    sitting.refresh_from_db()
    first, second = Revision.objects.order_by("sequence")
    assert (second.sequence, second.answers, second.saved_at) == (2, row.answers, now)
    assert second.digest == chained(first.digest, 2, row.answers, now) == sitting.head_digest
    assert first.digest == before
    assert (sitting.last_sequence, sitting.answered, second.answered) == (2, 7, 7)
    assert set(Response.objects.values_list("sequence", flat=True)) == {1, 2}
    assert [str(sheet.score) for sheet in MarkSheet.objects.order_by("number")] == [
        "3.00",
        "10.00",
    ]
    result = Result.objects.get()
    assert (result.score, result.verdict, result.excellent, result.marked_at) == (
        Decimal(10),
        ResultVerdict.PASSED.value,
        True,
        now,
    )
    entry = Entry.objects.get(verb="exams.late_answers_decided")
    assert entry.facts["head_digest"] == sitting.head_digest
    assert make.released(sitting.exam, at=now).released_at == now


def test_nobody_swept_yet(sitting: Sitting, at: datetime) -> None:
    _decide(_late(sitting, 60), at + 4000 * SECOND)
    sitting.refresh_from_db()
    assert (sitting.state, sitting.closed_at) == (SittingState.MARKED.value, sitting.deadline_at)
    assert MarkSheet.objects.count() == 2
    assert Result.objects.get().score == Decimal(10)


def test_the_same_decision_again_is_success_the_other_is_refused(
    sitting: Sitting, at: datetime
) -> None:
    row = _late(sitting, 60)
    first = _decide(row, at + 4000 * SECOND)
    assert _decide(row, at + 4001 * SECOND).pk == first.pk
    assert Revision.objects.count() == 2
    with pytest.raises(LateDecided) as refused:
        _decide(row, at + 4002 * SECOND, admit=False)
    assert refused.value.code == "exams.late_decided"


def test_left_aside_changes_nothing(sitting: Sitting, at: datetime) -> None:
    row = _late(sitting, 60)
    decision = _decide(row, at + 4000 * SECOND, admit=False)
    assert (decision.admitted, decision.sequence, decision.outage_began_at) == (False, None, None)
    assert Revision.objects.count() == 1
    with pytest.raises(LateDecided):
        _decide(row, at + 4001 * SECOND)
    with pytest.raises(WordsRefused):
        late.decide(actor=SYSTEM, late=row, admit=False, reason="", at=at)


def test_without_an_outage(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    fairness.contacts(exam, from_at=at, until=at + 3800 * SECOND)
    kept = _late(row, 1)
    with pytest.raises(LateNotAdmissible):
        _decide(kept, at + 4000 * SECOND)
    assert waiting(exam, at=at + 4000 * SECOND) == 0
    assert make.released(exam, at=at + 4000 * SECOND).released_at is not None


def test_what_was_given_back_already_excuses_nothing(sitting: Sitting, at: datetime) -> None:
    outages.credit(
        actor=SYSTEM,
        exam=sitting.exam,
        place=0,
        began_at=at + BEGAN * SECOND,
        reason="断网",
        at=at + 3200 * SECOND,
    )
    sitting.refresh_from_db()
    assert sitting.deadline_at == at + 3720 * SECOND
    row = _late(sitting, 60)
    with pytest.raises(LateNotAdmissible):
        _decide(row, at + 4000 * SECOND)


@pytest.mark.parametrize(("offset", "admitted"), [(-1, False), (0, True), (1, True)])
def test_a_credit_reaches_only_who_was_not_over(
    exam: Exam, sitting: Sitting, cast: Cast, at: datetime, offset: int, admitted: bool
) -> None:
    """Wang's deadline passed without the credit that zhao, who started later, was given."""
    other = make.sitting(exam, cast.zhao, at=at + 600 * SECOND)
    assert other.deadline_at == at + 4200 * SECOND
    when = at + (3600 + offset) * SECOND
    outages.credit(
        actor=SYSTEM, exam=exam, place=0, began_at=at + BEGAN * SECOND, reason="断网", at=when
    )
    sitting.refresh_from_db()
    assert sitting.deadline_at == at + (3720 if offset < 0 else 3600) * SECOND
    row = _late(sitting, 100)
    if admitted:
        assert _decide(row, at + 3800 * SECOND).admitted
    else:
        with pytest.raises(LateNotAdmissible):
            _decide(row, at + 3900 * SECOND)


def test_after_handing_in_nothing_is_admitted(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    _outage(exam, at)
    sittings.hand_in(actor=SYSTEM, sitting=row, at=at + 3500 * SECOND)
    with pytest.raises(LateNotAdmissible) as refused:
        _decide(_late(row, -50), at + 4000 * SECOND)
    assert refused.value.facts["reason"] == "handed_in_before"


@pytest.mark.parametrize("cause", [LateCause.LEASE, LateCause.PAUSED])
def test_only_answers_after_the_deadline(sitting: Sitting, at: datetime, cause: LateCause) -> None:
    when = at + 3200 * SECOND
    if cause is LateCause.PAUSED:
        pauses.pause(actor=SYSTEM, sitting=sitting, reason="消防演练", at=when)
    with pytest.raises((LeaseLost, SittingPaused)):
        lease = sitting.lease + (cause is LateCause.LEASE)
        make.save(sitting, {"4": None}, at=when, sequence=2, lease=lease)
    row = LateResponse.objects.get()
    assert row.cause == cause.value
    with pytest.raises(LateNotAdmissible) as refused:
        _decide(row, at + 4000 * SECOND)
    assert refused.value.facts["reason"] == "not_after_deadline"
    assert waiting(sitting.exam, at=at + 4000 * SECOND) == 0


def test_the_older_one_first(sitting: Sitting, at: datetime) -> None:
    older, newer = _late(sitting, 50, 2, "45"), _late(sitting, 60, 3, "56")
    now = at + 4000 * SECOND
    with pytest.raises(LateNotAdmissible) as refused:
        _decide(newer, now)
    assert refused.value.facts["reason"] == "older_undecided"
    assert waiting(sitting.exam, at=now) == 2
    _decide(older, now)
    assert _decide(newer, now).sequence == 3
    assert dict(Response.objects.values_list("item__position", "sequence")) == {
        1: 1,
        2: 1,
        3: 1,
        4: 2,
        5: 3,
        6: 3,
    }


def test_not_when_something_as_new_counts(sitting: Sitting, at: datetime) -> None:
    right = make.right_answers(sitting.exam.paper)
    make.save(sitting, {"4": right["4"]}, at=at + 2 * SECOND, sequence=5)
    row = _late(sitting, 60, sequence=5)
    with pytest.raises(LateNotAdmissible) as refused:
        _decide(row, at + 4000 * SECOND)
    assert refused.value.facts["reason"] == "newer_counts"


def test_release_waits_for_the_decision(sitting: Sitting, at: datetime) -> None:
    row = _late(sitting, 60)
    with pytest.raises(LateUndecided) as refused:
        make.released(sitting.exam, at=at + 4000 * SECOND)
    assert (refused.value.code, refused.value.facts) == ("exams.late_undecided", {"waiting": 1})
    _decide(row, at + 4001 * SECOND, admit=False)
    make.released(sitting.exam, at=at + 4002 * SECOND)


def test_nothing_is_admitted_after_release(sitting: Sitting, at: datetime) -> None:
    row = _late(sitting, 121)
    release.release(actor=SYSTEM, exam=sitting.exam, at=at + 4000 * SECOND)
    with pytest.raises(LateNotAdmissible) as refused:
        _decide(row, at + 4001 * SECOND)
    assert refused.value.facts["reason"] == "results_released"
    assert not _decide(row, at + 4002 * SECOND, admit=False).admitted


def test_listed_with_counts_and_no_answers(sitting: Sitting, at: datetime) -> None:
    right = make.right_answers(sitting.exam.paper)
    late_answers = {"1": None, "2": right["2"], "4": right["4"]}
    fairness.late(sitting, late_answers, at=at + 3661 * SECOND)
    [each] = of_exam(sitting.exam, at=at + 4000 * SECOND)
    assert (each.late_by, each.items, each.changed, each.filled) == (61, 3, 2, 1)
    assert each.admissible
    assert each.outage is not None


def test_listed_in_the_same_number_of_queries(
    sitting: Sitting, at: datetime, django_assert_num_queries: object
) -> None:
    for number in (1, 3):
        for sequence in range(2, 2 + number):
            if not LateResponse.objects.filter(sequence=sequence).exists():
                _late(sitting, 60, sequence)
        with django_assert_num_queries(6):  # type: ignore[operator]  # pytest-django's fixture
            assert len(of_exam(sitting.exam, at=at + 4000 * SECOND)) == number


def test_cleared_answers_are_cleared(sitting: Sitting, at: datetime) -> None:
    row = fairness.late(sitting, {"1": None}, at=at + 3660 * SECOND)
    _decide(row, at + 4000 * SECOND)
    assert json.loads(Response.objects.get(item__position=1).answer) is None
    assert Result.objects.get().score == Decimal(2)
