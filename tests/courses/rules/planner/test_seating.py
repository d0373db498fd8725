"""Seats by flow keep every rule in the cohorts they are given."""

import time

from hypothesis import given

from courses.rules.planner.check import check
from courses.rules.planner.effort import Effort
from courses.rules.planner.instance import Absence, Instance
from courses.rules.planner.order import in_order
from courses.rules.planner.plan import Infeasible, Plan
from courses.rules.planner.search import Search
from courses.rules.planner.solve import solve
from tests.courses.rules.planner.drawn import instances
from tests.courses.rules.planner.test_solve import QUICK
from tests.courses.rules.planner.years import CHANGAN, WOMEN, people, slot, units, week, year


def seated(instance: Instance, plan: Plan) -> Search:
    """A search that has tried the flow in the plan's cohorts, and nothing else."""
    search = Search(in_order(instance), Effort(30, 1, 0, 1), None, time.perf_counter())
    search.flow(plan.cohorts, 30)
    return search


@QUICK
@given(instances())
def test_what_the_flow_finds_keeps_every_rule_and_beats_no_proven_plan(instance: Instance) -> None:
    plan = solve(instance, workers=1, gap=0)
    if isinstance(plan, Infeasible):
        return
    search = seated(instance, plan)
    if search.best is not None:
        assert search.best.objective >= plan.objective
        assert check(instance, search._plan(search.best)) == []


def test_shares_away_over_both_sexes_are_mended() -> None:
    members = [
        *people(6, counts_away=True),
        *people(2, first=20, sex=WOMEN, counts_away=True),
        *people(6, first=50, unit=CHANGAN),
    ]
    instance = year(
        members,
        [slot(0), slot(1), slot(2)],
        units=units(strength=30, absences=(Absence(week(1), 1),)),
    )
    plan = solve(instance, workers=1)
    assert isinstance(plan, Plan)
    assert seated(instance, plan).best is not None
