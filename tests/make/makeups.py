"""Make-ups, reached as they come about: through closed cohorts and the sweep."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from academy.people.models import Person
from academy.reporting.models import MakeUp
from academy.reporting.operations import makeups
from academy.reporting.operations.makeups import Swept
from courses.enums import CohortState
from courses.models import Cohort, Syllabus
from courses.operations import cohorts, enrolments
from tests.cast import SYSTEM
from tests.make import courses

#: Ninety days after the story begins: the last day in time for whoever failed then.
DUE = date(2026, 5, 31)
#: The day after that day, in the morning.
LATE = datetime(2026, 6, 1, 1, tzinfo=UTC)


@dataclass
class Run:
    """Who of a cohort passes (`passed`), fails, misses the exam, or withdraws."""

    passed: Sequence[Person] = ()
    failed: Sequence[Person] = ()
    absent: Sequence[Person] = ()
    withdrawn: Sequence[Person] = ()
    everybody: list[Person] = field(init=False)

    def __post_init__(self) -> None:
        self.everybody = [*self.passed, *self.failed, *self.absent, *self.withdrawn]


def closed(
    run: Run, *, of: Syllabus, number: int = 1, on: date | None = None, at: datetime
) -> Cohort:
    """Return a closed cohort in which it ended so for these people; all is recorded at `at`."""
    starts_on = on or courses.STARTS_ON
    row = courses.cohort(
        at=at,
        number=number,
        of=of,
        state=CohortState.RUNNING,
        persons=run.everybody,
        starts_on=starts_on,
        ends_on=starts_on,
    )
    for person in run.withdrawn:
        place = courses.enrolment_of(row, person)
        enrolments.withdraw(actor=SYSTEM, enrolment=place, reason="抽调专项督察", at=at)
    for score, people in (("80", run.passed), ("50", run.failed), (None, run.absent)):
        for person in people:
            courses.outcome(courses.enrolment_of(row, person), score=score, at=at)
    return cohorts.close_out(actor=SYSTEM, cohort=row, at=at)


def swept(at: datetime) -> Swept:
    """Bring make-ups in line with what is known."""
    return makeups.sweep(actor=SYSTEM, at=at)


def opened(people: Sequence[Person], *, at: datetime) -> list[MakeUp]:
    """Return the make-ups of people who failed one course, in their order."""
    closed(Run(failed=people), of=courses.syllabus(at=at), at=at)
    swept(at)
    rows = {row.person_id: row for row in MakeUp.objects.select_related("person", "course")}
    return [rows[person.pk] for person in people]
