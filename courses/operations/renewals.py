"""The renewal windows of courses: each edition is a row more."""

from datetime import date, datetime

from django.db import transaction

from academy.audit.record import Actor, record
from courses.enums import Verb
from courses.errors import ReasonRequired
from courses.errors.renewals import RenewalDaysInvalid
from courses.models import Course, RenewalWindow
from courses.queries import renewals
from courses.rules.eligibility import MOST_RENEWAL_DAYS, renewal_days_allowed


@transaction.atomic
def adopt(
    *, actor: Actor, course: Course, days: int, valid_from: date, ground: str, at: datetime
) -> RenewalWindow:
    """Put a renewal window into force from a day; one that holds that day already is it.

    `ground` says by what it was decided. Earlier editions stay as they are, and nobody who is in a
    cohort is judged anew.
    """
    if not renewal_days_allowed(days):
        raise RenewalDaysInvalid(field="days", most=MOST_RENEWAL_DAYS)
    if not ground.strip():
        raise ReasonRequired(field="ground")
    # Two who decide at once: the later one sees the earlier one's edition.
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    standing = renewals.window_on(course.pk, valid_from)
    if standing is not None and standing.days == days:
        return standing
    row = RenewalWindow.objects.create(
        course=course,
        valid_from=valid_from,
        days=days,
        ground=ground.strip()[:200],
        recorded_by=actor.key,
        recorded_at=at,
    )
    facts = {"course": course.code, "days": days, "valid_from": valid_from, "ground": row.ground}
    record(actor, Verb.RENEWAL_WINDOW_SET, row, at=at, facts=facts)
    return row
