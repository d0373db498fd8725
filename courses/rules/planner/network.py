"""One round of seating: the flow from people who are alike to slots, and its seats by person."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from academy.people.enums import Sex
from courses.rules.planner.instance import Member
from courses.rules.planner.limits import Kind, Lane
from courses.rules.planner.plan import Seat

if TYPE_CHECKING:
    from courses.rules.planner.seating import Alike, Seating

SCALE = 10
"""The flow's costs are whole numbers: the weights, times this."""
FEWEST, WITHOUT = -1_000_000, 10_000_000
"""What a seat towards the fewest people of a cohort gains, and what somebody without one costs."""
BEYOND = ((2, 100_000), (6, 120_000), (1_000, 150_000))
"""Where rules may give way: seats or beds beyond a cohort's, the more the dearer."""
BEYOND_LIMIT = 400_000
"""The same for a seat beyond what a unit may have, which is a matter of the whole year."""

Node = tuple[Kind, tuple[str, ...]]


class Network:
    """People → (kind, slots of the same days) → (slot, sex) → slot → the end."""

    def __init__(
        self, seating: "Seating", most: Mapping[Lane, int], even: Mapping[Lane, int]
    ) -> None:
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

        self.seating, self.most, self.even = seating, most, even
        self.flow = SimpleMinCostFlow()
        self.number: dict[object, int] = {}
        self.into: list[tuple[int, Alike, Node | None]] = []
        self.lanes: list[tuple[int, Lane]] = []
        self._state_people()
        self._state_slots()

    def _at(self, name: object) -> int:
        return self.number.setdefault(name, len(self.number))

    def _arc(self, tail: object, head: object, most: int, cost: int) -> int:
        added: int = self.flow.add_arc_with_capacity_and_unit_cost(
            self._at(tail), self._at(head), max(0, most), cost
        )
        return added

    def _state_people(self) -> None:
        weights = self.seating.instance.rules.weights
        reach: Counter[Node] = Counter()
        for alike in self.seating.alike:
            people = len(alike.members)
            for slots in self.seating.nodes_of(alike):
                node = (alike.kind, slots)
                cost = SCALE * weights.hurried * (slots[0] in alike.hurried)
                self.into.append((self._arc(id(alike), node, people, cost), alike, node))
                reach[node] += people
            cost = WITHOUT
            if self.seating.instance.rules.allow_leftover:
                cost = SCALE * (weights.left_over + alike.due * weights.left_over_due)
            self.into.append((self._arc(id(alike), "end", people, cost), alike, None))
            self.flow.set_node_supply(self._at(id(alike)), people)
        everybody = sum(len(alike.members) for alike in self.seating.alike)
        self.flow.set_node_supply(self._at("end"), -everybody)
        expected = self.seating.expected()
        for node, people in reach.items():
            for key in node[1]:
                self._state_lane(Lane(node[0], key, node[1]), people, expected[node[0], key])

    def _state_lane(self, lane: Lane, people: int, expected: int) -> None:
        """The more than expected, the dearer; beyond an even share of the unit's, as a peak."""
        rules = self.seating.hard.of(lane.kind, lane.slot)
        most = min([people, *(limit.room for limit in rules)])
        most = min(most, self.most.get(lane, most))
        even = min(most, self.even.get(lane, 2 * expected))
        peaks = SCALE * self.seating.instance.rules.weights.peaks
        steps = [(min(expected, even), 0), (even, peaks // 5), (most, peaks)]
        if self.seating.yielding:
            steps.append((people, BEYOND_LIMIT))
        begun = 0
        for until, cost in steps:
            if until > begun:
                arc = self._arc(
                    (lane.kind, lane.node), (lane.slot, lane.kind[1]), until - begun, cost
                )
                self.lanes.append((arc, lane))
                begun = until

    def _state_slots(self) -> None:
        for key, room in self.seating.room.items():
            for sex in (Sex.MALE, Sex.FEMALE):
                self._arc((key, sex), key, self.seating.beds[key, sex], 0)
                self._beyond((key, sex), key, self.seating.most[key])
            fewest = max(0, min(room, self.seating.fewest[key]))
            self._arc(key, "end", fewest, FEWEST)
            self._arc(key, "end", room - fewest, 0)
            self._beyond(key, "end", self.seating.most[key] - room)

    def _beyond(self, tail: object, head: object, most: int) -> None:
        """More than a cohort has, where its rules may give way; never more than `most`."""
        for people, cost in BEYOND if self.seating.yielding else ():
            self._arc(tail, head, min(people, most), cost)
            most = max(0, most - people)

    def solved(self) -> tuple[dict[Lane, int], list[Seat], list[Member]]:
        """How many took each lane, their seats, and who has none."""
        if self.flow.solve() != self.flow.OPTIMAL:
            raise AssertionError("everybody may stay without a seat, so that there is a flow")
        taken: Counter[Lane] = Counter()
        for arc, lane in self.lanes:
            if people := self.flow.flow(arc):
                taken[lane] += people
        at, without = self._people()
        seats = []
        for lane, people in taken.items():
            of_node = at[lane.kind, lane.node]
            seats += [Seat(each.person, each.course, lane.slot) for each in of_node[:people]]
            del of_node[:people]
        return dict(taken), seats, without

    def _people(self) -> tuple[dict[Node, list[Member]], list[Member]]:
        """Who of those alike went where: the most urgent to the earliest slots."""
        at: dict[Node, list[Member]] = defaultdict(list)
        without: list[Member] = []
        begun: Counter[int] = Counter()
        for arc, alike, node in self.into:
            people, begin = self.flow.flow(arc), begun[id(alike)]
            went = alike.members[begin : begin + people]
            begun[id(alike)] += people
            if node is None:
                without += went
            else:
                at[node] += went
        return at, without
