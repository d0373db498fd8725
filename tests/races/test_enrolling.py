"""Last place of a quota, one free seat and two who want it, one seat handed on twice."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import Refusal
from courses.enums import EnrolmentState, EnrolmentVerb
from courses.models import Cohort, Enrolment
from courses.operations import cohorts, enrolments, substitutions
from courses.queries.seating import Plan, plan
from tests.cast import SYSTEM, Cast, gather
from tests.make import courses as make
from tests.make import enrolling, people

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]
WRITERS = 6


def codes(results: Sequence[Any]) -> list[str]:
    for each in results:
        if isinstance(each, Exception) and not isinstance(each, Refusal):
            raise each
    return sorted(each.code if isinstance(each, Refusal) else "" for each in results)


def planned(cohort: Cohort, person: Person, verb: EnrolmentVerb, at: datetime) -> Plan:
    return plan(cohort, [person], verb=verb, on=clock.local_date(at))


def seat_without_lock(made: Plan, cohort: Cohort, at: datetime) -> None:
    """Write what was read, as an operation without its locks would."""
    for place in made.places:
        row = place.enrolment or Enrolment(cohort=cohort, person=place.person)
        row.state, row.enrolled_at, row.waiting_number = EnrolmentState.ENROLLED, at, None
        row.unit_id, row.staff_kind = place.assignment.unit_id, place.person.staff_kind
        row.save()


def one_place(at: datetime) -> tuple[Cast, Cohort, list[Person]]:
    """East has one place of the quota in a cohort of ten, and six people who want it."""
    cast = gather(at=at)
    cohort = make.cohort(at=at, capacity=10)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 1}, at=at)
    return cast, cohort, people.people(WRITERS, unit=cast.east, at=at)


def test_the_last_place_of_a_quota_is_held_once(at: datetime, at_once: Run) -> None:
    cast, cohort, crowd = one_place(at)
    officer = enrolling.officer(cast)
    calls = [
        partial(enrolments.nominate, actor=officer, cohort=cohort, person=each, at=at)
        for each in crowd
    ]
    assert codes(at_once(calls)) == [""] + ["courses.over_quota"] * (WRITERS - 1)
    assert Enrolment.objects.holding_quota().count() == 1


def test_control_without_the_lock_the_last_place_is_held_by_all(at: datetime, at_once: Run) -> None:
    _cast, cohort, crowd = one_place(at)
    barrier = Barrier(WRITERS)

    def nominate(person: Person) -> None:
        made = planned(cohort, person, EnrolmentVerb.NOMINATE, at)
        barrier.wait(timeout=30)
        for place in made.places:
            Enrolment.objects.create(
                cohort=cohort,
                person=person,
                unit_id=place.assignment.unit_id,
                staff_kind=person.staff_kind,
                nominated_at=at,
            )

    at_once([partial(nominate, each) for each in crowd])
    assert Enrolment.objects.holding_quota().count() == WRITERS


def full_with_a_list(at: datetime) -> tuple[Cast, Cohort, list[Enrolment]]:
    """A cohort of one seat: one person in it, one on the waiting list."""
    cast = gather(at=at)
    cohort = make.cohort(at=at, capacity=1)
    rows = enrolling.approved(cast, cohort, people.people(2, unit=cast.east, at=at), at=at)
    return cast, cohort, rows


def test_a_freed_seat_goes_to_the_list_whoever_else_asks(at: datetime, at_once: Run) -> None:
    cast, cohort, (seated, waiting) = full_with_a_list(at)
    results = at_once(
        [
            lambda: enrolments.withdraw(actor=SYSTEM, enrolment=seated, reason="住院", at=at),
            lambda: enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at),
            lambda: enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.zhao, at=at),
        ]
    )
    assert codes(results) == ["", "courses.cohort_full", "courses.cohort_full"]
    assert Enrolment.objects.seated().get() == waiting


def test_control_promotion_without_the_lock_gives_one_seat_to_two(
    at: datetime, at_once: Run
) -> None:
    cast, cohort, (seated, waiting) = full_with_a_list(at)
    Enrolment.objects.filter(pk=seated.pk).update(
        state=EnrolmentState.WITHDRAWN, withdrawn_at=at, reason="住院"
    )
    barrier = Barrier(2)

    def take(person: Person) -> None:
        made = planned(cohort, person, EnrolmentVerb.ENROL, at)
        barrier.wait(timeout=30)
        seat_without_lock(made, cohort, at)

    at_once([lambda: take(waiting.person), lambda: take(cast.wang)])
    assert Enrolment.objects.seated().count() == 2


def test_two_withdrawals_move_two_up_and_nobody_twice(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    cohort = make.cohort(at=at, capacity=2)
    rows = enrolling.approved(cast, cohort, people.people(5, unit=cast.east, at=at), at=at)
    at_once(
        [
            partial(enrolments.withdraw, actor=SYSTEM, enrolment=each, reason="住院", at=at)
            for each in rows[:2]
        ]
    )
    assert set(Enrolment.objects.seated()) == set(rows[2:4])


def test_a_seat_is_handed_on_once(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    cohort = make.cohort(at=at, persons=[cast.wang])
    row = make.enrolment_of(cohort, cast.wang)
    calls = [
        partial(
            substitutions.substitute,
            actor=SYSTEM,
            enrolment=row,
            incoming=each,
            reason="值班",
            at=at,
        )
        for each in (cast.zhao, cast.officer)
    ]
    assert codes(at_once(calls)) == ["", "courses.enrolment_withdrawn"]
    assert Enrolment.objects.seated().count() == 1


def test_control_without_the_lock_both_substitutes_are_in(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    cohort = make.cohort(at=at, persons=[cast.wang])
    row = make.enrolment_of(cohort, cast.wang)
    barrier = Barrier(2)

    def substitute(person: Person) -> None:
        held = Enrolment.objects.get(pk=row.pk).state == EnrolmentState.ENROLLED
        made = planned(cohort, person, EnrolmentVerb.ENROL, at)
        barrier.wait(timeout=30)
        if held:
            Enrolment.objects.filter(pk=row.pk).update(
                state=EnrolmentState.WITHDRAWN, withdrawn_at=at, reason="值班"
            )
            seat_without_lock(made, cohort, at)

    at_once([lambda: substitute(cast.zhao), lambda: substitute(cast.officer)])
    assert Enrolment.objects.seated().count() == 2
