"""Every kind of infeasibility names the rule that makes it, and a relaxation that works."""

from datetime import timedelta

import pytest

from courses.enums.planning import PlanRule
from courses.rules.planner.check import check
from courses.rules.planner.explain import Inquiry, explain
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
from courses.rules.planner.order import in_order
from courses.rules.planner.plan import Infeasible, Plan
from courses.rules.planner.relaxed import relaxed
from courses.rules.planner.solve import solve
from tests.courses.rules.planner.years import (
    DESK,
    LAW,
    WOMEN,
    people,
    slot,
    units,
    week,
    year,
)

TWO_WEEKS = [slot(0), slot(1)]
INSTRUCTOR = Instructor("教官", (LAW,))

# Name: the instance, the rules in conflict, the rules that give way (one of these).
HOPELESS: dict[str, tuple[Instance, set[PlanRule], set[PlanRule]]] = {
    "women's beds": (
        year(people(9, sex=WOMEN), TWO_WEEKS),
        {PlanRule.BEDS_WOMEN},
        {PlanRule.BEDS_WOMEN},
    ),
    "men's beds": (year(people(17), TWO_WEEKS), {PlanRule.BEDS_MEN}, {PlanRule.BEDS_MEN}),
    "capacity": (
        year([*people(15), *people(6, first=50, sex=WOMEN)], TWO_WEEKS),
        {PlanRule.CAPACITY},
        {PlanRule.CAPACITY},
    ),
    "beds of a house": (
        year(
            people(12),
            [slot(0, house="甲"), slot(0, key="x0", house="甲")],
            houses=(House("甲", 10, 4),),
        ),
        {PlanRule.BEDS_MEN},
        {PlanRule.BEDS_MEN},
    ),
    "share away": (
        year(people(7, counts_away=True), TWO_WEEKS, units=units(strength=30)),
        {PlanRule.SHARE_AWAY},
        {PlanRule.SHARE_AWAY},
    ),
    "share away, with people away already": (
        year(
            people(4, counts_away=True),
            [slot(0)],
            units=units(absences=(Absence(week(0), 2),)),
        ),
        {PlanRule.SHARE_AWAY},
        {PlanRule.SHARE_AWAY},
    ),
    "no hall free": (
        year(
            people(4),
            [slot(0, halls=("礼堂",))],
            halls=(Hall("礼堂", 50, busy=(week(0),)),),
        ),
        {PlanRule.HALL},
        {PlanRule.HALL},
    ),
    "one hall for two at once": (
        year(
            people(12),
            [
                slot(0, halls=("礼堂",), capacity=20),
                slot(0, key="x0", halls=("礼堂",), capacity=20),
            ],
            halls=(Hall("礼堂", 50),),
        ),
        {PlanRule.HALL, PlanRule.BEDS_MEN},
        {PlanRule.BEDS_MEN, PlanRule.HALL},
    ),
    "instructor busy": (
        year(
            people(4),
            [slot(0, instructors=1)],
            instructors=(Instructor("教官", (LAW,), busy=(week(0),)),),
        ),
        {PlanRule.INSTRUCTOR},
        {PlanRule.INSTRUCTOR},
    ),
    "deadline": (
        year(people(3, due_on=week(0).ends_on - timedelta(days=1)), TWO_WEEKS),
        {PlanRule.DEADLINE},
        {PlanRule.DEADLINE},
    ),
    "first day": (
        year(people(3, not_before=week(1).starts_on + timedelta(days=1)), TWO_WEEKS),
        {PlanRule.NOT_BEFORE},
        {PlanRule.NOT_BEFORE},
    ),
    "decision against a block": (
        year(
            people(1, blocked=(week(0),)),
            TWO_WEEKS,
            locks=Locks(seats=(SeatLock(1, LAW, "w0"),)),
        ),
        {PlanRule.LOCK, PlanRule.BLOCK},
        {PlanRule.LOCK},
    ),
    "slots kept closed": (
        year(
            people(2),
            TWO_WEEKS,
            locks=Locks(slots=(SlotLock("w0", opened=False), SlotLock("w1", opened=False))),
        ),
        {PlanRule.LOCK},
        {PlanRule.LOCK},
    ),
    "quota fixed above the beds": (
        year(people(9), TWO_WEEKS, locks=Locks(quotas=(QuotaLock(1, "w0", 9),))),
        {PlanRule.LOCK, PlanRule.BEDS_MEN},
        {PlanRule.LOCK, PlanRule.BEDS_MEN},
    ),
    "quota minimum above capacity": (
        year(
            [*people(8), *people(4, first=50, sex=WOMEN)],
            [slot(0)],
            units=units(quotas=(Quota("w0", minimum=11),)),
        ),
        {PlanRule.CAPACITY},
        {PlanRule.CAPACITY},
    ),
    "quota minimum above those owed": (
        year(people(2), [slot(0)], units=units(quotas=(Quota("w0", minimum=3),))),
        {PlanRule.QUOTA_MINIMUM},
        {PlanRule.QUOTA_MINIMUM},
    ),
    "quota maximum": (
        year(people(3), [slot(0)], units=units(quotas=(Quota("w0", maximum=2),))),
        {PlanRule.QUOTA_MAXIMUM},
        {PlanRule.QUOTA_MAXIMUM},
    ),
    "order of courses": (
        year(
            [*people(1, course=DESK), *people(1, after=(DESK,))],
            [slot(0), slot(1, courses=(DESK,))],
        ),
        {PlanRule.PREREQUISITE, PlanRule.COURSE},
        {PlanRule.PREREQUISITE},
    ),
    "holidays": (
        year(people(2), TWO_WEEKS, closures=(Closure("春节", week(0, weeks=2)),)),
        {PlanRule.CLOSURE},
        {PlanRule.CLOSURE},
    ),
    "too few for a cohort": (
        year(people(2), [slot(0, minimum=3)]),
        {PlanRule.MINIMUM},
        {PlanRule.MINIMUM},
    ),
    "no slot of the course": (
        year(people(2, course=DESK), TWO_WEEKS),
        {PlanRule.COURSE},
        {PlanRule.COURSE},
    ),
    "nothing to sit in": (
        year([*people(1), *people(1, course=DESK)], [slot(0, courses=(LAW, DESK))]),
        {PlanRule.DEMAND},
        {PlanRule.DEMAND},
    ),
}


