"""From counts to persons: who of a group takes which of its seats.

A flow of least cost in each group. Whoever keeps the seat they had comes before everything else;
then the most urgent take the earliest slots.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from courses.rules.planner.groups import Group, Reasons, Slots

Shares = Mapping[Slots, int]
"""How many of a group take each combination of slots."""


def deal(
    group: Group, shares: Shares, reasons: Reasons, before: Mapping[tuple[int, str], str]
) -> list[tuple[int, Slots]] | None:
    """(place in the group's rows, slots) for everybody; None where their own days forbid it."""
    time = {slot.key: index for index, slot in enumerate(reasons.slots)}
    wanted = sorted(
        ((slots, people) for slots, people in shares.items() if people),
        key=lambda each: [len(time) if key is None else time[key] for key in each[0]],
    )
    had = [before.get((rows[0].person, rows[0].course)) for rows in group.rows]
    # People owed several courses had the same seats before, so that any order keeps as many.
    if len(group.first) > 1 or not (group.bounds or any(had)):
        return list(enumerate(slots for slots, people in wanted for _ in range(people)))
    return _flow(group, wanted, reasons, had)


def _flow(
    group: Group,
    wanted: Sequence[tuple[Slots, int]],
    reasons: Reasons,
    had: Sequence[str | None],
) -> list[tuple[int, Slots]] | None:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    people, flow = len(group.rows), SimpleMinCostFlow()
    keeping = people * len(wanted) * people + 1
    arcs: list[tuple[int, Slots]] = []
    for index, rows in enumerate(group.rows):
        broken = reasons.of(rows[0])
        for place, (slots, _) in enumerate(wanted):
            slot = slots[0]
            if slot is not None and broken[slot]:
                continue
            cost = place * (people - index) + (0 if had[index] in (None, slot) else keeping)
            flow.add_arc_with_capacity_and_unit_cost(index, people + place, 1, cost)
            arcs.append((index, slots))
        flow.set_node_supply(index, 1)
    for place, (_, seats) in enumerate(wanted):
        flow.set_node_supply(people + place, -seats)
    if flow.solve() != flow.OPTIMAL:
        return None
    return [arc for number, arc in enumerate(arcs) if flow.flow(number)]


def shares_of(taken: Sequence[tuple[int, Slots, int]]) -> dict[int, Counter[Slots]]:
    """Counts by group from (group, slots, people)."""
    found: dict[int, Counter[Slots]] = {}
    for group, slots, people in taken:
        found.setdefault(group, Counter())[slots] += people
    return found
