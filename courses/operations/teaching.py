"""Who teaches what to a cohort: lines of teaching and the instructor who leads it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from academy.audit.record import Actor, record, record_many
from courses import labels
from courses.enums import CohortState, Verb
from courses.enums.teaching import DayPart, TeachingWhy
from courses.errors.cohorts import ReasonRequired
from courses.errors.teaching import (
    TEACHING_REFUSAL,
    CohortOver,
    InstructorUnavailable,
    NotQualified,
)
from courses.labels import teaching as words
from courses.models import Cohort, CohortLead, Instructor, Qualification, Subject, Teaching
from courses.operations import locks
from courses.queries.instructors import days_of
from courses.rules import teaching as rules
from courses.rules.calendar import Span
from courses.rules.instructors import in_force
from courses.rules.teaching import MOST_HOURS, No, Period, Slot

_OVER = (CohortState.CLOSED, CohortState.CANCELLED)
_PLACE = {each.value: place for place, each in enumerate(DayPart)}


@transaction.atomic
def assign(
    *,
    actor: Actor,
    cohort: Cohort,
    subject: Subject,
    instructor: Instructor,
    slots: Sequence[Slot],
    at: datetime,
) -> list[Teaching]:
    """Give an instructor some half days of a subject in a cohort: all of them or none.

    Lines that stand already as asked are returned as they are. Lines that a cancelled cohort left
    behind are withdrawn where they are in the way.
    """
    row = locks.cohort_row(cohort.pk)
    who = locks.instructor_row(instructor.pk)
    wanted = {(each.day, each.part): each for each in slots}
    mine = _lines_of(who, [day for day, _part in wanted])
    stale = [each for each in mine.values() if each.cohort.state == CohortState.CANCELLED]
    standing = {key: each for key, each in mine.items() if each not in stale}
    kept = {
        key: line
        for key, line in standing.items()
        if key in wanted
        and (line.cohort_id, line.subject_id) == (row.pk, subject.pk)
        and line.hours == wanted[key].hours
    }
    asked = rules.Request(
        state=CohortState(row.state),
        cohort=row.span,
        in_syllabus=subject.syllabus_id == row.syllabus_id,
        slots=[each for key, each in wanted.items() if key not in kept],
        qualified=_periods(who, row),
        days=days_of([who], row.span)[who.pk],
        taken=frozenset(standing.keys() - kept.keys()),
    )
    if kept.keys() != wanted.keys() or not wanted:
        no = rules.refused(asked)
        if no is not None:
            raise _refusal(no, row, who, standing)
    _withdraw_stale(stale, at=at)
    made = Teaching.objects.bulk_create(
        Teaching(
            cohort=row,
            subject=subject,
            instructor=who,
            taught_on=each.day,
            part=each.part.value,
            hours=each.hours,
            recorded_at=at,
        )
        for each in asked.slots
    )
    said = [
        (each, {"cohort": row.public_id, "on": each.taught_on, "part": each.part, "h": each.hours})
        for each in made
    ]
    record_many(actor, Verb.TEACHING_ASSIGNED, said, at=at)
    return sorted([*kept.values(), *made], key=lambda each: (each.taught_on, _PLACE[each.part]))


def _lines_of(instructor: Instructor, days: Sequence[date]) -> dict[tuple[date, DayPart], Teaching]:
    rows = Teaching.objects.filter(
        instructor=instructor, taught_on__in=days, withdrawn_at__isnull=True
    ).select_related("cohort")
    return {(each.taught_on, DayPart(each.part)): each for each in rows}


def _periods(instructor: Instructor, cohort: Cohort) -> list[Period]:
    rows = Qualification.objects.filter(
        instructor=instructor, course=cohort.syllabus.course_id
    ).values_list("valid_from", "valid_until")
    return [Period(*each) for each in rows]


def _withdraw_stale(rows: Sequence[Teaching], *, at: datetime) -> None:
    Teaching.objects.filter(pk__in=[each.pk for each in rows]).update(
        withdrawn_at=at, reason=str(labels.COHORT_STATE[CohortState.CANCELLED])
    )


def _refusal(
    no: No,
    cohort: Cohort,
    instructor: Instructor,
    standing: dict[tuple[date, DayPart], Teaching],
) -> Exception:
    facts: dict[str, object] = {
        "name": instructor.name,
        "course": cohort.syllabus.course.name,
        "starts_on": cohort.starts_on,
        "ends_on": cohort.ends_on,
        "most": MOST_HOURS,
    }
    field = {
        TeachingWhy.NOT_IN_SYLLABUS: "subject",
        TeachingWhy.HOURS_OUT_OF_RANGE: "hours",
        TeachingWhy.NOT_QUALIFIED: "instructor",
    }.get(no.why, "starts_on")
    if no.slot is not None:
        facts |= {"day": no.slot.day, "part": str(words.DAY_PART[no.slot.part])}
        other = standing.get((no.slot.day, no.slot.part))
        facts["cohort"] = other.cohort.name if other else ""
    return TEACHING_REFUSAL[no.why](field=field, **facts)


@transaction.atomic
def withdraw(*, actor: Actor, teaching: Teaching, reason: str, at: datetime) -> Teaching:
    """Take a line out with a reason; the half day is free again."""
    if not reason.strip():
        raise ReasonRequired(field="reason")
    cohort = locks.cohort_row(teaching.cohort_id)
    locks.instructor_row(teaching.instructor_id)
    row = Teaching.objects.get(pk=teaching.pk)
    if row.withdrawn_at is not None:
        return row
    if cohort.state in _OVER:
        raise CohortOver
    row.withdrawn_at = at
    row.reason = reason.strip()[:200]
    row.save(update_fields=["withdrawn_at", "reason"])
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
