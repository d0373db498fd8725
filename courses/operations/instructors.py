"""The list of instructors: who is on it, what they may teach, on which days they do."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from academy.audit.record import Actor, record
from academy.people.models import Person
from academy.shared import clock
from academy.shared.text import fold, pinyin_key
from courses.enums import Verb
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
from courses.models import Availability, Course, Instructor, Qualification, Teaching
from courses.operations import locks
from courses.rules.calendar import Span


@transaction.atomic
def list_staff(
    *,
    actor: Actor,
    person: Person,
    valid_from: date,
    valid_until: date | None = None,
    offered_only: bool = False,
    at: datetime,
) -> Instructor:
    """Put a person of the staff on the list; asking the same again changes nothing."""
    _in_order(valid_from, valid_until)
    if person.left_on is not None and person.left_on <= clock.local_date(at):
        raise InstructorLeft(field="person", name=person.name)
    locks.person_rows([person])
    earlier = Instructor.objects.filter(person=person).first()
    facts = {"valid_from": valid_from, "valid_until": valid_until, "offered_only": offered_only}
    if earlier is not None:
        return _same_or_taken(earlier, facts)
    row = Instructor.objects.create(
        person=person, name=person.name, pinyin_key=person.pinyin_key, recorded_at=at, **facts
    )
    record(actor, Verb.INSTRUCTOR_LISTED, row, at=at, facts=facts | {"outside": False})
    return row


@transaction.atomic
def list_outside(
    *,
    actor: Actor,
    name: str,
    organisation: str,
    valid_from: date,
    valid_until: date | None = None,
    offered_only: bool = False,
    at: datetime,
) -> Instructor:
    """Put somebody from outside on the list, with their organisation."""
    name, organisation = fold(name)[:60], fold(organisation)[:80]
    if not name or not organisation:
        raise InstructorNameRequired(field="name" if not name else "organisation")
    _in_order(valid_from, valid_until)
    facts = {"valid_from": valid_from, "valid_until": valid_until, "offered_only": offered_only}
    row, created = Instructor.objects.get_or_create(
        person=None,
        name=name,
        organisation=organisation,
        defaults={"pinyin_key": pinyin_key(name), "recorded_at": at, **facts},
    )
    if not created:
        return _same_or_taken(row, facts)
    record(actor, Verb.INSTRUCTOR_LISTED, row, at=at, facts=facts | {"outside": True})
    return row


def _same_or_taken(row: Instructor, facts: Mapping[str, object]) -> Instructor:
    if any(getattr(row, name) != value for name, value in facts.items()):
        raise InstructorTaken(field="name", name=row.name)
    return row


@transaction.atomic
def end(*, actor: Actor, instructor: Instructor, until: date, at: datetime) -> Instructor:
    """Take an instructor off the list from `until` on (the first day they are not on it).

    Refused while they have teaching on or after that day.
    """
    row = locks.instructor_row(instructor.pk)
    _in_order(row.valid_from, until)
    if row.valid_until == until:
        return row
    ahead = Teaching.objects.standing().filter(instructor=row, taught_on__gte=until)
    _refuse_taught(row, ahead.order_by("taught_on").select_related("cohort").first())
    row.valid_until = until
    row.save(update_fields=["valid_until"])
    record(actor, Verb.INSTRUCTOR_ENDED, row, at=at, facts={"until": until})
    return row


@transaction.atomic
def qualify(
    *,
    actor: Actor,
    instructor: Instructor,
    course: Course,
    level: QualificationLevel,
    valid_from: date,
    valid_until: date | None = None,
    evidence: str,
    at: datetime,
) -> Qualification:
    """Say that an instructor may teach a course; the same again is the same row."""
    evidence = evidence.strip()[:200]
    if not evidence:
        raise EvidenceRequired(field="evidence")
    _in_order(valid_from, valid_until)
    row = locks.instructor_row(instructor.pk)
    mine = Qualification.objects.filter(instructor=row, course=course)
    facts = {"level": level.value, "valid_until": valid_until, "evidence": evidence}
    same = mine.filter(valid_from=valid_from, **facts).first()
    if same is not None:
        return same
    overlapping = mine.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=valid_from))
    if valid_until is not None:
        overlapping = overlapping.filter(valid_from__lt=valid_until)
    if overlapping.exists():
        raise QualificationOverlaps(field="valid_from", name=row.name, course=course.name)
    made = Qualification.objects.create(
        instructor=row, course=course, valid_from=valid_from, recorded_at=at, **facts
    )
    said = {"course": course.code, "level": level, "from": valid_from, "until": valid_until}
    record(actor, Verb.QUALIFIED, made, at=at, facts=said)
    return made


@transaction.atomic
def end_qualification(
    *, actor: Actor, qualification: Qualification, until: date, at: datetime
) -> Qualification:
    """End a qualification: `until` is the first day on which it does not hold.

    What was planned in reliance on it is looked at again: refused while there is teaching of the
    course on or after that day.
    """
    locks.instructor_row(qualification.instructor_id)
    row = Qualification.objects.select_related("instructor").get(pk=qualification.pk)
    if row.valid_until == until:
        return row
    _in_order(row.valid_from, until)
    planned = Teaching.objects.standing().filter(
        instructor=row.instructor_id,
        cohort__syllabus__course=row.course_id,
        taught_on__gte=until,
    )
    if row.valid_until is not None:
        planned = planned.filter(taught_on__lt=row.valid_until)
    _refuse_taught(row.instructor, planned.order_by("taught_on").select_related("cohort").first())
    row.valid_until = until
    row.save(update_fields=["valid_until"])
    record(actor, Verb.QUALIFICATION_ENDED, row, at=at, facts={"until": until})
    return row


@transaction.atomic
def set_days(
    *,
    actor: Actor,
    instructor: Instructor,
    kind: AvailabilityKind,
    span: Span,
    reason: str = "",
    at: datetime,
) -> Availability:
    """Say on which days an instructor is away, or offers to teach; twice is once."""
    _in_order(span.starts_on, span.ends_on + timedelta(days=1))
    row = locks.instructor_row(instructor.pk)
    known = Availability.objects.standing().filter(
        instructor=row, kind=kind.value, starts_on=span.starts_on, ends_on=span.ends_on
    )
    same = known.first()
    if same is not None:
        return same
    if kind is AvailabilityKind.AWAY:
        taught = Teaching.objects.standing().within(span).filter(instructor=row)
        _refuse_taught(row, taught.order_by("taught_on").select_related("cohort").first())
    made = Availability.objects.create(
        instructor=row,
        kind=kind.value,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        reason=reason.strip()[:200],
        recorded_at=at,
    )
    facts = {"kind": kind, "starts_on": span.starts_on, "ends_on": span.ends_on}
    record(actor, Verb.AVAILABILITY_SET, made, at=at, facts=facts)
    return made


@transaction.atomic
def lift(*, actor: Actor, availability: Availability, at: datetime) -> Availability:
    """Lift days that no longer hold; lifted ones stay so.

    Days that were offered stay while the instructor teaches on them and on no other's account.
    """
    instructor = locks.instructor_row(availability.instructor_id)
    row = Availability.objects.get(pk=availability.pk)
    if row.lifted_at is not None:
        return row
    if row.kind == AvailabilityKind.OFFERED and instructor.offered_only:
        taught = Teaching.objects.standing().within(row.span).filter(instructor=instructor)
        _refuse_taught(instructor, taught.order_by("taught_on").select_related("cohort").first())
    row.lifted_at = at
    row.save(update_fields=["lifted_at"])
    record(actor, Verb.AVAILABILITY_LIFTED, row, at=at)
    return row


def _in_order(starts: date, until: date | None) -> None:
    """Refuse a period whose first day off (`until`) is not after its first day."""
    if until is not None and until <= starts:
        raise PeriodInvalid(field="valid_until", starts=starts, ends=until)


def _refuse_taught(instructor: Instructor, teaching: Teaching | None) -> None:
    if teaching is not None:
        raise AvailabilityTaught(
            name=instructor.name, day=teaching.taught_on, cohort=teaching.cohort.name
        )
