"""A sitting from start to end."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from academy.audit.models import Entry
from courses.operations import enrolments
from exams.enums import ResultVerdict, SittingState, Verb
from exams.errors import (
    ExtraTimeRefused,
    NotEnrolled,
    NotOpenYet,
    SittingClosed,
    SittingNotStarted,
    SittingVoided,
    VoidRefused,
    WindowOver,
)
from exams.models import Exam, MarkSheet, Result, Room, Sitting
from exams.operations import sittings, watch
from tests.cast import SYSTEM, Cast
from tests.make import courses as make_courses
from tests.make import exams as make

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao])


def test_start_sets_the_persons_own_deadline(exam: Exam, cast: Cast, at: datetime) -> None:
    started = exam.closes_at - SECOND
    row = make.sitting(exam, cast.wang, at=started)
    assert (row.state, row.started_at) == (SittingState.OPEN.value, started)
    # The window ended one second after the start: nothing is clipped.
    assert row.deadline_at == started + timedelta(seconds=make.DURATION)


def test_window_borders(exam: Exam, cast: Cast) -> None:
    with pytest.raises(NotOpenYet):
        make.sitting(exam, cast.wang, at=exam.opens_at - SECOND)
    with pytest.raises(WindowOver):
        make.sitting(exam, cast.wang, at=exam.closes_at)
    with pytest.raises(WindowOver):
        make.sitting(exam, cast.wang, at=exam.closes_at + SECOND)
    assert make.sitting(exam, cast.wang, at=exam.opens_at).number == 1
    assert make.sitting(exam, cast.zhao, at=exam.opens_at + SECOND).number == 1


def test_start_again_is_the_same_sitting_even_after_the_window(
    exam: Exam, cast: Cast, at: datetime
) -> None:
    first = make.sitting(exam, cast.wang, at=at)
    again = make.sitting(exam, cast.wang, at=exam.closes_at + SECOND)
    assert (again.pk, again.deadline_at) == (first.pk, first.deadline_at)
    assert Entry.objects.filter(verb=Verb.SITTING_STARTED.value).count() == 1


def test_start_again_after_the_end_is_refused(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    assert row.deadline_at is not None
    with pytest.raises(SittingClosed):
        make.sitting(exam, cast.wang, at=row.deadline_at)
    sittings.hand_in(actor=SYSTEM, sitting=row, at=at + SECOND)
    with pytest.raises(SittingClosed):
        make.sitting(exam, cast.wang, at=at + 2 * SECOND)


def test_strangers_and_the_withdrawn_cannot_start(exam: Exam, cast: Cast, at: datetime) -> None:
    with pytest.raises(NotEnrolled):
        make.sitting(exam, cast.li, at=at)
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    seat = make_courses.enrolment_of(exam.cohort, cast.wang)
    enrolments.withdraw(actor=SYSTEM, enrolment=seat, reason="调离", at=at)
    with pytest.raises(NotEnrolled):
        make.sitting(exam, cast.wang, at=at)


def test_prepare_is_set_based_and_repeatable(
    exam: Exam, cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    assert sittings.prepare(actor=SYSTEM, exam=exam, at=at) == 2
    with django_assert_num_queries(5):
        assert sittings.prepare(actor=SYSTEM, exam=exam, at=at) == 0
    prepared = Sitting.objects.get(person=cast.wang)
    assert prepared.state == SittingState.PREPARED.value
    assert make.sitting(exam, cast.wang, at=at).pk == prepared.pk


def test_one_standing_sitting_by_constraint(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    row.pk, row.number = None, 2
    row.public_id = exam.public_id
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_everyone_gets_their_own_order(exam: Exam, cast: Cast, at: datetime) -> None:
    wang, zhao = (make.sitting(exam, person, at=at) for person in (cast.wang, cast.zhao))
    assert wang.seed != zhao.seed


def test_hand_in_marks_at_once(exam: Exam, cast: Cast, at: datetime) -> None:
    result = make.sat(exam, cast.wang, at=at)
    row = Sitting.objects.get(person=cast.wang)
    assert (row.state, row.handed_in_at) == (SittingState.MARKED.value, at + 2 * make.MINUTE)
    assert (result.score, result.verdict) == (Decimal(10), ResultVerdict.PASSED.value)
    assert result.excellent
    assert result.sitting == row
    sheet = MarkSheet.objects.get(sitting=row)
    assert sheet.score == Decimal(10)
    assert sheet.marks == "[100,100,100,100,200,200,200]"


def test_hand_in_twice_is_one_result(exam: Exam, cast: Cast, at: datetime) -> None:
    first = make.sat(exam, cast.wang, at=at, right=4)
    row = Sitting.objects.get(person=cast.wang)
    second = sittings.hand_in(actor=SYSTEM, sitting=row, at=at + 5 * make.MINUTE)
    assert (second.pk, second.score) == (first.pk, Decimal(4))
    assert Result.objects.count() == MarkSheet.objects.count() == 1
    assert Entry.objects.filter(verb=Verb.SITTING_HANDED_IN.value).count() == 1


@pytest.mark.parametrize(("offset", "handed_in"), [(-1, True), (0, False), (1, False)])
def test_hand_in_at_the_deadline_closes_instead(
    exam: Exam, cast: Cast, at: datetime, offset: int, handed_in: bool
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    make.save(row, make.right_answers(exam.paper), at=at)
    assert row.deadline_at is not None
    result = sittings.hand_in(actor=SYSTEM, sitting=row, at=row.deadline_at + offset * SECOND)
    row.refresh_from_db()
    assert (row.handed_in_at is not None, row.closed_at is not None) == (handed_in, not handed_in)
    if not handed_in:
        assert row.closed_at == row.deadline_at
    assert result.score == Decimal(10)


def test_hand_in_before_start_and_after_voiding(exam: Exam, cast: Cast, at: datetime) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    row = Sitting.objects.get(person=cast.wang)
    with pytest.raises(SittingNotStarted):
        sittings.hand_in(actor=SYSTEM, sitting=row, at=at)
    watch.void(actor=SYSTEM, sitting=row, reason="座位调换", at=at)
    with pytest.raises(SittingVoided):
        sittings.hand_in(actor=SYSTEM, sitting=row, at=at)


def test_after_voiding_a_second_sitting_is_number_two(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    voided = watch.void(actor=SYSTEM, sitting=row, reason="机器故障", at=at + SECOND)
    assert watch.void(actor=SYSTEM, sitting=row, reason="再次", at=at) == voided
    second = make.sitting(exam, cast.wang, at=at + 2 * SECOND)
    assert (second.number, second.started_at) == (2, at + 2 * SECOND)
    sittings.hand_in(actor=SYSTEM, sitting=second, at=at + 3 * SECOND)
    with pytest.raises(VoidRefused):
        watch.void(actor=SYSTEM, sitting=second, reason="太迟", at=at + 4 * SECOND)


@pytest.mark.parametrize("given_away", [False, True])
def test_after_voiding_one_keeps_the_seat_unless_it_was_given_away(
    exam: Exam, cast: Cast, at: datetime, given_away: bool
) -> None:
    room = Room.objects.create(name="机房一", capacity=2, opened_at=at)
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    row = Sitting.objects.get(person=cast.wang)
    Sitting.objects.filter(pk=row.pk).update(room=room, seat=1)
    watch.void(actor=SYSTEM, sitting=row, reason="机器故障", at=at)
    if given_away:
        Sitting.objects.filter(person=cast.zhao).update(room=room, seat=1)
    again = make.sitting(exam, cast.wang, at=at + SECOND)
    assert (again.room, again.seat) == ((None, None) if given_away else (room, 1))


def test_close_overdue_ends_at_the_deadline(exam: Exam, cast: Cast, at: datetime) -> None:
    rows = [make.sitting(exam, person, at=at) for person in (cast.wang, cast.zhao)]
    make.save(rows[0], make.right_answers(exam.paper), at=at)
    deadline = rows[0].deadline_at
    assert deadline is not None
    assert sittings.close_overdue(actor=SYSTEM, exam=exam, at=deadline - SECOND) == 0
    late = deadline + timedelta(hours=9)
    assert sittings.close_overdue(actor=SYSTEM, exam=exam, at=late) == 2
    assert sittings.close_overdue(actor=SYSTEM, exam=exam, at=late) == 0
    ends = set(Sitting.objects.values_list("state", "closed_at", "handed_in_at"))
    assert ends == {(SittingState.MARKED.value, deadline, None)}
    scores = dict(Result.objects.values_list("person", "score"))
    assert scores == {cast.wang.pk: Decimal(10), cast.zhao.pk: Decimal(0)}


def test_extra_time_moves_an_open_deadline(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    assert row.deadline_at is not None
    longer = watch.give_extra_time(
        actor=SYSTEM, sitting=row, seconds=300, reason="断电", at=row.deadline_at - SECOND
    )
    assert longer.deadline_at == row.deadline_at + timedelta(seconds=300)
    with pytest.raises(ExtraTimeRefused):
        watch.give_extra_time(
            actor=SYSTEM, sitting=row, seconds=1, reason="太迟", at=longer.deadline_at
        )


def test_extra_time_before_the_start_counts_from_the_start(
    exam: Exam, cast: Cast, at: datetime
) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    row = Sitting.objects.get(person=cast.wang)
    watch.give_extra_time(actor=SYSTEM, sitting=row, seconds=900, reason="骨折", at=at)
    started = make.sitting(exam, cast.wang, at=at)
    assert started.deadline_at == at + timedelta(seconds=make.DURATION + 900)


@pytest.mark.parametrize("seconds", [-1, 0, watch.MAX_EXTRA_SECONDS + 1])
def test_extra_time_out_of_range(exam: Exam, cast: Cast, at: datetime, seconds: int) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    with pytest.raises(ExtraTimeRefused):
        watch.give_extra_time(actor=SYSTEM, sitting=row, seconds=seconds, reason="", at=at)
