"""A large year is explained in stages: the conflict is one, and the changes are enough."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from bench.planner_hopeless import KINDS
from bench.planner_instances import USUAL
from bench.planner_instances import year as large_year
from courses.enums.planning import PlanRule
from courses.rules.planner.check import check
from courses.rules.planner.core import short_by_count
from courses.rules.planner.explain import Inquiry, explain
from courses.rules.planner.instance import House, Instance
from courses.rules.planner.nearly import changes_of, holds, nearly
from courses.rules.planner.order import in_order
from courses.rules.planner.plan import Breach, Cohort, Explanation, Place, Plan, Seat
from courses.rules.planner.relaxed import relaxed
from courses.rules.planner.solve import solve
from tests.courses.rules.planner.drawn import instances
from tests.courses.rules.planner.years import LAW, WOMEN, people, slot, units, week, year

FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=400)


def in_stages(instance: Instance, seconds: float = 30) -> Explanation:
    """What is said of it when it is taken for a large one."""
    return Inquiry(in_order(instance), seconds, workers=1, seed=1).run(small=0)


def works(instance: Instance, explanation: Explanation) -> bool:
    """Whether the planner, which knows nothing of the explanation, plans the relaxed instance."""
    after = relaxed(in_order(instance), explanation.relaxations)
    plan = solve(after, workers=1)
    return isinstance(plan, Plan) and check(after, plan) == []


def is_explained(instance: Instance) -> None:
    """In stages as at once: a conflict that is one, and changes that are enough."""
    instance = replace(
        instance,
        rules=replace(instance.rules, allow_leftover=False),
        # No percentage of nobody lets anybody go.
        units=tuple(replace(unit, strength=max(1, unit.strength)) for unit in instance.units),
    )
    none = solve(instance, workers=1)
    explanation = in_stages(instance)
    if isinstance(none, Plan):
        assert explanation.conflicts == ()
        return
    assert explanation.conflicts
    assert (explanation.minimal, explanation.verified) == (True, True)
    assert works(instance, explanation)
    at_once = explain(instance, seconds=30, workers=1)
    assert (at_once.minimal, at_once.verified) == (True, True)
    assert works(instance, at_once)


@FEW
@given(instances(most_people=5, most_slots=3))
def test_whatever_has_no_plan_is_explained(instance: Instance) -> None:
    is_explained(instance)


@pytest.mark.machine
@MANY
@given(instances())
def test_whatever_has_no_plan_is_explained_long(instance: Instance) -> None:
    is_explained(instance)


@pytest.mark.machine
@pytest.mark.parametrize(
    "kind", ["women's beds", "one unit's share", "one unit's leave", "kept closed"]
)
def test_a_year_of_thousands_is_explained(kind: str) -> None:
    """All eleven kinds, with three seeds each, are in the bench; these are the cheapest."""
    make, rules = KINDS[kind]
    instance = make(large_year(USUAL, 4))
    explanation = explain(instance, seconds=60)
    assert rules <= {each.rule for each in explanation.conflicts}
    # `check` has found nothing in a plan of the relaxed year; nor may the planner prove otherwise.
    assert explanation.verified
    assert PlanRule.DEMAND not in {each.rule for each in explanation.relaxations}
    after = relaxed(in_order(instance), explanation.relaxations)
    found = solve(after, seconds=5, workers=1)
    assert isinstance(found, Plan) or not found.proven


def test_a_figure_of_many_slots_is_one_change() -> None:
    explanation = in_stages(year(people(13, sex=WOMEN), [slot(0), slot(1), slot(2)]))
    (change,) = explanation.relaxations
    assert change.rule is PlanRule.BEDS_WOMEN
    assert (change.allowed, change.needed) == (4, 5)


def test_houses_in_conflict_are_told_together() -> None:
    slots = [slot(0, house="甲", beds_women=9), slot(1, house="乙", beds_women=9)]
    houses = (House("甲", 8, 4), House("乙", 8, 3))
    (conflict,) = in_stages(year(people(9, sex=WOMEN), slots, houses=houses)).conflicts
    assert (conflict.needed, conflict.allowed, conflict.place.resource) == (9, 7, None)


def test_a_unit_by_itself_is_enough_of_a_conflict() -> None:
    members = [*people(7, counts_away=True), *people(6, first=50)]
    explanation = in_stages(year(members, [slot(0), slot(1)], units=units(strength=30)))
    (conflict,) = explanation.conflicts
    assert (conflict.rule, conflict.place.unit) == (PlanRule.SHARE_AWAY, 1)


def test_nothing_to_explain_in_stages() -> None:
    explanation = in_stages(year(people(3), [slot(0)]))
    assert (explanation.conflicts, explanation.relaxations) == ((), ())


@pytest.mark.parametrize("small", [0, 10_000])
def test_no_time_is_no_claim(small: int) -> None:
    instance = year(people(9, sex=WOMEN), [slot(0), slot(1)])
    explanation = Inquiry(in_order(instance), 0, workers=1, seed=1).run(small=small)
    assert explanation.seconds < 3
    assert not explanation.verified or works(instance, explanation)


def test_what_a_plan_breaks_is_what_gives_way() -> None:
    instance = year(
        people(3, sex=WOMEN, blocked=(week(0),)), [slot(0, beds_women=1), slot(1, beds_women=1)]
    )
    seats = [Seat(1, LAW, "w0"), Seat(2, LAW, "w1"), Seat(3, LAW, "w1")]
    near = nearly(instance, (Cohort("w0", LAW), Cohort("w1", LAW)), seats)
    assert {each.rule for each in near.changes} == {PlanRule.BEDS_WOMEN, PlanRule.BLOCK}
    assert holds(instance, near)
    assert not holds(instance, replace(near, changes=near.changes[1:]))


def test_a_breach_in_two_slots_is_raised_to_the_same() -> None:
    instance = year(people(1), [slot(0), slot(1)])
    breaches = [
        Breach(PlanRule.CAPACITY, Place(slots=(key,)), asked, 10)
        for key, asked in (("w1", 12), ("w0", 11))
    ]
    (change,) = changes_of(instance, breaches)
    assert (change.place.slots, change.allowed, change.needed) == (("w0", "w1"), 10, 12)
    after = relaxed(instance, [change])
    assert [each.capacity for each in after.slots] == [12, 12]


@pytest.mark.parametrize(("women", "short"), [(7, set()), (8, set()), (9, {PlanRule.BEDS_WOMEN})])
def test_beds_are_short_by_count_at_the_border(women: int, short: set[PlanRule]) -> None:
    assert short_by_count(year(people(women, sex=WOMEN), [slot(0), slot(1)])) == short


@pytest.mark.parametrize(("men", "short"), [(11, set()), (12, set()), (13, {PlanRule.BEDS_MEN})])
def test_so_are_those_of_houses(men: int, short: set[PlanRule]) -> None:
    # Two at once share six beds; the third has a week to itself.
    slots = [slot(0, house="甲"), slot(0, key="x0", house="甲"), slot(1, house="甲")]
    assert short_by_count(year(people(men), slots, houses=(House("甲", 6, 4),))) == short


@pytest.mark.parametrize(("many", "short"), [(9, set()), (10, set()), (11, {PlanRule.CAPACITY})])
def test_so_are_seats(many: int, short: set[PlanRule]) -> None:
    members = [*people(8), *people(many - 8, first=50, sex=WOMEN)]
    assert short_by_count(year(members, [slot(0)])) == short


def test_houses_that_were_alike_stay_alike() -> None:
    slots = [slot(0, house="甲"), slot(1, house="乙")]
    instance = year(people(1), slots, houses=(House("甲", 8, 4), House("乙", 8, 4)))
    breaches = [
        Breach(PlanRule.BEDS_WOMEN, Place(resource=key), asked, 4)
        for key, asked in (("甲", 5), ("乙", 7))
    ]
    changes = changes_of(instance, breaches)
    assert [each.needed for each in changes] == [7, 7]
    assert [each.beds_women for each in relaxed(instance, changes).houses] == [7, 7]
