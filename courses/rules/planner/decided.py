"""From a solution of the solver to cohorts and seats, and from those to what it begins with."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from courses.rules.planner.deal import deal, shares_of
from courses.rules.planner.groups import Group, Grouping
from courses.rules.planner.model import Statement
from courses.rules.planner.plan import Cohort, Seat


def cohorts_of(statement: Statement, solver: Any) -> tuple[Cohort, ...]:
    """The opened slots of a solution."""
    found = []
    for (key, course), run in statement.runs.items():
        if not solver.value(run):
            continue
        halls = [h for (k, h), v in statement.halls.items() if k == key and solver.value(v)]
        teach = [i for (k, i), v in statement.teaches.items() if k == key and solver.value(v)]
        found.append(Cohort(key, course, halls[0] if halls else None, tuple(sorted(teach))))
    return tuple(found)


def seats_of(
    statement: Statement, solver: Any, grouping: Grouping
) -> tuple[tuple[Seat, ...], list[Group]]:
    """The counts of a solution dealt to persons, and the groups that could not be dealt.

    `grouping` is that of the whole instance, by whose reasons and seats of before is dealt.
    """
    counts = [(t.group, t.option.slots, solver.value(t.count)) for t in statement.taken]
    shares = shares_of(counts)
    seats: list[Seat] = []
    failed = []
    for index, group in enumerate(statement.groups):
        dealt = deal(group, shares.get(index, {}), grouping.reasons, grouping.before)
        if dealt is None:
            failed.append(group)
            continue
        for place, slots in dealt:
            pairs = zip(group.rows[place], slots, strict=True)
            seats += [Seat(r.person, r.course, slot) for r, slot in pairs if slot is not None]
    seats.sort(key=lambda seat: (seat.slot, seat.person, seat.course))
    return tuple(seats), failed


def fix(statement: Statement, cohorts: Iterable[Cohort]) -> None:
    """State that these cohorts are opened as they are, and no others."""
    for variable, value in decided(statement, cohorts):
        statement.model.add(variable == value)


def decided(statement: Statement, cohorts: Iterable[Cohort]) -> Iterator[tuple[Any, bool]]:
    """Each variable of the cohorts with what these cohorts make of it."""
    opened = {cohort.slot: cohort for cohort in cohorts}
    for (key, course), run in statement.runs.items():
        yield run, key in opened and opened[key].course == course
    for (key, hall), held in statement.halls.items():
        yield held, key in opened and opened[key].hall == hall
    for (key, name), teaches in statement.teaches.items():
        yield teaches, key in opened and name in opened[key].instructors


def hint(statement: Statement, cohorts: Iterable[Cohort], seats: Iterable[Seat]) -> None:
    """Tell the solver of a plan to begin with; it need not keep the rules."""
    for variable, value in decided(statement, cohorts):
        statement.model.add_hint(variable, value)
    at = {(seat.person, seat.course): seat.slot for seat in seats}
    for index, group in enumerate(statement.groups):
        took = Counter(
            tuple(at.get((row.person, row.course)) for row in rows) for rows in group.rows
        )
        for taken in statement.taken_by[index]:
            statement.model.add_hint(taken.count, took[taken.option.slots])
