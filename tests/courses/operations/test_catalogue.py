"""Tracks, courses and syllabi: once, dated, unchangeable."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from courses.errors import CodeTaken, PassRuleInvalid, SyllabusEmpty, SyllabusTaken
from courses.models import Subject, Syllabus, Track
from courses.operations import catalogue
from courses.operations.catalogue import SubjectLine
from courses.rules.completion import PassRule
from tests.cast import SYSTEM
from tests.make import courses as make

pytestmark = pytest.mark.django_db


def test_same_track_again_is_the_same_track(at: datetime) -> None:
    first = catalogue.create_track(actor=SYSTEM, code="LAW", name="综合执法", at=at)
    assert catalogue.create_track(actor=SYSTEM, code="LAW", name="综合执法", at=at) == first
    with pytest.raises(CodeTaken):
        catalogue.create_track(actor=SYSTEM, code="LAW", name="安全生产", at=at)
    assert list(Track.objects.values_list("name", flat=True)) == ["综合执法"]


def test_course_code_names_one_course(at: datetime) -> None:
    course = make.syllabus(at=at).course
    again = catalogue.create_course(
        actor=SYSTEM, track=course.track, code=course.code, name=course.name, at=at
    )
    assert again == course
    with pytest.raises(CodeTaken):
        catalogue.create_course(
            actor=SYSTEM, track=course.track, code=course.code, name="别的课程", at=at
        )


def test_syllabus_keeps_hours_and_rule(at: datetime) -> None:
    syllabus = make.syllabus(at=at)
    assert Syllabus.objects.get().hours == Decimal("40.0")
    assert syllabus.pass_rule == PassRule()
    assert list(syllabus.subjects.values_list("sequence", "hours")) == [
        (1, Decimal("24.0")),
        (2, Decimal("16.0")),
    ]
    assert make.syllabus(at=at) == syllabus
    assert Subject.objects.count() == 2


def test_published_edition_is_not_replaced(at: datetime) -> None:
    make.syllabus(at=at)
    with pytest.raises(SyllabusTaken):
        make.syllabus(at=at, pass_rule=PassRule(pass_percent=Decimal(80)))
    with pytest.raises(SyllabusTaken):
        make.syllabus(at=at, edition=2)


def test_newer_edition_takes_over_on_its_day(at: datetime) -> None:
    old = make.syllabus(at=at)
    new = make.syllabus(
        at=at,
        edition=2,
        valid_from=date(2026, 7, 1),
        pass_rule=PassRule(pass_percent=Decimal(80)),
    )
    in_force = [Syllabus.objects.in_force(date(2026, month, day)).first() for month, day in
                ((6, 30), (7, 1), (7, 2))]  # fmt: skip
    assert in_force == [old, new, new]


@pytest.mark.parametrize("hours", [Decimal(0), Decimal("-0.1")])
def test_subject_without_hours_is_refused(at: datetime, hours: Decimal) -> None:
    course = make.syllabus(at=at).course
    publish = {
        "actor": SYSTEM,
        "course": course,
        "edition": 2,
        "valid_from": date(2027, 1, 1),
        "pass_rule": PassRule(),
        "at": at,
    }
    for subjects in ([], [SubjectLine("队列", hours)]):
        with pytest.raises(SyllabusEmpty):
            catalogue.publish_syllabus(subjects=subjects, **publish)  # type: ignore[arg-type]  # one dict for both


def test_pass_rule_out_of_order_is_refused(at: datetime) -> None:
    with pytest.raises(PassRuleInvalid):
        make.syllabus(at=at, pass_rule=replace(PassRule(), pass_percent=Decimal("90.01")))


def test_syllabus_rows_cannot_be_changed(at: datetime) -> None:
    make.syllabus(at=at)
    for rows, change in (
        (Syllabus.objects, {"pass_percent": 1}),
        (Subject.objects, {"hours": 1}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all()._raw_delete("default")
