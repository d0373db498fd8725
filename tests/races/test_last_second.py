"""A place is approved, handed on or taken back just while the ground is changed under it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment, Quota, Substitution
from courses.operations import (
    cohort_notices,
    cohorts,
    decisions,
    enrolments,
    substitutions,
)
from courses.queries.counting import seat_count
from tests.cast import SYSTEM, Cast, gather
from tests.make import courses as make
from tests.make import enrolling, people
from tests.races.results import codes

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]
ROUNDS = 2


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
