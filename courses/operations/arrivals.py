"""At the gate: an arrival entered for the wrong person is taken back."""

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared import clock
from courses.enums import EnrolmentState, EnrolmentVerb, Verb
from courses.errors.arrivals import CheckInHasOutcome, CheckInHasStay, CheckInSettled
from courses.models import Enrolment
from courses.operations import enrolments, locks
from courses.rules.arrivals import may_undo


@transaction.atomic
def undo_check_in(*, actor: Actor, enrolment: Enrolment, at: datetime) -> Enrolment:
    """Take an arrival of the same day back while nothing followed it; twice is success.

    When the person was said to have come stays in the log.
    """
    locks.refuse_unless_enrolling(locks.cohort_row(enrolment.cohort_id))
    row, changes = enrolments.asked(enrolment, EnrolmentVerb.UNDO_CHECK_IN)
    if not changes:
        return row
    arrived_at = row.checked_in_at
    arrived_on = clock.local_date(arrived_at or at)
    if not may_undo(arrived_on, today=clock.local_date(at)):
        raise CheckInSettled(person=row.person.name, arrived_on=arrived_on)
    if row.outcomes.exists():
        raise CheckInHasOutcome(person=row.person.name)
    if row.roll_call_lines.exists() or row.leaves.exists() or row.conduct_entries.exists():
        raise CheckInHasStay(person=row.person.name)
    row.state = EnrolmentState.ENROLLED
    row.checked_in_at = None
    row.save(update_fields=["state", "checked_in_at"])
    record(actor, Verb.CHECK_IN_UNDONE, row, at=at, facts={"arrived_at": arrived_at})
    return row
