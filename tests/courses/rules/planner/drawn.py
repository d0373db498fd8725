"""Random small years for Hypothesis, and whether a plan exists by trying them all."""

from collections import defaultdict
from datetime import timedelta
from itertools import product

from hypothesis import strategies as st

from academy.people.enums import Sex
from courses.enums.planning import PlanStatus
from courses.rules.calendar import Span
from courses.rules.planner.check import check
from courses.rules.planner.instance import (
    Absence,
    Closure,
    Hall,
    House,
    Instance,
    Instructor,
    Locks,
    Member,
    Quota,
    QuotaLock,
    Rules,
    SeatLock,
    Slot,
    SlotLock,
    Unit,
)
from courses.rules.planner.plan import Cohort, Parts, Plan, Seat, UnitSeats
from tests.courses.rules.planner.years import CHANGAN, DESK, DONGCHENG, LAW, MONDAY, week

WEEKS = 4
COURSES = (LAW, DESK)
spans = st.builds(
    lambda first, days: Span(MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + days)),
    st.integers(0, 7 * WEEKS),
    st.integers(0, 9),
)
days = st.none() | st.integers(0, 7 * WEEKS).map(lambda day: MONDAY + timedelta(days=day))
some_spans = st.lists(spans, max_size=1).map(tuple)


@st.composite
def slots(draw: st.DrawFn, number: int) -> Slot:
    return Slot(
        key=f"s{number}",
        span=week(draw(st.integers(0, WEEKS - 1)), weeks=draw(st.sampled_from((1, 1, 2)))),
        courses=draw(st.sampled_from(((LAW,), (LAW,), (DESK,), COURSES))),
        capacity=draw(st.integers(1, 5)),
        beds_men=draw(st.integers(0, 4)),
        beds_women=draw(st.integers(0, 3)),
        minimum=draw(st.sampled_from((0, 0, 1, 2))),
        halls=draw(st.sampled_from(((), ("h1",), ("h1", "h2")))),
        instructors=draw(st.sampled_from((0, 0, 1))),
        house=draw(st.sampled_from((None, "甲"))),
        despite_closure=draw(st.booleans()),
    )


@st.composite
def members(draw: st.DrawFn, person: int) -> list[Member]:
    one = Member(
        person=person,
        course=draw(st.sampled_from((LAW, LAW, DESK))),
        unit=draw(st.sampled_from((DONGCHENG, CHANGAN))),
        sex=draw(st.sampled_from(Sex)),
        counts_away=draw(st.booleans()),
        blocked=draw(some_spans),
        not_before=draw(st.none() | days),
        due_on=draw(st.none() | days),
    )
    if draw(st.integers(0, 5)):
        return [one]
    other = DESK if one.course == LAW else LAW
    after = (one.course,) if draw(st.booleans()) else ()
    return [
        one,
        Member(person, other, one.unit, one.sex, one.counts_away, one.blocked, after=after),
    ]


@st.composite
def instances(draw: st.DrawFn, *, most_people: int = 8, most_slots: int = 4) -> Instance:
    count = draw(st.integers(1, most_slots))
    drawn = [draw(slots(number)) for number in range(count)]
    rows = [
        row
        for person in range(1, draw(st.integers(1, most_people)) + 1)
        for row in draw(members(person))
    ]
    keys = st.sampled_from([slot.key for slot in drawn])
    quotas = st.builds(Quota, keys, st.integers(0, 1), st.none() | st.integers(1, 4))
    locks = Locks(
        slots=tuple(draw(st.lists(st.builds(SlotLock, keys, st.booleans()), max_size=1))),
        seats=tuple(
            SeatLock(row.person, row.course, draw(keys), draw(st.booleans()))
            for row in draw(st.lists(st.sampled_from(rows), max_size=1))
        ),
        quotas=tuple(
            draw(
                st.lists(
                    st.builds(QuotaLock, st.just(CHANGAN), keys, st.integers(0, 2)), max_size=1
                )
            )
        )
        if draw(st.integers(0, 4)) == 0
        else (),
    )
    units = tuple(
        Unit(
            key,
            name,
            strength=draw(st.integers(0, 30)),
            away_percent=draw(st.sampled_from((None, None, 0, 20))),
            absences=tuple(Absence(span, draw(st.integers(1, 2))) for span in draw(some_spans)),
            quotas=tuple(draw(st.lists(quotas, max_size=1))),
        )
        for key, name in ((DONGCHENG, "东城分局"), (CHANGAN, "长安分局"))
    )
    return Instance(
        members=tuple(rows),
        slots=tuple(drawn),
        units=units,
        halls=(Hall("h1", draw(st.integers(1, 5)), draw(some_spans)), Hall("h2", 3)),
        instructors=(
            Instructor("i1", COURSES, draw(some_spans)),
            Instructor("i2", (LAW,), most_cohorts=draw(st.sampled_from((None, 1)))),
        ),
        houses=(House("甲", draw(st.integers(1, 4)), draw(st.integers(0, 3))),),
        closures=tuple(Closure("节日", span) for span in draw(some_spans)),
        rules=Rules(
            away_percent=draw(st.sampled_from((10, 25))),
            allow_leftover=draw(st.integers(0, 3)) == 0,
        ),
        locks=locks,
    )


def exists(instance: Instance) -> bool:
    """Whether any plan keeps every rule: cohorts and seats are tried one after the other."""
    return any(
        not check(instance, plan)
        for cohorts in _cohorts(instance)
        for plan in _plans(instance, cohorts)
    )


def _cohorts(instance: Instance) -> list[tuple[Cohort, ...]]:
    choices: list[list[Cohort | None]] = []
    for slot in instance.slots:
        halls = slot.halls or (None,)
        teams = [("i1",), ("i2",)] if slot.instructors else [()]
        opened = [Cohort(slot.key, *rest) for rest in product(slot.courses, halls, teams)]
        choices.append([None, *opened])
    return [tuple(each for each in chosen if each) for chosen in product(*choices)]


def _plans(instance: Instance, cohorts: tuple[Cohort, ...]) -> list[Plan]:
    runs: dict[str, list[str]] = defaultdict(list)
    for cohort in cohorts:
        runs[cohort.course].append(cohort.slot)
    unit = {row.person: row.unit for row in instance.members}
    found = []
    for chosen in product(*(runs[row.course] for row in instance.members)):
        seats = tuple(
            Seat(row.person, row.course, slot)
            for row, slot in zip(instance.members, chosen, strict=True)
        )
        quotas = tuple(
            UnitSeats(key, slot.key, 99) for key in set(unit.values()) for slot in instance.slots
        )
        found.append(
            Plan(cohorts, seats, quotas, (), Parts(), 0, None, None, PlanStatus.FEASIBLE, (), 0)
        )
    return found
