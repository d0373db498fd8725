"""The plan that breaks the least, for an instance too large to be stated whole with prices.

1. The cohorts come from an outline (`outline`). Where there is none, the outline itself is stated
   with prices: first what is in conflict may give way, then everything.
2. Whom all these cohorts' days keep out is freed for the one that costs the least.
3. A unit whose own limits do not let everybody go, taken by itself, has them raised by the least.
4. Seats come from a flow in which beds, seats and limits may be exceeded at a price (`seating`);
   where it leaves somebody out, the seats are stated exactly, with prices.
5. Each change is then tried to be left out, or made smaller, as long as the flow still seats
   everybody in the same cohorts.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from courses.enums.planning import PlanRule
from courses.rules.planner.alone import in_need
from courses.rules.planner.decided import cohorts_of, decided, seats_of
from courses.rules.planner.grip import Firm, Priced
from courses.rules.planner.groups import Grouping, Reasons, hopeless, urgency
from courses.rules.planner.instance import Instance, Member
from courses.rules.planner.model import Statement
from courses.rules.planner.nearly import Nearly, nearly
from courses.rules.planner.outline import only_unit, state_outline, together, within
from courses.rules.planner.plan import Cohort, Place, Relaxation
from courses.rules.planner.relax import LATE_WEEK, PRICES, days_off, price_of, relaxations
from courses.rules.planner.relaxed import relaxed
from courses.rules.planner.search import PLANS
from courses.rules.planner.seating import Seating

OUTLINE_SHARE, PRICED_SHARE, SPREAD_SHARE = 0.3, 0.3, 0.2
"""Shares of the time left: an outline, one with prices, one that spreads people well."""
UNIT_SHARE, EXACT_SHARE = 0.1, 0.6
"""The same for one unit, and for the seats stated exactly."""
PRESSED = 8
"""Whose own days leave them no more slots than this is looked at from the start."""
LESS_ROUNDS = 2
"""Rounds of the flow to see whether a change can be done without."""
NEAR_ENOUGH = 0.1
"""How near to its bound an outline has to be: its cohorts are to do, not to be the best."""
ROUNDS = 4
"""How often the outline is made anew for people without any slot in it."""
WITHIN: Mapping[PlanRule, int] = {
    rule: price for rule, price in PRICES.items() if rule is not PlanRule.COURSE
}
"""The prices once it is settled what each cohort runs."""

Cohorts = tuple[Cohort, ...]


class Nearest:
    """The search for it.

    `conflict` are the rules of the conflict, as far as it is known; `outline` says that it is one
    of all units taken together. Of the time until `until`, `reserve` is for what cannot be
    interrupted; after `enough` no change is tried to be made smaller any more.
    """

    def __init__(
        self,
        instance: Instance,
        *,
        until: float,
        enough: float,
        reserve: float,
        workers: int,
        seed: int,
        conflict: Collection[PlanRule] = (),
        outline: bool = False,
    ) -> None:
        self.instance, self.until, self.conflict = instance, until, frozenset(conflict)
        self.enough, self.reserve, self.once = enough, reserve, 0.0
        self.rules = self.conflict if outline else frozenset()
        self.workers, self.seed = workers, seed
        self.hopeless = hopeless(instance, Reasons(instance))
        self.base = replace(instance, members=tuple(map(self._unbound, instance.members)))
        """The instance with what has given way so far."""

    @property
    def left(self) -> float:
        """Seconds for what can be interrupted; `reserve` is kept for what cannot."""
        return self.until - self.reserve - time.perf_counter()

    def found(self) -> Nearly | None:
        """The plan with its changes; None where the time did not suffice for any."""
        cohorts = self._cohorts()
        if cohorts is None:
            return None
        self.base = _freed(replace(self.base, members=self.instance.members), cohorts)
        self._ease_units(cohorts)
        begin = time.perf_counter()
        best = min(self._flows(cohorts), key=lambda near: near.price, default=None)
        self.once = time.perf_counter() - begin
        if best is None or PlanRule.DEMAND in best.rules or PlanRule.OVERLAP in best.rules:
            best = min(
                [near for near in (best, self._exactly(cohorts)) if near is not None],
                key=lambda near: near.price,
                default=None,
            )
        return best if best is None else self._fewer(best)

    def _unbound(self, member: Member) -> Member:
        """Whoever has no slot at all is left out of sight until it is clear what cohorts run."""
        if (member.person, member.course) not in self.hopeless:
            return member
        return replace(member, blocked=(), not_before=None, due_on=None)

    def _cohorts(self) -> Cohorts | None:
        """What runs when; people left without a slot by it are looked at in the next round."""
        cohorts = None if self.rules else self._possible(together(self.base, bare=True), ())
        cohorts = cohorts or self._bought()
        if cohorts is None:
            return None
        pressed = _pressed(self.base) | _without_slot(self.base, cohorts)
        for _ in range(ROUNDS):
            if self.left <= 0:
                break
            whole = together(self.base, pressed=pressed)
            cohorts = self._possible(whole, cohorts) or self._for_most(whole) or cohorts
            without = _without_slot(self.base, cohorts) - pressed
            if not without:
                break
            pressed |= without
        return self._spread(pressed, cohorts)

    def _bought(self) -> Cohorts | None:
        """Cohorts for which rules give way: those in conflict, else any.

        Days of people's own are seen to afterwards.
        """
        whole = together(self.base, bare=True)
        known = {rule: price for rule, price in PRICES.items() if rule in self.rules}
        found = self._priced(whole, known, own_days=False) if known else None
        found = found or self._priced(whole, PRICES, own_days=False)
        if found is None or _leaves_out(found[0]):
            harder = self._priced(whole, PRICES, own_days=True)
            if harder is not None and (found is None or not _leaves_out(harder[0])):
                found = harder
        if found is None:
            return None
        changes, cohorts = found
        self.base = relaxed(self.base, [x for x in changes if x.rule is not PlanRule.DEMAND])
        return cohorts

    def _for_most(self, whole: Instance) -> Cohorts | None:
        """Cohorts that leave the fewest people without any slot."""
        left_out = {PlanRule.DEMAND: PRICES[PlanRule.DEMAND]}
        found = self._priced(whole, left_out, own_days=False)
        return None if found is None else found[1]

    def _possible(self, whole: Instance, before: Cohorts) -> Cohorts | None:
        """Any cohorts that would do for all units taken together."""
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        groups = Grouping(whole, haste=False).groups()
        statement = Statement(whole, groups, Firm(model), model)
        return self._cohorts_of(statement, before, OUTLINE_SHARE, 1)

    def _spread(self, pressed: set[int], cohorts: Cohorts) -> Cohorts:
        """The cohorts, or better ones: these leave the units their shares and spread people well,
        and leave nobody without a slot either."""
        from ortools.sat.python import cp_model

        statement = state_outline(self.base, cp_model.CpModel(), pressed)
        better = self._cohorts_of(statement, cohorts, SPREAD_SHARE, NEAR_ENOUGH)
        if better is None or _without_slot(self.base, better) - _without_slot(self.base, cohorts):
            return cohorts
        return better

    def _cohorts_of(
        self, statement: Statement, before: Cohorts, share: float, gap: float
    ) -> Cohorts | None:
        for variable, value in decided(statement, before):
            statement.model.add_hint(variable, value)
        solver, status = self._solved(statement.model, self.left * share, gap)
        return cohorts_of(statement, solver) if status in PLANS else None

    def _priced(
        self, instance: Instance, prices: Mapping[PlanRule, int], *, own_days: bool
    ) -> tuple[tuple[Relaxation, ...], Cohorts] | None:
        """The cheapest changes, and the cohorts that there would be with them.

        Without `own_days` the rules that people have of their own do not give way.
        """
        statement, grip, _ = _stated(instance, prices, own_days=own_days)
        share = UNIT_SHARE if len(instance.members) < len(self.instance.members) else PRICED_SHARE
        solver, status = self._solved(statement.model, self.left * share, 0.01)
        if status not in PLANS:
            return None
        changes = relaxations(self.base, instance, grip, solver.value)
        return changes, cohorts_of(statement, solver)

    def _ease_units(self, cohorts: Cohorts) -> None:
        """Raise what a unit may have, where it does not suffice for the unit by itself."""
        inner = within(self.base, cohorts)
        runs = _runs(cohorts)
        for unit in in_need(inner, runs, Reasons(inner)):
            if self.left <= 0:
                break
            alone = only_unit(within(self.base, cohorts), unit)
            for own_days in (False, True):
                found = self._priced(alone, WITHIN, own_days=own_days)
                if found is not None and not _leaves_out(found[0]):
                    self.base = relaxed(self.base, found[0])
                    break

    def _flows(self, cohorts: Cohorts) -> Iterator[Nearly]:
        seating = Seating(self.base, cohorts, Reasons(self.base), {}, yielding=True)
        for seats in seating.nearest():
            yield nearly(self.instance, cohorts, seats)
            if self.left <= 0:
                return

    def _exactly(self, cohorts: Cohorts) -> Nearly | None:
        """Seats stated exactly: slow, but nobody is left out whom any change could seat."""
        inner = within(self.base, cohorts)
        for own_days in (False, True):
            statement, _, grouping = _stated(inner, WITHIN, own_days=own_days)
            solver, status = self._solved(statement.model, self.left * EXACT_SHARE, 0.01)
            if status not in PLANS:
                continue
            near = nearly(self.instance, cohorts, seats_of(statement, solver, grouping)[0])
            if PlanRule.DEMAND not in near.rules or own_days:
                return near
        return None

    def _solved(self, model: Any, seconds: float, gap: float) -> tuple[Any, str]:
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.05, seconds)
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed
        solver.parameters.relative_gap_limit = gap
        status = solver.solve(model)
        return solver, solver.status_name(status)

    def _fewer(self, near: Nearly) -> Nearly:
        """The same with each change left out or made smaller where the flow can do without."""
        tried: set[Relaxation] = set()
        longest = self.once
        while change := next((each for each in near.changes if each not in tried), None):
            tried.add(change)
            for less in self._less(change, near):
                begin = time.perf_counter()
                if self.enough - begin < 2 * longest:
                    return near
                better = self._with(near, change, less)
                longest = max(longest, time.perf_counter() - begin)
                if better is not None and better.price < near.price:
                    near = better
                    break
        return near

    def _less(self, change: Relaxation, near: Nearly) -> Iterator[tuple[Relaxation, ...]]:
        """What may do instead: nothing, or the same by one less.

        Nothing cannot do where no other change is of a rule in the conflict.
        """
        others = {each.rule for each in near.changes if each != change}
        if not self.conflict or others & self.conflict:
            yield ()
        allowed, needed = change.allowed, change.needed
        if allowed is not None and needed is not None and abs(needed - allowed) > 1:
            step = 1 if needed > allowed else -1
            yield (
                replace(
                    change, needed=needed - step, percent=change.percent and change.percent - 1
                ),
            )

    def _with(self, near: Nearly, change: Relaxation, less: Sequence[Relaxation]) -> Nearly | None:
        """The plan with something else in the place of a change, if the flow finds one."""
        others = [each for each in near.changes if each != change]
        after = relaxed(self.instance, [*others, *less])
        seating = Seating(after, near.cohorts, Reasons(after), {})
        seats = next(seating.rounds(LESS_ROUNDS), None)
        return None if seats is None else nearly(self.instance, near.cohorts, seats)


def _stated(
    instance: Instance, prices: Mapping[PlanRule, int], *, own_days: bool
) -> tuple[Statement, Priced, Grouping]:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    grip = Priced(model, prices, price_of(instance), alike=True)
    grouping = Grouping(instance, tolerant=own_days, leftover=True, haste=False)
    statement = Statement(instance, grouping.groups(), grip, model)
    model.minimize(sum(grip.cost))
    return statement, grip, grouping


def _leaves_out(changes: Iterable[Relaxation]) -> bool:
    return any(each.rule is PlanRule.DEMAND for each in changes)


def _runs(cohorts: Iterable[Cohort]) -> dict[str, list[str]]:
    runs: dict[str, list[str]] = defaultdict(list)
    for cohort in cohorts:
        runs[cohort.course].append(cohort.slot)
    return runs


def _pressed(instance: Instance) -> set[int]:
    """People whom their own days leave few slots."""
    reasons = Reasons(instance)
    return {
        member.person
        for member in instance.members
        if member.blocked and sum(not why for why in reasons.of(member).values()) <= PRESSED
    }


def _without_slot(instance: Instance, cohorts: Cohorts) -> set[int]:
    reasons, runs = Reasons(instance), _runs(cohorts)
    return {
        member.person
        for member in instance.members
        if all(reasons.of(member)[key] for key in runs.get(member.course, ()))
    }


def _freed(instance: Instance, cohorts: Cohorts) -> Instance:
    """Whoever has no slot in these cohorts gets the one that breaks the least, spread evenly."""
    reasons, runs = Reasons(instance), _runs(cohorts)
    slots = {slot.key: slot for slot in instance.slots}
    load: Counter[object] = Counter()
    changes = []
    for member in sorted(instance.members, key=urgency):
        broken, keys = reasons.of(member), runs.get(member.course, ())
        if not keys or not all(broken[key] for key in keys):
            continue

        def cost(key: str, member: Member = member) -> tuple[int, int, int, str]:
            price = sum(PRICES[rule] for rule in reasons.of(member)[key])
            price += LATE_WEEK * (days_off(member, slots[key]) // 7)
            return price, load[member.unit, key], load[key], key

        best = min(keys, key=cost)
        load[member.unit, best] += 1
        load[best] += 1
        place = Place((best,), member.unit, (member.person,), member.course)
        changes += [Relaxation(rule, place) for rule in sorted(broken[best])]
    return relaxed(instance, changes)
