"""The rules of planning as linear constraints over counts of interchangeable people."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from academy.people.enums import Sex
from courses.enums.planning import PlanRule
from courses.rules.planner.days import at_once, spare
from courses.rules.planner.grip import Clause, Grip
from courses.rules.planner.groups import Group, Option
from courses.rules.planner.instance import Instance, Slot
from courses.rules.planner.plan import Place
from courses.rules.planner.resources import state_halls, state_instructors


@dataclass(slots=True)
class Sum:
    """A sum of counts, and what it can reach at most."""

    counts: list[Any] = field(default_factory=list)
    top: int = 0

    def add(self, count: Any, most: int) -> None:
        self.counts.append(count)
        self.top += most

    @property
    def expression(self) -> Any:
        from ortools.sat.python.cp_model import LinearExpr

        return LinearExpr.sum(self.counts)


@dataclass(frozen=True, slots=True)
class Taken:
    """How many of a group take an option: the solver's variable."""

    group: int
    option: Option
    count: Any


class Statement:
    """An instance stated to CP-SAT with a grip. `model` is the CpModel."""

    def __init__(self, instance: Instance, groups: list[Group], grip: Grip, model: Any) -> None:
        self.instance, self.groups, self.grip, self.model = instance, groups, grip, model
        self.slots = {
            slot.key: slot
            for slot in sorted(instance.slots, key=lambda each: (each.span.starts_on, each.key))
        }
        self.units = {unit.key: unit for unit in instance.units}
        self.courses = sorted({member.course for member in instance.members})
        self.runs: dict[tuple[str, str], Any] = {}
        self.opened: dict[str, Any] = {}
        self.halls: dict[tuple[str, str], Any] = {}
        self.teaches: dict[tuple[str, str], Any] = {}
        self.taken_by: list[list[Taken]] = [[] for _ in groups]
        self.by_course: dict[tuple[str, str], Sum] = defaultdict(Sum)
        self.by_slot: dict[str, Sum] = defaultdict(Sum)
        self.by_sex: dict[tuple[str, Sex], Sum] = defaultdict(Sum)
        self.by_unit: dict[tuple[int, str], Sum] = defaultdict(Sum)
        self.by_staff: dict[tuple[int, str], Sum] = defaultdict(Sum)
        self._state()

    def _state(self) -> None:
        self._state_cohorts()
        self._state_people()
        for slot in self.slots.values():
            self._state_size(slot)
        self._state_houses()
        self._state_units()
        self._state_quota_locks()
        state_halls(self)
        state_instructors(self)

    @property
    def taken(self) -> Iterator[Taken]:
        """Every count of every group."""
        return (taken for of_group in self.taken_by for taken in of_group)

    def hold(self, expression: Any, bound: int, rule: PlanRule, place: Place, *, top: int) -> None:
        """State one clause."""
        self.grip.at_most(expression, bound, Clause(rule, place), top=top)

    def _state_cohorts(self) -> None:
        """Which slots are opened, and of which course."""
        closed = [closure.span for closure in self.instance.closures]
        for key, slot in self.slots.items():
            for course in self.courses:
                if course in slot.courses or self.grip.yields(PlanRule.COURSE):
                    self.runs[key, course] = self.model.new_bool_var("")
                    if course not in slot.courses:
                        place = Place(slots=(key,), course=course)
                        self.hold(self.runs[key, course], 0, PlanRule.COURSE, place, top=1)
            self.opened[key] = self.model.new_bool_var("")
            of_slot = [run for (other, _), run in self.runs.items() if other == key]
            self.model.add(sum(of_slot) == self.opened[key])
            if not slot.despite_closure and any(slot.span.overlaps(span) for span in closed):
                self.hold(self.opened[key], 0, PlanRule.CLOSURE, Place(slots=(key,)), top=1)
        for lock in self.instance.locks.slots:
            place = Place(slots=(lock.slot,))
            opened = self.opened[lock.slot]
            self.hold(1 - opened if lock.opened else opened, 0, PlanRule.LOCK, place, top=1)
            if lock.opened and lock.course is not None:
                run = self.runs.get((lock.slot, lock.course), 0)
                self.hold(1 - run, 0, PlanRule.LOCK, place, top=1)

    def _state_people(self) -> None:
        """Everybody takes one option. What a slot's course forbids is stated by the cohorts."""
        for index, group in enumerate(self.groups):
            size = len(group.rows)
            mine: list[tuple[Option, Any]] = []
            for option in group.options:
                if not self._could_run(group, option):
                    continue
                own = option.broken - {PlanRule.COURSE}
                bare = Option(option.slots, own, option.most, option.moved)
                if not self.grip.admits(group, bare if self.grip.tolerant else option):
                    continue
                count = self.model.new_int_var(0, option.most, "")
                if own:
                    self.grip.breaks(count, group, bare)
                mine.append((option, count))
                self._count(index, option, count)
            self.model.add(sum(count for _, count in mine) == size)
            self._state_bounds(group, mine)

    def _could_run(self, group: Group, option: Option) -> bool:
        return all(
            slot is None or (slot, row.course) in self.runs
            for row, slot in zip(group.first, option.slots, strict=True)
        )

    def _state_bounds(self, group: Group, mine: list[tuple[Option, Any]]) -> None:
        for bound in group.bounds:
            within = [
                count
                for option, count in mine
                if option.slots[0] is None or option.slots[0] in bound.slots
            ]
            self.model.add(sum(within) >= bound.people)

    def _count(self, index: int, option: Option, count: Any) -> None:
        group = self.groups[index]
        self.taken_by[index].append(Taken(index, option, count))
        for row, slot in zip(group.first, option.slots, strict=True):
            if slot is None:
                continue
            self.by_course[slot, row.course].add(count, option.most)
            self.by_slot[slot].add(count, option.most)
            self.by_sex[slot, row.sex].add(count, option.most)
            self.by_unit[row.unit, slot].add(count, option.most)
            if row.counts_away:
                self.by_staff[row.unit, slot].add(count, option.most)

    def _state_size(self, slot: Slot) -> None:
        """Seats of a slot: only of the course it runs, within capacity and beds."""
        key, opened = slot.key, self.opened[slot.key]
        here = Place(slots=(key,))
        for course in self.courses:
            seats = self.by_course.get((key, course))
            if seats is not None:
                top = self.grip.reach(slot.capacity, seats.top)
                run = self.runs.get((key, course), 0)
                self.model.add(seats.expression <= top * run)
        everybody = self.by_slot[key]
        limits = (
            (everybody, slot.capacity, PlanRule.CAPACITY),
            (self.by_sex[key, Sex.MALE], slot.beds_men, PlanRule.BEDS_MEN),
            (self.by_sex[key, Sex.FEMALE], slot.beds_women, PlanRule.BEDS_WOMEN),
        )
        for seats, limit, rule in limits:
            if seats.counts:
                self.hold(seats.expression - limit * opened, 0, rule, here, top=seats.top)
        if slot.minimum > 0:
            missing = slot.minimum * opened - everybody.expression
            self.hold(missing, 0, PlanRule.MINIMUM, here, top=slot.minimum)

    def _state_houses(self) -> None:
        for house in self.instance.houses:
            inside = [slot for slot in self.slots.values() if slot.house == house.key]
            for slots in at_once(inside):
                place = Place(slots=slots, resource=house.key)
                for sex, beds, rule in (
                    (Sex.MALE, house.beds_men, PlanRule.BEDS_MEN),
                    (Sex.FEMALE, house.beds_women, PlanRule.BEDS_WOMEN),
                ):
                    self._hold_sum([self.by_sex[key, sex] for key in slots], beds, rule, place)

    def _hold_sum(self, sums: list[Sum], bound: int, rule: PlanRule, place: Place) -> None:
        together = Sum([count for each in sums for count in each.counts])
        together.top = sum(each.top for each in sums)
        if together.counts:
            self.hold(together.expression, bound, rule, place, top=together.top)

    def _state_units(self) -> None:
        """The share away at once, and the quotas."""
        slots = list(self.slots.values())
        order = list(self.slots)
        for unit in self.instance.units:
            for running, left in spare(unit, slots, self.instance.rules):
                keys = tuple(key for key in order if key in running)
                sums = [self.by_staff[unit.key, key] for key in keys]
                place = Place(slots=keys, unit=unit.key)
                self._hold_sum(sums, left, PlanRule.SHARE_AWAY, place)
            for quota in unit.quotas:
                seats = self.by_unit[unit.key, quota.slot]
                place = Place(slots=(quota.slot,), unit=unit.key)
                if quota.maximum is not None:
                    self._hold_sum([seats], quota.maximum, PlanRule.QUOTA_MAXIMUM, place)
                if quota.minimum > 0:
                    missing = quota.minimum * self.opened[quota.slot] - seats.expression
                    rule = PlanRule.QUOTA_MINIMUM
                    self.hold(missing, 0, rule, place, top=quota.minimum)

    def _state_quota_locks(self) -> None:
        for lock in self.instance.locks.quotas:
            seats = self.by_unit[lock.unit, lock.slot]
            place = Place(slots=(lock.slot,), unit=lock.unit)
            self._hold_sum([seats], lock.seats, PlanRule.LOCK, place)
            if lock.seats > 0:
                missing = lock.seats - seats.expression
                self.hold(missing, 0, PlanRule.LOCK, place, top=lock.seats)
