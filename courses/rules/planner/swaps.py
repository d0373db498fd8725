"""Seats mended one by one: somebody moves to a free seat, or changes places with somebody else.

A change is made only if it takes more off the limits that are broken than it adds, days to spare
before a deadline included, so that this comes to an end.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from academy.people.enums import Sex
from courses.rules.planner.instance import Member
from courses.rules.planner.limits import Limit, kind_of
from courses.rules.planner.plan import Seat

if TYPE_CHECKING:
    from courses.rules.planner.seating import Seating

Step = tuple[Member, str, str]
"""Somebody, the slot they leave and the one they enter."""


class Swaps:
    """The seats of people owed one course; those settled before stay."""

    def __init__(self, seating: "Seating", seats: Iterable[Seat]) -> None:
        self.seating = seating
        weights = seating.instance.rules.weights
        self.weight_of_rule = 1 + weights.left_over + weights.peaks + weights.hurried
        self.weight_of_peak, self.weight_of_haste = weights.peaks, weights.hurried
        self.members = {(m.person, m.course): m for m in seating.instance.members}
        self.alike = {m.person: alike for alike in seating.alike for m in alike.members}
        self.at: dict[str, dict[int, Member]] = defaultdict(dict)
        self.beds: Counter[tuple[str, Sex]] = Counter()
        self.used: Counter[int] = Counter()
        self.changes = 0
        for seat in seats:
            self._enter(self.members[seat.person, seat.course], seat.slot)

    def seats(self) -> tuple[Seat, ...]:
        return tuple(
            Seat(member.person, member.course, slot)
            for slot, people in self.at.items()
            for member in people.values()
        )

    def mended(self) -> bool:
        """Whether all rules could be brought to hold."""
        while over := [each for each in self.seating.rules if self._over(each)]:
            before = self.changes
            for limit in over:
                self._ease(limit)
            if self.changes == before:
                return False
        return True

    def spread(self) -> None:
        """Lower the peaks of the units as far as single changes can."""
        for limit in self.seating.peaks:
            self._ease(limit)

    def _over(self, limit: Limit) -> bool:
        return self.used[id(limit)] > limit.room

    def _ease(self, limit: Limit) -> None:
        """Change seats that count towards the limit until it is kept, or nothing helps."""
        for slot in sorted(limit.slots):
            for member in list(self.at[slot].values()):
                if not self._over(limit):
                    return
                if limit.holds(kind_of(member), slot):
                    targets = self.alike[member.person].slots
                    any(self._try(member, slot, key) for key in targets if key not in limit.slots)

    def _try(self, member: Member, slot: str, target: str) -> bool:
        """Move the member if the target has room; else change places with somebody there."""
        kind, seating = kind_of(member), self.seating
        if any(self._over(each) for each in seating.hard.of(kind, target)):
            return False
        roomy = len(self.at[target]) < seating.room[target]
        roomy &= self.beds[target, member.sex] < seating.beds[target, member.sex]
        if roomy and len(self.at[slot]) > seating.fewest[slot]:
            return self._helps((member, slot, target))
        for other in list(self.at[target].values()):
            fits = other.sex == member.sex and other.unit != member.unit
            if (
                fits
                and slot in self.alike[other.person].slots
                and self._helps((member, slot, target), (other, target, slot))
            ):
                return True
        return False

    def _helps(self, *steps: Step) -> bool:
        """Make these steps, and take them back unless they help."""
        touched = {
            (id(limit), limit.room, weight)
            for member, *slots in steps
            for slot in slots
            for weight, limits in (
                (self.weight_of_rule, self.seating.hard),
                (self.weight_of_peak, self.seating.soft),
            )
            for limit in limits.of(kind_of(member), slot)
        }
        before = self._cost(touched)
        for member, slot, target in steps:
            self._leave(member, slot)
            self._enter(member, target)
        after = self._cost(touched) + sum(self._haste(*step) for step in steps)
        if after < before:
            self.changes += 1
            return True
        for member, slot, target in steps:
            self._leave(member, target)
            self._enter(member, slot)
        return False

    def _cost(self, touched: Iterable[tuple[int, int, int]]) -> int:
        return sum(weight * max(0, self.used[name] - room) for name, room, weight in touched)

    def _haste(self, member: Member, slot: str, target: str) -> int:
        hurried = self.alike[member.person].hurried
        return self.weight_of_haste * ((target in hurried) - (slot in hurried))

    def _enter(self, member: Member, slot: str) -> None:
        self.at[slot][member.person] = member
        self._count(member, slot, 1)

    def _leave(self, member: Member, slot: str) -> None:
        del self.at[slot][member.person]
        self._count(member, slot, -1)

    def _count(self, member: Member, slot: str, people: int) -> None:
        self.beds[slot, member.sex] += people
        kind = kind_of(member)
        for limits in (self.seating.hard, self.seating.soft):
            for limit in limits.of(kind, slot):
                self.used[id(limit)] += people
