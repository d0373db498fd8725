"""Builders of leave: a running cohort with a timetable and a class tutor, and requests in it."""

from datetime import datetime, timedelta

from academy.audit.record import Actor
from academy.people.access import actor
from academy.people.models import Person
from academy.shared import clock
from courses.enums import CohortState
from courses.enums.attendance import LeaveKind, LeaveStep
from courses.models import Cohort, Leave
from courses.operations import leaves, teaching
from tests import keep
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make.teaching import MONDAY, at_times, instructor, teach

T, U, A, R = LeaveStep.TUTOR, LeaveStep.UNIT, LeaveStep.ACADEMY, LeaveStep.REVIEW


def moment(text: str, day: int = 0) -> datetime:
    """A time of a day of the cohort by the clock, its Monday being day 0."""
    said = datetime.fromisoformat(f"{MONDAY + timedelta(days=day)}T{text}")
    return said.replace(tzinfo=clock.LOCAL)


@keep.kept
def running(cast: Cast, *, at: datetime, number: int = 1, tutor: bool = True) -> Cohort:
    """Wang and zhao of east and li of south, in 40 hours, of which leave may take 5.7.

    Cells of 2 hours from 08:30 and 10:10 on Monday to Thursday; the instructor is class tutor.
    """
    people = [cast.wang, cast.zhao, cast.li]
    row = make.cohort(at=at, state=CohortState.RUNNING, persons=people, number=number)
    who = instructor(cast.instructor, at=at, of=row.syllabus.course)
    slots = [
        at_times(begins, ends, MONDAY + timedelta(days=day))
        for day in range(4)
        for begins, ends in (("08:30", "10:00"), ("10:10", "11:40"))
    ]
    teach(row, who, *slots, at=at)
    if tutor:
        teaching.name_lead(actor=SYSTEM, cohort=row, instructor=who, at=at)
    return row


@keep.kept
def ask(
    cohort: Cohort,
    person: Person,
    begins: str = "08:30",
    ends: str = "10:00",
    *,
    at: datetime,
    day: int = 0,
    until: int | None = None,
    kind: LeaveKind = LeaveKind.PERSONAL,
    by: Actor | None = None,
    reason: str = "家中有事",
    beyond_reason: str = "",
    afterwards: bool = False,
) -> Leave:
    """Ask leave for a person on a day, until a time of the same day or of day `until`."""
    return leaves.ask(
        actor=by or actor(person),
        enrolment=make.enrolment_of(cohort, person),
        kind=kind,
        starts_at=moment(begins, day),
        ends_at=moment(ends, day if until is None else until),
        reason=reason,
        beyond_reason=beyond_reason,
        afterwards=afterwards,
        at=at,
    )


@keep.kept
def decide(
    leave: Leave,
    person: Person,
    step: LeaveStep = T,
    *,
    at: datetime,
    grant: bool = True,
    reason: str = "",
    beyond_reason: str = "",
) -> Leave:
    """Let a person decide on one step."""
    return leaves.decide(
        actor=actor(person),
        leave=leave,
        step=step,
        grant=grant,
        reason=reason,
        beyond_reason=beyond_reason,
        at=at,
    )
