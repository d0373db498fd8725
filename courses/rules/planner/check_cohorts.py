"""What the cohorts of a plan break: their slot, hall, instructors, closures and decisions."""

from collections import Counter
from collections.abc import Iterable, Iterator

from courses.enums.planning import PlanRule
from courses.rules.calendar import Span
from courses.rules.planner.instance import Hall, Instance, Instructor, Slot
from courses.rules.planner.plan import Breach, Cohort, Place, Plan


def cohort_breaches(instance: Instance, plan: Plan) -> Iterator[Breach]:
    """Every breach that is about cohorts rather than about people."""
    slots = {slot.key: slot for slot in instance.slots}
    times = Counter(cohort.slot for cohort in plan.cohorts)
    for cohort in plan.cohorts:
        place = Place(slots=(cohort.slot,), course=cohort.course)
        slot = slots.get(cohort.slot)
        if slot is None or cohort.course not in slot.courses or times[cohort.slot] > 1:
            yield Breach(PlanRule.COURSE, place, times[cohort.slot], 1)
        if slot is not None:
            yield from _closures(instance, slot)
            yield from _hall(instance, plan, cohort, slot)
            yield from _instructors(instance, cohort, slot)
    yield from _twice(plan.cohorts, slots, PlanRule.HALL)
    yield from _twice(plan.cohorts, slots, PlanRule.INSTRUCTOR)
    yield from _most_cohorts(instance.instructors, plan)
    yield from _slot_locks(instance, plan)


def _closures(instance: Instance, slot: Slot) -> Iterator[Breach]:
    for closure in instance.closures:
        if _share_a_day(closure.span, slot.span) and not slot.despite_closure:
            yield Breach(PlanRule.CLOSURE, Place(slots=(slot.key,), resource=closure.name))


def _share_a_day(one: Span, two: Span) -> bool:
    return max(one.starts_on, two.starts_on) <= min(one.ends_on, two.ends_on)


def _hall(instance: Instance, plan: Plan, cohort: Cohort, slot: Slot) -> Iterator[Breach]:
    """One of the slot's halls, free, with a seat for everybody; none where none is asked."""
    halls: dict[str | None, Hall] = {hall.key: hall for hall in instance.halls}
    place = Place(slots=(slot.key,), resource=cohort.hall)
    if cohort.hall is None and not slot.halls:
        return
    hall = halls.get(cohort.hall)
    if hall is None or hall.key not in slot.halls:
        yield Breach(PlanRule.HALL, place)
        return
    people = sum(seat.slot == slot.key for seat in plan.seats)
    if people > hall.seats:
        yield Breach(PlanRule.HALL, place, people, hall.seats)
    if any(_share_a_day(span, slot.span) for span in hall.busy):
        yield Breach(PlanRule.HALL, place)


def _instructors(instance: Instance, cohort: Cohort, slot: Slot) -> Iterator[Breach]:
    """As many as the slot asks, each of them free and teaching its course."""
    place = Place(slots=(slot.key,), course=cohort.course)
    there = len(set(cohort.instructors))
    if there != slot.instructors or there != len(cohort.instructors):
        yield Breach(PlanRule.INSTRUCTOR, place, slot.instructors, there)
    known: dict[str, Instructor] = {each.key: each for each in instance.instructors}
    for name in cohort.instructors:
        who = known.get(name)
        if (
            who is None
            or cohort.course not in who.courses
            or any(_share_a_day(span, slot.span) for span in who.busy)
        ):
            yield Breach(PlanRule.INSTRUCTOR, Place(slots=(slot.key,), resource=name))


def _twice(cohorts: Iterable[Cohort], slots: dict[str, Slot], rule: PlanRule) -> Iterator[Breach]:
    """A hall or an instructor in two cohorts on one day."""
    used: list[tuple[str, Slot]] = []
    for cohort in cohorts:
        if cohort.slot not in slots:
            continue
        slot = slots[cohort.slot]
        hall = () if cohort.hall is None else (cohort.hall,)
        for name in hall if rule is PlanRule.HALL else cohort.instructors:
            for other, before in used:
                if other == name and _share_a_day(before.span, slot.span):
                    place = Place(slots=(before.key, slot.key), resource=name)
                    yield Breach(rule, place, 2, 1)
            used.append((name, slot))


def _most_cohorts(instructors: Iterable[Instructor], plan: Plan) -> Iterator[Breach]:
    taught = Counter(name for cohort in plan.cohorts for name in cohort.instructors)
    for each in instructors:
        if each.most_cohorts is not None and taught[each.key] > each.most_cohorts:
            place = Place(resource=each.key)
            yield Breach(PlanRule.INSTRUCTOR, place, taught[each.key], each.most_cohorts)


def _slot_locks(instance: Instance, plan: Plan) -> Iterator[Breach]:
    opened = {cohort.slot: cohort for cohort in plan.cohorts}
    for lock in instance.locks.slots:
        cohort = opened.get(lock.slot)
        kept = (cohort is not None) is lock.opened
        if kept and cohort is not None:
            kept = (
                lock.course in (None, cohort.course)
                and lock.hall in (None, cohort.hall)
                and set(lock.instructors) <= set(cohort.instructors)
            )
        if not kept:
            yield Breach(PlanRule.LOCK, Place(slots=(lock.slot,)))
