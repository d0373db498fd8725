"""Builders of rules and points of conduct in a running cohort."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

from academy.audit.record import Actor
from academy.people.models import Person
from courses.enums import CohortState
from courses.enums.attendance import Formation, Presence
from courses.models import (
    Cohort,
    ConductEntry,
    ConductObjection,
    ConductRule,
    RollCall,
    RollCallLine,
)
from courses.operations import conduct, conduct_rules
from courses.operations.conduct import Line
from tests import keep
from tests.cast import FOUNDED_ON, SYSTEM
from tests.make import courses as make

#: An evening in the days of the cohort; Dongguan is eight hours ahead.
LATER = datetime(2026, 3, 10, 12, tzinfo=UTC)
ON = date(2026, 3, 10)


@keep.kept
def running(persons: Sequence[Person], *, at: datetime) -> Cohort:
    """A running cohort in which everybody checked in, with the usual rules of conduct."""
    conduct_rules.load_usual(actor=SYSTEM, valid_from=FOUNDED_ON, at=at)
    return make.cohort(at=at, state=CohortState.RUNNING, persons=persons)


def rule(code: str = "phone") -> ConductRule:
    """One of the usual rules."""
    return ConductRule.objects.get(code=code)


def line(code: str = "phone", points: str = "5", on: date = ON, *, again: bool = False) -> Line:
    """What to enter."""
    return Line(rule(code), Decimal(points), on, "值班记录 3 号", again=again)


@keep.kept
def entry(
    cohort: Cohort,
    person: Person,
    code: str = "phone",
    points: str = "5",
    *,
    actor: Actor = SYSTEM,
    at: datetime = LATER,
) -> ConductEntry:
    """Points entered for one person."""
    place = make.enrolment_of(cohort, person)
    said = line(code, points)
    return conduct.enter(actor=actor, enrolments=[place], line=said, at=at)[0]


@keep.kept
def objection(row: ConductEntry, who: Actor, *, at: datetime = LATER) -> ConductObjection:
    """An objection by the person concerned."""
    return conduct.object_to(actor=who, entry=row, text="当时经班长同意使用。", at=at)


@keep.kept
def called(
    cohort: Cohort, finds: dict[Person, Presence], *, hours: str = "2.0", begins: time = time(8, 30)
) -> list[RollCallLine]:
    """Lines of a roll-call of a lesson, written directly."""
    call = RollCall.objects.create(
        cohort=cohort,
        formation=Formation.LESSON.value,
        called_on=ON,
        begins=begins,
        ends=time(begins.hour + 1, 30),
        hours=Decimal(hours),
        recorded_by="caller",
        recorded_at=LATER,
    )
    return [said(call, cohort, person, presence) for person, presence in finds.items()]


@keep.kept
def said(
    call: RollCall, cohort: Cohort, person: Person, presence: Presence, revision: int = 0
) -> RollCallLine:
    """What a roll-call says of one person."""
    return RollCallLine.objects.create(
        roll_call=call,
        enrolment=make.enrolment_of(cohort, person),
        revision=revision,
        presence=presence.value,
        reason="看错名单" if revision else "",
        recorded_by="caller",
        recorded_at=LATER,
    )
