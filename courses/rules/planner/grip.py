"""How firmly a model holds its rules: absolutely, some of them, on trial, or at a price.

The model states each rule once, as "this is at most that", and names it by a clause. What becomes
of it depends on the grip, so that the plan, the proof that there is none and the smallest
relaxation all come from the same statement of the rules.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from courses.enums.planning import PlanRule
from courses.rules.planner.groups import Group, Option
from courses.rules.planner.plan import Place


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule at one place: what is found in conflict, and what may give way."""

    rule: PlanRule
    place: Place


HANDFUL = 12


class Grip(Protocol):
    """What a model asks of a grip. Expressions are CP-SAT's (its library has no types)."""

    tolerant: bool
    """Whether to state what the rules forbid outright, because they may give way."""

    def yields(self, rule: PlanRule) -> bool:
        """Whether the rule may give way anywhere."""

    def reach(self, limit: int, top: int) -> int:
        """What a number limited by `limit`, and never above `top`, can come to at most."""

    def admits(self, group: Group, option: Option) -> bool:
        """Whether the option is to be thought of at all."""

    def breaks(self, taken: Any, group: Group, option: Option) -> None:
        """Deal with an option that breaks rules and was admitted; `taken` counts its people."""

    def at_most(self, expression: Any, bound: int, clause: Clause, *, top: int) -> None:
        """Hold `expression` (never above `top`) to `bound`."""


def own(rule: PlanRule, group: Group) -> Clause:
    """The clause of a rule that people have of their own."""
    return Clause(rule, Place(persons=group.persons, unit=group.unit))


class Firm:
    """Every rule is kept; with `only`, the clauses of that collection and no others."""

    def __init__(self, model: Any, only: Collection[Clause] | None = None) -> None:
        self.model = model
        self.only = None if only is None else frozenset(only)
        self.tolerant = only is not None

    def yields(self, rule: PlanRule) -> bool:
        return self.tolerant

    def reach(self, limit: int, top: int) -> int:
        return top if self.tolerant else min(limit, top)

    def admits(self, group: Group, option: Option) -> bool:
        if self.only is None:
            return not option.broken
        return not any(own(rule, group) in self.only for rule in option.broken)

    def breaks(self, taken: Any, group: Group, option: Option) -> None:
        """What was admitted breaks nothing that is kept."""

    def at_most(self, expression: Any, bound: int, clause: Clause, *, top: int) -> None:
        if top > bound and (self.only is None or clause in self.only):
            self.model.add(expression <= bound)


class Trial:
    """Each clause holds while its literal does; the solver tells which literals cannot all hold.

    The literal loosens the bound instead of switching the constraint off, so that the linear
    relaxation sees the rule and a shortage that only adds up over many slots is found at once.
    """

    tolerant = True

    def __init__(self, model: Any) -> None:
        self.model = model
        self.literals: dict[Clause, Any] = {}

    def yields(self, rule: PlanRule) -> bool:
        return True

    def reach(self, limit: int, top: int) -> int:
        return top

    def admits(self, group: Group, option: Option) -> bool:
        return True

    def breaks(self, taken: Any, group: Group, option: Option) -> None:
        for rule in sorted(option.broken):
            self.at_most(taken, 0, own(rule, group), top=option.most)

    def at_most(self, expression: Any, bound: int, clause: Clause, *, top: int) -> None:
        if top <= bound:
            return
        if clause not in self.literals:
            self.literals[clause] = self.model.new_bool_var("")
        self.model.add(expression + (top - bound) * self.literals[clause] <= top)


@dataclass(frozen=True, slots=True)
class Slack:
    """By how much a clause gives way: the value of the solver's variable."""

    clause: Clause
    variable: Any


@dataclass(frozen=True, slots=True)
class Lapse:
    """How many people of a group take an option that breaks rules of their own."""

    group: Group
    option: Option
    variable: Any


AT_ONCE = frozenset({PlanRule.SHARE_AWAY})
"""Rules of which a unit has one figure for the whole year, whatever number of days needs it."""
ALIKE = frozenset(
    {
        PlanRule.CAPACITY,
        PlanRule.BEDS_MEN,
        PlanRule.BEDS_WOMEN,
        PlanRule.QUOTA_MINIMUM,
        PlanRule.QUOTA_MAXIMUM,
    }
)
"""Rules whose figures, where they are raised, are raised by as much in every slot."""
WIDEST = 100_000


class Priced:
    """Every rule that has a price may give way, for each unit of what it counts.

    When `alike`, figures of slots give way by as much everywhere: fewer changes to be told, and
    fewer to be found.
    """

    tolerant = True

    def __init__(
        self,
        model: Any,
        prices: Mapping[PlanRule, int],
        price_of: Callable[[Group, Option], int],
        *,
        alike: bool = False,
    ) -> None:
        self.model = model
        self.prices = prices
        self.price_of = price_of
        self.together = AT_ONCE | ALIKE if alike else AT_ONCE
        self.shared: dict[object, Any] = {}
        self.slacks: list[Slack] = []
        self.lapses: list[Lapse] = []
        self.cost: list[Any] = []

    def yields(self, rule: PlanRule) -> bool:
        return rule in self.prices

    def reach(self, limit: int, top: int) -> int:
        """Half as many again, or a handful: more is no relaxation, and makes for slow proofs."""
        return min(top, limit + max(HANDFUL, limit // 2))

    def admits(self, group: Group, option: Option) -> bool:
        return all(rule in self.prices for rule in option.broken)

    def breaks(self, taken: Any, group: Group, option: Option) -> None:
        self.lapses.append(Lapse(group, option, taken))
        self.cost.append(self.price_of(group, option) * taken)

    def at_most(self, expression: Any, bound: int, clause: Clause, *, top: int) -> None:
        if top <= bound:
            return
        if clause.rule not in self.prices:
            self.model.add(expression <= bound)
            return
        known = len(self.shared)
        slack, price = self._slack(clause, top - bound), self.prices[clause.rule]
        self.model.add(expression - slack <= bound)
        self.slacks.append(Slack(clause, slack))
        if clause.rule not in AT_ONCE or len(self.shared) > known:
            self.cost.append(price * slack)

    def _slack(self, clause: Clause, most: int) -> Any:
        """By how much the clause gives way: by itself, or with others of its kind."""
        if clause.rule not in self.together:
            return self.model.new_int_var(0, most, "")
        name = (clause.rule, clause.place.unit, clause.place.resource)
        if name not in self.shared:
            self.shared[name] = self.model.new_int_var(0, WIDEST, "")
        return self.shared[name]
