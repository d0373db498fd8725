"""A cohort with something in every chapter of its report."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from academy.people.models import Person
from academy.reporting import access
from academy.reporting.reports.stories import cohort as cohort_report
from academy.reporting.reports.stories import person as person_record
from academy.reporting.reports.stories.frame import Line, Story, Table
from academy.shared.clock import local_date
from certificates.models import Certificate
from courses.enums.attendance import Presence
from courses.models import Cohort
from courses.operations import cohorts, enrolments
from exams.models import Exam
from tests.cast import SYSTEM, Cast
from tests.make import certificates, conduct, courses, exams, people, teaching

#: 09:00 in Dongguan on the cohort's Thursday.
EXAM_AT = datetime.fromisoformat("2026-03-12T01:00:00+00:00")
CLOSED_AT = EXAM_AT + timedelta(days=1)
REVOKED_AT = EXAM_AT + timedelta(days=5)
AFTER = EXAM_AT + timedelta(days=10)


@dataclass(frozen=True)
class Lived:
    """The cohort, who was in it (ten of east, li of south), its exam, a revoked certificate."""

    cohort: Cohort
    crowd: list[Person]
    exam: Exam
    revoked: Certificate


def lived(cast: Cast, *, at: datetime) -> Lived:
    """Return a closed cohort of twelve.

    Ten of east: the first five get all items right, the next four none (one of them missed a
    lesson), the last withdrew. Li (south) got three of the seven right; HR (bureau) never came.
    Everybody who passed has a certificate; the first one's is revoked five days after.
    """
    crowd = people.people(10, unit=cast.east, at=at)
    row = conduct.running([*crowd, cast.li], at=at)
    enrolments.enrol_many(actor=SYSTEM, cohort=row, persons=[cast.hr], at=at)
    who = teaching.instructor(cast.instructor, at=at, of=row.syllabus.course)
    teaching.teach(row, who, at=at)
    finds = dict.fromkeys([*crowd, cast.li], Presence.PRESENT)
    conduct.called(row, finds | {crowd[5]: Presence.ABSENT, crowd[6]: Presence.LATE})
    conduct.entry(row, crowd[6])
    place = courses.enrolment_of(row, crowd[9])
    enrolments.withdraw(actor=SYSTEM, enrolment=place, reason="抽调专项督察", at=EXAM_AT)
    exam = exams.exam(at=EXAM_AT, persons=[], cohort=row)
    for number, person in enumerate([*crowd[:9], cast.li]):
        right = {9: 3}.get(number, None if number < 5 else 0)
        exams.sat(exam, person, at=EXAM_AT, right=right)
    exams.released(exam, at=EXAM_AT + timedelta(hours=2))
    row = cohorts.close_out(actor=SYSTEM, cohort=row, at=CLOSED_AT)
    batch = certificates.issued(row, at=CLOSED_AT)
    first = batch.certificates.get(person=crowd[0])
    certificates.revoked(first, at=REVOKED_AT)
    return Lived(row, crowd, exam, first)


def story_of(
    reader: Person,
    cohort: Cohort,
    *,
    at: datetime = AFTER,
    unit: str = "",
    as_of: date | None = None,
) -> Story:
    """Return the cohort's report as a person reads it, of that day unless another is said."""
    today = local_date(at)
    reach = access.cohort_reach(reader, today)
    row = reach.one(cohort.public_id)
    return cohort_report.read(row, reach.asked(row, unit=unit, as_of=as_of, today=today))


def record_of(
    reader: Person, person: Person, *, at: datetime = AFTER, as_of: date | None = None
) -> Story:
    """Return a person's record as another reads it, or as they do themselves."""
    today = local_date(at)
    if reader == person:
        opened = access.own_record(person, as_of=as_of, on=today)
    else:
        opened = access.record_reach(reader, today).one(person.public_id, as_of=as_of)
    return person_record.read(opened)


def table(story: Story, code: str) -> Table:
    """Return a table of a document by its code."""
    return next(each for each in story.tables if each.code == code)


def line(story: Story, code: str, key: str = "") -> Line:
    """Return a line of a table by its key, the sum for ""."""
    return next(each for each in table(story, code).lines if each.key == key)
