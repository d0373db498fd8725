"""Why there is no plan, and what would help.

A small instance is stated whole with prices (`relax`); the solver's choice of what gives way is
then tried. A large one goes another way: the plan that breaks the least is looked for in stages
(`nearest`), and what it breaks is what has to give way. The conflict comes from the rules alone
(`core`); of a large instance it is looked for in parts of it, the smallest first, as a part that
has no plan is reason enough.
"""

import sys
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from courses.rules.planner.alone import in_need
from courses.rules.planner.conflict import conflicts_of
from courses.rules.planner.core import Core
from courses.rules.planner.effort import Effort
from courses.rules.planner.grip import Clause, Priced
from courses.rules.planner.groups import Grouping, Reasons, hopeless
from courses.rules.planner.instance import Instance
from courses.rules.planner.model import Statement
from courses.rules.planner.nearest import Nearest
from courses.rules.planner.nearly import holds
from courses.rules.planner.order import in_order, refuse_disorder
from courses.rules.planner.outline import EVERYBODY, only_people, only_unit, together
from courses.rules.planner.plan import Conflict, Explanation, Infeasible, Relaxation
from courses.rules.planner.relax import PRICES, price_of, relaxations
from courses.rules.planner.relaxed import relaxed
from courses.rules.planner.search import PLANS, SMALL, Search

WORD_SHARE, PROBE_SHARE = 0.4, 0.2
"""Of a small instance, shares of the time: for the solver's word, for each leaving-out."""
RELAX_SHARE = 0.3
"""Of a small instance, the share of the time left for the cheapest changes, and for their trial."""
CORE_SHARE, LARGE_PROBE = 0.4, 0.08
"""Of a large instance, the share of the time by which a first conflict should be found, and the
share for each leaving-out."""
MARGIN = 0.03
"""The share of the time that is left over."""
ENOUGH_SHARE = 0.6
"""The share of the time after which changes that suffice are not made smaller any more."""
TIMES, RESERVE = 12, 0.45
"""What cannot be interrupted is so many times as long as to look at everybody once; a share of the
time that is no more is kept for it."""


def explain(
    instance: Instance, *, seconds: float = 10, workers: int = 2, seed: int = 1
) -> Explanation:
    """Explain an instance for which `solve` found that there is no plan.

    The changes of a verified explanation are known to suffice: a plan with them in force was
    found, and checked. Of a small instance they weigh the least of all (within 1 %, if the time
    sufficed). Of a large one each was tried to be left out and to be made smaller by one, in the
    cohorts chosen, by a flow that may miss a plan, as far as the time allowed: that fewer would
    not do is not proven. Both lists are empty for an instance that has a plan.

    Raises:
        ValueError: the instance names something twice, or something that it does not have.
    """
    refuse_disorder(instance)
    return Inquiry(in_order(instance), seconds, workers, seed).run()


Changes = tuple[Relaxation, ...]


