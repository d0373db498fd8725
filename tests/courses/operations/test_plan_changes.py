"""What a proposed cohort is of, where and by whom: another course, hall or instructors."""

from datetime import date, datetime, timedelta

import pytest

from academy.people.enums import StaffKind
from courses.enums.planning import PlanRule
from courses.enums.plans import DecisionKind, PlanBasis, PlanState
from courses.errors import QuotasOverCapacity
from courses.errors.plan_changes import PlanCourseNotPlanned, PlanSyllabusLater
from courses.errors.plans import PlanLineLocked, PlanRuleBroken
from courses.models import Hall, PlanDecision, PlanLine, PlanningRun, Syllabus
from courses.operations import (
    plan_changes,
    plan_edits,
    plan_solving,
    plans,
    prerequisites,
    residence,
)
from courses.rules import plan_settings
from courses.rules.plan_settings import Asked, CourseDemand, Demand
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import courses as make_courses
from tests.make import planning as make
from tests.make import teaching

pytestmark = pytest.mark.django_db


def asked(at: datetime, syllabi: list[Syllabus], **figures: int) -> PlanningRun:
    """A proposal: enforcement staff owe the first course, those of the bureau the second, too."""
    wanted = [CourseDemand(syllabi[0].course.code, (StaffKind.ENFORCEMENT,))]
    wanted += [CourseDemand(each.course.code, (), ("T001",)) for each in syllabi[1:]]
    settings = make.settings(capacity=6, away_percent=100, minimum_fill_percent=0, **figures)
    run = plans.ask(
        actor=SYSTEM,
        span=make.SPAN,
        demand=Demand(PlanBasis.POPULATION, tuple(wanted)),
        asked=Asked(settings, seconds=6, allow_leftover=True),
        at=at,
    )
    # A plan that seats everybody will do; the best one is not waited for.
    return plan_solving.answer_run(run=run, watch=lambda told: told.objective >= 10_000, at=at)


@pytest.fixture
def syllabi(at: datetime) -> list[Syllabus]:
    return [make_courses.syllabus(at=at, code=code) for code in ("LAW", "SAFE")]


@pytest.fixture
def run(at: datetime, cast: Cast, syllabi: list[Syllabus]) -> PlanningRun:
    """Ten people owe LAW in two halls' weeks; those of the east owe SAFE as well."""
    make.staff(cast, at=at)
    for name, seats in (("礼堂", 20), ("小教室", 2)):
        residence.add_hall(actor=SYSTEM, name=name, seats=seats, valid_from=FOUNDED_ON, at=at)
    return asked(at, syllabi)


def line_of(run: PlanningRun, code: str) -> PlanLine:
    rows = run.lines.filter(syllabus__course__code=f"{code}-1").order_by("number")
    return rows.exclude(seats=None)[0]


def test_another_course_releases_who_is_not_owed_it(
    at: datetime, run: PlanningRun, syllabi: list[Syllabus]
) -> None:
    law, safe = syllabi
    line = line_of(run, "LAW")
    people = set(line.seats.values_list("person_id", flat=True))
    other = set(run.seats.filter(syllabus=safe).values_list("person_id", flat=True))
    before = run.seated
    row = line
    for _turn in range(2):
        row = plan_changes.change_course(
            actor=SYSTEM, line=line, course=safe.course, reason="专项整治", at=at
        )
    assert (row.syllabus_id, PlanLine.objects.get(pk=line.pk).locked) == (safe.pk, True)
    kept = set(line.seats.values_list("person_id", flat=True))
    # Who is owed SAFE has a seat for it elsewhere already: nobody stays.
    assert (kept, bool(other)) == (set(), True)
    left = set(run.left_over.filter(syllabus=law).values_list("person_id", "rule"))
    assert left == {(person, PlanRule.COURSE.value) for person in people}
    run.refresh_from_db()
    assert (run.seated, line.quotas.count()) == (before - len(people), 0)
    assert list(PlanDecision.objects.values_list("kind", flat=True)) == [DecisionKind.LINE_EDITED]


def test_who_is_owed_the_new_course_stays(
    at: datetime, run: PlanningRun, syllabi: list[Syllabus]
) -> None:
    law, safe = syllabi
    line = line_of(run, "LAW")
    seat = line.seats.order_by("pk")[0]
    free = run.seats.filter(syllabus=safe, person__in=line.seats.values("person"))
    stay = set(free.values_list("person_id", flat=True))
    for each in free:
        plan_edits.drop(actor=SYSTEM, seat=each, reason="", at=at)
    assert plan_changes.staying(line, safe, on=date(2026, 3, 2)) == len(stay)
    plan_changes.change_course(actor=SYSTEM, line=line, course=safe.course, at=at)
    assert set(line.seats.values_list("person_id", flat=True)) == stay
    quotas = dict(line.quotas.values_list("unit_id", "seats"))
    assert sum(quotas.values()) == len(stay)
    assert seat.syllabus_id == law.pk


def test_the_next_run_fills_the_changed_line(
    at: datetime, run: PlanningRun, syllabi: list[Syllabus]
) -> None:
    line = line_of(run, "LAW")
    plan_changes.change_course(actor=SYSTEM, line=line, course=syllabi[1].course, at=at)
    again = plans.ask(
        actor=SYSTEM,
        span=run.span,
        demand=plan_settings.load_demand(run.demand),
        asked=plan_settings.load_asked(run.parameters),
        previous=run,
        at=at,
    )
    again = plan_solving.answer_run(run=again, at=at)
    assert again.state == PlanState.PROPOSED
    assert again.lines.get(slot=line.slot).syllabus_id == syllabi[1].pk


