"""A small training year to report on, and the question that covers it."""

from collections.abc import Iterable
from datetime import date, datetime

from academy.people.models import Unit
from academy.reporting import frames
from academy.reporting.frames import Report
from academy.reporting.reports import completion
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.periods import Period
from academy.shared.clock import local_date
from courses.enums import AttemptKind, CohortState
from courses.models import Cohort
from courses.operations import cohorts, enrolments
from tests.cast import SYSTEM, Cast
from tests.make import courses

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def ask(units: Iterable[Unit], *, at: datetime, **narrowed: object) -> Ask:
    """Return the question for the year 2026 over `units`, as of the day of `at`."""
    scope = frozenset(unit.pk for unit in units)
    told: dict[str, object] = {"period": YEAR, "as_of": local_date(at), **narrowed}
    return Ask(scope=scope, **told)  # type: ignore[arg-type]  # names are checked by Ask itself


def everybody(cast: Cast, *, at: datetime, **narrowed: object) -> Ask:
    """Return the question over the whole bureau."""
    return ask([cast.bureau, cast.east, cast.south], at=at, **narrowed)


def completion_of(ask: Ask) -> Report:
    """Return the completion report of a question."""
    return frames.read(completion.SPEC, ask)


def closed_cohort(cast: Cast, *, at: datetime) -> Cohort:
    """One closed cohort of six with one of each fate.

    Wang (east) excellent 95; Zhao (east) failed 50, passed the make-up with 70; the officer
    (east) missed the exam and failed the make-up with 40; Li (south) passed with 80; HR (bureau)
    never came; the auditor (bureau) withdrew.
    """
    people = [cast.wang, cast.zhao, cast.officer, cast.li, cast.hr, cast.auditor]
    row = courses.cohort(at=at, state=CohortState.RUNNING, persons=people, check_in=False)
    came = [cast.wang, cast.zhao, cast.officer, cast.li]
    enrolments.check_in_many(actor=SYSTEM, cohort=row, persons=came, at=at)
    place = {person: courses.enrolment_of(row, person) for person in people}
    enrolments.withdraw(actor=SYSTEM, enrolment=place[cast.auditor], reason="抽调专项督察", at=at)
    courses.outcome(place[cast.wang], score="95", excellent=True, at=at)
    courses.outcome(place[cast.zhao], score="50", at=at)
    courses.outcome(place[cast.officer], score=None, at=at)
    courses.outcome(place[cast.li], score="80", at=at)
    courses.outcome(place[cast.hr], score=None, at=at)
    for person, score in ((cast.zhao, "70"), (cast.officer, "40")):
        courses.outcome(place[person], score=score, attempt=AttemptKind.MAKE_UP, at=at)
    return cohorts.close_out(actor=SYSTEM, cohort=row, at=at)
