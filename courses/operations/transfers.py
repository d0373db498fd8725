"""Transfer (转期): a person goes on in another cohort of the same course."""

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared import clock
from courses import topics
from courses.enums import EnrolmentState, EnrolmentVerb, Verb
from courses.errors import (
    EnrolmentTransferred,
    ReasonRequired,
    TransferCourse,
    TransferredThereBefore,
)
from courses.models import Cohort, Enrolment
from courses.operations import carrying, enrolments, leaves, locks, telling, waiting
from courses.queries.seating import person_facts, plan


@transaction.atomic
def transfer(
    *,
    actor: Actor,
    enrolment: Enrolment,
    to: Cohort,
    reason: str,
    at: datetime,
    override_reason: str = "",
) -> Enrolment:
    """Move a person with a seat to another cohort of the course; return the new enrolment.

    The old row is closed as transferred and keeps its check-in; the new one names it, and
    outcomes reported so far come along as copies that name their originals; one that an exam of
    the old cohort reports later follows (`completions.record_outcomes`). Roll-calls, leave and
    conduct stay at the old place and are read along (`queries.stay`, ADR 0020), so that what is
    corrected there later counts in the new cohort, once. Leave that is asked or ahead is closed,
    leave that has begun ends now: the new cohort has other days. Hours are the person's own and
    stay where they are. Nothing crosses a close-out: a closed cohort neither
    gives nor takes. The same once more is success.
    """
    if not reason.strip():
        raise ReasonRequired(field="reason")
    cohorts = locks.cohort_rows({enrolment.cohort_id, to.pk})
    source, target = cohorts[enrolment.cohort_id], cohorts[to.pk]
    if source.pk == target.pk or source.syllabus.course_id != target.syllabus.course_id:
        raise TransferCourse(field="to")
    locks.person_rows([enrolment.person])
    row, changes = enrolments.asked(enrolment, EnrolmentVerb.TRANSFER)
    if not changes:
        return _made_before(row, target)
    locks.refuse_unless_enrolling(target)
    row.state = EnrolmentState.TRANSFERRED
    row.transferred_at = at
    row.reason = reason.strip()[:200]
    row.save(update_fields=["state", "transferred_at", "reason"])
    leaves.withdraw_open(actor=actor, rows=[row], reason=row.reason, at=at)
    leaves.end_running(actor=actor, rows=[row], at=at)
    new = _enter(actor, row, target, override_reason.strip()[:200], at=at)
    carried = carrying.carry(list(row.outcomes.order_by("pk")))
    facts = {"to": new.public_id, "cohort": target.public_id, "outcomes": carried}
    record(actor, Verb.TRANSFERRED, row, at=at, facts=facts)
    telling.trainees(topics.TRANSFERRED, target, [new], at=at, reason=row.reason)
    telling.units_of(topics.UNIT_WITHDRAWN, source, [row], at=at, reason=row.reason)
    telling.units_of(topics.UNIT_DECIDED, target, [new], at=at)
    waiting.promote(actor, source, at=at)
    return new


def _made_before(row: Enrolment, target: Cohort) -> Enrolment:
    """The place to which the row was transferred, if that was this very cohort."""
    made = Enrolment.objects.filter(transferred_from=row, cohort=target).first()
    if made is None:
        raise EnrolmentTransferred(**person_facts(row.person, EnrolmentState.TRANSFERRED))
    return made


def _enter(
    actor: Actor, old: Enrolment, target: Cohort, override_reason: str, *, at: datetime
) -> Enrolment:
    """Seat the person in the target cohort; the old place claims no days any more."""
    made = plan(
        target,
        [old.person],
        verb=EnrolmentVerb.ENROL,
        on=clock.local_date(at),
        overrides=bool(override_reason),
    )
    if made.refused:
        raise made.refused[0].refusal
    if made.already:
        raise enrolments.already_in(made.already[0], old.person)
    place = made.places[0]
    new = enrolments.place_row(target, place, EnrolmentVerb.ENROL, actor=actor, at=at)
    new.nominated_at, new.nominated_by = old.nominated_at, old.nominated_by
    new.endorsed_at, new.endorsed_by = old.endorsed_at, old.endorsed_by
    new.approved_at = old.approved_at
    if new.transferred_from_id not in (None, old.pk):
        # The place is on another way already: what came along on that one would be lost.
        raise TransferredThereBefore(person=old.person.name, cohort=target.name)
    new.transferred_from = old
    new.save()
    enrolments.keep_overrides(actor, [(new, place)], override_reason, at=at)
    return new
