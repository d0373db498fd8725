"""Asking the planner, keeping its answer, and accepting it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from academy.jobs.models import Job
from academy.jobs.runner import execute
from academy.people.models import Succession, UnitEdition
from academy.shared import clock
from courses.enums.plans import DecisionKind, PlanState
from courses.errors.plans import (
    PlanBreached,
    PlanCourseUnknown,
    PlanDemandEmpty,
    PlanHorizonInvalid,
    PlanNotProposed,
    PlanNotSolvable,
    PlanUnitEnded,
    PlanUnitUnknown,
)
from courses.models import Cohort, PlanDecision, PlanLine, PlanningRun, PlanSeat, Quota
from courses.operations import enrolments, plan_accepting, plan_solving, plans
from courses.queries import plan_input
from courses.rules.calendar import Span
from courses.rules.plan_settings import Asked, CourseDemand, Demand
from courses.rules.planner.plan import Plan
from tests.cast import SYSTEM, Cast
from tests.make import courses as make_courses
from tests.make import planning as make

pytestmark = pytest.mark.django_db


def test_a_year_in_small(at: datetime, cast: Cast) -> None:
    make.staff(cast, at=at)
    run = make.solved(at=at)
    assert (run.state, run.demanded, run.seated) == (PlanState.PROPOSED, 10, 10)
    assert run.lines.count() == 3
    assert PlanSeat.objects.filter(run=run).count() == 10
    assert len(run.input_digest) == 64
    run = plan_accepting.accept(actor=SYSTEM, run=run, at=at)
    assert (run.state, Cohort.objects.count()) == (PlanState.ACCEPTED, 3)
    assert sum(Quota.objects.values_list("seats", flat=True)) == 10
    assert all(line.cohort_id for line in PlanLine.objects.all())
    again = plan_accepting.accept(actor=SYSTEM, run=run, at=at)
    assert (again.pk, Cohort.objects.count()) == (run.pk, 3)
    assert PlanDecision.objects.filter(kind=DecisionKind.LINE_ACCEPTED.value).count() == 3


def test_asking_twice_asks_once(at: datetime, cast: Cast) -> None:
    syllabus = make_courses.syllabus(at=at)
    first = make.waiting(at=at, of=syllabus)
    assert make.waiting(at=at, of=syllabus) == first
    assert (PlanningRun.objects.count(), Job.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 10), date(2026, 3, 9)),
        (date(2026, 2, 2), date(2026, 3, 1)),
        (date(2026, 3, 9), date(2028, 3, 10)),
    ],
)
def test_spans_that_cannot_be(at: datetime, cast: Cast, first: date, last: date) -> None:
    with pytest.raises(PlanHorizonInvalid):
        make.waiting(at=at, span=Span(first, last))


def test_the_longest_span_and_the_last_day(at: datetime, cast: Cast) -> None:
    syllabus = make_courses.syllabus(at=at)
    assert make.waiting(at=at, of=syllabus, span=Span(date(2026, 3, 9), date(2028, 3, 9))).pk
    assert make.waiting(at=at, of=syllabus, span=Span(date(2026, 3, 2), date(2026, 3, 2))).pk


def test_courses_and_units_that_are_not_there(at: datetime, cast: Cast) -> None:
    syllabus = make_courses.syllabus(at=at)
    basis = make.demand(syllabus).basis
    for line, refusal in (
        (CourseDemand("NONE"), PlanCourseUnknown),
        (CourseDemand(syllabus.course.code, units=("T999",)), PlanUnitUnknown),
    ):
        with pytest.raises(refusal):
            plans.ask(
                actor=SYSTEM,
                span=make.SPAN,
                demand=Demand(basis, (line,)),
                asked=Asked(make.settings()),
                at=at,
            )


def test_nobody_is_asked_for(at: datetime, cast: Cast) -> None:
    syllabus = make_courses.syllabus(at=at)
    make_courses.cohort(at=at, of=syllabus, persons=[cast.wang, cast.instructor])
    with pytest.raises(PlanDemandEmpty):
        make.waiting(at=at, of=syllabus)


def _merge(cast: Cast, on: date) -> None:
    """Let the south branch end on a day, the east branch taking over."""
    UnitEdition.objects.filter(unit=cast.south).update(valid_until=on)
    Succession.objects.create(unit=cast.east, predecessor=cast.south, on=on)


def test_a_unit_that_was_merged_is_named_with_its_heir(at: datetime, cast: Cast) -> None:
    _merge(cast, date(2026, 2, 1))
    with pytest.raises(PlanUnitEnded) as caught:
        make.waiting(at=at, units=[cast.south])
    assert "测试市城管局南桥分局" in str(caught.value)
    assert "承接单位“测试市城管局东湖分局”" in caught.value.advice


@pytest.mark.parametrize(("days", "accepted"), [(-1, False), (0, False), (1, True)])
def test_a_plan_with_a_unit_merged_meanwhile(
    at: datetime, cast: Cast, days: int, accepted: bool
) -> None:
    make.staff(cast, at=at)
    run = make.solved(at=at)
    last = max(line.ends_on for line in run.lines.all())
    _merge(cast, last + timedelta(days=days))
    if accepted:
        assert plan_accepting.accept(actor=SYSTEM, run=run, at=at).state == PlanState.ACCEPTED
        return
    with pytest.raises(PlanUnitEnded):
        plan_accepting.accept(actor=SYSTEM, run=run, at=at)
    assert not Cohort.objects.exists()


def test_line_by_line(at: datetime, cast: Cast) -> None:
    make.staff(cast, at=at)
    run = make.solved(at=at)
    first, *rest = run.lines.order_by("number")
    run = plan_accepting.accept(actor=SYSTEM, run=run, lines=[first], at=at)
    assert (run.state, Cohort.objects.count()) == (PlanState.PROPOSED, 1)
    run = plan_accepting.accept(actor=SYSTEM, run=run, lines=[first], at=at)
    assert Cohort.objects.count() == 1
    run = plan_accepting.accept(actor=SYSTEM, run=run, lines=rest, at=at)
    assert (run.state, Cohort.objects.count()) == (PlanState.ACCEPTED, 3)
    assert list(Cohort.objects.order_by("starts_on").values_list("number", flat=True)) == [1, 2, 3]


def test_a_run_without_answer_is_not_accepted(at: datetime, cast: Cast) -> None:
    run = make.waiting(at=at)
    with pytest.raises(PlanNotProposed):
        plan_accepting.accept(actor=SYSTEM, run=run, at=at)


def test_the_job_solves_once_whoever_runs_it(at: datetime, cast: Cast) -> None:
    make.staff(cast, at=at)
    # The job reads the clock: the weeks must be ahead of it.
    today = clock.today()
    run = make.waiting(at=at, span=Span(today, today + timedelta(days=60)))
    job = Job.objects.get()
    assert execute(job.pk) == "done"
    run.refresh_from_db()
    assert run.state == PlanState.PROPOSED
    lines = list(run.lines.values_list("pk", flat=True))
    assert plan_solving.answer_run(run=run, at=at).state == PlanState.PROPOSED
    assert list(run.lines.values_list("pk", flat=True)) == lines
    with pytest.raises(PlanNotSolvable):
        plans.solve_again(actor=SYSTEM, run=run, at=at)


def test_a_stopped_run_is_solved_again(at: datetime, cast: Cast) -> None:
    make.staff(cast, at=at)
    run = make.waiting(at=at)
    assert plans.solve_again(actor=SYSTEM, run=run, at=at).attempt == 1
    Job.objects.update(state="cancelled", ended_at=at)
    assert plans.solve_again(actor=SYSTEM, run=run, at=at).attempt == 2
    assert Job.objects.count() == 2


def test_too_few_beds_are_explained(at: datetime, cast: Cast) -> None:
    make.staff(cast, at=at)
    run = make.solved(at=at, women_beds=0)
    assert run.state == PlanState.INFEASIBLE
    assert {each["rule"] for each in run.explanation["conflicts"]} >= {"beds_women"}
    assert not run.lines.exists()


def test_replanning_keeps_accepted_lines_and_moves_few(at: datetime, cast: Cast) -> None:
    syllabus = make_courses.syllabus(at=at)
    make.staff(cast, at=at)
    run = make.solved(at=at, of=syllabus)
    first = run.lines.order_by("number")[0]
    plan_accepting.accept(actor=SYSTEM, run=run, lines=[first], at=at)
    before = dict(run.seats.values_list("person_id", "line__slot"))
    again = make.solved(at=at, of=syllabus, previous=run)
    run.refresh_from_db()
    assert (run.state, again.state, again.moved) == (
        PlanState.SUPERSEDED,
        PlanState.PROPOSED,
        0,
    )
    assert dict(again.seats.values_list("person_id", "line__slot")) == before
    first.refresh_from_db()
    assert again.lines.get(slot=first.slot).cohort_id == first.cohort_id
    with pytest.raises(PlanNotProposed):
        plan_accepting.accept(actor=SYSTEM, run=run, at=at)
    done = plan_accepting.accept(actor=SYSTEM, run=again, at=at)
    assert (done.state, Cohort.objects.count()) == (PlanState.ACCEPTED, 3)


def test_whoever_was_seated_meanwhile_does_not_stop_replanning(at: datetime, cast: Cast) -> None:
    syllabus = make_courses.syllabus(at=at)
    make.staff(cast, at=at)
    run = make.solved(at=at, of=syllabus)
    elsewhere = make_courses.cohort(
        at=at, of=syllabus, number=9, starts_on=date(2026, 5, 11), ends_on=date(2026, 5, 15)
    )
    enrolments.enrol(actor=SYSTEM, cohort=elsewhere, person=cast.wang, at=at)
    again = make.solved(at=at, of=syllabus, previous=run)
    assert (again.state, again.demanded) == (PlanState.PROPOSED, 9)


def test_a_crash_before_the_answer_is_kept_loses_nothing(at: datetime, cast: Cast) -> None:
    make.staff(cast, at=at)
    run = make.waiting(at=at)
    question = plan_input.of_run(run, on=clock.local_date(at))
    plan_solving.compute(question)  # and the worker dies here
    run.refresh_from_db()
    assert (run.state, run.lines.count()) == (PlanState.DRAFT, 0)
    assert plan_solving.answer_run(run=run, at=at).state == PlanState.PROPOSED


def test_an_answer_that_breaks_a_rule_is_not_kept(at: datetime, cast: Cast) -> None:
    make.staff(cast, at=at)
    run = make.waiting(at=at)
    question = plan_input.of_run(run, on=clock.local_date(at))
    found, _why = plan_solving.compute(question)
    assert isinstance(found, Plan)
    full = found.seats[0].slot
    wrong = replace(found, seats=tuple(replace(seat, slot=full) for seat in found.seats))
    with pytest.raises(PlanBreached):
        plan_solving.keep(run=run, question=question, found=wrong, why=None, at=at)
    run.refresh_from_db()
    assert (run.state, run.lines.count()) == (PlanState.FAILED, 0)
    assert plans.solve_again(actor=SYSTEM, run=run, at=at).state == PlanState.DRAFT
    assert plan_solving.answer_run(run=run, at=at).state == PlanState.PROPOSED
