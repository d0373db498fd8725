"""A unit takes a nomination back before the deadline."""

from datetime import datetime, timedelta

import pytest

from academy.audit.models import Entry
from courses.enums import Verb
from courses.errors import (
    AlreadyFurther,
    EnrolmentReturned,
    ReasonRequired,
    RecallsClosed,
)
from courses.models import Enrolment
from courses.operations import cohorts, decisions, enrolments
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make import enrolling, people

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def recall(row: Enrolment, cast: Cast, at: datetime) -> Enrolment:
    return enrolments.recall(actor=enrolling.officer(cast), enrolment=row, reason="另有任务", at=at)


def test_the_place_of_the_quota_is_free_again_and_the_person_may_come_back(
    at: datetime, cast: Cast
) -> None:
    cohort = make.cohort(at=at)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 1}, at=at)
    enrolling.notice(cohort, at=at)
    (row,) = enrolling.nominated(cast, cohort, [cast.wang], at=at)
    gone = recall(row, cast, at)
    assert (gone.state, gone.reason, gone.withdrawn_at) == ("withdrawn", "另有任务", at)
    # Twice is once, and says nothing twice.
    assert recall(row, cast, at + SECOND).withdrawn_at == at
    assert Entry.objects.filter(verb=Verb.RECALLED.value).count() == 1
    (other,) = enrolling.nominated(cast, cohort, [cast.zhao], at=at)
    assert not other.beyond_quota
    recall(other, cast, at)
    (back,) = enrolling.nominated(cast, cohort, [cast.wang], at=at)
    assert (back.pk, back.state, back.beyond_quota, back.reason) == (row.pk, "nominated", False, "")


def test_who_waits_moves_up_when_the_nomination_before_is_taken_back(
    at: datetime, cast: Cast
) -> None:
    cohort = make.cohort(at=at)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 1}, at=at)
    enrolling.notice(cohort, at=at)
    crowd = people.people(2, unit=cast.east, at=at)
    first, second = enrolling.nominated(cast, cohort, crowd, at=at)
    decisions.endorse(actor=enrolling.leader(cast), enrolment=second, at=at)
    assert decisions.approve(actor=SYSTEM, enrolment=second, at=at).state == "waiting"
    recall(first, cast, at)
    second.refresh_from_db()
    assert (second.state, second.waiting_number) == ("enrolled", None)


def test_also_what_was_endorsed_or_waits_but_never_a_seat(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=1)
    crowd = people.people(3, unit=cast.east, at=at)
    seated, waits = enrolling.approved(cast, cohort, crowd[:2], at=at)
    (endorsed,) = enrolling.endorsed(cast, cohort, crowd[2:], at=at)
    assert recall(endorsed, cast, at).state == "withdrawn"
    gone = recall(waits, cast, at)
    assert (gone.state, gone.waiting_number) == ("withdrawn", None)
    with pytest.raises(AlreadyFurther):
        recall(seated, cast, at)


def test_it_needs_a_reason_and_something_to_take_back(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    (row,) = enrolling.nominated(cast, cohort, [cast.wang], at=at)
    with pytest.raises(ReasonRequired):
        enrolments.recall(actor=SYSTEM, enrolment=row, reason=" ", at=at)
    decisions.return_(actor=enrolling.leader(cast), enrolment=row, reason="换人", at=at)
    with pytest.raises(EnrolmentReturned):
        recall(row, cast, at)


@pytest.mark.parametrize(("late", "open_"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)])
def test_until_the_deadline(at: datetime, cast: Cast, late: timedelta, open_: bool) -> None:
    cohort = make.cohort(at=at)
    enrolling.notice(cohort, at=at)
    (row,) = enrolling.nominated(cast, cohort, [cast.wang], at=at)
    when = at + enrolling.NOMINATIONS_OPEN + late
    if open_:
        assert recall(row, cast, when).state == "withdrawn"
        return
    with pytest.raises(RecallsClosed) as no:
        recall(row, cast, when)
    assert no.value.code == "courses.recalls_closed"
    row.refresh_from_db()
    assert row.state == "nominated"
