"""Plans keep every rule; there is one exactly where there can be one; nobody moves without need."""

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from courses.enums.planning import PlanRule, PlanStatus
from courses.rules.planner import outline, search
from courses.rules.planner.check import check
from courses.rules.planner.effort import Effort
from courses.rules.planner.instance import Instance, Locks, Previous, Rules, SeatLock, SlotLock
from courses.rules.planner.measure import parts_of, total
from courses.rules.planner.plan import Infeasible, Plan, Progress
from courses.rules.planner.search import Search
from courses.rules.planner.solve import solve
from tests.courses.rules.planner.drawn import exists, instances
from tests.courses.rules.planner.years import CHANGAN, DESK, LAW, WOMEN, people, slot, week, year

QUICK = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
LONG = settings(QUICK, max_examples=1_500)


def made(instance: Instance) -> Plan:
    plan = solve(instance, workers=1)
    assert isinstance(plan, Plan)
    assert check(instance, plan) == []
    return plan


def in_stages(instance: Instance) -> Plan | Infeasible:
    """What the search comes to when it makes an outline first, as for a large instance."""
    return Search(instance, Effort(30, 1, 0.01, 1), None, time.perf_counter()).run(small=0)


def keeps_every_rule(instance: Instance) -> None:
    plan = solve(instance, workers=1)
    if isinstance(plan, Infeasible):
        assert plan.proven
        return
    assert check(instance, plan) == []
    seated = {(seat.person, seat.course) for seat in plan.seats}
    left = {(each.person, each.course) for each in plan.left_over}
    assert seated | left == {(row.person, row.course) for row in instance.members}
    assert seated & left == set()
    assert plan.parts == parts_of(instance, plan.cohorts, plan.seats)
    assert plan.objective == total(plan.parts, instance.rules.weights)
    assert plan.bound is not None
    assert plan.bound <= plan.objective
    assert plan.status is PlanStatus.PROVEN


def agrees_with_trying_them_all(instance: Instance) -> None:
    instance = replace(instance, rules=replace(instance.rules, allow_leftover=False))
    possible = exists(instance)
    assert isinstance(solve(instance, workers=1), Plan) is possible
    assert isinstance(in_stages(instance), Plan) is possible


@QUICK
@given(instances())
def test_every_rule_is_kept(instance: Instance) -> None:
    keeps_every_rule(instance)


@QUICK
@given(instances(most_people=4, most_slots=3))
def test_a_plan_is_found_exactly_where_there_is_one(instance: Instance) -> None:
    agrees_with_trying_them_all(instance)


@pytest.mark.machine
@LONG
@given(instances(most_people=14, most_slots=6))
def test_every_rule_is_kept_long(instance: Instance) -> None:
    keeps_every_rule(instance)


@pytest.mark.machine
@LONG
@given(instances(most_people=5, most_slots=3))
def test_a_plan_is_found_exactly_where_there_is_one_long(instance: Instance) -> None:
    agrees_with_trying_them_all(instance)


@QUICK
@given(instances())
def test_in_stages_the_bound_and_the_plan_are_as_good(instance: Instance) -> None:
    at_once, staged = solve(instance, workers=1, gap=0), in_stages(instance)
    assert isinstance(at_once, Infeasible) is isinstance(staged, Infeasible)
    if isinstance(at_once, Plan) and isinstance(staged, Plan):
        assert staged.bound is not None
        assert check(instance, staged) == []
        assert staged.bound <= at_once.objective <= staged.objective
        assert (staged.objective - at_once.objective) <= 0.01 * staged.objective


@QUICK
@given(instances())
def test_without_haste_the_bound_is_still_one(instance: Instance) -> None:
    at_once = solve(instance, workers=1, gap=0)
    usual = (outline.LARGE, search.LARGE)
    outline.LARGE = search.LARGE = 0
    try:
        staged = in_stages(instance)
    finally:
        outline.LARGE, search.LARGE = usual
    assert isinstance(at_once, Infeasible) is isinstance(staged, Infeasible)
    if isinstance(at_once, Plan) and isinstance(staged, Plan):
        assert staged.bound is not None
        assert check(instance, staged) == []
        assert staged.bound <= at_once.objective <= staged.objective


