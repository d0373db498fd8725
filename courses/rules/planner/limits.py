"""Limits on seats that reach over several lanes of the flow (`seating`), and their parting."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from academy.people.enums import Sex
from courses.rules.planner.days import at_once, spare
from courses.rules.planner.instance import Instance, Member, Slot

Kind = tuple[int, Sex, bool]
"""Unit, sex, and whether of the staff of whom only a share may be away."""


def kind_of(member: Member) -> Kind:
    """Return the kind of a member."""
    return (member.unit, member.sex, member.counts_away)


@dataclass(frozen=True, slots=True)
class Lane:
    """The way of one kind of people into one slot, by one node of the flow."""

    kind: Kind
    slot: str
    node: tuple[str, ...]


@dataclass(slots=True)
class Limit:
    """At most `room` seats in these slots together; None: of any unit, of either sex."""

    slots: frozenset[str]
    room: int
    unit: int | None = None
    sex: Sex | None = None
    staff_only: bool = False

    def holds(self, kind: Kind, slot: str) -> bool:
        """Whether a seat of this kind in this slot counts."""
        unit, sex, staff = kind
        return (
            slot in self.slots
            and self.unit in (None, unit)
            and self.sex in (None, sex)
            and (staff or not self.staff_only)
        )


class Limits:
    """The limits of an instance, found by unit and slot."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._at: dict[tuple[int | None, str], list[Limit]] = defaultdict(list)
        for limit in limits:
            for slot in sorted(limit.slots):
                self._at[limit.unit, slot].append(limit)

    def of(self, kind: Kind, slot: str) -> list[Limit]:
        """The limits that a seat counts towards."""
        near = (*self._at.get((kind[0], slot), ()), *self._at.get((None, slot), ()))
        return [limit for limit in near if limit.holds(kind, slot)]

    def over(self, taken: Mapping[Lane, int]) -> list[dict[Lane, int]]:
        """What each broken limit leaves to the lanes that used it, in proportion to their use."""
        using: dict[int, list[Lane]] = defaultdict(list)
        known: dict[int, Limit] = {}
        for lane in taken:
            for limit in self.of(lane.kind, lane.slot):
                known[id(limit)] = limit
                using[id(limit)].append(lane)
        return [
            _parted(max(0, known[name].room), {lane: taken[lane] for lane in lanes})
            for name, lanes in using.items()
            if sum(taken[lane] for lane in lanes) > known[name].room
        ]


def _parted(room: int, use: Mapping[Lane, int]) -> dict[Lane, int]:
    """Whole shares of `room`, those with the largest remainder rounded up."""
    whole = sum(use.values())
    parts = {lane: people * room // whole for lane, people in use.items()}
    spare_seats = room - sum(parts.values())
    by_remainder = sorted(use, key=lambda lane: -(use[lane] * room % whole))
    for lane in by_remainder[:spare_seats]:
        parts[lane] += 1
    return parts


def rules_of(instance: Instance, slots: Sequence[Slot]) -> Iterator[Limit]:
    """The rules over several lanes: shares away, quotas, shared beds."""
    for unit in instance.units:
        for keys, left in spare(unit, slots, instance.rules):
            yield Limit(keys, left, unit.key, staff_only=True)
        for quota in unit.quotas:
            if quota.maximum is not None:
                yield Limit(frozenset({quota.slot}), quota.maximum, unit.key)
    for lock in instance.locks.quotas:
        yield Limit(frozenset({lock.slot}), lock.seats, lock.unit)
    for house in instance.houses:
        for running in at_once(slot for slot in slots if slot.house == house.key):
            for sex, beds in ((Sex.MALE, house.beds_men), (Sex.FEMALE, house.beds_women)):
                yield Limit(frozenset(running), beds, sex=sex)


def peaks_of(instance: Instance, slots: Sequence[Slot]) -> Iterator[Limit]:
    """Of each unit on each day no more than if it sent as many on every day."""
    days = at_once(slots)
    for unit, people in sorted(Counter(each.unit for each in instance.members).items()):
        for running in days:
            yield Limit(frozenset(running), -(-people // len(days)), unit)
