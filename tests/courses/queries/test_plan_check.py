"""An edit is tried on the part of a plan that it touches; the whole plan must say the same."""

import random
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from academy.people.enums import Sex
from academy.people.models import Person
from courses.enums.planning import BlockKind, PlanRule
from courses.enums.plans import PlanState
from courses.models import Hall, PlanLine, PlanningRun, PlanSeat, Syllabus
from courses.operations import blocks, plan_solving, plans, prerequisites, residence
from courses.queries import plan_check, plan_places
from courses.queries.plan_check import Edit
from courses.rules.plan_settings import Asked, CourseDemand, Demand
from courses.rules.planner.plan import Breach
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import courses as make_courses
from tests.make import planning as make

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
TURNS = 30


@dataclass(frozen=True)
class Year:
    """A proposal of two courses, of which one comes first, two cohorts in the house at once."""

    run: PlanningRun
    staff: list[Person]
    syllabi: Sequence[Syllabus]


@pytest.fixture
def year(at: datetime, cast: Cast) -> Year:
    """Some are on leave, one is in a cohort outside of the plan, beds and halls are short."""
    staff = make.staff(cast, at=at, each=6)
    first, second = (make_courses.syllabus(at=at, code=code) for code in ("LAW", "SAFE"))
    prerequisites.set_prerequisites(
        actor=SYSTEM, course=second.course, before=[first.course], at=at
    )
    for name, sex, beds in (("一号楼", Sex.MALE, 7), ("二号楼", Sex.FEMALE, 7)):
        residence.add_dormitory(
            actor=SYSTEM, name=name, sex=sex, beds=beds, valid_from=FOUNDED_ON, at=at
        )
    for name in ("礼堂", "报告厅"):
        residence.add_hall(actor=SYSTEM, name=name, seats=8, valid_from=FOUNDED_ON, at=at)
    for turn, person in enumerate(staff[:4]):
        leave(person, make.SPAN.starts_on + timedelta(days=7 * turn), at)
    other = make_courses.syllabus(at=at, code="OTHER")
    make_courses.cohort(at=at, of=other, persons=[staff[-1]], capacity=3)
    demand = Demand(
        make.demand(first).basis,
        tuple(CourseDemand(each.course.code) for each in (first, second)),
    )
    figures = make.settings(capacity=8, parallel=2, away_percent=70, minimum_fill_percent=25)
    asked = Asked(figures, seconds=6, allow_leftover=True)
    run = plans.ask(actor=SYSTEM, span=make.SPAN, demand=demand, asked=asked, at=at)
    # A plan that seats nearly everybody will do; the best one is not waited for.
    run = plan_solving.answer_run(run=run, watch=lambda told: told.objective >= 60_000, at=at)
    assert run.state == PlanState.PROPOSED
    return Year(run, staff, (first, second))


def leave(person: Person, first: date, at: datetime) -> None:
    blocks.record_block(
        actor=SYSTEM,
        person=person,
        kind=BlockKind.LEAVE,
        starts_on=first,
        ends_on=first + timedelta(days=2),
        source="test",
        at=at,
    )


