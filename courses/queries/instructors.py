"""Who can teach what, and when."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from courses.enums import CohortState
from courses.enums.teaching import AvailabilityKind, QualificationLevel
from courses.models import (
    Availability,
    Block,
    Enrolment,
    Instructor,
    Qualification,
    Teaching,
)
from courses.rules.calendar import Span
from courses.rules.instructors import Days, can_teach

_RANK = {level.value: place for place, level in enumerate(QualificationLevel)}


def available(course_id: int, span: Span) -> list[Instructor]:
    """Return who may teach the course on every day of `span` and has nothing else to do then.

    Qualified throughout; on the list of instructors throughout; neither away nor blocked
    (duty, leave …), nor in a cohort as a trainee, nor teaching on any of the days. The highest
    qualification first, then by pinyin. A fixed number of queries.
    """
    qualified = Qualification.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=span.ends_on),
        course_id=course_id,
        valid_from__lte=span.starts_on,
    )
    levels = {row.instructor_id: row.level for row in qualified}
    rows = (
        Instructor.objects.throughout(span)
        .filter(pk__in=levels)
        .filter(
            ~Exists(Teaching.objects.standing().within(span).filter(instructor_id=OuterRef("pk")))
        )
        .order_by("pinyin_key", "pk")
    )
    found = free_throughout(rows, span)
    return sorted(found, key=lambda row: -_RANK[levels[row.pk]])


def free_throughout(rows: Iterable[Instructor], span: Span) -> list[Instructor]:
    """Return those of `rows` who could teach on every day of `span`, whatever they teach then."""
    listed = list(rows)
    days = days_of(listed, span)
    return [row for row in listed if can_teach(days[row.pk], span)]


def days_of(rows: Iterable[Instructor], span: Span) -> dict[int, Days]:
    """Return what is known of each instructor's days that touch `span`, by their keys."""
    listed = list(rows)
    away: dict[int, list[Span]] = defaultdict(list)
    offered: dict[int, list[Span]] = defaultdict(list)
    spans = Availability.objects.standing().of([row.pk for row in listed]).touching(span)
    for each in spans:
        kept = offered if each.kind == AvailabilityKind.OFFERED else away
        kept[each.instructor_id].append(each.span)
    by_person = {row.person_id: row.pk for row in listed if row.person_id is not None}
    for block in Block.objects.standing().of(by_person).touching(span):
        away[by_person[block.person_id]].append(block.span)
    places = (
        Enrolment.objects.busy()
        .filter(
            person_id__in=by_person,
            cohort__starts_on__lte=span.ends_on,
            cohort__ends_on__gte=span.starts_on,
        )
        .exclude(cohort__state=CohortState.CANCELLED)
        .select_related("cohort")
    )
    for place in places:
        away[by_person[place.person_id]].append(place.cohort.span)
    return {
        row.pk: Days(
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            offered_only=row.offered_only,
            away=tuple(away[row.pk]),
            offered=tuple(offered[row.pk]),
        )
        for row in listed
    }
