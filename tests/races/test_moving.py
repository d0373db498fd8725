"""Somebody is moved on, exchanged or taken back just while something else is done about them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from academy.shared.errors import Refusal
from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, Enrolment, ExamOutcome, Quota, Substitution
from courses.operations import (
    carrying,
    cohort_notices,
    cohorts,
    decisions,
    enrolments,
    locks,
    substitutions,
    transfers,
)
from courses.queries.counting import seat_count
from tests.cast import SYSTEM, Cast, gather
from tests.make import courses as make
from tests.make import enrolling, people

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]
SOON = timedelta(days=21)
ROUNDS = 2


def codes(results: Sequence[Any]) -> list[str]:
    for each in results:
        if isinstance(each, Exception) and not isinstance(each, Refusal):
            raise each
    return [each.code if isinstance(each, Refusal) else "" for each in results]


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


# -- approval against a quota that is lowered


def two_places_one_used(at: datetime) -> tuple[Cast, Cohort, Enrolment]:
    """East has two places, one of them used; somebody endorsed beyond it asks for the other."""
    cast = gather(at=at)
    cohort = make.cohort(at=at, capacity=10)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 1}, at=at)
    enrolling.notice(cohort, at=at)
    crowd = people.people(2, unit=cast.east, at=at)
    rows = enrolling.endorsed(cast, cohort, crowd, at=at)
    assert [row.beyond_quota for row in rows] == [False, True]
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 2}, at=at)
    return cast, cohort, rows[1]


def over_quota(cast: Cast, cohort: Cohort, at: datetime) -> int:
    """How many hold a place of east's quota that is not there."""
    count = seat_count(cohort, {cast.east.pk: cast.bureau.pk, cast.bureau.pk: None})
    quota = cohort.quotas.get(unit=cast.east).seats
    return count.held_by_holder().get(cast.east.pk, 0) - quota


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_nobody_is_approved_into_a_place_just_taken_away(
    at: datetime, at_once: Run, _round: int
) -> None:
    cast, cohort, asking = two_places_one_used(at)
    lower = partial(
        cohorts.set_quotas, actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 1}, at=at
    )
    results = at_once([lambda: decisions.approve(actor=SYSTEM, enrolment=asking, at=at), lower])
    approved, lowered = codes(results)
    asking.refresh_from_db()
    assert approved == ""
    assert (asking.state, lowered) in (
        (EnrolmentState.ENROLLED, "courses.quota_below_seated"),
        (EnrolmentState.WAITING, ""),
    )
    assert over_quota(cast, cohort, at) <= 0


def test_control_without_the_lock_a_place_is_given_and_taken_away(
    at: datetime, at_once: Run
) -> None:
    cast, cohort, asking = two_places_one_used(at)
    both_read = Barrier(2)

    def approve() -> None:
        count = seat_count(cohort, {cast.east.pk: cast.bureau.pk, cast.bureau.pk: None})
        fits = count.why_not(cast.east.pk) is None
        both_read.wait(timeout=20)
        if fits:
            Enrolment.objects.filter(pk=asking.pk).update(
                state=EnrolmentState.ENROLLED, enrolled_at=at, approved_at=at, beyond_quota=False
            )

    def lower() -> None:
        held = over_quota(cast, cohort, at)
        both_read.wait(timeout=20)
        if held <= -1:
            Quota.objects.filter(cohort=cohort, unit=cast.east).update(seats=1)

    codes(at_once([approve, lower]))
    assert over_quota(cast, cohort, at) == 1


# -- a substitution against a recall, at the cut-off


def seated_and_waiting(at: datetime) -> tuple[Cast, Enrolment, Enrolment, datetime]:
    """Wang has the only seat, zhao of the same unit waits; both deadlines are the same second."""
    cast = gather(at=at)
    cohort = make.cohort(at=at, capacity=1)
    notice = enrolling.notice(cohort, at=at)
    seated, waiting = enrolling.approved(cast, cohort, [cast.wang, cast.zhao], at=at)
    until = notice.substitute_until_at
    cohort_notices.move_deadlines(
        actor=SYSTEM,
        cohort=cohort,
        nominate_until_at=until,
        substitute_until_at=until,
        reason="统一截止时间",
        at=at,
    )
    return cast, seated, waiting, until


def exchange(cast: Cast, seated: Enrolment, at: datetime) -> Enrolment:
    return substitutions.substitute(
        actor=SYSTEM, enrolment=seated, incoming=cast.zhao, reason="值班", at=at
    )


def take_back(waiting: Enrolment, at: datetime) -> Enrolment:
    return enrolments.recall(actor=SYSTEM, enrolment=waiting, reason="住院", at=at)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_in_the_last_second_the_seat_is_handed_on_whoever_is_first(
    at: datetime, at_once: Run, _round: int
) -> None:
    cast, seated, waiting, until = seated_and_waiting(at)
    last = until - timedelta(seconds=1)
    results = at_once([lambda: exchange(cast, seated, last), lambda: take_back(waiting, last)])
    exchanged, recalled = codes(results)
    assert exchanged == ""
    assert recalled in ("", "courses.already_further")
    assert Enrolment.objects.seated().get().person == cast.zhao
    assert Substitution.objects.get().incoming.person == cast.zhao


@pytest.mark.parametrize("late", [0, 1])
def test_from_the_cut_off_on_neither_is_done(at: datetime, at_once: Run, late: int) -> None:
    cast, seated, waiting, until = seated_and_waiting(at)
    at = until + timedelta(seconds=late)
    results = at_once([lambda: exchange(cast, seated, at), lambda: take_back(waiting, at)])
    assert codes(results) == ["courses.substitutions_closed", "courses.recalls_closed"]
    assert Enrolment.objects.seated().get() == seated
    assert Enrolment.objects.waiting().get() == waiting


def test_control_without_the_lock_the_seat_is_handed_to_nobody(at: datetime, at_once: Run) -> None:
    cast, seated, waiting, until = seated_and_waiting(at)
    last = until - timedelta(seconds=1)
    read, exchanged = Event(), Event()

    def recall() -> None:
        pending = Enrolment.objects.get(pk=waiting.pk).state == EnrolmentState.WAITING
        read.set()
        assert exchanged.wait(timeout=20)
        if pending:
            Enrolment.objects.filter(pk=waiting.pk).update(
                state=EnrolmentState.WITHDRAWN,
                withdrawn_at=last,
                waiting_number=None,
                reason="住院",
            )

    def substitute() -> None:
        assert read.wait(timeout=20)
        exchange(cast, seated, last)
        exchanged.set()

    codes(at_once([recall, substitute]))
    assert Substitution.objects.count() == 1
    assert not Enrolment.objects.seated().exists()
