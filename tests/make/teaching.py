"""Builders of instructors and of what they teach."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from academy.people.models import Person
from courses.enums.teaching import DayPart, QualificationLevel
from courses.models import Cohort, Course, Hall, Instructor, Subject, Teaching
from courses.operations import instructors, residence, teaching
from courses.rules.periods import Slot, Times
from tests import keep
from tests.cast import FOUNDED_ON, SYSTEM

MONDAY = date(2026, 3, 9)


@keep.kept
def instructor(person: Person, *, at: datetime, of: Course | None = None) -> Instructor:
    """Put a person on the list of instructors, qualified in a course if one is named."""
    row = instructors.list_staff(actor=SYSTEM, person=person, valid_from=FOUNDED_ON, at=at)
    return qualified(row, of, at=at) if of else row


@keep.kept
def outside(
    name: str, *, at: datetime, of: Course | None = None, offered_only: bool = False
) -> Instructor:
    """Put somebody from outside on the list, qualified in a course if one is named."""
    row = instructors.list_outside(
        actor=SYSTEM,
        name=name,
        organisation="测试警官学校",
        valid_from=FOUNDED_ON,
        offered_only=offered_only,
        at=at,
    )
    return qualified(row, of, at=at) if of else row


@keep.kept
def qualified(
    row: Instructor,
    course: Course,
    *,
    at: datetime,
    level: QualificationLevel = QualificationLevel.INTERMEDIATE,
    valid_from: date = FOUNDED_ON,
    valid_until: date | None = None,
) -> Instructor:
    """Qualify an instructor in a course."""
    instructors.qualify(
        actor=SYSTEM,
        instructor=row,
        course=course,
        level=level,
        valid_from=valid_from,
        valid_until=valid_until,
        evidence="聘任决定第 1 号",
        at=at,
    )
    return row


BEGINS = {DayPart.MORNING: time(8, 30), DayPart.AFTERNOON: time(14), DayPart.EVENING: time(18)}


def slot(day: date = MONDAY, part: DayPart = DayPart.MORNING, hours: str = "4.0") -> Slot:
    """So many hours of 45 minutes from the usual beginning of a part of a day on."""
    begins = datetime.combine(day, BEGINS[part])
    ends = begins + timedelta(seconds=int(Decimal(hours) * 45 * 60))
    return Slot(day, Times(begins.time(), ends.time()))


def at_times(begins: str, ends: str, day: date = MONDAY) -> Slot:
    """Some time of a day, as `08:30`."""
    return Slot(day, Times(time.fromisoformat(begins), time.fromisoformat(ends)))


@keep.kept
def hall(name: str = "第一教室", *, seats: int = 60, at: datetime) -> Hall:
    """Put a hall on record."""
    return residence.add_hall(actor=SYSTEM, name=name, seats=seats, valid_from=FOUNDED_ON, at=at)


def subject(cohort: Cohort, sequence: int = 1) -> Subject:
    """A subject of the cohort's syllabus."""
    return Subject.objects.get(syllabus=cohort.syllabus_id, sequence=sequence)


@keep.kept
def teach(
    cohort: Cohort,
    who: Instructor,
    *slots: Slot,
    at: datetime,
    sequence: int = 1,
    room: Hall | None = None,
    together: bool = False,
) -> list[Teaching]:
    """Let an instructor teach a subject of a cohort."""
    return teaching.assign(
        actor=SYSTEM,
        cohort=cohort,
        subject=subject(cohort, sequence),
        instructor=who,
        slots=slots or [slot()],
        hall=room,
        together=together,
        at=at,
    )
