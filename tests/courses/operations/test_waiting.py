"""The waiting list: its order, who moves up when, and who is passed by."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from academy.notices.models import Notice
from courses.enums import EnrolmentState
from courses.errors import CohortFull
from courses.models import Cohort, Enrolment
from courses.operations import cohorts, decisions, enrolments
from courses.queries import board
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make import enrolling, people

pytestmark = pytest.mark.django_db


def numbers(cohort: Cohort) -> list[tuple[str, int | None]]:
    rows = cohort.enrolments.order_by("person__staff_number")
    return list(rows.values_list("state", "waiting_number"))


def test_approval_beyond_the_room_queues_up(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=1)
    crowd = people.people(3, unit=cast.east, at=at)
    rows = enrolling.approved(cast, cohort, crowd, at=at)
    assert numbers(cohort) == [("enrolled", None), ("waiting", 1), ("waiting", 2)]
    assert board.waiting_places(cohort) == {rows[1].pk: 1, rows[2].pk: 2}
    mine = board.my_courses(Enrolment.objects.filter(person=crowd[2]))
    assert [row.place_on_list for row in mine] == [2]  # type: ignore[attr-defined]  # annotated
    with pytest.raises(CohortFull):
        enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)


def test_a_freed_seat_goes_to_the_first_once(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=1)
    crowd = people.people(3, unit=cast.east, at=at)
    rows = enrolling.approved(cast, cohort, crowd, at=at)
    enrolments.withdraw(actor=SYSTEM, enrolment=rows[0], reason="住院", at=at)
    assert numbers(cohort) == [("withdrawn", None), ("enrolled", None), ("waiting", 2)]
    told = Notice.objects.filter(topic="courses.moved_up").values_list("person_id", flat=True)
    assert list(told) == [crowd[1].pk]
    again = enrolments.withdraw(actor=SYSTEM, enrolment=rows[0], reason="住院", at=at)
    assert (again.state, numbers(cohort)[2]) == ("withdrawn", ("waiting", 2))
    assert board.waiting_places(cohort) == {rows[2].pk: 1}


def test_who_cannot_come_is_passed_by_and_keeps_the_place(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=1)
    crowd = people.people(3, unit=cast.east, at=at)
    rows = enrolling.approved(cast, cohort, crowd, at=at)
    enrolling.block(crowd[1], at=at)
    enrolments.withdraw(actor=SYSTEM, enrolment=rows[0], reason="住院", at=at)
    assert numbers(cohort) == [("withdrawn", None), ("waiting", 1), ("enrolled", None)]


@pytest.mark.parametrize(
    ("day", "moves"),
    [(date(2026, 3, 8), True), (date(2026, 3, 9), True), (date(2026, 3, 10), False)],
)
def test_nobody_moves_up_after_the_first_day(
    at: datetime, cast: Cast, day: date, moves: bool
) -> None:
    cohort = make.cohort(at=at, capacity=1)
    rows = enrolling.approved(cast, cohort, people.people(2, unit=cast.east, at=at), at=at)
    when = at + (day - at.date()) + timedelta(hours=14, minutes=59)
    enrolments.withdraw(actor=SYSTEM, enrolment=rows[0], reason="住院", at=when)
    state = Enrolment.objects.get(pk=rows[1].pk).state
    assert state == (EnrolmentState.ENROLLED if moves else EnrolmentState.WAITING)


def test_who_holds_quota_goes_before_who_came_beyond_it(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=10)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 1}, at=at)
    enrolling.notice(cohort, at=at)
    inside, beyond = enrolling.endorsed(cast, cohort, [cast.wang, cast.zhao], at=at)
    assert decisions.approve(actor=SYSTEM, enrolment=beyond, at=at).state == "waiting"
    assert decisions.approve(actor=SYSTEM, enrolment=inside, at=at).state == "enrolled"
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 2}, at=at)
    assert make.enrolment_of(cohort, cast.zhao).state == "enrolled"


def test_a_decline_frees_the_quota_for_who_waits(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=10)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 1}, at=at)
    enrolling.notice(cohort, at=at)
    inside, beyond = enrolling.endorsed(cast, cohort, [cast.wang, cast.zhao], at=at)
    decisions.approve(actor=SYSTEM, enrolment=beyond, at=at)
    decisions.decline(actor=SYSTEM, enrolment=inside, reason="不符合条件", at=at)
    assert make.enrolment_of(cohort, cast.zhao).state == "enrolled"


def test_the_database_keeps_the_list_in_order(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=1)
    rows = enrolling.approved(cast, cohort, people.people(3, unit=cast.east, at=at), at=at)
    for broken in ({"waiting_number": None}, {"waiting_number": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enrolment.objects.filter(pk=rows[2].pk).update(**broken)


def test_cancelling_empties_the_list_and_tells_everybody(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=1)
    enrolling.approved(cast, cohort, people.people(3, unit=cast.east, at=at), at=at)
    cohorts.cancel(actor=SYSTEM, cohort=cohort, reason="台风", at=at)
    assert numbers(cohort) == [("withdrawn", None)] * 3
    assert Notice.objects.filter(topic="courses.cohort_cancelled").count() == 3
    units = Notice.objects.filter(topic="courses.unit_cohort_cancelled")
    assert set(units.values_list("person_id", flat=True)) == {cast.officer.pk, cast.leader.pk}