def test_a_course_that_is_no_part_of_the_plan(at: datetime, run: PlanningRun) -> None:
    line = line_of(run, "LAW")
    other = make_courses.syllabus(at=at, code="OTHER")
    with pytest.raises(PlanCourseNotPlanned):
        plan_changes.change_course(actor=SYSTEM, line=line, course=other.course, at=at)


@pytest.mark.parametrize(("late", "refused"), [(-1, False), (0, False), (1, True)])
def test_a_syllabus_that_comes_later(at: datetime, cast: Cast, late: int, refused: bool) -> None:
    make.staff(cast, at=at)
    law = make_courses.syllabus(at=at, code="LAW")
    first = make.SPAN.starts_on + timedelta(days=late)
    safe = make_courses.syllabus(at=at, code="SAFE", valid_from=first)
    run = asked(at, [law, safe])
    line = line_of(run, "LAW")
    PlanLine.objects.filter(pk=line.pk).update(
        starts_on=make.SPAN.starts_on, ends_on=make.SPAN.starts_on + timedelta(days=4)
    )
    if refused:
        with pytest.raises(PlanSyllabusLater):
            plan_changes.change_course(actor=SYSTEM, line=line, course=safe.course, at=at)
    else:
        plan_changes.change_course(actor=SYSTEM, line=line, course=safe.course, at=at)


def test_a_course_that_others_need_first(at: datetime, cast: Cast, syllabi: list[Syllabus]) -> None:
    """Who takes SAFE after LAW cannot lose LAW and keep SAFE."""
    make.staff(cast, at=at)
    law, safe = syllabi
    prerequisites.add_prerequisite(actor=SYSTEM, course=safe.course, before=law.course, at=at)
    run = asked(at, syllabi)
    both = run.seats.filter(
        syllabus=law, person__in=run.seats.filter(syllabus=safe).values("person")
    )
    line = PlanLine.objects.get(pk=both[0].line_id)
    with pytest.raises(PlanRuleBroken, match="先修课程"):
        plan_changes.change_course(actor=SYSTEM, line=line, course=safe.course, at=at)


def test_another_hall(at: datetime, run: PlanningRun) -> None:
    line = line_of(run, "LAW")
    large, small = Hall.objects.order_by("-seats")
    with pytest.raises(PlanRuleBroken, match="教室和会场.*小教室"):
        plan_changes.equip(actor=SYSTEM, line=line, hall=small, instructors=[], at=at)
    row = line
    for _turn in range(2):
        row = plan_changes.equip(actor=SYSTEM, line=line, hall=None, instructors=[], at=at)
    assert (row.hall, row.locked, PlanDecision.objects.count()) == (None, True, 1)
    with pytest.raises(PlanLineLocked):
        plan_changes.equip(actor=SYSTEM, line=line, hall=large, instructors=[], at=at)
    with pytest.raises(PlanLineLocked):
        plan_changes.change_course(
            actor=SYSTEM, line=line, course=make_courses.syllabus(at=at, code="SAFE").course, at=at
        )


def test_instructors_are_as_many_as_asked_free_and_qualified(
    at: datetime, cast: Cast, syllabi: list[Syllabus]
) -> None:
    make.staff(cast, at=at)
    able = [teaching.outside(name, at=at, of=syllabi[0].course) for name in ("甲教官", "乙教官")]
    stranger = teaching.outside("丙教官", at=at)
    run = asked(at, syllabi[:1], instructors=1)
    line = line_of(run, "LAW")
    (now,) = line.instructors
    other = next(each for each in able if str(each.pk) != now)
    for wrong in ([], [stranger], able):
        with pytest.raises(PlanRuleBroken, match="教官"):
            plan_changes.equip(actor=SYSTEM, line=line, hall=None, instructors=wrong, at=at)
    row = plan_changes.equip(actor=SYSTEM, line=line, hall=None, instructors=[other], at=at)
    assert row.instructors == [str(other.pk)]


def test_a_move_needs_room_in_the_quotas(at: datetime, run: PlanningRun) -> None:
    """A unit that was promised more seats than it fills keeps them."""
    rows = run.lines.filter(syllabus__course__code="LAW-1").order_by("number")
    to, source = rows[0], rows[1]
    for seat in to.seats.all():
        if to.seats.count() > 1:
            plan_edits.drop(actor=SYSTEM, seat=seat, reason="", at=at)
    unit = to.seats.all()[0].unit_id
    plan_edits.set_quotas(actor=SYSTEM, line=to, quotas={unit: to.capacity}, at=at)
    moving = source.seats.exclude(unit_id=unit)[0]
    with pytest.raises(QuotasOverCapacity):
        plan_edits.move(actor=SYSTEM, seat=moving, to=to, at=at)
    plan_edits.set_quotas(actor=SYSTEM, line=to, quotas={unit: to.capacity - 1}, at=at)
    plan_edits.move(actor=SYSTEM, seat=moving, to=to, at=at)
    assert dict(to.quotas.values_list("unit_id", "seats")) == {
        unit: to.capacity - 1,
        moving.unit_id: 1,
    }
