"""What people are granted in every exam."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q, QuerySet

from academy.people.queries import persons
from academy.shared import clock
from exams.models import Accommodation, Exam, Sitting
from exams.rules import timing
from exams.rules.transitions import RUNNING


def in_force(on: date) -> QuerySet[Accommodation]:
    """Accommodations that apply on a local day."""
    return Accommodation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on
    )


def listed(
    scope: Collection[int], *, on: date, text: str = "", with_ended: bool = False
) -> QuerySet[Accommodation]:
    """Accommodations of the people of ``scope``, those to come included.

    Args:
        text: a part of the name, or the beginning of the staff number.
        with_ended: those that apply no more as well.
    """
    if "\x00" in text:
        # Nobody is called so, and PostgreSQL would not even look.
        return Accommodation.objects.none()
    people = persons.persons(scope, persons.PersonFilter(text=text, with_left=with_ended), on=on)
    rows = Accommodation.objects.filter(person__in=people.prefetch_related(None).values("pk"))
    if not with_ended:
        rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    return rows.select_related("person")


def running_now(person_id: int, at: datetime) -> QuerySet[Sitting]:
    """The person's sittings under way, which a grant or its end does not change any more."""
    running = Sitting.objects.filter(
        person_id=person_id, state__in=[state.value for state in RUNNING]
    )
    return running.filter(Q(paused_at__isnull=False) | Q(deadline_at__gt=at))


def planned_seconds(exam: Exam, person_id: int, at: datetime) -> int:
    """The extra time the person is granted for this exam if they start at ``at``."""
    granted = in_force(clock.local_date(at)).filter(person_id=person_id)
    return max(
        (
            timing.planned_seconds(
                duration_seconds=exam.duration_seconds,
                extra_percent=row.extra_percent,
                extra_minutes=row.extra_minutes,
            )
            for row in granted
        ),
        default=0,
    )
