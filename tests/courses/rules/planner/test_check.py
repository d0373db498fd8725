"""The check finds every kind of breach: one good plan, spoilt in one way at a time."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from courses.enums.planning import PlanRule
from courses.rules.planner.check import check, kinds
from courses.rules.planner.instance import (
    Absence,
    Closure,
    Hall,
    House,
    Instance,
    Instructor,
    Locks,
    Quota,
    QuotaLock,
    SeatLock,
    SlotLock,
)
from courses.rules.planner.plan import Cohort, LeftOver, Plan, Seat, UnitSeats
from courses.rules.planner.solve import solve
from tests.courses.rules.planner.years import (
    CHANGAN,
    DESK,
    DONGCHENG,
    LAW,
    WOMEN,
    people,
    slot,
    units,
    week,
    year,
)

HALLS = ("甲堂", "乙堂")
Spoil = Callable[[Instance, Plan], tuple[Instance, Plan]]


def usual() -> tuple[Instance, Plan]:
    """Ten people, two of them owed two courses, in two weeks; a third slot beside the first."""
    members = [
        *people(4),
        *people(2, first=10, sex=WOMEN),
        *people(2, first=20, unit=CHANGAN, counts_away=True),
        *people(2, course=DESK, after=(LAW,)),
    ]
    slots = [
        slot(0, key="law", halls=HALLS, instructors=1, house="宿舍"),
        slot(1, key="desk", courses=(LAW, DESK), halls=HALLS, instructors=1, house="宿舍"),
        slot(0, key="beside", halls=HALLS, instructors=1, house="宿舍"),
    ]
    instance = year(
        members,
        slots,
        halls=(Hall(HALLS[0], 20), Hall(HALLS[1], 20)),
        instructors=(Instructor("李", (LAW, DESK)), Instructor("王", (LAW,))),
        houses=(House("宿舍", 8, 4),),
        locks=Locks(slots=(SlotLock("beside", opened=False),)),
    )
    plan = solve(instance, workers=1)
    assert isinstance(plan, Plan)
    assert check(instance, plan) == []
    return instance, plan


def members_changed(person: int, **changed: Any) -> Spoil:
    def spoil(instance: Instance, plan: Plan) -> tuple[Instance, Plan]:
        rows = tuple(
            replace(row, **changed) if row.person == person and row.course == LAW else row
            for row in instance.members
        )
        return replace(instance, members=rows), plan

    return spoil


def slot_changed(key: str, **changed: Any) -> Spoil:
    def spoil(instance: Instance, plan: Plan) -> tuple[Instance, Plan]:
        slots = tuple(replace(s, **changed) if s.key == key else s for s in instance.slots)
        return replace(instance, slots=slots), plan

    return spoil


def instance_changed(**changed: Any) -> Spoil:
    return lambda instance, plan: (replace(instance, **changed), plan)


def cohort_changed(key: str, **changed: Any) -> Spoil:
    def spoil(instance: Instance, plan: Plan) -> tuple[Instance, Plan]:
        cohorts = tuple(replace(c, **changed) if c.slot == key else c for c in plan.cohorts)
        return instance, replace(plan, cohorts=cohorts)

    return spoil


def seat_more(*seats: Seat) -> Spoil:
    return lambda instance, plan: (instance, replace(plan, seats=(*plan.seats, *seats)))


def seat_less(person: int, *, told: bool) -> Spoil:
    def spoil(instance: Instance, plan: Plan) -> tuple[Instance, Plan]:
        seats = tuple(seat for seat in plan.seats if seat.person != person)
        left = (LeftOver(person, LAW, PlanRule.CAPACITY),) if told else ()
        return instance, replace(plan, seats=seats, left_over=left)

    return spoil


def opened_beside(**changed: Any) -> Spoil:
    """The third slot is opened too, with what the first has."""

    def spoil(instance: Instance, plan: Plan) -> tuple[Instance, Plan]:
        first = next(cohort for cohort in plan.cohorts if cohort.slot == "law")
        beside = replace(first, slot="beside", **changed)
        return replace(instance, locks=Locks()), replace(plan, cohorts=(*plan.cohorts, beside))

    return spoil


def turned(instance: Instance, plan: Plan) -> tuple[Instance, Plan]:
    """Each of the two slots in the other's week."""
    span = {"law": week(1), "desk": week(0), "beside": week(0)}
    slots = tuple(replace(each, span=span[each.key]) for each in instance.slots)
    return replace(instance, slots=slots), plan


