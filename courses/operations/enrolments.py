"""A person's place in a cohort: nominated, decided, seated, checked in, withdrawn."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record, record_many
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import Refusal
from courses import topics
from courses.enums import CohortState, EnrolmentState, EnrolmentVerb, Verb
from courses.errors import (
    ENROLMENT_REFUSAL,
    AlreadyFurther,
    CohortCancelled,
    CohortClosed,
    CohortNotRunning,
    NominationsClosed,
    ReasonRequired,
    RecallsClosed,
)
from courses.models import Cohort, Enrolment, RuleOverride
from courses.operations import leaves, locks, telling, waiting
from courses.operations.reports import Report
from courses.queries.entrants import issued_notice
from courses.queries.seating import PersonRefusal, Place, person_facts, plan
from courses.rules import transitions
from courses.rules.deadlines import is_past, said

_LEFT = (EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED, EnrolmentState.RETURNED)
_BY = ["nominated_by", "endorsed_by", "waiting_number"]
_FACTS_OF_THE_DAY = ["unit", "staff_kind", "post", "rank"]
_STAMPS = [
    "nominated_at",
    "endorsed_at",
    "approved_at",
    "declined_at",
    "enrolled_at",
    "checked_in_at",
    "withdrawn_at",
]


@transaction.atomic
def enrol_many(
    *,
    actor: Actor,
    cohort: Cohort,
    persons: Sequence[Person],
    at: datetime,
    override_reason: str = "",
) -> Report:
    """Seat as many of the list as may be seated, in list order; the others come back refused.

    Refuses as a whole only where the cohort takes nobody. With `override_reason` an academy
    admin sets aside the rules that may be set aside; which ones stays on record with each
    person. The number of statements does not depend on the number of persons.
    """
    return _enter(actor, cohort, persons, EnrolmentVerb.ENROL, override_reason, at=at)


@transaction.atomic
def enrol(*, actor: Actor, cohort: Cohort, person: Person, at: datetime) -> Enrolment:
    """Give one person a seat; who has one already keeps it."""
    return _enter(actor, cohort, [person], EnrolmentVerb.ENROL, "", at=at).single()


@transaction.atomic
def nominate_many(
    *,
    actor: Actor,
    cohort: Cohort,
    persons: Sequence[Person],
    at: datetime,
    override_reason: str = "",
) -> Report:
    """Nominate a unit's people: each holds a place of the unit's quota and claims the days.

    Beyond the quota they are refused or, where the notice says so, taken as candidates for the
    waiting list. From the notice's deadline on only an admin's `override_reason` lets any in.
    """
    return _enter(actor, cohort, persons, EnrolmentVerb.NOMINATE, override_reason, at=at)


@transaction.atomic
def nominate(*, actor: Actor, cohort: Cohort, person: Person, at: datetime) -> Enrolment:
    """Nominate one person."""
    return _enter(actor, cohort, [person], EnrolmentVerb.NOMINATE, "", at=at).single()


@transaction.atomic
def withdraw(*, actor: Actor, enrolment: Enrolment, reason: str, at: datetime) -> Enrolment:
    """Take a person out with a reason; a seat so freed goes to the waiting list.

    Their leave is closed, and ends where it has begun.
    """
    if not reason.strip():
        raise ReasonRequired(field="reason")
    cohort = locks.cohort_row(enrolment.cohort_id)
    row, changes = asked(enrolment, EnrolmentVerb.WITHDRAW)
    if not changes:
        return row
    before = row.state
    leave_seat(row, reason=reason, at=at)
    leaves.withdraw_open(actor=actor, rows=[row], reason=row.reason, at=at)
    leaves.end_running(actor=actor, rows=[row], at=at)
    record(actor, Verb.WITHDRAWN, row, at=at, facts={"from": before})
    telling.trainees(topics.WITHDRAWN, cohort, [row], at=at, reason=row.reason)
    telling.units_of(topics.UNIT_WITHDRAWN, cohort, [row], at=at, reason=row.reason)
    waiting.promote(actor, cohort, at=at)
    return row


@transaction.atomic
def recall(*, actor: Actor, enrolment: Enrolment, reason: str, at: datetime) -> Enrolment:
    """Take back one's own unit's nomination with a reason, until the notice's deadline.

    Only what has no seat yet. The place of the quota is free again and the person may be
    nominated anew; recalled already is success.
    """
    if not reason.strip():
        raise ReasonRequired(field="reason")
    cohort = locks.cohort_row(enrolment.cohort_id)
    row, changes = asked(enrolment, EnrolmentVerb.RECALL)
    if not changes:
        return row
    notice = issued_notice(cohort)
    if notice is not None and is_past(notice.nominate_until_at, at):
        raise RecallsClosed(until=said(notice.nominate_until_at))
    before = row.state
    leave_seat(row, reason=reason, at=at)
    record(actor, Verb.RECALLED, row, at=at, facts={"from": before})
    telling.trainees(topics.RECALLED, cohort, [row], at=at, reason=row.reason)
    telling.units_of(
        topics.UNIT_RECALLED, cohort, [row], to=telling.LEADERS, at=at, reason=row.reason
    )
    waiting.promote(actor, cohort, at=at)
    return row


def leave_seat(row: Enrolment, *, reason: str, at: datetime) -> None:
    """Write a locked row as withdrawn."""
    row.state = EnrolmentState.WITHDRAWN
    row.withdrawn_at = at
    row.waiting_number = None
    row.reason = reason.strip()[:200]
    row.save(update_fields=["state", "withdrawn_at", "waiting_number", "reason"])


@transaction.atomic
def check_in(*, actor: Actor, enrolment: Enrolment, at: datetime) -> Enrolment:
    """Check one person in (报到) at a running cohort."""
    cohort = locks.cohort_row(enrolment.cohort_id)
    row, changes = asked(enrolment, EnrolmentVerb.CHECK_IN)
    if changes:
        _refuse_unless_running(cohort)
        _check_in(actor, [row], at=at)
    return row


@transaction.atomic
def check_in_many(
    *, actor: Actor, cohort: Cohort, persons: Sequence[Person], at: datetime
) -> Report:
    """Check a list of people in, set by set; who has no seat comes back refused."""
    locked = locks.cohort_row(cohort.pk)
    _refuse_unless_running(locked)
    rows = Enrolment.objects.select_for_update(no_key=True).filter(
        cohort=locked, person_id__in=[person.pk for person in persons]
    )
    by_person = {row.person_id: row for row in rows}
    report = Report([], [], [])
    for person in dict.fromkeys(persons):
        row = by_person.get(person.pk)
        state = EnrolmentState(row.state) if row else None
        move = transitions.enrolment_move(state, EnrolmentVerb.CHECK_IN)
        if row is None or move.why is not None:
            why = ENROLMENT_REFUSAL[move.why] if move.why else CohortNotRunning
            report.refused.append(PersonRefusal(person, why(**person_facts(person, state))))
        elif move.changes:
            report.done.append(row)
        else:
            report.already.append(row)
    _check_in(actor, report.done, at=at)
    return report


def _check_in(actor: Actor, rows: Sequence[Enrolment], *, at: datetime) -> None:
    for row in rows:
        row.state = EnrolmentState.CHECKED_IN
        row.checked_in_at = at
    Enrolment.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=EnrolmentState.CHECKED_IN, checked_in_at=at
    )
    record_many(actor, Verb.CHECKED_IN, [(row, {}) for row in rows], at=at)


def _enter(
    actor: Actor,
    cohort: Cohort,
    persons: Sequence[Person],
    verb: EnrolmentVerb,
    override_reason: str,
    *,
    at: datetime,
) -> Report:
    """Lock cohort and people, plan, write the places, tell the log and those concerned."""
    locked = locks.cohort_row(cohort.pk)
    locks.refuse_unless_enrolling(locked)
    reason = override_reason.strip()[:200]
    if verb is EnrolmentVerb.NOMINATE:
        refuse_after_deadline(locked, overrides=bool(reason), at=at)
    locks.person_rows(persons)
    on = clock.local_date(at)
    made = plan(locked, persons, verb=verb, on=on, overrides=bool(reason))
    done = [place_row(locked, place, verb, actor=actor, at=at) for place in made.places]
    fresh = [row for row in done if row._state.adding]
    back = [row for row in done if not row._state.adding]
    Enrolment.objects.bulk_create(fresh)
    if back:
        changed = ["state", "reason", "beyond_quota", *_BY, *_FACTS_OF_THE_DAY, *_STAMPS]
        Enrolment.objects.bulk_update(back, changed)
    verb_said = Verb.ENROLLED if verb is EnrolmentVerb.ENROL else Verb.NOMINATED
    facts = {"cohort": locked.public_id}
    record_many(actor, verb_said, [(row, facts) for row in done], at=at)
    keep_overrides(actor, list(zip(done, made.places, strict=True)), reason, at=at)
    if verb is EnrolmentVerb.ENROL:
        telling.trainees(topics.SEATED, locked, done, at=at)
    else:
        telling.trainees(topics.NOMINATED, locked, done, at=at)
        telling.units_of(topics.TO_ENDORSE, locked, done, to=telling.LEADERS, at=at)
    return Report(done, made.already, made.refused)


def refuse_after_deadline(cohort: Cohort, *, overrides: bool, at: datetime) -> None:
    """Raise NominationsClosed from the issued notice's deadline on."""
    notice = issued_notice(cohort)
    if notice is not None and not overrides and is_past(notice.nominate_until_at, at):
        raise NominationsClosed(until=said(notice.nominate_until_at))