@QUICK
@given(instances())
def test_made_again_with_nothing_changed_nobody_moves(instance: Instance) -> None:
    first = solve(instance, workers=1)
    if isinstance(first, Infeasible):
        return
    again = made(replace(instance, previous=Previous(first.cohorts, first.seats)))
    assert (again.moves, again.parts.moved) == ((), 0)
    assert (again.cohorts, again.seats) == (first.cohorts, first.seats)


@QUICK
@given(instances())
def test_same_seed_same_plan_whatever_the_order(instance: Instance) -> None:
    turned = replace(
        instance,
        members=instance.members[::-1],
        slots=instance.slots[::-1],
        units=instance.units[::-1],
        halls=instance.halls[::-1],
        instructors=instance.instructors[::-1],
    )
    one, two, three = (solve(each, workers=1) for each in (instance, instance, turned))
    assert len({isinstance(each, Plan) for each in (one, two, three)}) == 1
    if isinstance(one, Plan) and isinstance(two, Plan) and isinstance(three, Plan):
        assert (one.cohorts, one.seats) == (two.cohorts, two.seats) == (three.cohorts, three.seats)


def test_one_block_moves_one_person() -> None:
    instance = year(people(24), [slot(0), slot(1), slot(2), slot(3)])
    first = made(instance)
    assert first.parts.opened == 3
    sits = next(seat for seat in first.seats if seat.person == 5)
    number = int(sits.slot[1:])
    blocked = tuple(
        replace(row, blocked=(week(number),)) if row.person == 5 else row
        for row in instance.members
    )
    previous = Previous(first.cohorts, first.seats)
    again = made(replace(instance, members=blocked, previous=previous))
    assert set(again.moves) <= {5, *(s.person for s in first.seats if s.slot != sits.slot)}
    assert len(again.moves) == 2  # every cohort is full: somebody changes places with them


def test_a_decision_is_kept_and_the_rest_stays() -> None:
    instance = year(people(12), [slot(0), slot(1), slot(2)])
    first = made(instance)
    closed = next(
        each for each in ("w0", "w1", "w2") if each not in {c.slot for c in first.cohorts}
    )
    locks = Locks(slots=(SlotLock(closed, opened=True),), seats=(SeatLock(3, LAW, closed),))
    again = made(replace(instance, locks=locks, previous=Previous(first.cohorts, first.seats)))
    assert again.moves == (3,)


def test_few_cohorts_and_even_shares() -> None:
    members = [*people(8), *people(8, first=50, unit=CHANGAN)]
    plan = made(year(members, [slot(0), slot(1), slot(2)]))
    assert plan.parts.opened == 2
    assert plan.parts.peaks == 8
    assert {quota.seats for quota in plan.quotas} == {4}


def test_the_nearer_deadline_goes_first() -> None:
    members = people(12)
    members[7] = replace(members[7], due_on=week(30).ends_on)
    plan = made(year(members, [slot(0), slot(1)]))
    first = min(cohort.slot for cohort in plan.cohorts)
    assert first == next(seat.slot for seat in plan.seats if seat.person == 8)


def test_left_over_with_the_reason() -> None:
    members = [
        *people(9, sex=WOMEN),
        *people(1, first=40, blocked=(week(0, weeks=2),)),
        *people(1, first=41, course=DESK),
    ]
    instance = year(members, [slot(0), slot(1)], rules=Rules(allow_leftover=True))
    plan = made(instance)
    reasons = [(each.person, each.rule) for each in plan.left_over]
    assert len(reasons) == 3
    assert reasons[0][1] is PlanRule.CAPACITY
    assert reasons[1:] == [(40, PlanRule.BLOCK), (41, PlanRule.COURSE)]


def test_watching_hears_of_plans_and_may_stop() -> None:
    heard: list[Progress] = []
    instance = year(people(12), [slot(0), slot(1)])

    def watch(progress: Progress) -> bool:
        heard.append(progress)
        return True

    plan = solve(instance, workers=1, watch=watch)
    assert isinstance(plan, Plan)
    assert heard[-1].objective == plan.objective
    assert all(each.bound <= each.objective for each in heard)
    stopped = solve(instance, workers=1, watch=lambda _: False)
    assert isinstance(stopped, Plan)


def test_no_time_is_no_proof() -> None:
    none = solve(year(people(12), [slot(0), slot(1)]), workers=1, seconds=0)
    assert isinstance(none, Plan) or not none.proven