SPOILT: dict[str, tuple[Spoil, PlanRule]] = {
    "somebody is forgotten": (seat_less(20, told=False), PlanRule.DEMAND),
    "somebody is left over": (seat_less(20, told=True), PlanRule.DEMAND),
    "a stranger": (seat_more(Seat(99, LAW, "law")), PlanRule.DEMAND),
    "twice the same course": (seat_more(Seat(20, LAW, "law")), PlanRule.DEMAND),
    "a slot that is not opened": (
        lambda i, p: (i, replace(p, cohorts=p.cohorts[:1])),
        PlanRule.COURSE,
    ),
    "a course that is not the slot's": (slot_changed("law", courses=(DESK,)), PlanRule.COURSE),
    "two cohorts in one slot": (
        lambda i, p: (i, replace(p, cohorts=(*p.cohorts, Cohort("law", LAW)))),
        PlanRule.COURSE,
    ),
    "seats": (slot_changed("law", capacity=7), PlanRule.CAPACITY),
    "men": (slot_changed("law", beds_men=5), PlanRule.BEDS_MEN),
    "women": (slot_changed("law", beds_women=1), PlanRule.BEDS_WOMEN),
    "men of a house": (instance_changed(houses=(House("宿舍", 5, 4),)), PlanRule.BEDS_MEN),
    "women of a house": (instance_changed(houses=(House("宿舍", 8, 1),)), PlanRule.BEDS_WOMEN),
    "too few": (slot_changed("desk", minimum=3), PlanRule.MINIMUM),
    "blocked": (members_changed(20, blocked=(week(0),)), PlanRule.BLOCK),
    "too early": (members_changed(20, not_before=week(0).ends_on), PlanRule.NOT_BEFORE),
    "too late": (members_changed(20, due_on=week(0).starts_on), PlanRule.DEADLINE),
    "in the wrong order": (turned, PlanRule.PREREQUISITE),
    "in two places": (slot_changed("desk", span=week(0)), PlanRule.OVERLAP),
    "share away": (
        instance_changed(units=(units()[0], replace(units()[1], strength=19))),
        PlanRule.SHARE_AWAY,
    ),
    "share away with an absence": (
        instance_changed(units=(units()[0], replace(units()[1], absences=(Absence(week(0), 3),)))),
        PlanRule.SHARE_AWAY,
    ),
    "fewer than the unit's": (
        instance_changed(units=units(quotas=(Quota("law", minimum=7),))),
        PlanRule.QUOTA_MINIMUM,
    ),
    "more than the unit's": (
        instance_changed(units=units(quotas=(Quota("law", maximum=5),))),
        PlanRule.QUOTA_MAXIMUM,
    ),
    "more than the plan's own quota": (
        lambda i, p: (i, replace(p, quotas=(UnitSeats(DONGCHENG, "law", 1), *p.quotas[1:]))),
        PlanRule.QUOTA_MAXIMUM,
    ),
    "no hall": (cohort_changed("law", hall=None), PlanRule.HALL),
    "a hall of others": (cohort_changed("law", hall="丙堂"), PlanRule.HALL),
    "a small hall": (
        instance_changed(halls=(Hall(HALLS[0], 7), Hall(HALLS[1], 7))),
        PlanRule.HALL,
    ),
    "a hall that is taken": (
        instance_changed(halls=tuple(Hall(name, 20, (week(0),)) for name in HALLS)),
        PlanRule.HALL,
    ),
    "one hall twice": (opened_beside(instructors=("王",)), PlanRule.HALL),
    "one instructor twice": (opened_beside(hall=None), PlanRule.INSTRUCTOR),
    "no instructor": (cohort_changed("law", instructors=()), PlanRule.INSTRUCTOR),
    "an instructor of another course": (
        cohort_changed("desk", instructors=("王",)),
        PlanRule.INSTRUCTOR,
    ),
    "an instructor who is busy": (
        instance_changed(
            instructors=tuple(Instructor(name, (LAW, DESK), (week(0),)) for name in "李王")
        ),
        PlanRule.INSTRUCTOR,
    ),
    "an instructor too often": (
        instance_changed(
            instructors=tuple(Instructor(name, (LAW, DESK), (), 0) for name in "李王")
        ),
        PlanRule.INSTRUCTOR,
    ),
    "a holiday": (instance_changed(closures=(Closure("清明", week(0)),)), PlanRule.CLOSURE),
    "kept closed, and opened": (
        instance_changed(locks=Locks(slots=(SlotLock("law", opened=False),))),
        PlanRule.LOCK,
    ),
    "kept open, and closed": (
        instance_changed(locks=Locks(slots=(SlotLock("beside", opened=True),))),
        PlanRule.LOCK,
    ),
    "another course than decided": (
        instance_changed(locks=Locks(slots=(SlotLock("law", opened=True, course=DESK),))),
        PlanRule.LOCK,
    ),
    "kept out, and seated": (
        instance_changed(locks=Locks(seats=(SeatLock(20, LAW, "law", seated=False),))),
        PlanRule.LOCK,
    ),
    "seated elsewhere than decided": (
        instance_changed(locks=Locks(seats=(SeatLock(20, LAW, "desk"),))),
        PlanRule.LOCK,
    ),
    "another quota than decided": (
        instance_changed(locks=Locks(quotas=(QuotaLock(CHANGAN, "law", 1),))),
        PlanRule.LOCK,
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_finds_what_is_spoilt(name: str) -> None:
    spoil, rule = SPOILT[name]
    instance, plan = spoil(*usual())
    assert rule in kinds(check(instance, plan))


def test_every_rule_is_spoilt_once() -> None:
    assert {rule for _, rule in SPOILT.values()} == set(PlanRule)


@pytest.mark.parametrize(
    ("strength", "away", "allowed"), [(39, 3, True), (39, 4, False), (40, 4, True)]
)
def test_share_is_rounded_down(strength: int, away: int, allowed: bool) -> None:
    members = people(away, counts_away=True)
    instance = year(members, [slot(0)], units=units(strength=strength))
    assert isinstance(solve(instance, workers=1), Plan) is allowed


@pytest.mark.parametrize(("strength", "percent", "allowed"), [(9, None, True), (9, 0, False)])
def test_at_least_one_may_be_away_unless_none_may(
    strength: int, percent: int | None, allowed: bool
) -> None:
    of_unit = units(strength=strength, away_percent=percent)
    instance = year(people(1, counts_away=True), [slot(0)], units=of_unit)
    assert isinstance(solve(instance, workers=1), Plan) is allowed


def test_disorder_is_refused() -> None:
    with pytest.raises(ValueError, match="member twice"):
        solve(year([*people(1), *people(1)], [slot(0)]))
    with pytest.raises(ValueError, match="slot twice"):
        solve(year(people(1), [slot(0), slot(0)]))
    with pytest.raises(ValueError, match="unknown unit of member: 9"):
        solve(year(people(1, unit=9), [slot(0)]))
    lost = Locks(slots=(SlotLock("w9", opened=True),))
    with pytest.raises(ValueError, match="unknown slot of lock: w9"):
        solve(year(people(1), [slot(0)], locks=lost))
