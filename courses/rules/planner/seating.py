"""Seats in given cohorts, found as a flow of least cost: quick, and dealt to persons as it goes.

People who are alike (unit, sex, staff, the cohorts open to them, how early they have to be) flow to
the cohorts through lanes, one for each kind and slot. Beds, seats and the fewest people of a cohort
are capacities of the flow. What counts across lanes (`limits`: the share of a unit that is away,
quotas, beds that slots share, a unit's peak) is no flow: where a round breaks such a limit, it is
parted among the lanes that used it, and the next round keeps it. This may miss a plan that exists,
and says nothing of that: whether there is none is for the whole statement to prove.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby, product

from academy.people.enums import Sex
from courses.rules.planner.groups import Reasons, urgency
from courses.rules.planner.instance import Instance, Member
from courses.rules.planner.limits import Kind, Lane, Limits, kind_of, peaks_of, rules_of
from courses.rules.planner.network import Network
from courses.rules.planner.plan import Cohort, Seat
from courses.rules.planner.swaps import Swaps

ROUNDS = 10
CHOICES = 24
"""Of people owed several courses: cohorts of each course that are tried, the emptiest first."""


@dataclass(slots=True)
class Alike:
    """People who may take the same slots and are hurried in the same; the most urgent first."""

    kind: Kind
    slots: tuple[str, ...]
    hurried: frozenset[str]
    due: bool
    members: list[Member] = field(default_factory=list)


class Seating:
    """Seats in these cohorts. `before` are the seats that people had, kept where they can be.

    When `yielding`, seats, beds and shares may be exceeded at a price (`nearest`).
    """

    def __init__(
        self,
        instance: Instance,
        cohorts: Iterable[Cohort],
        reasons: Reasons,
        before: Mapping[tuple[int, str], str],
        *,
        yielding: bool = False,
    ) -> None:
        self.instance, self.reasons, self.before = instance, reasons, before
        self.yielding = yielding
        opened = {cohort.slot: cohort for cohort in cohorts}
        self.slots = {slot.key: slot for slot in reasons.slots if slot.key in opened}
        self.runs: dict[str, list[str]] = defaultdict(list)
        for key in self.slots:
            self.runs[opened[key].course].append(key)
        halls: dict[str | None, int] = {hall.key: hall.seats for hall in instance.halls}
        self.room = {
            key: min(slot.capacity, halls.get(opened[key].hall, slot.capacity))
            for key, slot in self.slots.items()
        }
        everybody = len(instance.members)
        self.most = {key: halls.get(opened[key].hall, everybody) for key in self.slots}
        self.beds: dict[tuple[str, Sex], int] = {}
        for key, slot in self.slots.items():
            self.beds[key, Sex.MALE], self.beds[key, Sex.FEMALE] = slot.beds_men, slot.beds_women
        self.fewest = {key: slot.minimum for key, slot in self.slots.items()}
        slots = list(self.slots.values())
        self.rules = list(rules_of(instance, slots))
        self.peaks = list(peaks_of(instance, slots))
        self.hard, self.soft = Limits(self.rules), Limits(self.peaks)
        self.settled: list[Seat] = []
        self.without: list[Member] = []
        """Those for whom the last round had no seat."""
        self.lost: list[Member] = []
        """Those owed several courses whose seats could not be settled."""
        self.alike = self._sorted()

    def rounds(self, most_rounds: int = ROUNDS) -> Iterator[tuple[Seat, ...]]:
        """Seats that keep the limits, one set after the other, each more evenly spread."""
        most: dict[Lane, int] = {}
        even: dict[Lane, int] = {}
        for _ in range(most_rounds):
            taken, seats, self.without = Network(self, most, even).solved()
            if (self.without or self.lost) and not self.instance.rules.allow_leftover:
                return
            swaps = Swaps(self, seats)
            if swaps.mended():
                yield (*self.settled, *swaps.seats())
                swaps.spread()
                yield (*self.settled, *swaps.seats())
            else:
                for parts in self.hard.over(taken):
                    most.update(parts)
            uneven = self.soft.over(taken)
            for parts in uneven:
                even.update(parts)
            if not uneven and not self.hard.over(taken):
                return

    def nearest(self) -> Iterator[tuple[Seat, ...]]:
        """Seats that exceed no more than they must, one set after the other; the limits over
        several lanes are exceeded by less in each, and in the last perhaps not at all."""
        most: dict[Lane, int] = {}
        for _ in range(ROUNDS):
            taken, seats, self.without = Network(self, most, {}).solved()
            swaps = Swaps(self, seats)
            mended = swaps.mended()
            yield (*self.settled, *swaps.seats())
            if mended:
                return
            for parts in self.hard.over(taken):
                most.update(parts)

    def _sorted(self) -> list[Alike]:
        """Everybody owed one course; the others, and who keeps their seat, are settled at once."""
        people: dict[int, list[Member]] = defaultdict(list)
        for member in sorted(self.instance.members, key=urgency):
            people[member.person].append(member)
        found: dict[object, Alike] = {}
        for rows in people.values():
            if len(rows) > 1:
                self._settle_several(rows)
                continue
            member, free = rows[0], self._free(rows[0])
            had = self.before.get((member.person, member.course))
            if had is not None and had in free and self._open(member, had):
                self._settle(member, had)
                continue
            alike = Alike(kind_of(member), free, self._hurried(member, free), bool(member.due_on))
            name = (alike.kind, alike.slots, alike.hurried, alike.due)
            found.setdefault(name, alike).members.append(member)
        return list(found.values())

    def _free(self, member: Member) -> tuple[str, ...]:
        reasons = self.reasons.of(member)
        return tuple(key for key in self.runs[member.course] if not reasons[key])

    def _hurried(self, member: Member, free: Sequence[str]) -> frozenset[str]:
        if member.due_on is None:
            return frozenset()
        last = member.due_on - timedelta(days=self.instance.rules.spare_days)
        return frozenset(key for key in free if self.slots[key].span.ends_on > last)

    def _open(self, member: Member, slot: str) -> bool:
        """Whether there is room for one more of this kind."""
        return (
            self.room[slot] > 0
            and self.beds[slot, member.sex] > 0
            and all(limit.room > 0 for limit in self.hard.of(kind_of(member), slot))
        )

    def _settle(self, member: Member, slot: str) -> None:
        """Seat somebody before the flow."""
        self.settled.append(Seat(member.person, member.course, slot))
        self.room[slot] -= 1
        self.most[slot] -= 1
        self.beds[slot, member.sex] -= 1
        self.fewest[slot] -= 1
        kind = kind_of(member)
        for limit in (*self.hard.of(kind, slot), *self.soft.of(kind, slot)):
            limit.room -= 1

    def _settle_several(self, rows: Sequence[Member]) -> None:
        """Somebody owed several courses: the seats they had, or the emptiest that go together."""
        choices = []
        for row in rows:
            could = self._free(row)
            free = [key for key in could if self._open(row, key)]
            if self.yielding and not free:
                free = list(could)
            free.sort(key=lambda key: -min(self.room[key], self.beds[key, rows[0].sex]))
            had = self.before.get((row.person, row.course))
            choices.append([had] if had in free else free[:CHOICES])
        chosen = next((each for each in product(*choices) if self._go_together(rows, each)), None)
        if chosen is None:
            self.lost += rows
            return
        for row, slot in zip(rows, chosen, strict=True):
            if slot is not None:
                self._settle(row, slot)

    def _go_together(self, rows: Sequence[Member], chosen: Sequence[str | None]) -> bool:
        spans = [self.slots[key].span for key in chosen if key is not None]
        at = {row.course: span for row, span in zip(rows, spans, strict=True)}
        return not any(
            one.overlaps(two) for index, one in enumerate(spans) for two in spans[:index]
        ) and all(
            at[earlier].ends_on < at[row.course].starts_on
            for row in rows
            for earlier in row.after
            if earlier in at and earlier != row.course
        )

    def nodes_of(self, alike: Alike) -> Iterator[tuple[str, ...]]:
        """Their slots by days: those that run on the same days are one to them."""
        for _, keys in groupby(alike.slots, key=lambda key: self.slots[key].span):
            yield tuple(keys)

    def expected(self) -> Counter[tuple[Kind, str]]:
        """How many of each kind a slot has if they spread evenly over the cohorts of a course."""
        owed: Counter[tuple[Kind, str]] = Counter()
        for alike in self.alike:
            owed[alike.kind, alike.members[0].course] += len(alike.members)
        return Counter(
            {
                (kind, key): -(-people // len(self.runs[course]))
                for (kind, course), people in owed.items()
                for key in self.runs[course]
            }
        )
