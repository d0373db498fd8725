"""What a good plan is, as a sum to be made small (`Weights`), and what helps to prove it."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from academy.people.enums import Sex
from courses.rules.planner.days import at_once
from courses.rules.planner.groups import Group, Option
from courses.rules.planner.model import Statement


def state_objective(statement: Statement, peaks: list[Any]) -> None:
    """Minimise the weighted sum of the parts; `peaks` are expressions, one for each unit."""
    weights = statement.instance.rules.weights
    cost: list[Any] = [weights.opened * opened for opened in statement.opened.values()]
    for taken in statement.taken:
        price = _price(statement, statement.groups[taken.group], taken.option)
        if price:
            cost.append(price * taken.count)
    if weights.moved and statement.instance.previous is not None:
        cost += [weights.moved * each for each in _moved_people(statement)]
        cost += [weights.moved * each for each in _moved_cohorts(statement)]
    cost += [weights.peaks * peak for peak in peaks]
    _state_cover(statement)
    statement.model.minimize(sum(cost))


def _price(statement: Statement, group: Group, option: Option) -> int:
    weights = statement.instance.rules.weights
    spare = timedelta(days=statement.instance.rules.spare_days)
    price = weights.moved * option.moved
    for row, slot in zip(group.first, option.slots, strict=True):
        if slot is None:
            price += weights.left_over + (row.due_on is not None) * weights.left_over_due
        elif row.due_on is not None and statement.slots[slot].span.ends_on > row.due_on - spare:
            price += weights.hurried
    return price


def _moved_people(statement: Statement) -> list[Any]:
    """People of a class who lose the seat they had: those who had one, less those who keep it."""
    counts = {
        (taken.group, taken.option.slots[0]): taken.count
        for taken in statement.taken
        if len(taken.option.slots) == 1
    }
    found = []
    for index, group in enumerate(statement.groups):
        for slot, people in group.previous:
            kept = statement.model.new_int_var(0, people, "")
            statement.model.add(kept <= counts[index, slot])
            found.append(people - kept)
        if group.elsewhere:
            found.append(group.elsewhere)
    return found


def _moved_cohorts(statement: Statement) -> list[Any]:
    assert statement.instance.previous is not None
    found: list[Any] = []
    for cohort in statement.instance.previous.cohorts:
        found.append(1 - statement.runs.get((cohort.slot, cohort.course), 0))
        if cohort.hall is not None:
            found.append(1 - statement.halls.get((cohort.slot, cohort.hall), 0))
        found += [1 - statement.teaches.get((cohort.slot, each), 0) for each in cohort.instructors]
    return found


def peaks_of_units(statement: Statement) -> list[Any]:
    """For each unit the most people it has in training on one day."""
    days = at_once(statement.slots.values())
    owed: dict[int, int] = defaultdict(int)
    for member in statement.instance.members:
        owed[member.unit] += 1
    found = []
    for unit, people in sorted(owed.items()):
        everybody = not statement.instance.rules.allow_leftover and bool(days)
        least = -(-people // len(days)) if everybody else 0
        peak = statement.model.new_int_var(least, people, "")
        for slots in days:
            there = [c for key in slots for c in statement.by_unit[unit, key].counts]
            if there:
                statement.model.add(sum(there) <= peak)
        found.append(peak)
    return found


def _state_cover(statement: Statement) -> None:
    """The opened slots hold everybody owed. It follows, but only by adding up all the rest."""
    if statement.instance.rules.allow_leftover:
        return
    owed: dict[str, int] = defaultdict(int)
    by_sex: dict[tuple[str, Sex], int] = defaultdict(int)
    for member in statement.instance.members:
        owed[member.course] += 1
        by_sex[member.course, member.sex] += 1
    for course, people in owed.items():
        men, women = by_sex[course, Sex.MALE], by_sex[course, Sex.FEMALE]
        runs = [(statement.slots[k], run) for (k, c), run in statement.runs.items() if c == course]
        statement.model.add(sum(slot.capacity * run for slot, run in runs) >= people)
        statement.model.add(sum(slot.beds_men * run for slot, run in runs) >= men)
        statement.model.add(sum(slot.beds_women * run for slot, run in runs) >= women)
