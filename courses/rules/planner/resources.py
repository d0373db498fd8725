"""Halls and instructors of the cohorts: one each at a time."""

from typing import TYPE_CHECKING, Any

from courses.enums.planning import PlanRule
from courses.rules.planner.days import at_once
from courses.rules.planner.instance import Instructor, Slot
from courses.rules.planner.plan import Place

if TYPE_CHECKING:
    from courses.rules.planner.model import Statement


def state_halls(statement: "Statement") -> None:
    """A slot that needs a hall has one that is free, holds its people and serves nobody else.

    Whether a slot goes without the hall it needs is a variable of its own, so that the rule can
    give way there and nowhere else.
    """
    model, halls = statement.model, {hall.key: hall for hall in statement.instance.halls}
    for key, slot in statement.slots.items():
        if not slot.halls:
            continue
        free = [
            halls[name]
            for name in sorted(set(slot.halls))
            if name in halls and not any(slot.span.overlaps(span) for span in halls[name].busy)
        ]
        for hall in free:
            statement.halls[key, hall.key] = model.new_bool_var("")
        without = model.new_bool_var("")
        held = sum(statement.halls[key, hall.key] for hall in free)
        model.add(held + without == statement.opened[key])
        statement.hold(without, 0, PlanRule.HALL, Place(slots=(key,)), top=1)
        seats = statement.by_slot[key]
        if any(hall.seats < slot.capacity for hall in free) or statement.grip.tolerant:
            room = sum(hall.seats * statement.halls[key, hall.key] for hall in free)
            model.add(seats.expression <= room + seats.top * without)
    for name in halls:
        _one_at_a_time(statement, name, statement.halls)
    for lock in statement.instance.locks.slots:
        if lock.opened and lock.hall is not None:
            _keep(statement, lock.slot, statement.halls.get((lock.slot, lock.hall), 0))


def state_instructors(statement: "Statement") -> None:
    """A slot has the instructors it needs: free, of its course, each in one place at a time."""
    model = statement.model
    for key, slot in statement.slots.items():
        free = [each for each in statement.instance.instructors if _could(each, slot)]
        for instructor in free if slot.instructors else ():
            teaches = statement.teaches[key, instructor.key] = model.new_bool_var("")
            of_course = [
                run
                for (other, course), run in statement.runs.items()
                if other == key and course in instructor.courses
            ]
            model.add(teaches <= sum(of_course))
        if slot.instructors:
            missing = model.new_int_var(0, slot.instructors, "")
            there = sum(statement.teaches[key, each.key] for each in free)
            model.add(there + missing == slot.instructors * statement.opened[key])
            place, most = Place(slots=(key,)), slot.instructors
            statement.hold(missing, 0, PlanRule.INSTRUCTOR, place, top=most)
    for instructor in statement.instance.instructors:
        _one_at_a_time(statement, instructor.key, statement.teaches)
        if instructor.most_cohorts is not None:
            mine = [v for (_, name), v in statement.teaches.items() if name == instructor.key]
            model.add(sum(mine) <= instructor.most_cohorts)
    for lock in statement.instance.locks.slots:
        for name in lock.instructors if lock.opened else ():
            _keep(statement, lock.slot, statement.teaches.get((lock.slot, name), 0))


def _could(instructor: Instructor, slot: Slot) -> bool:
    return bool(set(instructor.courses) & set(slot.courses)) and not any(
        slot.span.overlaps(span) for span in instructor.busy
    )


def _one_at_a_time(statement: "Statement", name: str, where: dict[tuple[str, str], Any]) -> None:
    slots = [slot for key, slot in statement.slots.items() if (key, name) in where]
    for together in at_once(slots):
        if len(together) > 1:
            statement.model.add_at_most_one(where[key, name] for key in together)


def _keep(statement: "Statement", slot: str, decided: Any) -> None:
    statement.hold(1 - decided, 0, PlanRule.LOCK, Place(slots=(slot,)), top=1)
