"""The conflict: rules that cannot all hold, without those not needed for it.

The solver may name clauses that cannot all hold (`Trial`). That word is not trusted: the named
clauses alone are stated firmly and must be infeasible; else all clauses are the beginning. Then
each rule is left out in turn, then each of its kinds (`conflict.merged`): what can be left out
without ending the conflict goes.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from courses.enums.planning import PlanRule
from courses.rules.planner.conflict import BEDS, OF_UNITS, beds_of, merged
from courses.rules.planner.days import at_once
from courses.rules.planner.grip import Clause, Firm, Grip, Trial
from courses.rules.planner.groups import Group, Grouping
from courses.rules.planner.instance import Instance
from courses.rules.planner.model import Statement

ROUNDS = 2
"""Leaving out what could not be decided is tried again once there is less beside it."""
FIRST = 3
"""How many times as long it may take to see that there is a conflict at all."""


class Core:
    """The search for a core of one instance, which may be a part of the one that is explained.

    `until` is the reading of `time.perf_counter` by which it has to end, `probe` the longest that
    one leaving-out may take, `word` how long the solver may look for its word (0: not asked).
    `minimal` says afterwards that every leaving-out was decided.
    """

    def __init__(
        self,
        instance: Instance,
        *,
        until: float,
        probe: float,
        word: float,
        workers: int,
        seed: int,
    ) -> None:
        self.instance, self.until, self.probe, self.word = instance, until, probe, word
        self.workers, self.seed = workers, seed
        self.groups: list[Group] = Grouping(instance, tolerant=True).groups()
        self.minimal = True

    @property
    def left(self) -> float:
        return self.until - time.perf_counter()

    def found(self) -> list[Clause] | None:
        """The core; None where the instance has a plan, or where the time does not suffice.

        It is empty where no clause is to blame: there are simply not enough slots.
        """
        every, named = self._named()
        short = short_by_count(self.instance)
        guesses = (
            named,
            [clause for clause in every if clause.rule in short],
            [clause for clause in every if clause.rule in OF_UNITS],
        )
        core = next((each for each in guesses if each and self._infeasible(each)), None)
        if core is None:
            if not self._infeasible(every, FIRST):
                return None
            core = every
        for _ in range(ROUNDS):
            core = self._fewer(self._fewer(core, by_rule(core)), merged(core))
            if self.minimal or self.left <= 0:
                break
        return core

    def _fewer(self, core: list[Clause], kinds: Sequence[frozenset[Clause]]) -> list[Clause]:
        """The core without the kinds that it does not need."""
        self.minimal = True
        for kind in kinds:
            fewer = [clause for clause in core if clause not in kind]
            if len(fewer) == len(core):
                continue
            if self.left <= 0:
                self.minimal = False
                return core
            if self._infeasible(fewer):
                core = fewer
        return core

    def _named(self) -> tuple[list[Clause], list[Clause]]:
        """All clauses, and those that the solver names."""
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        grip = Trial(model)
        self._state(grip, model)
        every = list(grip.literals)
        if self.word <= 0:
            return every, []
        model.add_assumptions(list(grip.literals.values()))
        solver, status = self._solved(model, self.word, workers=1)
        if status != "INFEASIBLE":
            return every, []
        core = set(solver.sufficient_assumptions_for_infeasibility())
        return every, [clause for clause, it in grip.literals.items() if it.index in core]

    def _infeasible(self, clauses: Iterable[Clause], times: int = 1) -> bool:
        """Whether these clauses alone, held firmly, leave no plan; time running out is no proof."""
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        self._state(Firm(model, only=list(clauses)), model)
        _, status = self._solved(model, times * self.probe, self.workers)
        if status == "UNKNOWN":
            self.minimal = False
        return bool(status == "INFEASIBLE")

    def _solved(self, model: Any, seconds: float, workers: int) -> tuple[Any, str]:
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.05, min(seconds, self.left))
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = self.seed
        status = solver.solve(model)
        return solver, solver.status_name(status)

    def _state(self, grip: Grip, model: Any) -> None:
        Statement(self.instance, self.groups, grip, model)


def short_by_count(instance: Instance) -> frozenset[PlanRule]:
    """Seats or beds of which there are fewer in all slots together than people who need them."""
    found = set()
    if len(instance.members) > sum(slot.capacity for slot in instance.slots):
        found.add(PlanRule.CAPACITY)
    for rule, sex in BEDS.items():
        beds = beds_of(instance.slots, sex)
        for house in instance.houses:
            inside = [slot for slot in instance.slots if slot.house == house.key]
            shared = len(at_once(inside)) * beds_of([house], sex)
            beds -= max(0, beds_of(inside, sex) - shared)
        if sum(member.sex is sex for member in instance.members) > beds:
            found.add(rule)
    return frozenset(found)


def by_rule(core: Iterable[Clause]) -> list[frozenset[Clause]]:
    """The clauses of each rule."""
    rules: dict[PlanRule, set[Clause]] = {}
    for clause in core:
        rules.setdefault(clause.rule, set()).add(clause)
    return [frozenset(rules[rule]) for rule in sorted(rules)]
