"""The planner: a year of 3,600 people, one of 20,000, an explanation, and the plain way beside it.

The plain way is one Boolean for each person and slot, which is how such a plan is stated in most
texts. It is given the same year, the same rules and the same threads, and asked for any plan.
"""

import statistics
from dataclasses import replace
from pathlib import Path

from bench.common import Bar, Figure, timed
from bench.planner_hopeless import KINDS
from bench.planner_instances import LARGE, USUAL, year
from bench.planner_plain import plain
from courses.rules.planner.check import check
from courses.rules.planner.explain import explain
from courses.rules.planner.instance import Instance, Previous, Watch
from courses.rules.planner.plan import Plan, Progress
from courses.rules.planner.solve import solve

FIRST = Bar("3,600 people, 34 units, 34 cohorts: first plan, wall", 5, "s")
PROVEN = Bar("the same, until proven within 1 % of the bound or 60 s have passed, wall", 30, "s")
WIDEST = Bar("the widest gap to the bound among these", 1, "%")
AGAIN = Bar("planned again with nothing changed, people moved", 0, "people")
LARGER = Bar("20,000 people, 160 cohorts, four abreast: a plan, wall", 120, "s")
WHY = Bar("a year without a plan, eleven kinds: explained, wall", 10, "s")
NAMED = Bar("the true rule is named, share of the explanations", 100, "%", at_least=True)
HELPS = Bar("its relaxation is known to make a plan possible, share", 100, "%", at_least=True)

SEEDS, WORKERS, GAP = (1, 2, 3), 2, 0.01


def settings() -> list[str]:
    """Return the settings on which the figures depend."""
    return [
        "cohorts of 128 beds (96 men, 32 women), 10 % share away, days of their own for 15 %",
        "a deadline for 20 %; three courses; halls and instructors are planned too",
        f"{WORKERS} threads, gap {GAP:.0%}, seeds {', '.join(map(str, SEEDS))}; every plan checked",
    ]


def run(_: Path) -> list[Figure]:
    """Plan, plan again, explain; then the plain way."""
    figures, plans = _usual()
    return [*figures, _again(plans), _larger(), *_explained()]


def _usual() -> tuple[list[Figure], list[tuple[Instance, Plan]]]:
    firsts, walls, cpus, plans = [], [], [], []
    for seed in SEEDS:
        instance, heard = year(USUAL, seed), list[Progress]()
        with timed() as told:
            plan = solve(instance, seconds=60, workers=WORKERS, gap=GAP, watch=_keep(heard))
        assert isinstance(plan, Plan), plan
        assert check(instance, plan) == []
        assert plan.gap is not None
        wall, cpu = told()
        firsts.append(heard[0].seconds)
        walls.append(wall)
        cpus.append(cpu)
        plans.append((instance, plan))
    gaps = ", ".join(f"{plan.gap:.2%}" for _, plan in plans)
    opened = ", ".join(f"{plan.parts.opened} cohorts" for _, plan in plans)
    with timed() as told:
        status = plain(year(USUAL, SEEDS[0]), seconds=60, workers=WORKERS)
    wall, cpu = told()
    beside = f"plain way, any plan: {status} after {wall:.0f} s wall, {cpu:.0f} s CPU"
    return [
        Figure(FIRST, firsts, [beside]),
        Figure(PROVEN, walls, [f"CPU {statistics.median(cpus):.1f} s", f"{opened}"]),
        Figure(WIDEST, [max(100 * (plan.gap or 0) for _, plan in plans)], [f"gaps {gaps}"]),
    ], plans


def _keep(heard: list[Progress]) -> Watch:
    def watch(progress: Progress) -> bool:
        heard.append(progress)
        return True

    return watch


def _again(plans: list[tuple[Instance, Plan]]) -> Figure:
    moved, walls = [], []
    for instance, plan in plans:
        previous = Previous(plan.cohorts, plan.seats)
        with timed() as told:
            again = solve(replace(instance, previous=previous), workers=WORKERS)
        assert isinstance(again, Plan)
        moved.append(float(len(again.moves)))
        walls.append(told()[0])
    return Figure(AGAIN, moved, [f"{statistics.median(walls):.2f} s wall"])


def _larger() -> Figure:
    instance = year(LARGE, SEEDS[0])
    with timed() as told:
        plan = solve(instance, seconds=120, workers=WORKERS, gap=GAP)
    wall, cpu = told()
    assert isinstance(plan, Plan), plan
    assert check(instance, plan) == []
    said = f"gap {plan.gap:.1%}, {plan.parts.opened} cohorts"
    return Figure(LARGER, [wall], [f"CPU {cpu:.0f} s", said])


def _explained() -> list[Figure]:
    """Each kind of year without a plan, for each seed: what is named, whether it helps."""
    walls, cpus, named, known = [], [], [], []
    slow: list[str] = []
    for seed in SEEDS:
        usual = year(USUAL, seed)
        for kind, (make, rules) in KINDS.items():
            with timed() as told:
                explanation = explain(make(usual), seconds=WHY.limit, workers=WORKERS)
            wall, cpu = told()
            walls.append(wall)
            cpus.append(cpu)
            named.append(rules <= {each.rule for each in explanation.conflicts})
            known.append(explanation.verified)
            if not (named[-1] and known[-1]) or wall > WHY.limit:
                slow.append(f"{kind}, seed {seed}: {wall:.1f} s")
    kinds = f"{', '.join(KINDS)}; CPU {statistics.median(cpus):.1f} s"
    return [
        Figure(WHY, walls, [kinds]),
        Figure(NAMED, [100 * sum(named) / len(named)], [f"of {len(named)}", *slow]),
        Figure(HELPS, [100 * sum(known) / len(known)], [f"of {len(known)}"]),
    ]
