"""What has to be completed before a course, and that planning keeps the order."""

import json
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from courses.enums.plans import PlanBasis, PlanState
from courses.errors.plans import PrerequisiteCircle
from courses.models import Course, PlanSeat, Prerequisite
from courses.operations import plan_solving, plans, prerequisites
from courses.rules.plan_settings import Asked, CourseDemand, Demand
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import courses as make_courses
from tests.make import planning as make

pytestmark = pytest.mark.django_db


def course(code: str, at: datetime) -> Course:
    return make_courses.syllabus(at=at, code=code).course


def first(before: Course, then: Course, at: datetime) -> None:
    prerequisites.set_prerequisites(actor=SYSTEM, course=then, before=[before], at=at)


def test_a_course_never_comes_before_itself(at: datetime, cast: Cast) -> None:
    one, two, three = (course(code, at) for code in ("ONE", "TWO", "THREE"))
    first(one, two, at)
    first(two, three, at)
    for before, then in ((one, one), (two, one), (three, one)):
        with pytest.raises(PrerequisiteCircle):
            first(before, then, at)
    assert Prerequisite.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Prerequisite.objects.create(course=one, before=one)
    prerequisites.set_prerequisites(actor=SYSTEM, course=two, before=[], at=at)
    first(three, one, at)
    assert Prerequisite.objects.count() == 2


def test_a_plan_keeps_the_order(at: datetime, cast: Cast) -> None:
    early, late = course("Z1", at), course("A2", at)
    first(early, late, at)
    demand = Demand(
        PlanBasis.POPULATION,
        tuple(CourseDemand(each.code, (), (cast.east.code,)) for each in (early, late)),
    )
    figures = make.settings(capacity=9, minimum_fill_percent=0, away_percent=100)
    run = plans.ask(
        actor=SYSTEM, span=make.SPAN, demand=demand, asked=Asked(figures, seconds=5), at=at
    )
    assert plan_solving.answer_run(run=run, at=at).state == PlanState.PROPOSED
    days: dict[int, dict[str, PlanSeat]] = {}
    for seat in PlanSeat.objects.select_related("line", "syllabus__course"):
        days.setdefault(seat.person_id, {})[seat.syllabus.course.code] = seat
    assert days
    for both in days.values():
        assert both[early.code].line.ends_on < both[late.code].line.starts_on


def test_over_http_and_on_the_page(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    one, two = course("ONE", at), course("TWO", at)
    client = client_of(cast.admin)

    def put(row: Course, *before: str) -> tuple[int, object]:
        reply = client.put(
            f"/api/v1/courses/{row.public_id}/prerequisites",
            json.dumps({"before": before}),
            content_type="application/json",
        )
        said = reply.json()
        return reply.status_code, said["code"] if "code" in said else said["before"]

    for _turn in range(2):
        assert put(two, one.code) == (200, [one.code])
    assert put(one, two.code) == (422, "courses.prerequisite_circle")
    assert put(one, "NONE") == (422, "courses.plan_course_unknown")
    page = client.get("/courses/plans/new/").content.decode()
    assert f"（先修：{one.name}）" in page
    assert put(two) == (200, [])
