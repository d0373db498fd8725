"""Builders of roll-calls in the running cohort of `leave_of`, its Monday being day 0."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from academy.audit.record import Actor
from academy.people.models import Person
from courses.enums.attendance import Formation, Presence
from courses.models import Cohort, RollCall, RollCallLine
from courses.operations import conduct_rules, roll_calls
from courses.rules.periods import Slot
from tests import keep
from tests.cast import FOUNDED_ON, SYSTEM
from tests.make import courses as make
from tests.make.leave_of import moment
from tests.make.teaching import MONDAY, at_times

#: When the first lesson of the cohort begins.
BEGINS = moment("08:30")


@keep.kept
def usual_conduct(*, at: datetime) -> None:
    """The usual rules of conduct, of which roll-calls apply two."""
    conduct_rules.load_usual(actor=SYSTEM, valid_from=FOUNDED_ON, at=at)


def slot_of(begins: str = "08:30", ends: str = "10:00", day: int = 0) -> Slot:
    """Some time of a day of the cohort."""
    return at_times(begins, ends, MONDAY + timedelta(days=day))


def by_place(cohort: Cohort, said: Mapping[Person, Presence]) -> dict[int, Presence]:
    """What is said of people, by their places."""
    return {make.enrolment_of(cohort, each).pk: presence for each, presence in said.items()}


@keep.kept
def take(
    cohort: Cohort,
    said: Mapping[Person, Presence] | None = None,
    *,
    slot: Slot | None = None,
    formation: Formation = Formation.LESSON,
    actor: Actor = SYSTEM,
    at: datetime = BEGINS,
) -> RollCall:
    """Take the roll of the first lesson, or of another time."""
    return roll_calls.take(
        actor=actor,
        cohort=cohort,
        formation=formation,
        slot=slot or slot_of(),
        said=by_place(cohort, said or {}),
        at=at,
    )


@keep.kept
def correct(
    row: RollCall,
    said: Mapping[Person, Presence],
    reason: str = "看错名单",
    *,
    actor: Actor = SYSTEM,
    at: datetime = BEGINS,
) -> list[RollCallLine]:
    """Say otherwise of some people."""
    given = by_place(row.cohort, said)
    return roll_calls.correct(actor=actor, roll_call=row, said=given, reason=reason, at=at)
