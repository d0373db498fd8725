"""Seats of a cohort: how many there are, who may still have one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from courses.enums import SeatWhy


def capacity_allowed(capacity: int) -> bool:
    """A cohort has at least one seat."""
    return capacity >= 1


def quotas_fit(seats: Iterable[int], capacity: int) -> bool:
    """No quota is negative and together they stay within the capacity."""
    listed = list(seats)
    return all(each >= 0 for each in listed) and sum(listed) <= capacity


def quota_holder(
    unit_id: int, *, parents: Mapping[int, int | None], holders: Iterable[int]
) -> int | None:
    """The nearest unit, from `unit_id` upwards, that was given a quota; None if none was.

    Quotas go to branches while people may be assigned to a squad below one.
    """
    wanted = frozenset(holders)
    seen: set[int] = set()
    at: int | None = unit_id
    while at is not None and at not in seen:
        if at in wanted:
            return at
        seen.add(at)
        at = parents.get(at)
    return None


@dataclass(slots=True)
class SeatCount:
    """Seats as counted under the cohort's lock; `take` keeps the count while a list is seated.

    `taken` are seats of the room. A unit's quota is used by its people's seats and by its
    nominations still under way: `held_by_unit` counts both.
    Without any quota only the capacity limits. Once quotas are given, a unit without one has
    no seat: that is what publishing a cohort "with quotas" means to the units.
    """

    capacity: int
    taken: int
    quotas: Mapping[int, int]
    parents: Mapping[int, int | None]
    held_by_unit: Mapping[int, int]
    _by_holder: dict[int, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for unit_id, count in self.held_by_unit.items():
            holder = self._holder(unit_id)
            if holder is not None:
                self._by_holder[holder] = self._by_holder.get(holder, 0) + count

    def _holder(self, unit_id: int) -> int | None:
        return quota_holder(unit_id, parents=self.parents, holders=self.quotas)

    def why_not(self, unit_id: int) -> SeatWhy | None:
        """Why a person of this unit cannot have a seat now, or None."""
        if self.taken >= self.capacity:
            return SeatWhy.NO_SEAT_LEFT
        return self.why_not_nominated(unit_id)

    def why_not_nominated(self, unit_id: int) -> SeatWhy | None:
        """Why a nomination of this unit cannot hold a place of its quota now, or None."""
        if not self.quotas:
            return None
        holder = self._holder(unit_id)
        if holder is None or self._by_holder.get(holder, 0) >= self.quotas[holder]:
            return SeatWhy.OVER_QUOTA
        return None

    def quota_of(self, unit_id: int) -> int:
        """Seats given to the unit (or to the unit above it that holds the quota)."""
        holder = self._holder(unit_id)
        return 0 if holder is None else self.quotas[holder]

    def held_by_holder(self) -> dict[int, int]:
        """Places used by the unit that answers for them: the quota's holder, else the unit."""
        found: dict[int, int] = {}
        for unit_id, count in self.held_by_unit.items():
            holder = self._holder(unit_id)
            key = unit_id if holder is None else holder
            found[key] = found.get(key, 0) + count
        return found

    def take(self, unit_id: int) -> None:
        """Count one more seat of this unit."""
        self.taken += 1
        self.hold(unit_id)

    def hold(self, unit_id: int) -> None:
        """Count one more place of the unit's quota, without a seat of the room."""
        holder = self._holder(unit_id)
        if holder is not None:
            self._by_holder[holder] = self._by_holder.get(holder, 0) + 1
