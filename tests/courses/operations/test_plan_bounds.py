"""How few and how many people a unit sends to a line, decided for the runs to come."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from courses.enums.planning import PlanRule
from courses.enums.plans import PlanState
from courses.errors import QuotasOverCapacity
from courses.errors.plans import PlanBoundsInverted, PlanLineAccepted
from courses.models import PlanBound, PlanDecision, PlanLine, PlanningRun
from courses.operations import plan_accepting, plan_edits
from tests.cast import SYSTEM, Cast
from tests.make import planning as make

pytestmark = pytest.mark.django_db
FIGURES = {
    "capacity": 5,
    "minimum_fill_percent": 0,
    "away_percent": 100,
    "men_beds": 9,
    "women_beds": 9,
}


@pytest.fixture
def line(at: datetime, cast: Cast) -> PlanLine:
    """The first line of a proposal for ten people: four of them southern."""
    make.staff(cast, at=at)
    return make.solved(at=at, **FIGURES).lines.order_by("number")[0]


def fix(line: PlanLine, cast: Cast, at: datetime, fewest: int, most: int | None) -> PlanLine:
    bounds = {cast.south.pk: (fewest, most)}
    return plan_edits.fix_bounds(actor=SYSTEM, line=line, bounds=bounds, at=at)


def again(line: PlanLine, at: datetime) -> PlanningRun:
    return make.solved(at=at, of=line.syllabus, previous=line.run, **FIGURES)


@pytest.mark.parametrize(("fewest", "most"), [(0, 0), (0, 1), (3, 3), (4, None)])
def test_the_next_run_keeps_to_them_and_takes_them_over(
    at: datetime, cast: Cast, line: PlanLine, fewest: int, most: int | None
) -> None:
    for _turn in range(2):
        assert fix(line, cast, at, fewest, most).locked
    assert PlanDecision.objects.count() == 1
    run = again(line, at)
    assert run.state == PlanState.PROPOSED
    there = run.lines.get(slot=line.slot)
    count = there.seats.filter(unit=cast.south).count()
    assert fewest <= count <= (5 if most is None else most)
    assert list(there.bounds.values_list("unit_id", "minimum", "maximum")) == [
        (cast.south.pk, fewest, most)
    ]


def test_more_than_the_unit_has_is_infeasible_by_name(
    at: datetime, cast: Cast, line: PlanLine
) -> None:
    fix(line, cast, at, 5, None)
    run = again(line, at)
    assert run.state == PlanState.INFEASIBLE
    assert PlanRule.QUOTA_MINIMUM in {each["rule"] for each in run.explanation["conflicts"]}


def test_released_they_bind_nobody(at: datetime, cast: Cast, line: PlanLine) -> None:
    fix(line, cast, at, 5, None)
    plan_edits.lock_line(actor=SYSTEM, line=line, locked=False, at=at)
    assert again(line, at).state == PlanState.PROPOSED


@pytest.mark.parametrize(("fewest", "most"), [(3, 2), (1, 0)])
def test_most_below_fewest(
    at: datetime, cast: Cast, line: PlanLine, fewest: int, most: int
) -> None:
    with pytest.raises(PlanBoundsInverted):
        fix(line, cast, at, fewest, most)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanBound.objects.create(line=line, unit=cast.south, minimum=fewest, maximum=most)
    assert not PlanBound.objects.exists()


def test_no_more_than_the_line_seats(at: datetime, cast: Cast, line: PlanLine) -> None:
    assert fix(line, cast, at, 5, 5).bounds.count() == 1
    with pytest.raises(QuotasOverCapacity):
        fix(line, cast, at, 6, None)
    assert fix(line, cast, at, 0, None).bounds.count() == 0


def test_an_accepted_line_has_its_quotas(at: datetime, cast: Cast, line: PlanLine) -> None:
    plan_accepting.accept(actor=SYSTEM, run=line.run, lines=[line], at=at)
    with pytest.raises(PlanLineAccepted):
        fix(line, cast, at, 1, None)
