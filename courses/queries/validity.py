"""Who holds a course on a day."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from courses.enums import CompletionVerdict
from courses.models import Completion

_BATCH = 500


def holding(on: date) -> Q:
    """Return the condition "passed, and the window holds on that day" for completions."""
    return Q(verdict=CompletionVerdict.PASSED.value, valid_from__lte=on) & (
        Q(valid_until_on__isnull=True) | Q(valid_until_on__gt=on)
    )


def certified(person_ids: Collection[int], course_id: int, on: date) -> dict[int, Completion]:
    """Return by person id a pass of the course that holds on that day: the one that lasts longest.

    People without one are absent. Windows overlap where somebody renewed early.
    """
    found: dict[int, Completion] = {}
    ids = list(person_ids)
    for start in range(0, len(ids), _BATCH):
        rows = Completion.objects.filter(
            holding(on),
            enrolment__person_id__in=ids[start : start + _BATCH],
            enrolment__cohort__syllabus__course_id=course_id,
        ).select_related("enrolment")
        for row in rows.order_by("pk"):
            known = found.get(row.enrolment.person_id)
            if known is None or _end(row) >= _end(known):
                found[row.enrolment.person_id] = row
    return found


def _end(row: Completion) -> date:
    return row.valid_until_on or date.max
