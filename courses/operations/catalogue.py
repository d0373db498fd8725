"""Tracks, courses and syllabi."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.enums import StaffKind
from courses.enums import Verb
from courses.errors import CodeTaken, PassRuleInvalid, SyllabusEmpty, SyllabusTaken, ValidityInvalid
from courses.models import Course, Subject, Syllabus, Track
from courses.rules.completion import PassRule
from courses.rules.validity import MOST_MONTHS


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A subject of a syllabus and its hours (one decimal)."""

    name: str
    hours: Decimal


@transaction.atomic
def create_track(*, actor: Actor, code: str, name: str, at: datetime) -> Track:
    """Add a track; the same code and name again is the same track."""
    track, created = Track.objects.get_or_create(code=code, defaults={"name": name})
    if not created and track.name != name:
        raise CodeTaken(field="code", code=code, name=track.name)
    if created:
        record(actor, Verb.TRACK_CREATED, track, at=at, facts={"code": code, "name": name})
    return track


@transaction.atomic
def create_course(*, actor: Actor, track: Track, code: str, name: str, at: datetime) -> Course:
    """Add a course to a track; the same code, name and track again is the same course."""
    course, created = Course.objects.get_or_create(
        code=code, defaults={"track": track, "name": name}
    )
    if not created and (course.name, course.track_id) != (name, track.pk):
        raise CodeTaken(field="code", code=code, name=course.name)
    if created:
        facts = {"code": code, "name": name, "track": track.code}
        record(actor, Verb.COURSE_CREATED, course, at=at, facts=facts)
    return course


@transaction.atomic
def publish_syllabus(
    *,
    actor: Actor,
    course: Course,
    edition: int,
    valid_from: date,
    subjects: Sequence[SubjectLine],
    pass_rule: PassRule,
    staff_kinds: Sequence[StaffKind] = (),
    valid_months: int | None = None,
    at: datetime,
) -> Syllabus:
    """Publish an edition for good; an edition equal to it already there is returned.

    `staff_kinds` limits whom the course is for; none named means everybody. A pass holds for
    `valid_months` from the day of close-out, for ever if None.
    """
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    if not subjects or any(line.hours <= 0 for line in subjects):
        raise SyllabusEmpty(field="subjects")
    if not pass_rule.in_order:
        raise PassRuleInvalid(field="pass_rule")
    if valid_months is not None and not 1 <= valid_months <= MOST_MONTHS:
        raise ValidityInvalid(field="valid_months", most=MOST_MONTHS)
    kinds = [StaffKind(kind).value for kind in staff_kinds]
    earlier = Syllabus.objects.filter(course=course, edition=edition).first()
    if earlier is not None:
        same = _same(earlier, valid_from, subjects, pass_rule, kinds)
        if same and earlier.valid_months == valid_months:
            return earlier
        raise SyllabusTaken(field="edition", edition=edition)
    if Syllabus.objects.filter(course=course, valid_from=valid_from).exists():
        raise SyllabusTaken(field="valid_from", edition=edition)
    syllabus = Syllabus.objects.create(
        course=course,
        edition=edition,
        valid_from=valid_from,
        hours=sum((line.hours for line in subjects), Decimal("0.0")),
        pass_percent=pass_rule.pass_percent,
        excellence_percent=pass_rule.excellence_percent,
        make_up_allowed=pass_rule.make_up_allowed,
        make_up_capped=pass_rule.make_up_capped,
        staff_kinds=kinds,
        valid_months=valid_months,
    )
    Subject.objects.bulk_create(
        Subject(syllabus=syllabus, sequence=sequence, name=line.name, hours=line.hours)
        for sequence, line in enumerate(subjects, start=1)
    )
    facts = {"course": course.code, "edition": edition, "valid_from": valid_from}
    record(actor, Verb.SYLLABUS_PUBLISHED, syllabus, at=at, facts=facts)
    return syllabus


def _same(
    syllabus: Syllabus,
    valid_from: date,
    subjects: Sequence[SubjectLine],
    pass_rule: PassRule,
    staff_kinds: list[str],
) -> bool:
    lines = [SubjectLine(row.name, row.hours) for row in syllabus.subjects.order_by("sequence")]
    return (
        syllabus.valid_from == valid_from
        and lines == list(subjects)
        and syllabus.pass_rule == pass_rule
        and syllabus.staff_kinds == staff_kinds
    )
