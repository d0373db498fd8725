"""The list of instructors: twice, by a stranger's facts, at the border of a day."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from academy.audit.models import Entry
from courses.enums import CohortState
from courses.enums.planning import BlockKind
from courses.enums.teaching import AvailabilityKind, QualificationLevel
from courses.errors.teaching import (
    AvailabilityTaught,
    EvidenceRequired,
    InstructorLeft,
    InstructorNameRequired,
    InstructorTaken,
    PeriodInvalid,
    QualificationOverlaps,
)
from courses.models import Availability, Block, Instructor, Qualification
from courses.operations import cohorts, instructors
from courses.queries.instructors import available
from courses.rules.calendar import Span
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import courses as make
from tests.make import teaching as make_teaching
from tests.make.courses import ENDS_ON, STARTS_ON

pytestmark = pytest.mark.django_db
SPAN = Span(STARTS_ON, ENDS_ON)
DAY = timedelta(days=1)


def test_listed_once(at: datetime, cast: Cast) -> None:
    one = make_teaching.instructor(cast.instructor, at=at)
    assert make_teaching.instructor(cast.instructor, at=at) == one
    with pytest.raises(InstructorTaken):
        instructors.list_staff(actor=SYSTEM, person=cast.instructor, valid_from=STARTS_ON, at=at)
    guest = make_teaching.outside("罗文", at=at)
    assert make_teaching.outside(" 罗文　", at=at) == guest
    with pytest.raises(InstructorTaken):
        make_teaching.outside("罗文", at=at, offered_only=True)
    assert Entry.objects.filter(verb="courses.instructor_listed").count() == 2


def test_who_cannot_be_listed(at: datetime, cast: Cast) -> None:
    for name, organisation in ((" ", "某校"), ("某人", "　")):
        with pytest.raises(InstructorNameRequired):
            instructors.list_outside(
                actor=SYSTEM, name=name, organisation=organisation, valid_from=STARTS_ON, at=at
            )
    for until in (FOUNDED_ON, FOUNDED_ON - DAY):
        with pytest.raises(PeriodInvalid):
            instructors.list_staff(
                actor=SYSTEM, person=cast.li, valid_from=FOUNDED_ON, valid_until=until, at=at
            )
    cast.li.left_on = date(2026, 3, 2)
    cast.li.save()
    with pytest.raises(InstructorLeft):
        make_teaching.instructor(cast.li, at=at)
    assert not Instructor.objects.exists()


def test_the_schema_knows_staff_from_outside(at: datetime, cast: Cast) -> None:
    for facts in ({"person": cast.li, "organisation": "某校"}, {"person": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Instructor.objects.create(
                name="某", pinyin_key="mou", valid_from=STARTS_ON, recorded_at=at, **facts
            )


def test_qualifications_do_not_overlap(at: datetime, cast: Cast) -> None:
    course = make.syllabus(at=at).course
    who = make_teaching.instructor(cast.instructor, at=at)

    def qualify(valid_from: date, valid_until: date | None) -> Qualification:
        return instructors.qualify(
            actor=SYSTEM, instructor=who, course=course, level=QualificationLevel.SENIOR,
            valid_from=valid_from, valid_until=valid_until, evidence="证书 1", at=at,
        )  # fmt: skip

    first = qualify(STARTS_ON, ENDS_ON)
    assert qualify(STARTS_ON, ENDS_ON) == first
    for period in ((STARTS_ON - DAY, STARTS_ON + DAY), (ENDS_ON - DAY, None), (STARTS_ON, None)):
        with pytest.raises(QualificationOverlaps):
            qualify(*period)
    assert qualify(STARTS_ON - DAY, STARTS_ON).valid_until == STARTS_ON
    assert qualify(ENDS_ON, None).valid_until is None
    with pytest.raises(PeriodInvalid):
        qualify(ENDS_ON, ENDS_ON)
    with pytest.raises(EvidenceRequired):
        instructors.qualify(
            actor=SYSTEM, instructor=who, course=course, level=QualificationLevel.SENIOR,
            valid_from=STARTS_ON, evidence=" ", at=at,
        )  # fmt: skip


def test_what_is_relied_on_is_not_taken_away(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    who = make_teaching.instructor(cast.instructor, at=at, of=cohort.syllabus.course)
    make_teaching.teach(cohort, who, make_teaching.slot(STARTS_ON + DAY), at=at)
    row = who.qualifications.get()
    for until in (STARTS_ON, STARTS_ON + DAY):
        with pytest.raises(AvailabilityTaught):
            instructors.end_qualification(actor=SYSTEM, qualification=row, until=until, at=at)
        with pytest.raises(AvailabilityTaught):
            instructors.end(actor=SYSTEM, instructor=who, until=until, at=at)
    with pytest.raises(AvailabilityTaught):
        set_days(who, Span(STARTS_ON + DAY, ENDS_ON), at)
    set_days(who, Span(STARTS_ON + 2 * DAY, ENDS_ON), at)
    until = STARTS_ON + 2 * DAY
    for _ in range(2):
        instructors.end_qualification(actor=SYSTEM, qualification=row, until=until, at=at)
        off = instructors.end(actor=SYSTEM, instructor=who, until=until, at=at)
        assert off.valid_until == until
    row.refresh_from_db()
    assert row.valid_until == until


def set_days(
    who: Instructor, span: Span, at: datetime, kind: AvailabilityKind = AvailabilityKind.AWAY
) -> Availability:
    return instructors.set_days(actor=SYSTEM, instructor=who, kind=kind, span=span, at=at)


def test_days_are_set_and_lifted_once(at: datetime, cast: Cast) -> None:
    who = make_teaching.instructor(cast.instructor, at=at)
    row = set_days(who, SPAN, at)
    assert set_days(who, SPAN, at) == row
    for _ in range(2):
        assert instructors.lift(actor=SYSTEM, availability=row, at=at).lifted_at == at
    assert set_days(who, SPAN, at) != row
    with pytest.raises(PeriodInvalid):
        set_days(who, Span(ENDS_ON, STARTS_ON), at)
    verbs = Entry.objects.filter(verb__startswith="courses.availability")
    assert verbs.count() == 3


def test_an_offer_that_is_taught_on_stays(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    who = make_teaching.outside("罗文", at=at, of=cohort.syllabus.course, offered_only=True)
    row = set_days(who, SPAN, at, AvailabilityKind.OFFERED)
    make_teaching.teach(cohort, who, at=at)
    with pytest.raises(AvailabilityTaught):
        instructors.lift(actor=SYSTEM, availability=row, at=at)


def test_who_is_available(at: datetime, cast: Cast, django_assert_num_queries: Any) -> None:
    cohort = make.cohort(at=at, number=1, persons=[cast.wang])
    course = cohort.syllabus.course
    free = make_teaching.instructor(cast.instructor, at=at, of=course)
    senior = make_teaching.outside("罗文", at=at)
    make_teaching.qualified(senior, course, at=at, level=QualificationLevel.SENIOR)
    for person in (cast.wang, cast.li, cast.zhao):
        make_teaching.instructor(person, at=at, of=course)
    Block.objects.create(
        person=cast.zhao, kind=BlockKind.DUTY, starts_on=ENDS_ON, ends_on=ENDS_ON,
        source="tests", recorded_at=at,
    )  # fmt: skip
    set_days(Instructor.objects.get(person=cast.li), Span(STARTS_ON, STARTS_ON), at)
    make_teaching.instructor(cast.marker, at=at)
    make_teaching.outside("按约", at=at, of=course, offered_only=True)
    with django_assert_num_queries(5):
        assert available(course.pk, SPAN) == [senior, free]
    # Wang is a trainee of the cohort, Li is away on its first day, Zhao on duty on its last.
    later = Span(ENDS_ON + DAY, ENDS_ON + 2 * DAY)
    assert {each.name for each in available(course.pk, later)} == {
        "罗文", "钱教官", "王建国", "李秀英", "赵䶮"
    }  # fmt: skip
    make_teaching.teach(cohort, free, make_teaching.slot(ENDS_ON), at=at)
    assert available(course.pk, SPAN) == [senior]
    assert free in available(course.pk, Span(STARTS_ON, ENDS_ON - DAY))
    cohorts.cancel(actor=SYSTEM, cohort=cohort, reason="台风", at=at)
    assert available(course.pk, SPAN)[:2] == [senior, free]
    assert cohort.state != CohortState.CANCELLED
