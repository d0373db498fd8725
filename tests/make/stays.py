"""Builders of stays: cohorts of one course in a row, and ways through them."""

from datetime import datetime, timedelta

from academy.people.models import Person
from courses.enums import CohortState
from courses.models import Cohort, Enrolment
from courses.operations import conduct_rules, enrolments, transfers
from tests import keep
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import courses as make
from tests.make.leave_of import moment, running
from tests.make.teaching import MONDAY, at_times, instructor, teach

#: Days from one cohort to the next.
APART = 21


@keep.kept
def in_a_row(cast: Cast, *, at: datetime, number: int = 2) -> list[Cohort]:
    """Running cohorts three weeks apart with the usual rules of conduct.

    Wang, zhao and li are in the first (`leave_of.running`); hr and the marker in the others, which
    have the first's cells.
    """
    conduct_rules.load_usual(actor=SYSTEM, valid_from=FOUNDED_ON, at=at)
    found = [running(cast, at=at)]
    who = instructor(cast.invigilator, at=at, of=found[0].syllabus.course)
    for place, person in enumerate([cast.hr, cast.marker][: number - 1], start=1):
        days = timedelta(days=APART * place)
        row = make.cohort(
            at=at,
            number=place + 1,
            state=CohortState.RUNNING,
            persons=[person],
            of=found[0].syllabus,
            starts_on=make.STARTS_ON + days,
            ends_on=make.ENDS_ON + days,
        )
        slots = [
            at_times(begins, ends, MONDAY + days + timedelta(days=day))
            for day in range(4)
            for begins, ends in (("08:30", "10:00"), ("10:10", "11:40"))
        ]
        teach(row, who, *slots, at=at)
        found.append(row)
    return found


@keep.kept
def go_on(
    source: Cohort, person: Person, to: Cohort, *, at: datetime, arrive: bool = True
) -> Enrolment:
    """Transfer a person who is checked in at once; return the new place."""
    new = transfers.transfer(
        actor=SYSTEM, enrolment=make.enrolment_of(source, person), to=to, reason="应急处置", at=at
    )
    if arrive:
        enrolments.check_in(actor=SYSTEM, enrolment=new, at=at)
    return make.enrolment_of(to, person)


def noon(day: int = 0) -> datetime:
    """Noon of a day of the first cohort."""
    return moment("12:00", day)
