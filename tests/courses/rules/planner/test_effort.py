"""A steady search: the same plan on a slow machine, in another process, cut off or not."""

import hashlib
import os
import subprocess
import sys
import time

import pytest

from courses.rules.planner.effort import Effort
from courses.rules.planner.instance import Instance
from courses.rules.planner.order import in_order
from courses.rules.planner.plan import Plan, Progress
from courses.rules.planner.search import Search
from courses.rules.planner.solve import solve
from tests.courses.rules.planner.years import CHANGAN, WOMEN, people, slot, units, week, year

# Less than the search would like to have: it is cut off.
CUT = 0.1


def crowded() -> Instance:
    """Sixty people, each third of whom is away for a week of their own, in twelve weeks."""
    members = [
        member
        for number in range(20)
        for member in (
            *people(1, first=number, blocked=(week(number % 12),), counts_away=True),
            *people(1, first=100 + number, unit=CHANGAN),
            *people(1, first=200 + number, unit=CHANGAN, sex=WOMEN, counts_away=True),
        )
    ]
    return year(members, [slot(number) for number in range(12)])


def steady(instance: Instance, watch: object = None) -> Plan:
    plan = solve(instance, seconds=CUT, gap=0, steady=True, watch=watch)  # type: ignore[arg-type]  # one of ours
    assert isinstance(plan, Plan)
    return plan


def seats_digest() -> str:
    """What a process of its own says of its plan."""
    return hashlib.sha256(repr(steady(crowded()).seats).encode()).hexdigest()


def test_a_slow_machine_has_the_same_plan() -> None:
    def dawdle(progress: Progress) -> bool:
        time.sleep(0.1)
        return True

    quick, slow = steady(crowded()), steady(crowded(), dawdle)
    assert (slow.cohorts, slow.seats, slow.objective) == (
        quick.cohorts,
        quick.seats,
        quick.objective,
    )
    assert quick.gap, "it was cut off before it was proven"


@pytest.mark.machine
@pytest.mark.parametrize("order_of_sets", ["0", "1"])
def test_another_process_has_the_same_plan(order_of_sets: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", f"from {__name__} import seats_digest; print(seats_digest())"],
        env={**os.environ, "PYTHONHASHSEED": order_of_sets},
        capture_output=True,
        check=True,
        text=True,
    )
    assert said.stdout.strip() == seats_digest()


@pytest.mark.parametrize(("officers", "cohorts"), [(7, 4), (8, 4), (9, 5)])
def test_the_outline_has_as_many_cohorts_as_a_unit_needs_turns(officers: int, cohorts: int) -> None:
    """Two of twenty may be away at once: beds for ten at a time do not help."""
    instance = year(
        people(officers, counts_away=True),
        [slot(number) for number in range(6)],
        units=units(strength=20),
    )
    search = Search(in_order(instance), Effort(30, 1, 0, 1), None, time.perf_counter())
    plan = search.run(small=0)
    assert isinstance(plan, Plan)
    assert len(plan.cohorts) == cohorts


def test_what_is_near_enough_ends_a_small_search_too() -> None:
    """Solved at once, it is the solver's own bound that tells how near a plan is."""
    told: list[Progress] = []

    def watch(progress: Progress) -> bool:
        told.append(progress)
        return True

    plan = solve(crowded(), gap=0.9, steady=True, watch=watch)
    assert isinstance(plan, Plan)
    near = [each for each in told if each.objective - each.bound <= 0.9 * each.objective]
    assert near[0] == told[-1], "the first that is near enough is the last"
