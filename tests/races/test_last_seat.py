"""Many want the last seat at once, or one person is wanted by two cohorts on the same days."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import close_old_connections, connections

from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import Refusal
from courses.enums import EnrolmentState, EnrolmentVerb
from courses.models import Cohort, Enrolment
from courses.operations import enrolments
from courses.queries.seating import plan
from tests.cast import SYSTEM, gather
from tests.make import courses as make
from tests.make import people

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

WRITERS = 8
Enter = Callable[[Cohort, Person, datetime, Barrier], None]


def _at_once(work: Callable[[int, Barrier], None], writers: int) -> list[str]:
    """Run `work(0) … work(writers - 1)` in threads that start together; return refusal codes."""
    barrier = Barrier(writers)

    def run(index: int) -> str:
        close_old_connections()
        try:
            work(index, barrier)
        except Refusal as no:
            return no.code
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(writers) as pool:
        futures = [pool.submit(run, index) for index in range(writers)]
        return sorted(done.result(timeout=60) for done in futures)


def _enrol(cohort: Cohort, person: Person, at: datetime, barrier: Barrier) -> None:
    barrier.wait(timeout=30)
    enrolments.enrol(actor=SYSTEM, cohort=cohort, person=person, at=at)


def _without_lock(cohort: Cohort, person: Person, at: datetime, barrier: Barrier) -> None:
    """What `enrol` would be without its locks: everybody reads, then everybody writes."""
    made = plan(cohort, [person], verb=EnrolmentVerb.ENROL, on=clock.local_date(at))
    barrier.wait(timeout=30)
    for place in made.places:
        Enrolment.objects.create(
            cohort=cohort,
            person=person,
            state=EnrolmentState.ENROLLED,
            unit_id=place.assignment.unit_id,
            staff_kind=person.staff_kind,
            enrolled_at=at,
        )


def _rush_for_seats(enter: Enter, *, capacity: int, at: datetime) -> tuple[int, list[str]]:
    cast = gather(at=at)
    crowd = people.people(WRITERS, unit=cast.east, at=at)
    cohort = make.cohort(at=at, capacity=capacity)
    codes = _at_once(
        lambda index, barrier: enter(cohort, crowd[index], at, barrier), writers=WRITERS
    )
    return Enrolment.objects.seated().filter(cohort=cohort).count(), codes


def _wanted_twice(enter: Enter, *, at: datetime) -> tuple[int, list[str]]:
    cast = gather(at=at)
    both = [make.cohort(at=at, number=number) for number in (1, 2)]
    codes = _at_once(lambda index, barrier: enter(both[index], cast.wang, at, barrier), writers=2)
    return Enrolment.objects.seated().filter(person=cast.wang).count(), codes


@pytest.mark.parametrize("capacity", [1, WRITERS - 1])
def test_the_last_seat_is_taken_once(at: datetime, capacity: int) -> None:
    seated, codes = _rush_for_seats(_enrol, capacity=capacity, at=at)
    refused = WRITERS - capacity
    assert seated == capacity
    assert codes == [""] * capacity + ["courses.cohort_full"] * refused


def test_control_without_the_lock_the_last_seat_is_taken_by_all(at: datetime) -> None:
    seated, _codes = _rush_for_seats(_without_lock, capacity=1, at=at)
    assert seated == WRITERS


def test_one_person_gets_into_one_of_two_overlapping_cohorts(at: datetime) -> None:
    assert _wanted_twice(_enrol, at=at) == (1, ["", "courses.overlapping_cohort"])


def test_control_without_the_lock_one_person_is_in_both(at: datetime) -> None:
    seated, _codes = _wanted_twice(_without_lock, at=at)
    assert seated == 2


def test_lists_in_opposite_order_do_not_deadlock(at: datetime) -> None:
    cast = gather(at=at)
    crowd = people.people(20, unit=cast.east, at=at)
    both = [make.cohort(at=at, number=number) for number in (1, 2)]

    def enter(index: int, barrier: Barrier) -> None:
        persons = crowd if index == 0 else crowd[::-1]
        barrier.wait(timeout=30)
        enrolments.enrol_many(actor=SYSTEM, cohort=both[index], persons=persons, at=at)

    assert _at_once(enter, writers=2) == ["", ""]
    assert Enrolment.objects.seated().count() == len(crowd)
