"""Why there is no plan, and what would help.

The relaxation comes from the priced statement of the rules. The conflict comes from the trial
statement: the solver names clauses that cannot all hold. That word is not trusted: the named
clauses alone are stated firmly and must be infeasible, and then each kind is left out in turn; what
can be left out without ending the conflict goes. If the word does not hold, or does not come in
time, the same is done from all clauses.
"""

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from courses.enums.planning import PlanRule
from courses.rules.planner.conflict import conflicts_of, merged
from courses.rules.planner.effort import Effort
from courses.rules.planner.grip import Clause, Firm, Grip, Priced, Trial
from courses.rules.planner.groups import Group, Grouping
from courses.rules.planner.instance import Instance
from courses.rules.planner.model import Statement
from courses.rules.planner.order import in_order, refuse_disorder
from courses.rules.planner.outline import only_unit, together, within
from courses.rules.planner.plan import Cohort, Explanation, Infeasible, Relaxation
from courses.rules.planner.relax import PRICES, price_of, relaxations
from courses.rules.planner.relaxed import relaxed
from courses.rules.planner.search import PLANS, SMALL, Search, cohorts_of

RELAX_SHARE, TRIAL_SHARE, PROBE_SHARE = 0.3, 0.4, 0.2
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
    return Inquiry(in_order(instance), seconds, workers, seed).run()


WITHIN: dict[PlanRule, int] = {
    rule: price for rule, price in PRICES.items() if rule is not PlanRule.COURSE
}
"""The prices once it is settled what each cohort runs."""


