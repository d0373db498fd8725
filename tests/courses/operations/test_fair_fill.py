"""Seats nobody used: after the deadline only, by the rule, on record for good."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from academy.people.models import Person
from courses.enums import FillRule
from courses.errors import CohortCancelled, NominationsStillOpen, NothingToFill, NoticeMissing
from courses.models import Allocation, AllocationLine, Cohort
from courses.operations import cohorts, fair_fill
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make import enrolling, people

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def story(cast: Cast, at: datetime) -> tuple[Cohort, list[Person]]:
    """East has 1 of 4 seats and three people, of whom two wait; south uses none of its 2."""
    cohort = make.cohort(at=at, capacity=4)
    quotas = {cast.east.pk: 1, cast.south.pk: 2}
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas=quotas, at=at)
    enrolling.notice(cohort, at=at)
    crowd = people.people(3, unit=cast.east, at=at)
    enrolling.approved(cast, cohort, crowd, at=at)
    return cohort, crowd


@pytest.mark.parametrize("rule", list(FillRule))
def test_unused_seats_go_to_who_waits(at: datetime, cast: Cast, rule: FillRule) -> None:
    cohort, _crowd = story(cast, at)
    late = at + enrolling.NOMINATIONS_OPEN
    made = fair_fill.carry_out(actor=SYSTEM, cohort=cohort, rule=rule, at=late)
    assert (made.seats, made.unallotted, made.made_by) == (3, 1, "tests")
    lines = made.lines.values_list("unit_id", "quota", "used", "demand", "released", "given")
    assert list(lines) == [
        (cast.east.pk, 1, 1, 2, 0, 2),
        (cast.south.pk, 2, 0, 0, 1, 0),
    ]
    assert dict(cohort.quotas.values_list("unit_id", "seats")) == {
        cast.east.pk: 3,
        cast.south.pk: 1,
    }
    assert set(cohort.enrolments.values_list("state", flat=True)) == {"enrolled"}
    with pytest.raises(NothingToFill):
        fair_fill.carry_out(actor=SYSTEM, cohort=cohort, rule=rule, at=late + SECOND)
    for model in (Allocation, AllocationLine):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")


@pytest.mark.parametrize(("late", "open_"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])
def test_only_after_the_deadline(at: datetime, cast: Cast, late: timedelta, open_: bool) -> None:
    cohort, _crowd = story(cast, at)
    when = at + enrolling.NOMINATIONS_OPEN + late
    if open_:
        assert fair_fill.dry_run(cohort, FillRule.WAITING_ORDER, at=when).given == 2
        assert not Allocation.objects.exists()
        return
    with pytest.raises(NominationsStillOpen):
        fair_fill.dry_run(cohort, FillRule.WAITING_ORDER, at=when)


def test_needs_a_notice_a_live_cohort_and_takes_only_named_units(at: datetime, cast: Cast) -> None:
    bare = make.cohort(at=at, number=8)
    with pytest.raises(NoticeMissing):
        fair_fill.dry_run(bare, FillRule.LARGEST_DEMAND, at=at)
    cohorts.cancel(actor=SYSTEM, cohort=bare, reason="台风", at=at)
    bare.refresh_from_db()
    with pytest.raises(CohortCancelled):
        fair_fill.dry_run(bare, FillRule.LARGEST_DEMAND, at=at)
    cohort, _crowd = story(cast, at)
    with pytest.raises(NothingToFill):
        fair_fill.carry_out(
            actor=SYSTEM,
            cohort=cohort,
            rule=FillRule.LARGEST_DEMAND,
            at=at + enrolling.NOMINATIONS_OPEN,
            among=[cast.south.pk],
        )


def test_without_quotas_there_is_nothing_to_share(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=1)
    enrolling.notice(cohort, at=at)
    enrolling.approved(cast, cohort, people.people(2, unit=cast.east, at=at), at=at)
    late = at + enrolling.NOMINATIONS_OPEN
    assert fair_fill.dry_run(cohort, FillRule.LARGEST_DEMAND, at=late).given == 0
