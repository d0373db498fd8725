"""People who are interchangeable are planned as one: how many of them take which slots.

A person owed one course belongs to a class of unit, sex, staff, course and how early a seat has to
be to leave days to spare. Within a class people may differ in their own days (leave, first day,
deadline): the class keeps, for each set of slots that some of them are bound to, how many seats
must fall into it. That is necessary and nearly always enough; where the dealing shows that it was
not, the class is split by those sets, which is exact. A person owed several courses has one option
for each combination of slots, so that order and overlap are settled in the option itself.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from academy.people.enums import Sex
from courses.enums.planning import PlanRule
from courses.rules.planner.instance import Instance, Member, SeatLock, Slot

Slots = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One slot for each course owed (None: left over), and the rules that this would break."""

    slots: Slots
    broken: frozenset[PlanRule]
    most: int
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Bound:
    """At least `people` of the class have no slot but these."""

    slots: frozenset[str]
    people: int


@dataclass(frozen=True, slots=True)
class Group:
    """People planned as one.

    `previous` counts those who had a seat in a slot they may keep, `elsewhere` those who had one
    that they cannot. (Of people owed several courses the options themselves know that.)
    """

    rows: tuple[tuple[Member, ...], ...]
    options: tuple[Option, ...]
    bounds: tuple[Bound, ...] = ()
    previous: tuple[tuple[str, int], ...] = ()
    elsewhere: int = 0

    @property
    def first(self) -> tuple[Member, ...]:
        """The rows of one of them, which stand for all in unit, sex, staff and courses."""
        return self.rows[0]

    @property
    def unit(self) -> int:
        return self.first[0].unit

    @property
    def sex(self) -> Sex:
        return self.first[0].sex

    @property
    def counts_away(self) -> bool:
        return self.first[0].counts_away

    @property
    def persons(self) -> tuple[int, ...]:
        return tuple(rows[0].person for rows in self.rows)


def urgency(member: Member) -> tuple[int, date, int]:
    """Who goes first: higher priority, nearer deadline, smaller key."""
    return (-member.priority, member.due_on or date.max, member.person)


class Reasons:
    """Which of a member's own rules a slot would break; members alike share the answer."""

    def __init__(self, instance: Instance) -> None:
        self.slots = sorted(instance.slots, key=lambda slot: (slot.span.starts_on, slot.key))
        self.seated: dict[tuple[int, str], list[SeatLock]] = defaultdict(list)
        for lock in instance.locks.seats:
            self.seated[lock.person, lock.course].append(lock)
        self._own: dict[object, dict[str, frozenset[PlanRule]]] = {}

    def of(self, member: Member) -> Mapping[str, frozenset[PlanRule]]:
        """The rules that each slot breaks; a slot that breaks none has an empty set."""
        alike = (member.course, member.blocked, member.not_before, member.due_on)
        if alike not in self._own:
            self._own[alike] = {slot.key: frozenset(broken(member, slot)) for slot in self.slots}
        locks = self.seated.get((member.person, member.course))
        return self._locked(self._own[alike], locks) if locks else self._own[alike]

    def locked(self, member: Member) -> bool:
        return (member.person, member.course) in self.seated

    def must_sit(self, member: Member) -> bool:
        """Whether a decision seats the member somewhere."""
        return any(lock.seated for lock in self.seated.get((member.person, member.course), ()))

    def _locked(
        self, own: Mapping[str, frozenset[PlanRule]], locks: Iterable[SeatLock]
    ) -> dict[str, frozenset[PlanRule]]:
        found = dict(own)
        for lock in locks:
            for key in found:
                if (key == lock.slot) is not lock.seated:
                    found[key] |= {PlanRule.LOCK}
        return found


