"""The plain way: one Boolean for each person and slot, as a yardstick for the planner."""

from collections import defaultdict
from typing import Any

from academy.people.enums import Sex
from courses.rules.planner.instance import Instance


def plain(instance: Instance, *, seconds: float, workers: int) -> str:
    """Look for any plan without a hall or an instructor; return the solver's word."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    sits: dict[tuple[int, str], Any] = {}
    there: dict[tuple[object, ...], list[Any]] = defaultdict(list)
    closed = [closure.span for closure in instance.closures]
    runs = {
        (slot.key, course): model.new_bool_var("")
        for slot in instance.slots
        for course in slot.courses
        if not any(slot.span.overlaps(span) for span in closed)
    }
    for member in instance.members:
        for slot in instance.slots:
            own = any(slot.span.overlaps(span) for span in member.blocked)
            late = member.due_on is not None and slot.span.ends_on > member.due_on
            if own or late or (slot.key, member.course) not in runs:
                continue
            seat = sits[member.person, slot.key] = model.new_bool_var("")
            model.add_implication(seat, runs[slot.key, member.course])
            there[member.person,].append(seat)
            there[slot.key,].append(seat)
            there[slot.key, member.sex].append(seat)
            if member.counts_away:
                there[slot.key, member.unit].append(seat)
    for member in instance.members:
        model.add_exactly_one(there[member.person,])
    for slot in instance.slots:
        model.add_at_most_one(runs[key] for key in runs if key[0] == slot.key)
        model.add(sum(there[slot.key,]) <= slot.capacity)
        model.add(sum(there[slot.key, Sex.MALE]) <= slot.beds_men)
        model.add(sum(there[slot.key, Sex.FEMALE]) <= slot.beds_women)
        for unit in instance.units:
            absent = sum(a.people for a in unit.absences if a.span.overlaps(slot.span))
            allowed = max(1, unit.strength // 10)
            model.add(sum(there[slot.key, unit.key]) <= max(0, allowed - absent))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    return solver.status_name(solver.solve(model)).lower()
