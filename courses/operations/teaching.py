"""Who teaches what to a cohort: lines of teaching and the instructor who leads it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from academy.audit.record import Actor, record, record_many
from courses import labels
from courses.enums import CohortState, Verb
from courses.errors.cohorts import ReasonRequired
from courses.errors.teaching import CohortOver, InstructorUnavailable, NotQualified
from courses.models import Cohort, CohortLead, Hall, Instructor, Qualification, Subject, Teaching
from courses.operations import locks, teaching_checks
from courses.queries.instructors import days_of
from courses.rules import teaching as rules
from courses.rules.calendar import Span
from courses.rules.instructors import in_force
from courses.rules.periods import Slot, hours_of
from courses.rules.teaching import Period

_OVER = (CohortState.CLOSED, CohortState.CANCELLED)


@transaction.atomic
def assign(
    *,
    actor: Actor,
    cohort: Cohort,
    subject: Subject,
    instructor: Instructor,
    slots: Sequence[Slot],
    hall: Hall | None = None,
    together: bool = False,
    at: datetime,
) -> list[Teaching]:
    """Give an instructor some times of a subject in a cohort: all of them or none.

    Lines that stand already as asked are returned as they are. `together` joins what the instructor
    teaches another cohort at exactly the same times (合班), in the same hall. A second instructor
    may stand beside the first in the cohort's hall. Lines that a cancelled cohort left behind are
    withdrawn.
    """
    row = locks.cohort_row(cohort.pk)
    who = locks.instructor_row(instructor.pk)
    wanted = sorted(set(slots))
    days = {each.day for each in wanted}
    known = _standing(days, Q(instructor=who))
    rooms = {hall.pk} if hall is not None else {each.hall_id for each in known if each.hall_id}
    halls = locks.hall_rows(rooms)
    known = _without_cancelled(_standing(days, Q(instructor=who) | Q(hall__in=halls)), days, at=at)
    asked = teaching_checks.Asked(
        cohort=row,
        subject=subject,
        instructor=who,
        hall=halls[hall.pk] if hall is not None else None,
        together=together,
        wanted=wanted,
        known=known,
        halls=halls,
    )
    kept = asked.kept()
    rest = [each for each in wanted if each not in kept]
    if rest or not wanted:
        asked.judge(
            rules.Request(
                state=CohortState(row.state),
                cohort=row.span,
                in_syllabus=subject.syllabus_id == row.syllabus_id,
                slots=rest,
                qualified=_periods(who, row),
                days=days_of([who], row.span)[who.pk],
                taken=asked.taken(),
                hour_minutes=settings.TEACHING_HOUR_MINUTES,
                rooms=asked.rooms(rest),
            )
        )
    made = Teaching.objects.bulk_create(_line(asked, each, at) for each in rest)
    said = [
        (each, {"cohort": row.public_id, "on": each.taught_on, "at": each.times, "h": each.hours})
        for each in made
    ]
    record_many(actor, Verb.TEACHING_ASSIGNED, said, at=at)
    return sorted([*kept.values(), *made], key=lambda each: each.slot)


def _line(asked: teaching_checks.Asked, slot: Slot, at: datetime) -> Teaching:
    hall = asked.hall_of(slot)
    return Teaching(
        cohort=asked.cohort,
        subject=asked.subject,
        instructor=asked.instructor,
        hall=hall,
        taught_on=slot.day,
        begins=slot.times.begins,
        ends=slot.times.ends,
        hours=hours_of(slot.times, hour_minutes=settings.TEACHING_HOUR_MINUTES),
        books_instructor=not asked.joined(slot),
        books_hall=hall is not None and not asked.beside(slot, hall),
        recorded_at=at,
    )


def _standing(days: Iterable[date], of: Q) -> list[Teaching]:
    rows = Teaching.objects.filter(of, taught_on__in=days, withdrawn_at__isnull=True)
    return list(rows.select_related("cohort", "instructor").order_by("pk"))


def _without_cancelled(
    rows: Sequence[Teaching], days: Iterable[date], *, at: datetime
) -> list[Teaching]:
    """Take out what cancelled cohorts left behind, and return the rest as it then stands."""
    stale = [each for each in rows if each.cohort.state == CohortState.CANCELLED]
    for each in stale:
        _take_out(each, str(labels.COHORT_STATE[CohortState.CANCELLED]), at=at)
    if not stale:
        return list(rows)
    gone = {each.pk for each in stale}
    return _standing(days, Q(pk__in=[each.pk for each in rows if each.pk not in gone]))


def _take_out(row: Teaching, reason: str, *, at: datetime) -> None:
    """Withdraw a line; what was held together with it books in its place."""
    booked = {"instructor": row.books_instructor, "hall": row.books_hall}
    row.withdrawn_at, row.reason = at, reason[:200]
    row.save(update_fields=["withdrawn_at", "reason"])
    beside = Teaching.objects.filter(
        taught_on=row.taught_on, begins=row.begins, ends=row.ends, withdrawn_at__isnull=True
    ).order_by("pk")
    heirs = {
        "instructor": beside.filter(instructor=row.instructor_id),
        "hall": beside.filter(hall=row.hall_id),
    }
    for what, was_booked in booked.items():
        heir = heirs[what].first() if was_booked else None
        if heir is not None:
            Teaching.objects.filter(pk=heir.pk).update(**{f"books_{what}": True})


def _periods(instructor: Instructor, cohort: Cohort) -> list[Period]:
    rows = Qualification.objects.filter(
        instructor=instructor, course=cohort.syllabus.course_id
    ).values_list("valid_from", "valid_until")
    return [Period(*each) for each in rows]


@transaction.atomic
def withdraw(*, actor: Actor, teaching: Teaching, reason: str, at: datetime) -> Teaching:
    """Take a line out with a reason; instructor and hall are free again."""
    if not reason.strip():
        raise ReasonRequired(field="reason")
    cohort = locks.cohort_row(teaching.cohort_id)
    locks.instructor_row(teaching.instructor_id)
    locks.hall_rows([teaching.hall_id] if teaching.hall_id else [])
    row = Teaching.objects.get(pk=teaching.pk)
    if row.withdrawn_at is not None:
        return row
    if cohort.state in _OVER:
        raise CohortOver
    _take_out(row, reason.strip(), at=at)
    record(actor, Verb.TEACHING_WITHDRAWN, row, at=at)
    return row


@transaction.atomic
def name_lead(*, actor: Actor, cohort: Cohort, instructor: Instructor, at: datetime) -> CohortLead:
    """Name who answers for the teaching of a cohort; naming another replaces the first.

    The lead is on the list and qualified in the course on all the cohort's days.
    """
    row = locks.cohort_row(cohort.pk)
    who = locks.instructor_row(instructor.pk)
    lead = CohortLead.objects.filter(cohort=row).first()
    if lead is not None and lead.instructor_id == who.pk:
        return lead
    if row.state in _OVER:
        raise CohortOver
    span = Span(row.starts_on, row.ends_on)
    if not in_force(span, valid_from=who.valid_from, valid_until=who.valid_until):
        raise InstructorUnavailable(field="instructor", name=who.name, day=row.starts_on)
    if not any(
        in_force(span, valid_from=each.valid_from, valid_until=each.valid_until)
        for each in _periods(who, row)
    ):
        facts = {"name": who.name, "day": row.starts_on, "course": row.syllabus.course.name}
        raise NotQualified(field="instructor", **facts)
    lead, _created = CohortLead.objects.update_or_create(
        cohort=row, defaults={"instructor": who, "named_at": at}
    )
    record(actor, Verb.LEAD_NAMED, row, at=at, facts={"instructor": who.public_id})
    return lead