class Inquiry:
    """One inquiry, with its time."""

    def __init__(self, instance: Instance, seconds: float, workers: int, seed: int) -> None:
        self.instance, self.seconds, self.workers, self.seed = instance, seconds, workers, seed
        self.begin = time.perf_counter()
        self.minimal = True

    @property
    def left(self) -> float:
        return self.seconds - (time.perf_counter() - self.begin)

    def run(self, *, small: int = SMALL) -> Explanation:
        if len(self.instance.members) * len(self.instance.slots) <= small:
            changes = self._relaxations(self.instance)[0]
            verified = bool(changes) and self._verified(changes)
            part, core = self._first_core([self.instance] if changes else [])
        else:
            # What is short by sheer numbers is quickly found, and is the usual case.
            part, core = self._first_core([together(self.instance, bare=True)])
            changes, verified, parts = self._in_stages()
            if core is None:
                part, core = self._first_core(parts)
        self.minimal = self.minimal and (core is not None or not changes)
        conflicts = () if core is None else conflicts_of(self.instance, part, core)
        spent = time.perf_counter() - self.begin
        return Explanation(conflicts, changes, self.minimal, verified, spent)

    def _in_stages(self) -> tuple[tuple[Relaxation, ...], bool, list[Instance]]:
        """First what all units together lack, then what is lacking within those cohorts.

        People's own days give way only if somebody would be left out otherwise.
        """
        changes, cohorts = self._gently(together(self.instance), PRICES)
        pressed = self._without_slot(changes, cohorts or ())
        if cohorts is not None and pressed:
            changes, cohorts = self._gently(together(self.instance, pressed=pressed), PRICES)
        changes = tuple(each for each in changes if each.rule is not PlanRule.DEMAND)
        found = bool(changes)
        verified = found and cohorts is not None and self._flows(changes, cohorts)
        if cohorts is not None and not verified:
            inner = within(relaxed(self.instance, changes), cohorts)
            changes = (*changes, *self._gently(inner, WITHIN)[0])
            verified = bool(changes) and self._flows(changes, cohorts)
        if not verified:
            verified = bool(changes) and self._verified(changes, cohorts)
        parts = [together(self.instance)] if found else []
        units = {each.place.unit for each in changes if each.place.unit is not None}
        parts += [only_unit(self.instance, unit) for unit in sorted(units)]
        return changes, verified, [*parts, self.instance] if changes else []

    def _gently(
        self, instance: Instance, prices: Mapping[PlanRule, int]
    ) -> tuple[tuple[Relaxation, ...], tuple[Cohort, ...] | None]:
        """The cheapest changes, in people's own days only where somebody is left out otherwise."""
        changes, cohorts = self._relaxations(instance, prices, own_days=False)
        if cohorts is None or any(each.rule is PlanRule.DEMAND for each in changes):
            harder = self._relaxations(instance, prices)
            return harder if harder[1] is not None else (changes, cohorts)
        return changes, cohorts

    def _relaxations(
        self,
        instance: Instance,
        prices: Mapping[PlanRule, int] = PRICES,
        *,
        own_days: bool = True,
    ) -> tuple[tuple[Relaxation, ...], tuple[Cohort, ...] | None]:
        """The cheapest changes, and the cohorts that there would be with them.

        Without `own_days` the rules that people have of their own do not give way.
        """
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        grip = Priced(model, prices, price_of(instance))
        groups = Grouping(instance, tolerant=own_days, leftover=True, haste=False).groups()
        statement = Statement(instance, groups, grip, model)
        model.minimize(sum(grip.cost))
        solver, status = self.solved(model, self.left * RELAX_SHARE, self.workers, gap=0.01)
        if status not in PLANS:
            return (), None
        found = relaxations(self.instance, instance, grip, solver.value)
        return found, cohorts_of(statement, solver)

    def _search(self, changes: Sequence[Relaxation]) -> Search:
        after = replace(relaxed(self.instance, changes), previous=None)
        effort = Effort(self.left * RELAX_SHARE, self.workers, gap=1, seed=self.seed)
        return Search(after, effort, None, time.perf_counter())

    def _without_slot(self, changes: Sequence[Relaxation], cohorts: tuple[Cohort, ...]) -> set[int]:
        """People whose own days, left out of sight so far, keep them out of all these cohorts."""
        return self._search(changes).without_slot(cohorts)

    def _flows(self, changes: Sequence[Relaxation], cohorts: tuple[Cohort, ...]) -> bool:
        """Whether the relaxed instance has a plan with these cohorts that a flow finds."""
        search = self._search(changes)
        search.flow(cohorts, max(0, self.left))
        return search.best is not None

    def _verified(
        self, changes: Sequence[Relaxation], cohorts: tuple[Cohort, ...] | None = None
    ) -> bool:
        """Whether the relaxed instance has a plan (with these cohorts, where they are given)."""
        after = relaxed(self.instance, changes)
        if cohorts is not None:
            after = within(after, cohorts)
        effort = Effort(self.left * RELAX_SHARE, self.workers, gap=1, seed=self.seed)
        search = Search(replace(after, previous=None), effort, None, time.perf_counter())
        return not isinstance(search.run(small=sys.maxsize), Infeasible)

    def _first_core(self, parts: Sequence[Instance]) -> tuple[list[Group], list[Clause] | None]:
        """The core of the first part that has no plan of its own."""
        groups: list[Group] = []
        for part in parts:
            if self.left <= 0:
                break
            groups = Grouping(part, tolerant=True).groups()
            core = _Core(self, part, groups).found()
            if core is not None:
                return groups, core
        return groups, None

    def solved(self, model: Any, seconds: float, workers: int, gap: float = 0) -> tuple[Any, str]:
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.05, seconds)
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = self.seed
        solver.parameters.relative_gap_limit = gap
        status = solver.solve(model)
        return solver, solver.status_name(status)


class _Core:
    """Clauses of an instance that cannot hold together, without those not needed for it."""

    def __init__(self, inquiry: Inquiry, instance: Instance, groups: list[Group]) -> None:
        self.inquiry, self.instance, self.groups = inquiry, instance, groups

    def found(self) -> list[Clause] | None:
        """The core; None where the instance has a plan, or where the time does not suffice.

        It is empty where no clause is to blame: there are simply not enough slots.
        """
        every, named = self._named()
        if named and self._infeasible(named):
            core = named
        elif self._infeasible(every):
            core = every
        else:
            return None
        for kind in merged(core):
            if self.inquiry.left <= 0:
                self.inquiry.minimal = False
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
        seconds = self.inquiry.left * TRIAL_SHARE
        solver, status = self.inquiry.solved(model, seconds, workers=1)
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
        inquiry = self.inquiry
        _, status = inquiry.solved(model, inquiry.left * PROBE_SHARE, inquiry.workers)
        if status == "UNKNOWN":
            inquiry.minimal = False
        return bool(status == "INFEASIBLE")

    def _state(self, grip: Grip, model: Any) -> None:
        Statement(self.instance, self.groups, grip, model)