@pytest.mark.parametrize("name", HOPELESS)
def test_names_the_rule_and_what_helps(name: str) -> None:
    instance, conflicting, giving_way = HOPELESS[name]
    none = solve(instance, workers=1)
    assert isinstance(none, Infeasible)
    assert none.proven
    explanation = explain(instance, workers=1)
    assert {each.rule for each in explanation.conflicts} == conflicting
    assert {each.rule for each in explanation.relaxations} <= giving_way
    assert explanation.relaxations
    assert (explanation.minimal, explanation.verified) == (True, True)
    after = relaxed(instance, explanation.relaxations)
    plan = solve(after, workers=1)
    assert isinstance(plan, Plan)
    assert check(after, plan) == []


@pytest.mark.parametrize("name", HOPELESS)
def test_in_stages_as_for_a_large_year(name: str) -> None:
    """All units together first, then within those cohorts: same conflict, a change that works."""
    instance, conflicting, giving_way = HOPELESS[name]
    explanation = Inquiry(in_order(instance), seconds=20, workers=1, seed=1).run(small=0)
    assert {each.rule for each in explanation.conflicts} == conflicting
    # With the cohorts settled the other side of the same conflict may be the cheaper one.
    assert {each.rule for each in explanation.relaxations} <= giving_way | conflicting
    assert (explanation.minimal, explanation.verified) == (True, True)


def test_numbers_of_a_conflict_and_of_what_helps() -> None:
    instance, _, _ = HOPELESS["women's beds"]
    explanation = explain(instance, workers=1)
    (conflict,) = explanation.conflicts
    assert (conflict.needed, conflict.allowed) == (9, 8)
    assert conflict.place.slots == ("w0", "w1")
    (change,) = explanation.relaxations
    assert (change.allowed, change.needed) == (4, 5)


def test_share_away_is_told_in_people_and_in_per_cent() -> None:
    instance, _, _ = HOPELESS["share away"]
    (change,) = explain(instance, workers=1).relaxations
    assert change.place.unit == 1
    # Seven people of thirty in two weeks: four at once where three may be, which takes 14 %.
    assert (change.allowed, change.needed, change.percent) == (3, 4, 14)


def test_a_deadline_is_told_in_days() -> None:
    instance, _, _ = HOPELESS["deadline"]
    (change,) = explain(instance, workers=1).relaxations
    assert (change.needed, change.place.persons, change.place.slots) == (1, (1, 2, 3), ("w0",))


def test_nothing_to_explain() -> None:
    explanation = explain(year(people(3), TWO_WEEKS), workers=1)
    assert (explanation.conflicts, explanation.relaxations) == ((), ())