def drawn(run: PlanningRun, draw: random.Random) -> Edit:
    """A move, other days, another course or another hall: sensible or not."""
    lines = list(run.lines.select_related("syllabus__course", "cohort", "hall").order_by("number"))
    line = draw.choice(lines)
    seats = list(line.seats.order_by("pk"))
    what = draw.choice(("move", "move", "days", "days", "course", "hall"))
    if what == "move" and seats:
        same = [each for each in lines if each.syllabus_id == line.syllabus_id]
        return Edit(seats={draw.choice(seats).pk: draw.choice(same).pk})
    changed = copy(line)
    if what == "course":
        other = [each.syllabus for each in lines if each.syllabus_id != line.syllabus_id]
        changed.syllabus = draw.choice(other) if other else line.syllabus
        seated = run.seats.filter(syllabus=changed.syllabus).values_list("person_id", flat=True)
        gone = [seat for seat in seats if seat.person_id in seated or draw.random() < 0.7]
        return Edit(lines={line.pk: changed}, seats={seat.pk: None for seat in gone})
    if what == "hall":
        changed.hall = draw.choice([None, *Hall.objects.order_by("pk")])
        return Edit(lines={line.pk: changed})
    first = make.SPAN.starts_on + timedelta(days=draw.randrange(26))
    changed.starts_on, changed.ends_on = first, first + timedelta(days=draw.choice((2, 4, 9)))
    others = set(run.lines.exclude(pk=line.pk).values_list("slot", flat=True))
    names = (plan_places.slot_key(changed.span, turn) for turn in range(1, 20))
    changed.slot = next(name for name in names if name not in others)
    return Edit(lines={line.pk: changed})


def make_so(edit: Edit) -> None:
    """Write the edit down, whatever it breaks."""
    for pk, to in edit.seats.items():
        rows = PlanSeat.objects.filter(pk=pk)
        if to is None:
            rows.delete()
        else:
            rows.update(line_id=to)
    for line in edit.lines.values():
        line.save()
        line.seats.update(syllabus=line.syllabus)


def whole(run: PlanningRun, edit: Edit) -> tuple[list[Breach], list[Breach]]:
    """What the whole run breaks before the edit, and what it does not break until then."""
    slots = dict(run.lines.values_list("pk", "slot"))
    before = plan_check.of_run(run, on=ON)
    with transaction.atomic():
        make_so(edit)
        after = plan_check.of_run(run, on=ON)
        transaction.set_rollback(True)
    renamed = {slots[pk]: line.slot for pk, line in edit.lines.items()}
    return before, plan_check.worse(before, after, renamed)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_part_says_what_the_whole_says(at: datetime, year: Year, seed: int) -> None:
    draw = random.Random(seed)
    said: set[PlanRule] = set()
    clean = 0
    for _turn in range(TURNS):
        edit = drawn(year.run, draw)
        part = plan_check.of_edit(year.run, edit, on=ON)
        before, all_of_it = whole(year.run, edit)
        assert set(part) >= set(all_of_it), edit
        # Where the plan breaks a rule elsewhere already, the part looks at its own days alone.
        excused = {each.rule for each in before}
        assert {each.rule for each in set(part) - set(all_of_it)} <= excused, edit
        clean += not before
        said |= {each.rule for each in part}
        if not part or draw.random() < 0.05:
            make_so(edit)
    assert clean, "never without a breach before"
    assert len(said) >= 4, said


def test_what_broke_before_is_not_an_edits_doing(at: datetime, year: Year) -> None:
    """A leave that came in later neither keeps others from being moved nor comes up again."""
    line = year.run.lines.order_by("number")[0]
    seat = line.seats.select_related("person").order_by("pk")[0]
    leave(seat.person, line.starts_on, at)
    assert PlanRule.BLOCK in {each.rule for each in plan_check.of_run(year.run, on=ON)}
    changed = copy(PlanLine.objects.select_related("syllabus__course").get(pk=line.pk))
    changed.hall = None
    assert plan_check.of_edit(year.run, Edit(lines={line.pk: changed}), on=ON) == []


@pytest.mark.parametrize("each", [3, 9])
def test_an_edit_costs_the_same_however_many_people(at: datetime, cast: Cast, each: int) -> None:
    make.staff(cast, at=at, each=each)
    run = make.solved(at=at, capacity=6, away_percent=100)
    line = run.lines.order_by("number")[0]
    seat, other = line.seats.order_by("pk")[0], run.lines.order_by("-number")[0]
    with CaptureQueriesContext(connection) as queries:
        plan_check.of_edit(run, Edit(seats={seat.pk: other.pk}), on=ON)
    assert len(queries) == 22
