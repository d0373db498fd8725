"""The waiting list of a cohort: joining it at its end, and moving up when a seat falls free."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from academy.audit.record import Actor, record_many
from academy.shared import clock
from courses import topics
from courses.enums import ENROLLING, EnrolmentState, EnrolmentVerb, Verb
from courses.models import Cohort, Enrolment
from courses.operations import telling
from courses.queries.seating import plan
from courses.rules.deadlines import may_move_up


def next_number(cohort: Cohort) -> int:
    """Return the number behind the last of the list; the cohort is locked."""
    last = Enrolment.objects.filter(cohort=cohort).aggregate(last=Max("waiting_number"))["last"]
    return (last or 0) + 1


def promote(actor: Actor, cohort: Cohort, *, at: datetime) -> list[Enrolment]:
    """Seat whoever of the waiting list can be seated now, in its order; the cohort is locked.

    Called by whatever frees a seat or a place of a quota, in the same transaction. Who cannot
    come (no place of the unit's quota, or a rule against it) keeps the place on the list and
    does not hold up those behind. Nobody moves up after the cohort's first day.
    """
    today = clock.local_date(at)
    if cohort.state not in ENROLLING or not may_move_up(starts_on=cohort.starts_on, today=today):
        return []
    waiting = list(
        Enrolment.objects.waiting()
        .filter(cohort=cohort)
        .select_related("person")
        .select_for_update(of=("self",), no_key=True)
    )
    if not waiting:
        return []
    made = plan(cohort, [row.person for row in waiting], verb=EnrolmentVerb.ENROL, on=today)
    units = {place.person.pk: place.assignment.unit_id for place in made.places}
    moved = [row for row in waiting if row.person_id in units]
    if not moved:
        return []
    for row in moved:
        seat(row, at=at)
        row.unit_id = units[row.person_id]
    Enrolment.objects.bulk_update(
        moved, ["state", "enrolled_at", "waiting_number", "beyond_quota", "unit"]
    )
    record_many(actor, Verb.ENROLLED, [(row, {"from": "waiting"}) for row in moved], at=at)
    telling.trainees(topics.MOVED_UP, cohort, moved, at=at)
    telling.units_of(topics.UNIT_MOVED_UP, cohort, moved, at=at)
    return moved


def promote_each(actor: Actor, cohorts: Iterable[Cohort], *, at: datetime) -> None:
    """Let the waiting lists of several locked cohorts move up."""
    for cohort in cohorts:
        promote(actor, cohort, at=at)


def seat(row: Enrolment, *, at: datetime) -> None:
    """Turn an approved row into a seat; the caller writes it."""
    row.state = EnrolmentState.ENROLLED
    row.enrolled_at = at
    row.waiting_number = None
    row.beyond_quota = False
