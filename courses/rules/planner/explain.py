"""Why there is no plan, and what would help.

The relaxation comes from the priced statement of the rules. The conflict comes from the trial
statement: the solver names clauses that cannot all hold. That word is not trusted: the named
clauses alone are stated firmly and must be infeasible, and then each kind is left out in turn; what
can be left out without ending the conflict goes. If the word does not hold, or does not come in
time, the same is done from all clauses.
"""

import time
from collections.abc import Iterable
from typing import Any

from courses.rules.planner.conflict import conflicts_of, merged
from courses.rules.planner.grip import Clause, Firm, Grip, Priced, Trial
from courses.rules.planner.groups import Group, Grouping
from courses.rules.planner.instance import Instance
from courses.rules.planner.model import Statement
from courses.rules.planner.order import refuse_disorder
from courses.rules.planner.plan import Explanation, Infeasible, Relaxation
from courses.rules.planner.relax import PRICES, price_of, relaxations
from courses.rules.planner.relaxed import relaxed
from courses.rules.planner.search import Effort, Search

RELAX_SHARE, TRIAL_SHARE, PROBE_SHARE = 0.4, 0.4, 0.2
"""Shares of the time left: for the relaxation, the solver's word, each leaving-out."""


def explain(
    instance: Instance, *, seconds: float = 10, workers: int = 2, seed: int = 1
) -> Explanation:
    """Explain an instance for which `solve` found that there is no plan.

    Both lists are empty for an instance that has one.

    Raises:
        ValueError: the instance names something twice, or something that it does not have.
    """
    refuse_disorder(instance)
    return _Inquiry(instance, seconds, workers, seed).run()


class _Inquiry:
    def __init__(self, instance: Instance, seconds: float, workers: int, seed: int) -> None:
        self.instance, self.seconds, self.workers, self.seed = instance, seconds, workers, seed
        self.begin = time.perf_counter()
        self.groups = Grouping(instance, tolerant=True).groups()
        self.minimal = True

    @property
    def left(self) -> float:
        return self.seconds - (time.perf_counter() - self.begin)

    def run(self) -> Explanation:
        changes = self._relaxations()
        verified = bool(changes) and self._verified(changes)
        core = self._core() if changes else []
        return Explanation(
            conflicts=conflicts_of(self.instance, self.groups, core),
            relaxations=changes,
            minimal=self.minimal,
            verified=verified,
            seconds=time.perf_counter() - self.begin,
        )

    def _relaxations(self) -> tuple[Relaxation, ...]:
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        grip = Priced(model, PRICES, price_of(self.instance))
        groups = Grouping(self.instance, tolerant=True, leftover=True).groups()
        Statement(self.instance, groups, grip, model)
        model.minimize(sum(grip.cost))
        solver, status = self._solved(model, self.left * RELAX_SHARE, self.workers, gap=0.01)
        if status not in ("OPTIMAL", "FEASIBLE"):
            return ()
        return relaxations(self.instance, grip, solver.value)

    def _verified(self, changes: tuple[Relaxation, ...]) -> bool:
        """Whether the relaxed instance has a plan."""
        effort = Effort(self.left * RELAX_SHARE, self.workers, gap=1, seed=self.seed)
        search = Search(relaxed(self.instance, changes), effort, None, time.perf_counter())
        return not isinstance(search.run(), Infeasible)

    def _core(self) -> list[Clause]:
        """Clauses that cannot hold together, without those that are not needed for it."""
        every, named = self._named()
        core = named if named and self._infeasible(named) else every
        for kind in merged(core):
            if self.left <= 0:
                self.minimal = False
                break
            fewer = [clause for clause in core if clause not in kind]
            if self._infeasible(fewer):
                core = fewer
        return core

    def _named(self) -> tuple[list[Clause], list[Clause]]:
        """All clauses, and those that the solver names."""
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        grip = Trial(model)
        self._state(grip, model)
        model.add_assumptions(list(grip.literals.values()))
        solver, status = self._solved(model, self.left * TRIAL_SHARE, workers=1)
        every = list(grip.literals)
        if status != "INFEASIBLE":
            return every, []
        core = set(solver.sufficient_assumptions_for_infeasibility())
        return every, [clause for clause, it in grip.literals.items() if it.index in core]

    def _infeasible(self, clauses: Iterable[Clause]) -> bool:
        """Whether these clauses alone, held firmly, leave no plan; time running out is no proof."""
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        self._state(Firm(model, only=list(clauses)), model)
        _, status = self._solved(model, self.left * PROBE_SHARE, self.workers)
        if status == "UNKNOWN":
            self.minimal = False
        return bool(status == "INFEASIBLE")

    def _state(self, grip: Grip, model: Any) -> list[Group]:
        Statement(self.instance, self.groups, grip, model)
        return self.groups

    def _solved(self, model: Any, seconds: float, workers: int, gap: float = 0) -> tuple[Any, str]:
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.05, seconds)
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = self.seed
        solver.parameters.relative_gap_limit = gap
        status = solver.solve(model)
        return solver, solver.status_name(status)
