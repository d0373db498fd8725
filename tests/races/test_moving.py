"""Somebody goes on in another cohort just while something else is done about them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, Enrolment, ExamOutcome
from courses.operations import (
    carrying,
    enrolments,
    locks,
    transfers,
)
from tests.cast import SYSTEM, Cast, gather
from tests.make import courses as make
from tests.races.results import codes

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]
SOON = timedelta(days=21)
ROUNDS = 2


def two_cohorts(at: datetime, *, check_in: bool = True) -> tuple[Cast, Cohort, Cohort]:
    """Two running cohorts of one course: wang in the first, zhao in the later one."""
    cast = gather(at=at)
    syllabus = make.syllabus(at=at)
    running = CohortState.RUNNING
    first = make.cohort(at=at, of=syllabus, state=running, persons=[cast.wang], check_in=check_in)
    later = make.cohort(
        at=at,
        of=syllabus,
        number=2,
        state=running,
        starts_on=make.STARTS_ON + SOON,
        ends_on=make.ENDS_ON + SOON,
        persons=[cast.zhao],
    )
    return cast, first, later


def move(cast: Cast, source: Cohort, target: Cohort, at: datetime) -> Enrolment:
    return transfers.transfer(
        actor=SYSTEM,
        enrolment=make.enrolment_of(source, cast.wang),
        to=target,
        reason="应急处置",
        at=at,
    )


# -- a transfer against what is reported


def test_what_is_reported_during_a_transfer_arrives_once(at: datetime, at_once: Run) -> None:
    cast, first, later = two_cohorts(at)
    row = make.enrolment_of(first, cast.wang)
    results = at_once([lambda: move(cast, first, later, at), lambda: make.outcome(row, at=at)])
    assert codes(results) == ["", ""]
    new = make.enrolment_of(later, cast.wang)
    assert ExamOutcome.objects.filter(enrolment=row).count() == 1
    assert ExamOutcome.objects.filter(enrolment=new).count() == 1
    assert new.outcomes.get().carried.original == row.outcomes.get()


def test_what_is_reported_to_either_side_during_a_transfer_is_kept(
    at: datetime, at_once: Run
) -> None:
    cast, first, later = two_cohorts(at)
    mine, theirs = make.enrolment_of(first, cast.wang), make.enrolment_of(later, cast.zhao)
    results = at_once(
        [
            lambda: make.outcome(theirs, at=at),
            lambda: move(cast, first, later, at),
            lambda: make.outcome(mine, at=at),
        ]
    )
    assert codes(results) == ["", "", ""]
    held = ExamOutcome.objects.values_list("enrolment__person__name", "enrolment__cohort__number")
    assert sorted(held) == sorted([("王建国", 1), ("王建国", 2), ("赵䶮", 2)])


def _row_is_free(cohort: Cohort) -> bool:
    """Whether somebody else could lock the cohort now (asked on one's own connection)."""
    try:
        with transaction.atomic():
            list(Cohort.objects.select_for_update(nowait=True, no_key=True).filter(pk=cohort.pk))
    except DatabaseError:
        return False
    return True


def _reported_while_a_transfer_commits(
    at: datetime, at_once: Run, report: Callable[[Enrolment], Any]
) -> bool:
    """Report about wang so that the transfer commits once the destinations were read.

    Returns whether the new cohort was free for anybody (a close-out, say) while the outcome that
    had come along with the transfer was not yet committed.
    """
    cast, first, later = two_cohorts(at)
    row = make.enrolment_of(first, cast.wang)
    moved, reported, looked = Event(), Event(), Event()
    free: list[bool] = []

    def transferring() -> None:
        with transaction.atomic():
            move(cast, first, later, at)
            moved.set()
            _wait_for_somebody_to_wait()

    def reporting() -> None:
        assert moved.wait(timeout=20)
        with transaction.atomic():
            report(row)
            reported.set()
            assert looked.wait(timeout=20)

    def looking() -> None:
        if reported.wait(timeout=20):
            free.append(_row_is_free(later))
        looked.set()

    codes(at_once([transferring, reporting, looking]))
    assert make.enrolment_of(later, cast.wang).outcomes.count() == 1
    return free[0]


def _wait_for_somebody_to_wait() -> None:
    """Return once another connection of this database waits for a lock."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _try in range(2000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.005)")
    raise AssertionError("nobody waits")


@pytest.mark.only_on("postgres")
def test_a_destination_that_came_up_meanwhile_is_locked_too(at: datetime, at_once: Run) -> None:
    def report(row: Enrolment) -> None:
        make.outcome(row, at=at)

    assert not _reported_while_a_transfer_commits(at, at_once, report)


@pytest.mark.only_on("postgres")
def test_control_destinations_read_once_leave_the_new_cohort_unlocked(
    at: datetime, at_once: Run
) -> None:
    def report(row: Enrolment) -> None:
        locks.cohort_rows(carrying.destinations({row.cohort_id}))
        made = ExamOutcome.objects.bulk_create([_outcome(row, at)])
        assert carrying.carry(made) == 1

    assert _reported_while_a_transfer_commits(at, at_once, report)


def _outcome(row: Enrolment, at: datetime) -> ExamOutcome:
    return ExamOutcome(
        enrolment=row,
        exam_ref="theory",
        attempt="first",
        verdict="passed",
        score=80,
        full_marks=100,
        recorded_at=at,
    )


def test_control_without_the_lock_the_outcome_stays_behind(at: datetime, at_once: Run) -> None:
    cast, first, later = two_cohorts(at)
    row = make.enrolment_of(first, cast.wang)
    both_read, written = Barrier(2), Event()

    def report() -> None:
        goes_to = carrying.destinations({first.pk})
        both_read.wait(timeout=20)
        assert goes_to == {first.pk}
        assert written.wait(timeout=20)
        ExamOutcome.objects.bulk_create([_outcome(row, at)])

    def transfer() -> None:
        both_read.wait(timeout=20)
        move(cast, first, later, at)
        written.set()

    codes(at_once([report, transfer]))
    assert (row.outcomes.count(), make.enrolment_of(later, cast.wang).outcomes.count()) == (1, 0)


# -- check-in against a transfer


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_who_checks_in_during_a_transfer_has_one_seat(
    at: datetime, at_once: Run, _round: int
) -> None:
    cast, first, later = two_cohorts(at, check_in=False)
    row = make.enrolment_of(first, cast.wang)
    results = at_once(
        [
            lambda: enrolments.check_in(actor=SYSTEM, enrolment=row, at=at),
            lambda: move(cast, first, later, at),
        ]
    )
    arrived, moved = codes(results)
    row.refresh_from_db()
    assert moved == ""
    assert arrived in ("", "courses.enrolment_transferred")
    assert (row.checked_in_at is not None) == (arrived == "")
    assert Enrolment.objects.seated().get(person=cast.wang).cohort == later


def test_control_without_the_lock_a_check_in_brings_the_old_seat_back(
    at: datetime, at_once: Run
) -> None:
    cast, first, later = two_cohorts(at, check_in=False)
    row = make.enrolment_of(first, cast.wang)
    read, moved = Event(), Event()

    def check_in() -> None:
        held = Enrolment.objects.get(pk=row.pk).state == EnrolmentState.ENROLLED
        read.set()
        assert moved.wait(timeout=20)
        if held:
            Enrolment.objects.filter(pk=row.pk).update(
                state=EnrolmentState.CHECKED_IN, checked_in_at=at, transferred_at=None, reason=""
            )

    def transfer() -> None:
        assert read.wait(timeout=20)
        move(cast, first, later, at)
        moved.set()

    codes(at_once([check_in, transfer]))
    assert Enrolment.objects.seated().filter(person=cast.wang).count() == 2
