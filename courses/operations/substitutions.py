"""Substitution (替训): one person out and another of the same unit in, as one step."""

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.models import Person
from academy.people.queries import units
from academy.shared import clock
from courses import topics
from courses.enums import EnrolmentState, EnrolmentVerb, Verb
from courses.errors import ReasonRequired, SubstituteOtherUnit, SubstitutionsClosed
from courses.models import Cohort, Enrolment, Substitution
from courses.operations import enrolments, locks, telling
from courses.queries.entrants import issued_notice
from courses.queries.seating import Place, plan
from courses.rules.capacity import quota_holder
from courses.rules.deadlines import is_past, said


@transaction.atomic
def substitute(
    *,
    actor: Actor,
    enrolment: Enrolment,
    incoming: Person,
    reason: str,
    at: datetime,
    override_reason: str = "",
) -> Enrolment:
    """Let `incoming` take the seat of `enrolment`; return the new enrolment.

    The seat stays within the unit that holds the quota and passes by the waiting list. Only
    before check-in and before the notice's cut-off; an admin's `override_reason` goes past the
    cut-off and the rules that may be set aside. The same once more is success.
    """
    if not reason.strip():
        raise ReasonRequired(field="reason")
    cohort = locks.cohort_row(enrolment.cohort_id)
    earlier = _made_before(enrolment, incoming)
    if earlier is not None:
        return earlier
    locks.refuse_unless_enrolling(cohort)
    _refuse_after_cut_off(cohort, overrides=bool(override_reason.strip()), at=at)
    locks.person_rows([incoming])
    row, _changes = enrolments.asked(enrolment, EnrolmentVerb.SUBSTITUTE)
    if row.person_id == incoming.pk:
        raise enrolments.already_in(row, incoming)
    enrolments.leave_seat(row, reason=reason, at=at)
    place = _place_for(cohort, row, incoming, overrides=bool(override_reason.strip()), at=at)
    new = enrolments.place_row(cohort, place, EnrolmentVerb.ENROL, actor=actor, at=at)
    new.save()
    enrolments.keep_overrides(actor, [(new, place)], override_reason.strip()[:200], at=at)
    Substitution.objects.create(
        outgoing=row,
        incoming=new,
        held_since_at=row.enrolled_at or at,
        reason=row.reason,
        made_at=at,
        made_by=actor.label,
    )
    record(actor, Verb.SUBSTITUTED, row, at=at, facts={"incoming": new.public_id})
    telling.trainees(topics.SUBSTITUTED_OUT, cohort, [row], at=at, reason=row.reason)
    telling.trainees(topics.SUBSTITUTED_IN, cohort, [new], at=at)
    telling.units_of(
        topics.UNIT_SUBSTITUTED,
        cohort,
        [new],
        at=at,
        incoming=incoming.name,
        outgoing=row.person.name,
        reason=row.reason,
    )
    return new


def _made_before(enrolment: Enrolment, incoming: Person) -> Enrolment | None:
    """The substitute's place, if this very substitution was made and still holds."""
    row = Substitution.objects.filter(
        outgoing=enrolment,
        outgoing__state=EnrolmentState.WITHDRAWN,
        incoming__person=incoming,
    ).select_related("incoming", "outgoing")
    made = row.order_by("-pk").first()
    if made is None or made.held_since_at != made.outgoing.enrolled_at:
        return None
    return made.incoming


def _refuse_after_cut_off(cohort: Cohort, *, overrides: bool, at: datetime) -> None:
    notice = issued_notice(cohort)
    if notice is not None and not overrides and is_past(notice.substitute_until_at, at):
        raise SubstitutionsClosed(until=said(notice.substitute_until_at))


def _place_for(
    cohort: Cohort, out: Enrolment, incoming: Person, *, overrides: bool, at: datetime
) -> Place:
    """Ask the rules for the substitute, the seat being free now; hold it within the unit."""
    on = clock.local_date(at)
    made = plan(cohort, [incoming], verb=EnrolmentVerb.ENROL, on=on, overrides=overrides)
    if made.refused:
        raise made.refused[0].refusal
    if made.already:
        raise enrolments.already_in(made.already[0], incoming)
    place = made.places[0]
    parents = {node.id: node.parent_id for node in units.tree(on)}
    holders = list(cohort.quotas.values_list("unit_id", flat=True))
    mine, theirs = (
        quota_holder(unit_id, parents=parents, holders=holders) or unit_id
        for unit_id in (out.unit_id, place.assignment.unit_id)
    )
    if mine != theirs:
        raise SubstituteOtherUnit(person=incoming.name)
    return place
