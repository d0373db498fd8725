"""What the planner is asked, read from what is so."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from academy.people.enums import StaffKind
from courses.enums import CohortState
from courses.enums.planning import BlockKind
from courses.enums.plans import PlanBasis, PlanState
from courses.models import Instructor, PlanningRun, Syllabus
from courses.operations import (
    blocks,
    cohorts,
    plan_accepting,
    plan_solving,
    plans,
    residence,
)
from courses.queries import plan_input
from courses.rules.calendar import Span
from courses.rules.plan_settings import Asked
from courses.rules.planner.instance import Instance
from tests.cast import SYSTEM, Cast
from tests.make import courses as make_courses
from tests.make import planning as make
from tests.make import requirements, teaching

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def asked(run: PlanningRun) -> Instance:
    return plan_input.of_run(run, on=ON).instance


def run_syllabus(run: PlanningRun) -> Syllabus:
    code = run.demand["courses"][0]["course"]
    return Syllabus.objects.select_related("course").get(course__code=code)


def test_slots_are_the_clear_weeks(at: datetime, cast: Cast) -> None:
    run = make.waiting(at=at, span=Span(date(2026, 3, 30), date(2026, 4, 17)))
    days = [(slot.key, slot.span.ends_on.day) for slot in asked(run).slots]
    # The week of 6 April begins with a holiday and has only four days.
    assert days == [("2026-03-30/1", 3), ("2026-04-13/1", 17)]


def test_several_at_once_share_the_beds(at: datetime, cast: Cast) -> None:
    run = make.waiting(at=at, parallel=2, men_beds=3, women_beds=2)
    instance = asked(run)
    assert [slot.key for slot in instance.slots[:2]] == ["2026-03-09/1", "2026-03-09/2"]
    assert len({slot.house for slot in instance.slots[:2]}) == 1
    assert (instance.houses[0].beds_men, instance.houses[0].beds_women) == (6, 4)
    alone = asked(make.waiting(at=at, of=run_syllabus(run)))
    assert {slot.house for slot in alone.slots} == {None}


def test_a_cohort_that_is_there_takes_its_week(at: datetime, cast: Cast) -> None:
    other = make_courses.syllabus(at=at, code="SAFE")
    make_courses.cohort(at=at, of=other, persons=[cast.wang])
    run = make.waiting(at=at, of=make_courses.syllabus(at=at))
    instance = asked(run)
    assert "2026-03-09/1" not in {slot.key for slot in instance.slots}
    wang = next(each for each in instance.members if each.person == cast.wang.pk)
    assert wang.blocked == (Span(date(2026, 3, 9), date(2026, 3, 13)),)
    east = next(unit for unit in instance.units if unit.key == cast.east.pk)
    assert [(each.people, each.span.starts_on.day) for each in east.absences] == [(1, 9)]


def test_a_cancelled_cohort_takes_nothing(at: datetime, cast: Cast) -> None:
    other = make_courses.syllabus(at=at, code="SAFE")
    make_courses.cohort(at=at, of=other, state=CohortState.CANCELLED)
    instance = asked(make.waiting(at=at, of=make_courses.syllabus(at=at)))
    assert "2026-03-09/1" in {slot.key for slot in instance.slots}


def test_blocks_halls_and_closed_days(at: datetime, cast: Cast) -> None:
    blocks.record_block(
        actor=SYSTEM,
        person=cast.wang,
        kind=BlockKind.PREGNANCY,
        starts_on=date(2026, 3, 16),
        ends_on=date(2026, 3, 20),
        source="x",
        at=at,
    )
    residence.add_hall(actor=SYSTEM, name="大教室", seats=3, valid_from=date(2020, 1, 1), at=at)
    residence.shut(
        actor=SYSTEM,
        starts_on=date(2026, 3, 25),
        ends_on=date(2026, 3, 25),
        reason="换届选举",
        at=at,
    )
    instance = asked(make.waiting(at=at))
    assert [slot.span.starts_on.day for slot in instance.slots] == [9, 16, 30]
    assert instance.slots[0].halls == (instance.halls[0].key,)
    wang = next(each for each in instance.members if each.person == cast.wang.pk)
    assert wang.blocked == (Span(date(2026, 3, 16), date(2026, 3, 20)),)
    assert "换届选举" in {each.name for each in instance.closures}


def test_only_those_for_whom_the_course_is(at: datetime, cast: Cast) -> None:
    syllabus = make_courses.syllabus(at=at, staff_kinds=[StaffKind.APPROVAL])
    run = make.waiting(at=at, of=make_courses.syllabus(at=at, code="SAFE"))
    assert {each.person for each in asked(run).members} == {cast.wang.pk, cast.instructor.pk}
    demand = make.demand(syllabus)
    assert demand.courses[0].staff_kinds == ("enforcement",)


def test_whoever_holds_the_course_is_owed_nothing(at: datetime, cast: Cast) -> None:
    syllabus = make_courses.syllabus(at=at)
    make_courses.cohort(
        at=at,
        of=syllabus,
        state=CohortState.CLOSED,
        persons=[cast.wang],
        starts_on=date(2026, 2, 2),
        ends_on=date(2026, 2, 6),
    )
    run = make.waiting(at=at, of=syllabus)
    assert {each.person for each in asked(run).members} == {cast.instructor.pk}


def test_the_same_question_has_the_same_digest(at: datetime, cast: Cast) -> None:
    run = make.waiting(at=at)
    first = plan_input.of_run(run, on=ON).digest
    assert plan_input.of_run(run, on=ON).digest == first
    blocks.record_block(
        actor=SYSTEM,
        person=cast.wang,
        kind=BlockKind.LEAVE,
        starts_on=date(2026, 3, 16),
        ends_on=date(2026, 3, 16),
        source="x",
        at=at,
    )
    assert plan_input.of_run(run, on=ON).digest != first


def test_instructors_with_their_days(at: datetime, cast: Cast) -> None:
    syllabus = make_courses.syllabus(at=at)
    teaching.instructor(cast.instructor, at=at, of=syllabus.course)
    late = teaching.outside("外聘甲", at=at)
    teaching.qualified(late, syllabus.course, at=at, valid_from=date(2026, 3, 16))
    offered = teaching.outside("外聘乙", at=at, of=syllabus.course, offered_only=True)
    blocks.record_block(
        actor=SYSTEM,
        person=cast.instructor,
        kind=BlockKind.LEAVE,
        starts_on=date(2026, 3, 23),
        ends_on=date(2026, 3, 24),
        source="x",
        at=at,
    )
    instance = asked(make.waiting(at=at, of=syllabus, instructors=1))
    found = {each.key: each for each in instance.instructors}
    own = found[str(Instructor.objects.get(person=cast.instructor).pk)]
    assert (own.courses, own.busy) == (
        (syllabus.course.code,),
        (Span(date(2026, 3, 23), date(2026, 3, 24)),),
    )
    assert found[str(late.pk)].busy == (Span(date(2026, 3, 9), date(2026, 3, 15)),)
    assert found[str(offered.pk)].busy == (make.SPAN,)
    assert asked(make.waiting(at=at, of=syllabus)).instructors == ()


def test_a_line_without_a_free_instructor_is_no_line(at: datetime, cast: Cast) -> None:
    make.staff(cast, at=at)
    syllabus = make_courses.syllabus(at=at)
    assert make.solved(at=at, of=syllabus, instructors=1).state == PlanState.INFEASIBLE
    teaching.outside("外聘甲", at=at, of=syllabus.course)
    run = make.solved(at=at, of=syllabus, instructors=1)
    assert run.state == PlanState.PROPOSED
    assert all(len(line.instructors) == 1 for line in run.lines.all())


def test_a_cancelled_cohort_is_planned_anew(at: datetime, cast: Cast) -> None:
    make.staff(cast, at=at)
    syllabus = make_courses.syllabus(at=at)
    run = plan_accepting.accept(actor=SYSTEM, run=make.solved(at=at, of=syllabus), at=at)
    line = run.lines.order_by("number")[0]
    assert line.cohort is not None
    cohorts.cancel(actor=SYSTEM, cohort=line.cohort, reason="台风", at=at)
    again = make.solved(at=at, of=syllabus, previous=run)
    assert (again.state, again.seated) == (PlanState.PROPOSED, 10)
    assert again.lines.filter(cohort=line.cohort).count() == 0
    assert again.lines.filter(cohort__isnull=False).count() == 2


def test_whoever_owes_hours_has_until_the_day_they_are_due(at: datetime, cast: Cast) -> None:
    make.staff(cast, at=at)
    syllabus = make_courses.syllabus(at=at)
    requirements.edition(at=at, staff_kinds=(StaffKind.ENFORCEMENT,))
    requirements.entry(cast.wang, at=at, hours=Decimal(99))
    demand = replace(make.demand(syllabus), basis=PlanBasis.OWING)
    run = plans.ask(
        actor=SYSTEM, span=make.SPAN, demand=demand, asked=Asked(make.settings()), at=at
    )
    members = asked(run).members
    assert run.demanded == len(members) == 9
    assert cast.wang.pk not in {each.person for each in members}
    assert {each.due_on for each in members} == {date(2026, 12, 31)}
    assert plan_solving.answer_run(run=run, at=at).state == PlanState.PROPOSED