def broken(member: Member, slot: Slot) -> set[PlanRule]:
    """The member's own rules that a seat in this slot would break."""
    found = set()
    if member.course not in slot.courses:
        found.add(PlanRule.COURSE)
    if any(slot.span.overlaps(span) for span in member.blocked):
        found.add(PlanRule.BLOCK)
    if member.not_before is not None and slot.span.starts_on < member.not_before:
        found.add(PlanRule.NOT_BEFORE)
    if member.due_on is not None and slot.span.ends_on > member.due_on:
        found.add(PlanRule.DEADLINE)
    return found


def hopeless(instance: Instance, reasons: Reasons) -> frozenset[tuple[int, str]]:
    """(person, course) of those whom their own rules keep out of every slot of the course."""
    return frozenset(
        (each.person, each.course)
        for each in instance.members
        if all(why for why in reasons.of(each).values() if PlanRule.COURSE not in why)
        and any(each.course in slot.courses for slot in instance.slots)
    )


class Grouping:
    """Makes the groups of an instance.

    With `tolerant` options that break rules are kept, named by what they break, classes are split
    by what each slot would break. Without `haste` nobody minds having few days to spare.
    `leftover` adds the option of having no seat, which breaks `DEMAND` unless the rules allow it.
    """

    def __init__(
        self,
        instance: Instance,
        *,
        tolerant: bool = False,
        leftover: bool = False,
        haste: bool = True,
    ) -> None:
        self.instance = instance
        self.haste = haste and not tolerant
        self.tolerant = tolerant
        self.allowed_leftover = instance.rules.allow_leftover
        self.leftover = leftover or self.allowed_leftover
        self.reasons = Reasons(instance)
        self.span = {slot.key: slot.span for slot in instance.slots}
        self.ends = sorted(slot.span.ends_on for slot in instance.slots)
        seats = instance.previous.seats if instance.previous else ()
        self.before = {(seat.person, seat.course): seat.slot for seat in seats}
        self.people: dict[int, list[Member]] = defaultdict(list)
        for member in sorted(instance.members, key=lambda each: (each.person, each.course)):
            self.people[member.person].append(member)

    def groups(self, split: frozenset[object] = frozenset()) -> list[Group]:
        """All groups, those of `split` (names of classes) by allowed slots."""
        single: dict[object, list[Member]] = defaultdict(list)
        several: dict[object, list[tuple[Member, ...]]] = defaultdict(list)
        for rows in self.people.values():
            if len(rows) > 1:
                several[self._alike(rows)].append(tuple(rows))
                continue
            name = self.class_of(rows[0])
            if self.tolerant or name in split or self.reasons.locked(rows[0]):
                name = (name, self._may(rows[0]), self.reasons.must_sit(rows[0]))
            single[name].append(rows[0])
        return [
            *(self._class(members) for members in single.values()),
            *(self._several(people) for people in several.values()),
        ]

    def class_of(self, member: Member) -> object:
        """The class of a person owed one course."""
        return (
            member.unit,
            member.sex,
            member.counts_away,
            member.course,
            self._unhurried(member),
        )

    def _unhurried(self, member: Member) -> int | None:
        """How many of the slots, as they end, leave the member days to spare; None: all do."""
        if member.due_on is None or not self.haste:
            return None
        spare = timedelta(days=self.instance.rules.spare_days)
        slots = bisect_right(self.ends, member.due_on - spare)
        return None if slots == len(self.ends) and not self.allowed_leftover else slots

    def _may(self, member: Member) -> object:
        """What makes two members of a class alike: their slots, and what the others break."""
        reasons = self.reasons.of(member)
        if self.tolerant:
            return tuple(reasons.values())
        return tuple(key for key, broken in reasons.items() if not broken)

    def _alike(self, rows: Sequence[Member]) -> object:
        before = tuple(self.before.get((row.person, row.course)) for row in rows)
        return (
            tuple(
                (self.class_of(row), row.after, self._may(row), self.reasons.must_sit(row))
                for row in rows
            ),
            before,
        )

    def _class(self, members: list[Member]) -> Group:
        """People owed one course. Options are what any of them may take, bounds what some must."""
        members.sort(key=urgency)
        may: dict[frozenset[str], int] = defaultdict(int)
        most: dict[str, int] = defaultdict(int)
        why: dict[str, frozenset[PlanRule]] = {}
        previous: dict[str, int] = defaultdict(int)
        elsewhere = 0
        for member in members:
            reasons = self.reasons.of(member)
            free = [key for key, broken in reasons.items() if self.tolerant or not broken]
            may[frozenset(free)] += 1
            for key in free:
                most[key] += 1
                why[key] = reasons[key] if self.tolerant else frozenset()
            had = self.before.get((member.person, member.course))
            if had is not None and had in free:
                previous[had] += 1
            elif had is not None:
                elsewhere += 1
        options = [Option((key,), why[key], most[key]) for key in self.span if key in most]
        if self.leftover:
            left = self._left(members[0])
            if self.tolerant or not left - {PlanRule.DEMAND}:
                options.append(Option((None,), left, len(members)))
        return Group(
            rows=tuple((member,) for member in members),
            options=tuple(options),
            bounds=tuple(_bounds(may)) if len(may) > 1 else (),
            previous=tuple(sorted(previous.items())),
            elsewhere=elsewhere,
        )

    def _left(self, member: Member) -> frozenset[PlanRule]:
        """What leaving the member without a seat would break."""
        broken = set() if self.allowed_leftover else {PlanRule.DEMAND}
        if self.reasons.must_sit(member):
            broken.add(PlanRule.LOCK)
        return frozenset(broken)

    def _several(self, people: list[tuple[Member, ...]]) -> Group:
        """People owed several courses: every combination of slots is an option."""
        people.sort(key=lambda rows: min(urgency(row) for row in rows))
        rows = people[0]
        choices: list[list[tuple[str | None, frozenset[PlanRule]]]] = []
        for row in rows:
            own: list[tuple[str | None, frozenset[PlanRule]]] = [
                (key, broken)
                for key, broken in self.reasons.of(row).items()
                if self.tolerant or not broken
            ]
            choices.append([*own, (None, self._left(row))] if self.leftover else own)
        before = [self.before.get((row.person, row.course)) for row in rows]
        options = []
        for chosen in product(*choices):
            slots = tuple(slot for slot, _ in chosen)
            breaks = frozenset[PlanRule]().union(*(why for _, why in chosen))
            breaks |= self._between(rows, slots)
            if not self.tolerant and breaks - {PlanRule.DEMAND}:
                continue
            moved = sum(
                had is not None and had != now for had, now in zip(before, slots, strict=True)
            )
            options.append(Option(slots, breaks, len(people), moved))
        return Group(rows=tuple(people), options=tuple(options))

    def _between(self, rows: Sequence[Member], slots: Slots) -> frozenset[PlanRule]:
        """What the slots of one person break among each other."""
        found = set()
        at = {row.course: slot for row, slot in zip(rows, slots, strict=True)}
        taken = [self.span[slot] for slot in slots if slot is not None]
        if any(one.overlaps(two) for i, one in enumerate(taken) for two in taken[:i]):
            found.add(PlanRule.OVERLAP)
        for row in rows:
            slot = at[row.course]
            for earlier in row.after:
                if slot is None or earlier not in at or earlier == row.course:
                    continue
                first = at[earlier]
                if first is None or self.span[first].ends_on >= self.span[slot].starts_on:
                    found.add(PlanRule.PREREQUISITE)
        return frozenset(found)


def _bounds(may: Mapping[frozenset[str], int]) -> Iterable[Bound]:
    """For each set of slots that some are bound to, how many are bound to it or to less."""
    everything = frozenset[str]().union(*may)
    for slots in may:
        if slots != everything:
            yield Bound(slots, sum(people for other, people in may.items() if other <= slots))
