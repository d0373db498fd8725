"""Builders of planning runs; every state is reached through operations."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from academy.people.enums import Sex, StaffKind
from academy.people.models import Person, Unit
from courses.enums.plans import PlanBasis
from courses.models import PlanningRun, Syllabus
from courses.operations import plan_solving, plans
from courses.rules.calendar import Span
from courses.rules.plan_settings import Asked, CourseDemand, Demand, Settings
from tests import keep
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make import people

SPAN = Span(date(2026, 3, 9), date(2026, 4, 3))
"""Four weeks of five working days each."""


def settings(**other: Any) -> Settings:
    """Small figures: cohorts of four, everybody of a unit may be away."""
    figures: dict[str, Any] = {
        "away_percent": 50,
        "capacity": 4,
        "minimum_fill_percent": 25,
        **other,
    }
    return Settings(**figures)


@keep.kept
def staff(cast: Cast, *, at: datetime, each: int = 4) -> list[Person]:
    """Put `each` enforcement officers on the staff of both branches, men and women in turn."""
    found = []
    for place, unit in enumerate((cast.east, cast.south)):
        found += [
            people.person(
                place * each + number,
                unit=unit,
                at=at,
                sex=Sex.MALE if number % 2 else Sex.FEMALE,
            )
            for number in range(1, each + 1)
        ]
    return found


def demand(syllabus: Syllabus, *units: Unit) -> Demand:
    """The enforcement staff of these units (of all, if none is named) for one course."""
    codes = tuple(unit.code for unit in units)
    return Demand(
        PlanBasis.POPULATION,
        (CourseDemand(syllabus.course.code, (StaffKind.ENFORCEMENT,), codes),),
    )


@keep.kept
def waiting(
    *,
    at: datetime,
    of: Syllabus | None = None,
    units: Sequence[Unit] = (),
    span: Span = SPAN,
    previous: PlanningRun | None = None,
    allow_leftover: bool = False,
    **other: Any,
) -> PlanningRun:
    """Ask for a plan and leave it unsolved."""
    return plans.ask(
        actor=SYSTEM,
        span=span,
        demand=demand(of or make.syllabus(at=at), *units),
        asked=Asked(settings(**other), seconds=5, allow_leftover=allow_leftover),
        previous=previous,
        at=at,
    )


@keep.kept
def solved(*, at: datetime, **other: Any) -> PlanningRun:
    """Ask for a plan and have it solved."""
    return plan_solving.answer_run(run=waiting(at=at, **other), at=at)
