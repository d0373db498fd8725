"""Who is away already counts against the share of a unit's staff that may be away at once."""

from datetime import date, datetime

import pytest

from academy.people.models import Person
from courses.enums import CohortState
from courses.enums.planning import BlockKind, PlanRule
from courses.enums.plans import PlanState
from courses.models import Block
from courses.operations import blocks
from courses.queries import plan_input
from courses.rules.calendar import Span
from courses.rules.planner.instance import Absence
from tests.cast import SYSTEM, Cast
from tests.make import courses as make_courses
from tests.make import planning as make

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
WEEK = Span(date(2026, 3, 9), date(2026, 3, 13))


def block(person: Person, at: datetime, kind: BlockKind, first: date, last: date) -> Block:
    return blocks.record_block(
        actor=SYSTEM, person=person, kind=kind, starts_on=first, ends_on=last, source="x", at=at
    )


def absences(cast: Cast, at: datetime) -> tuple[Absence, ...]:
    instance = plan_input.of_run(make.waiting(at=at), on=ON).instance
    return next(unit for unit in instance.units if unit.key == cast.east.pk).absences


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        (BlockKind.LEAVE, True),
        (BlockKind.PREGNANCY, True),
        (BlockKind.MEDICAL, True),
        (BlockKind.SECONDMENT, True),
        (BlockKind.DUTY, False),
        (BlockKind.OTHER, False),
    ],
)
def test_duty_is_presence_and_leave_is_not(
    at: datetime, cast: Cast, kind: BlockKind, counts: bool
) -> None:
    block(cast.wang, at, kind, WEEK.starts_on, WEEK.ends_on)
    assert absences(cast, at) == ((Absence(WEEK, 1),) if counts else ())


def test_nobody_is_away_twice_on_one_day(at: datetime, cast: Cast) -> None:
    block(cast.wang, at, BlockKind.LEAVE, date(2026, 3, 9), date(2026, 3, 11))
    block(cast.wang, at, BlockKind.MEDICAL, date(2026, 3, 11), date(2026, 3, 13))
    other = make_courses.syllabus(at=at, code="SAFE")
    make_courses.cohort(at=at, of=other, persons=[cast.wang])
    assert absences(cast, at) == (Absence(WEEK, 1),)


def test_days_outside_and_lifted_blocks_count_for_nothing(at: datetime, cast: Cast) -> None:
    block(cast.wang, at, BlockKind.LEAVE, date(2026, 3, 1), date(2026, 3, 8))
    lifted = block(cast.wang, at, BlockKind.LEAVE, date(2026, 3, 16), date(2026, 3, 20))
    blocks.lift(actor=SYSTEM, block=lifted, at=at)
    assert absences(cast, at) == ()


def test_of_a_long_absence_the_planned_days_count(at: datetime, cast: Cast) -> None:
    block(cast.wang, at, BlockKind.SECONDMENT, date(2026, 1, 1), date(2026, 12, 31))
    assert absences(cast, at) == (Absence(make.SPAN, 1),)


def test_other_staff_takes_nothing_of_the_share(at: datetime, cast: Cast) -> None:
    block(cast.officer, at, BlockKind.LEAVE, WEEK.starts_on, WEEK.ends_on)
    assert absences(cast, at) == ()


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 3, 8), PlanState.PROPOSED),
        (date(2026, 3, 9), PlanState.INFEASIBLE),
        (date(2026, 3, 13), PlanState.INFEASIBLE),
        (date(2026, 3, 14), PlanState.PROPOSED),
    ],
)
def test_a_day_of_leave_within_the_week_uses_the_share(
    at: datetime, cast: Cast, day: date, state: PlanState
) -> None:
    """Of five officers four may be away; the four who owe the course leave no room for a fifth."""
    make.staff(cast, at=at)
    syllabus = make_courses.syllabus(at=at)
    make_courses.cohort(
        at=at,
        of=syllabus,
        state=CohortState.CLOSED,
        persons=[cast.wang],
        starts_on=date(2026, 2, 2),
        ends_on=date(2026, 2, 6),
    )
    block(cast.wang, at, BlockKind.LEAVE, day, day)
    figures = {"capacity": 9, "away_percent": 80}
    run = make.solved(at=at, of=syllabus, units=[cast.east], span=WEEK, **figures)
    assert run.state == state
    if state is PlanState.INFEASIBLE:
        assert {each["rule"] for each in run.explanation["conflicts"]} >= {PlanRule.SHARE_AWAY}
