"""A cohort from draft to its end."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from academy.audit.models import Entry
from courses.enums import CohortState, EnrolmentState
from courses.errors import (
    CapacityTooSmall,
    CohortAlreadyRunning,
    CohortCancelled,
    CohortClosed,
    CohortEmpty,
    CohortNotPublished,
    CohortNotRunning,
    CohortNumberTaken,
    EndsBeforeStart,
    QuotaBelowSeated,
    QuotasOverCapacity,
    ReasonRequired,
    SyllabusNotInForce,
)
from courses.models import Cohort, Quota
from courses.operations import cohorts, enrolments
from tests.cast import SYSTEM, Cast
from tests.make import courses as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("capacity", [0, -1])
def test_capacity_of_zero_is_refused(at: datetime, capacity: int) -> None:
    with pytest.raises(CapacityTooSmall) as caught:
        make.cohort(at=at, capacity=capacity)
    assert (caught.value.code, caught.value.field) == ("courses.capacity_too_small", "capacity")
    assert not Cohort.objects.exists()


def test_end_before_start_is_refused(at: datetime) -> None:
    with pytest.raises(EndsBeforeStart):
        make.cohort(at=at, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 8))
    assert make.cohort(at=at, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 9)).pk


@pytest.mark.parametrize(
    ("valid_from", "refused"),
    [(date(2026, 3, 8), False), (date(2026, 3, 9), False), (date(2026, 3, 10), True)],
)
def test_syllabus_must_be_in_force(at: datetime, valid_from: date, refused: bool) -> None:
    syllabus = make.syllabus(at=at, valid_from=valid_from)
    if not refused:
        assert make.cohort(at=at, of=syllabus).pk
        return
    with pytest.raises(SyllabusNotInForce):
        make.cohort(at=at, of=syllabus)


def test_same_draft_again_is_the_same_cohort(at: datetime) -> None:
    first = make.cohort(at=at, state=CohortState.DRAFT)
    assert make.cohort(at=at, state=CohortState.DRAFT) == first
    with pytest.raises(CohortNumberTaken):
        make.cohort(at=at, state=CohortState.DRAFT, capacity=60)
    assert Entry.objects.filter(verb="courses.cohort_drafted").count() == 1


def test_the_way_through(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    assert (cohort.state, cohort.opened_at) == (CohortState.RUNNING, at)
    make.outcome(make.enrolment_of(cohort, cast.wang), at=at)
    closed = cohorts.close_out(actor=SYSTEM, cohort=cohort, at=at)
    assert (closed.state, closed.closed_at) == (CohortState.CLOSED, at)
    verbs = list(
        Entry.objects.filter(subject_key=str(cohort.public_id))
        .order_by("sequence")
        .values_list("verb", flat=True)
    )
    assert verbs == [
        "courses.cohort_drafted",
        "courses.cohort_published",
        "courses.cohort_opened",
        "courses.cohort_closed",
    ]


def test_refusals_of_the_table_reach_the_caller(at: datetime, cast: Cast) -> None:
    draft = make.cohort(at=at, number=1, state=CohortState.DRAFT)
    with pytest.raises(CohortNotPublished):
        cohorts.open_(actor=SYSTEM, cohort=draft, at=at)
    with pytest.raises(CohortNotRunning):
        cohorts.close_out(actor=SYSTEM, cohort=draft, at=at)
    running = make.cohort(at=at, number=2, state=CohortState.RUNNING, persons=[cast.wang])
    with pytest.raises(CohortAlreadyRunning):
        cohorts.cancel(actor=SYSTEM, cohort=running, reason="停水", at=at)
    cancelled = make.cohort(at=at, number=3, state=CohortState.CANCELLED)
    with pytest.raises(CohortCancelled):
        cohorts.publish(actor=SYSTEM, cohort=cancelled, at=at)
    closed = make.cohort(at=at, number=4, state=CohortState.CLOSED, persons=[cast.li])
    with pytest.raises(CohortClosed):
        cohorts.open_(actor=SYSTEM, cohort=closed, at=at)
    with pytest.raises(CohortClosed):
        cohorts.set_quotas(actor=SYSTEM, cohort=closed, quotas={}, at=at)
    with pytest.raises(CohortCancelled):
        cohorts.set_quotas(actor=SYSTEM, cohort=cancelled, quotas={}, at=at)


def test_state_reached_again_is_success(at: datetime, cast: Cast) -> None:
    published = make.cohort(at=at, persons=[cast.wang])
    before = Entry.objects.count()
    assert cohorts.publish(actor=SYSTEM, cohort=published, at=at) == published
    assert Entry.objects.count() == before
    cohorts.open_(actor=SYSTEM, cohort=published, at=at)
    assert cohorts.open_(actor=SYSTEM, cohort=published, at=at).state == CohortState.RUNNING
    assert Entry.objects.count() == before + 1


def test_empty_cohort_does_not_open(at: datetime) -> None:
    with pytest.raises(CohortEmpty):
        cohorts.open_(actor=SYSTEM, cohort=make.cohort(at=at), at=at)


def test_cancelling_withdraws_everybody_with_the_reason(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, persons=[cast.wang])
    enrolments.nominate(actor=SYSTEM, cohort=cohort, person=cast.li, at=at)
    with pytest.raises(ReasonRequired):
        cohorts.cancel(actor=SYSTEM, cohort=cohort, reason="  ", at=at)
    cohorts.cancel(actor=SYSTEM, cohort=cohort, reason="台风停课", at=at)
    rows = cohort.enrolments.order_by("pk").values_list("state", "reason", "withdrawn_at")
    assert list(rows) == [(EnrolmentState.WITHDRAWN, "台风停课", at)] * 2


def test_quotas_are_replaced_as_a_whole(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=10)
    east, south = cast.east.pk, cast.south.pk
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={east: 4, south: 6}, at=at)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={east: 5}, at=at)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={east: 5}, at=at)
    assert list(Quota.objects.values_list("unit_id", "seats")) == [(east, 5)]
    assert Entry.objects.filter(verb="courses.quotas_set").count() == 2


@pytest.mark.parametrize(("east", "south"), [(5, 6), (11, 0), (-1, 5)])
def test_quotas_over_capacity_are_refused(at: datetime, cast: Cast, east: int, south: int) -> None:
    cohort = make.cohort(at=at, capacity=10)
    quotas = {cast.east.pk: east, cast.south.pk: south}
    with pytest.raises(QuotasOverCapacity):
        cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas=quotas, at=at)
    assert not Quota.objects.exists()


def test_quota_is_not_taken_from_people_who_are_in(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=10, persons=[cast.wang, cast.zhao])
    east, south = cast.east.pk, cast.south.pk
    for quotas in ({east: 1}, {south: 3}):
        with pytest.raises(QuotaBelowSeated) as caught:
            cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas=quotas, at=at)
        assert caught.value.facts == {"unit": "东湖", "seated": 2}
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={east: 2}, at=at)
    assert list(Quota.objects.values_list("seats", flat=True)) == [2]


@pytest.mark.parametrize(
    "broken",
    [
        {"capacity": 0},
        {"ends_on": date(2026, 3, 8)},
        {"state": "paused"},
        {"state": CohortState.RUNNING},
        {"state": CohortState.CLOSED},
        {"published_at": None},
        {"state": CohortState.CANCELLED},
        {"number": 0},
    ],
)
def test_the_database_says_no_too(at: datetime, broken: dict[str, object]) -> None:
    cohort = make.cohort(at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cohort.objects.filter(pk=cohort.pk).update(**broken)


def test_hours_of_the_syllabus_are_decimal(at: datetime) -> None:
    assert make.cohort(at=at).syllabus.hours == Decimal(40)
