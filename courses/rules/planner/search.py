"""The search for a plan: the outline, the seats within it, then everything at once.

1. The outline decides which slots run what with all units taken together. What it can reach bounds
   every plan; if it has no solution there is no plan.
2. With its cohorts fixed, seats are found as a flow (`seating`): that is quick, however large.
3. With the same cohorts, the seats of all units are stated exactly, beginning with those.
4. Where that fails, or is not near enough to the bound, the whole is solved at once, beginning with
   what was found. Only this stage can prove that there is no plan once the outline has a solution.

A small instance is solved at once, a very large one ends with its flow. Of the stages 3 and 4 the
counts are dealt to persons; classes whose people cannot fill their counts are split (`groups`), and
the stage is repeated.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from courses.enums.planning import PlanStatus
from courses.rules.planner.check import check
from courses.rules.planner.decided import cohorts_of, decided, fix, hint, seats_of
from courses.rules.planner.effort import Effort, Spending
from courses.rules.planner.grip import Firm
from courses.rules.planner.groups import Grouping
from courses.rules.planner.instance import Instance, Watch
from courses.rules.planner.measure import moves_of, parts_of, total
from courses.rules.planner.model import Statement
from courses.rules.planner.objective import peaks_of_units, state_objective
from courses.rules.planner.outline import state_outline, within
from courses.rules.planner.plan import Cohort, Infeasible, Plan, Progress, Seat
from courses.rules.planner.seating import Seating
from courses.rules.planner.told import left_over_of, quotas_of

SMALL = 1_500
"""Counts (groups × slots) up to which an instance is solved at once."""
OUTLINE_SHARE, SEATS_SHARE = 0.3, 0.7
"""Shares of the time left that the outline, and then the seats, may take."""
SOON_SHARE, SOON_GAP = 0.1, 0.1
"""For a plan soon: the share of the time, and how near to its bound the outline has to be."""
VAST_SHARE, PATIENCE = 0.6, 3
"""The share that flows may take where they have the last word, and how many in a row may be no
better."""
LARGE = 30_000
"""Counts above which haste is left to the dealing."""
VAST = 500_000
"""People × slots above which the flow has the last word."""
PRESSED, PRESSED_SHARE = 24, 0.5
"""Whose own days leave them no more slots than this, or no more than this share of all, is looked
at in the outline from the start."""
NEAR = 0.01
"""The largest gap at which a plan is said to be proven, whatever was good enough."""
ROUNDS = 6
"""How often the outline is made anew for people without any slot in it."""
PLANS = ("OPTIMAL", "FEASIBLE")


@dataclass(frozen=True, slots=True)
class Found:
    """A plan as it is found, with its objective counted from the seats."""

    cohorts: tuple[Cohort, ...]
    seats: tuple[Seat, ...]
    objective: int


class Search:
    """One search; `begin` is the reading of `time.perf_counter` at which it began."""

    def __init__(
        self, instance: Instance, effort: Effort, watch: Watch | None, begin: float
    ) -> None:
        self.instance, self.effort, self.watch = instance, effort, watch
        self.time = Spending(effort, begin)
        self.grouping = Grouping(instance)
        self.split: frozenset[object] = frozenset()
        self.bound = 0
        self.best: Found | None = None
        self.impossible = False
        self.stopped = False

    @property
    def spent(self) -> float:
        return self.time.spent

    @property
    def left(self) -> float:
        return self.effort.seconds - self.spent

    def run(self, *, small: int = SMALL) -> Plan | Infeasible:
        """Go through the stages until the plan is good enough, or the time is up."""
        if sum(len(group.options) for group in self.grouping.groups()) > small:
            cohorts = self._outlined()
            if cohorts is None and self.best is not None:
                cohorts = self.best.cohorts
            if cohorts is not None and not self._ended:
                self.flow(
                    cohorts, self.spent + self.left * (VAST_SHARE if self._vast else SOON_SHARE)
                )
            if cohorts is not None and not (self._vast or self._ended):
                self._seat(cohorts, self.spent + self.left * SEATS_SHARE)
        if not (self._vast and self.best) and not self._ended:
            self._seat(None, self.effort.seconds)
        if self.best is None:
            return Infeasible(proven=self.impossible, seconds=self.time.elapsed)
        return self._plan(self.best)

    @property
    def _ended(self) -> bool:
        return self.impossible or self.stopped or self._good_enough()

    @property
    def _vast(self) -> bool:
        """Whether the exact statement of the seats is too large to find better ones."""
        return len(self.instance.members) * len(self.instance.slots) > VAST

    def flow(self, cohorts: tuple[Cohort, ...], until: float) -> None:
        """Seat everybody in these cohorts by flows, as long as each is better than the last."""
        idle = 0
        for seats in self._seating(cohorts).rounds():
            better = self._keep(cohorts, seats)
            idle = 0 if better else idle + 1
            if idle > PATIENCE or self.spent > until or self._ended:
                return

    def _keep(self, cohorts: tuple[Cohort, ...], seats: Iterable[Seat]) -> bool:
        """Keep this plan if it is better than the best and breaks no rule; tell of it."""
        found = tuple(sorted(seats, key=lambda seat: (seat.slot, seat.person, seat.course)))
        objective = total(parts_of(self.instance, cohorts, found), self.instance.rules.weights)
        if self.best is not None and objective >= self.best.objective:
            return False
        better = Found(cohorts, found, objective)
        if check(self.instance, self._plan(better)):
            return False
        self.best = better
        told = Progress(objective, min(self.bound, objective), self.time.elapsed)
        if self.watch is not None and not self.watch(told):
            self.stopped = True
        return True

    def _good_enough(self, objective: float | None = None, bound: int = 0) -> bool:
        if objective is None:
            if self.best is None:
                return False
            objective = self.best.objective
        return objective - max(self.bound, bound) <= self.effort.gap * objective

    def _outlined(self) -> tuple[Cohort, ...] | None:
        """The cohorts of the outline, if there was time to find any.

        Where they leave somebody no slot at all, the outline is made anew with those people's own
        days in it.
        """
        from ortools.sat.python import cp_model

        pressed = self._pressed()
        cohorts, until = None, self.spent + self.left * OUTLINE_SHARE
        for _ in range(ROUNDS):
            model = cp_model.CpModel()
            statement = state_outline(self.instance, model, pressed)
            for variable, value in decided(statement, cohorts or ()):
                model.add_hint(variable, value)
            if cohorts is None and self._soon(statement):
                return None
            solver, status = self._solved(model, until, gap=self.effort.gap / 4, outline=True)
            self.impossible = status == "INFEASIBLE"
            self._learn(solver, status)
            if status not in PLANS:
                break
            cohorts = cohorts_of(statement, solver)
            without = self.without_slot(cohorts) - pressed
            if not without:
                break
            pressed |= without
        return cohorts

    def _soon(self, statement: Statement) -> bool:
        """Seats in the first outline that is not far off, so that there is a plan soon.

        What was found is a hint to the outline proper. True: the search was stopped.
        """
        until = self.spent + self.left * SOON_SHARE
        solver, status = self._solved(statement.model, until, gap=SOON_GAP, outline=True)
        if status in PLANS:
            cohorts = cohorts_of(statement, solver)
            seats = next(self._seating(cohorts).rounds(), None)
            if seats is not None:
                self._keep(cohorts, seats)
            statement.model.clear_hints()
            for variable, value in decided(statement, cohorts):
                statement.model.add_hint(variable, value)
        self._learn(solver, status)
        return self._ended

    def _seating(self, cohorts: tuple[Cohort, ...]) -> Seating:
        return Seating(self.instance, cohorts, self.grouping.reasons, self.grouping.before)

    def _pressed(self) -> set[int]:
        """People whom their own rules leave few slots."""
        few = max(PRESSED, PRESSED_SHARE * len(self.instance.slots))
        return {
            member.person
            for member in self.instance.members
            if member.blocked
            and sum(not why for why in self.grouping.reasons.of(member).values()) <= few
        }

    def without_slot(self, cohorts: Iterable[Cohort]) -> set[int]:
        """People whose own rules forbid all cohorts of their course."""
        runs: dict[str, list[str]] = defaultdict(list)
        for cohort in cohorts:
            runs[cohort.course].append(cohort.slot)
        found = set()
        for member in self.instance.members:
            reasons = self.grouping.reasons.of(member)
            if all(reasons[key] for key in runs[member.course]):
                found.add(member.person)
        return found

    def _seat(self, cohorts: tuple[Cohort, ...] | None, until: float) -> None:
        """Seat everybody in these cohorts, or in whatever cohorts are best (None)."""
        from ortools.sat.python import cp_model

        instance = self.instance if cohorts is None else within(self.instance, cohorts)
        grouping = Grouping(instance)
        if sum(len(group.options) for group in grouping.groups()) > LARGE:
            grouping = Grouping(instance, haste=False)
        while True:
            model = cp_model.CpModel()
            groups = grouping.groups(self.split)
            statement = Statement(instance, groups, Firm(model), model)
            state_objective(statement, peaks_of_units(statement), haste=grouping.haste)
            if cohorts is not None:
                fix(statement, cohorts)
            self._hint(statement, cohorts)
            solver, status = self._solved(
                model, until, gap=self.effort.gap / 2, within=cohorts is not None
            )
            if cohorts is None:
                self.impossible = status == "INFEASIBLE"
                self._learn(solver, status)
            if status not in PLANS:
                return
            failed = self._deal(statement, solver, grouping)
            if not failed or self.spent >= until or self.stopped:
                return
            self.split |= failed

    def _solved(
        self,
        model: Any,
        until: float,
        *,
        gap: float,
        within: bool = False,
        outline: bool = False,
    ) -> tuple[Any, str]:
        """Solve; `within` says that the solver's bound is that of a part, not of every plan.

        Of an outline's solutions nobody is told: they are no plans.
        """
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        self.time.limit(solver, until)
        solver.parameters.relative_gap_limit = gap
        search = self

        class Watching(cp_model.CpSolverSolutionCallback):
            def on_solution_callback(self) -> None:
                bound = (
                    search.bound if within else max(search.bound, _up(self.best_objective_bound))
                )
                told = Progress(round(self.objective_value), bound, search.time.elapsed)
                if search.watch is not None and not search.watch(told):
                    search.stopped = True
                if search.stopped or search._good_enough(self.objective_value, bound):
                    self.stop_search()

        status = solver.solve(model, None if outline else Watching())
        self.time.count(solver)
        return solver, solver.status_name(status)

    def _learn(self, solver: Any, status: str) -> None:
        if status in (*PLANS, "UNKNOWN"):
            self.bound = max(self.bound, _up(solver.best_objective_bound))

    def _hint(self, statement: Statement, cohorts: tuple[Cohort, ...] | None) -> None:
        """Begin with the best plan so far, if it has these cohorts, or with the previous one."""
        previous = self.instance.previous
        if self.best is not None and cohorts in (None, self.best.cohorts):
            hint(statement, self.best.cohorts, self.best.seats)
        elif previous is not None:
            hint(statement, previous.cohorts, previous.seats)

    def _deal(self, statement: Statement, solver: Any, grouping: Grouping) -> frozenset[object]:
        """Keep the plan if it can be dealt and is better; return the classes to be split."""
        seats, failed = seats_of(statement, solver, self.grouping)
        if failed:
            return frozenset(grouping.class_of(group.first[0]) for group in failed)
        cohorts = cohorts_of(statement, solver)
        parts = parts_of(self.instance, cohorts, seats)
        objective = total(parts, self.instance.rules.weights)
        if self.best is None or objective < self.best.objective:
            self.best = Found(cohorts, seats, objective)
        if not grouping.haste or objective <= round(solver.objective_value):
            return frozenset()
        # More were moved than the counts told: people's own days kept them from their old seats.
        return frozenset(
            grouping.class_of(group.first[0])
            for group in statement.groups
            if group.bounds and group.previous
        )

    def _plan(self, found: Found) -> Plan:
        bound = min(found.objective, self.bound)
        gap = (found.objective - bound) / found.objective if found.objective else 0.0
        moves = moves_of(self.instance, found.seats)
        return Plan(
            cohorts=found.cohorts,
            seats=found.seats,
            quotas=quotas_of(self.instance, found.seats),
            left_over=left_over_of(self.grouping, found.cohorts, found.seats),
            parts=parts_of(self.instance, found.cohorts, found.seats),
            objective=found.objective,
            bound=bound,
            gap=gap,
            status=PlanStatus.PROVEN if gap <= min(self.effort.gap, NEAR) else PlanStatus.FEASIBLE,
            moves=tuple(sorted({person for person, _ in moves})),
            seconds=self.time.elapsed,
        )


def _up(bound: float) -> int:
    """The least whole number that is no less, but for the noise of floating point."""
    return math.ceil(bound - 1e-6)