class Inquiry:
    """One inquiry, with its time."""

    def __init__(self, instance: Instance, seconds: float, workers: int, seed: int) -> None:
        self.instance, self.seconds, self.workers, self.seed = instance, seconds, workers, seed
        self.begin = time.perf_counter()
        self.end = self.begin + seconds * (1 - MARGIN)
        self.minimal = True

    @property
    def left(self) -> float:
        return self.end - time.perf_counter()

    def run(self, *, small: int = SMALL) -> Explanation:
        """Explain; an instance with more than `small` people × slots is a large one."""
        if len(self.instance.members) * len(self.instance.slots) <= small:
            conflicts, changes, verified = self._at_once()
        else:
            conflicts, changes, verified = self._in_stages()
        spent = time.perf_counter() - self.begin
        return Explanation(conflicts, changes, self.minimal, verified, spent)

    def _at_once(self) -> tuple[tuple[Conflict, ...], Changes, bool]:
        changes = self._cheapest()
        verified = bool(changes) and self._works(changes)
        core = self._core(self.instance, self.end, PROBE_SHARE, WORD_SHARE) if changes else None
        self.minimal = self.minimal and (core is not None or not changes)
        return self._told(self.instance, core), changes, verified

    def _in_stages(self) -> tuple[tuple[Conflict, ...], Changes, bool]:
        begin, reasons = time.perf_counter(), Reasons(self.instance)
        people = hopeless(self.instance, reasons)
        # What follows looks at everybody several times, and cannot be interrupted at it.
        reserve = min(RESERVE * self.seconds, TIMES * (time.perf_counter() - begin))
        soon = self.begin + (self.seconds - reserve) * CORE_SHARE
        part, core = self._first_core(self._parts(people, reasons), soon)
        near = Nearest(
            self.instance,
            until=self.end,
            enough=self.begin + self.seconds * ENOUGH_SHARE,
            reserve=reserve,
            workers=self.workers,
            seed=self.seed,
            conflict={clause.rule for clause in core or ()},
            outline=any(unit.key == EVERYBODY for unit in part.units),
        ).found()
        changes = near.changes if near is not None else ()
        if near is not None and not changes and core is None:
            return (), (), False
        if core is None:
            units = {each.place.unit for each in changes if each.place.unit is not None}
            part, core = self._first_core(self._more_parts(units), self.end)
        conflicts = self._told(part, core)
        if core is None:
            # Nothing proven in time: what the nearest plan breaks stands for it.
            self.minimal = False
            conflicts = tuple(Conflict(x.rule, x.place, x.needed, x.allowed) for x in changes)
        return conflicts, changes, near is not None and bool(changes) and holds(self.instance, near)

    def _parts(self, people: Collection[tuple[int, str]], reasons: Reasons) -> Iterator[Instance]:
        """Parts that have no plan where the whole often has none, the smallest first."""
        if people:
            yield only_people(self.instance, people)
        yield together(self.instance, bare=True)
        runs: dict[str, list[str]] = {}
        for slot in self.instance.slots:
            for course in slot.courses:
                runs.setdefault(course, []).append(slot.key)
        for unit in in_need(self.instance, runs, reasons):
            yield only_unit(self.instance, unit)

    def _more_parts(self, units: set[int]) -> Iterator[Instance]:
        """More of them, now that it is known of which units something has to give way."""
        yield together(self.instance)
        for unit in sorted(units):
            yield only_unit(self.instance, unit)
        yield together(self.instance, pressed={each.person for each in self.instance.members})
        yield self.instance

    def _first_core(
        self, parts: Iterator[Instance], until: float
    ) -> tuple[Instance, list[Clause] | None]:
        """The core of the first part that has no plan of its own."""
        for part in parts:
            if time.perf_counter() >= until:
                break
            core = self._core(part, until, LARGE_PROBE, 0)
            if core is not None:
                return part, core
        return self.instance, None

    def _core(self, part: Instance, until: float, probe: float, word: float) -> list[Clause] | None:
        search = Core(
            part,
            until=until,
            probe=self.seconds * probe,
            word=self.left * word,
            workers=self.workers,
            seed=self.seed,
        )
        core = search.found()
        if core is not None:
            self.minimal = search.minimal
        return core

    def _told(self, part: Instance, core: list[Clause] | None) -> tuple[Conflict, ...]:
        if core is None:
            return ()
        return conflicts_of(self.instance, Grouping(part, tolerant=True).groups(), core)

    def _cheapest(self) -> Changes:
        """The cheapest changes, found in the whole at once."""
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        grip = Priced(model, PRICES, price_of(self.instance))
        groups = Grouping(self.instance, tolerant=True, leftover=True, haste=False).groups()
        Statement(self.instance, groups, grip, model)
        model.minimize(sum(grip.cost))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.05, self.left * RELAX_SHARE)
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed
        solver.parameters.relative_gap_limit = 0.01
        if solver.status_name(solver.solve(model)) not in PLANS:
            return ()
        return relaxations(self.instance, self.instance, grip, solver.value)

    def _works(self, changes: Sequence[Relaxation]) -> bool:
        """Whether the relaxed instance has a plan."""
        after = replace(relaxed(self.instance, changes), previous=None)
        effort = Effort(self.left * RELAX_SHARE, self.workers, gap=1, seed=self.seed)
        search = Search(after, effort, None, time.perf_counter())
        return not isinstance(search.run(small=sys.maxsize), Infeasible)