def keep_overrides(
    actor: Actor, placed: Sequence[tuple[Enrolment, Place]], reason: str, *, at: datetime
) -> None:
    """Put on record which rules were set aside for whom, and why."""
    pairs = [(row, rule) for row, place in placed for rule in place.waived]
    RuleOverride.objects.bulk_create(
        RuleOverride(enrolment=row, rule=rule.value, reason=reason, made_at=at, made_by=actor.label)
        for row, rule in pairs
    )
    record_many(
        actor, Verb.RULE_OVERRIDDEN, [(row, {"rule": rule.value}) for row, rule in pairs], at=at
    )


def place_row(
    cohort: Cohort, place: Place, verb: EnrolmentVerb, *, actor: Actor, at: datetime
) -> Enrolment:
    """Return the row to write: a new one, or the person's old one come back."""
    row = place.enrolment or Enrolment(cohort=cohort, person=place.person)
    enters_again = row.state in _LEFT
    row.beyond_quota = place.beyond_quota
    row.waiting_number = None
    if verb is EnrolmentVerb.NOMINATE:
        row.state = EnrolmentState.NOMINATED
        row.nominated_at = at
        row.nominated_by = actor.key
        row.endorsed_at = None
        row.endorsed_by = ""
        row.approved_at = None
        row.enrolled_at = None
    else:
        row.state = EnrolmentState.ENROLLED
        row.enrolled_at = at
    if enters_again:
        row.checked_in_at = None
        row.declined_at = None
        row.withdrawn_at = None
        row.reason = ""
    row.unit_id = place.assignment.unit_id
    row.post_id = place.assignment.post_id
    row.rank_id = place.assignment.rank_id
    row.staff_kind = place.person.staff_kind
    return row


def asked(enrolment: Enrolment, verb: EnrolmentVerb) -> tuple[Enrolment, bool]:
    """Lock the enrolment (its cohort is locked) and ask the table."""
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    row = rows.get(pk=enrolment.pk)
    state = EnrolmentState(row.state)
    move = transitions.enrolment_move(state, verb)
    if move.why is not None:
        raise ENROLMENT_REFUSAL[move.why](**person_facts(row.person, state))
    return row, move.changes


def already_in(row: Enrolment, person: Person) -> Refusal:
    """The refusal for somebody who was to come in and is in already."""
    return AlreadyFurther(**person_facts(person, EnrolmentState(row.state)))


def _refuse_unless_running(cohort: Cohort) -> None:
    if cohort.state == CohortState.RUNNING:
        return
    if cohort.state == CohortState.CLOSED:
        raise CohortClosed
    if cohort.state == CohortState.CANCELLED:
        raise CohortCancelled
    raise CohortNotRunning
