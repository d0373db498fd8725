"""A person's place in a cohort: nominated, decided, seated, checked in, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record, record_many
from academy.people.models import Person
from academy.shared import clock
from courses.enums import ENROLLING, CohortState, EnrolmentState, EnrolmentVerb, Verb
from courses.errors import (
    ENROLMENT_REFUSAL,
    CohortCancelled,
    CohortClosed,
    CohortNotEnrolling,
    CohortNotRunning,
    ReasonRequired,
)
from courses.models import Cohort, Enrolment
from courses.operations import locks
from courses.queries.seating import PersonRefusal, Place, person_facts, plan
from courses.rules import transitions

_FACTS_OF_THE_DAY = ["unit", "staff_kind", "post", "rank"]
_STAMPS = [
    "nominated_at",
    "approved_at",
    "declined_at",
    "enrolled_at",
    "checked_in_at",
    "withdrawn_at",
]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a list: entered now, in already (success too), refused with reasons."""

    done: list[Enrolment]
    already: list[Enrolment]
    refused: list[PersonRefusal]


@transaction.atomic
def enrol_many(*, actor: Actor, cohort: Cohort, persons: Sequence[Person], at: datetime) -> Report:
    """Seat as many of the list as may be seated, in list order; the others come back refused.

    Refuses as a whole only where the cohort takes nobody. The number of statements does not
    depend on the number of persons.
    """
    return _enter(actor, cohort, persons, EnrolmentVerb.ENROL, at=at)


@transaction.atomic
def enrol(*, actor: Actor, cohort: Cohort, person: Person, at: datetime) -> Enrolment:
    """Give one person a seat; who has one already keeps it."""
    return _single(_enter(actor, cohort, [person], EnrolmentVerb.ENROL, at=at))


@transaction.atomic
def nominate_many(
    *, actor: Actor, cohort: Cohort, persons: Sequence[Person], at: datetime
) -> Report:
    """Nominate a unit's people; a nomination holds no seat, but it does claim the days."""
    return _enter(actor, cohort, persons, EnrolmentVerb.NOMINATE, at=at)


@transaction.atomic
def nominate(*, actor: Actor, cohort: Cohort, person: Person, at: datetime) -> Enrolment:
    """Nominate one person."""
    return _single(_enter(actor, cohort, [person], EnrolmentVerb.NOMINATE, at=at))


@transaction.atomic
def approve(*, actor: Actor, enrolment: Enrolment, at: datetime) -> Enrolment:
    """Approve a nomination; the seat itself is given by `enrol`."""
    cohort = locks.cohort_row(enrolment.cohort_id)
    row, changes = _asked(enrolment, EnrolmentVerb.APPROVE)
    if not changes:
        return row
    _refuse_unless_enrolling(cohort)
    row.state = EnrolmentState.APPROVED
    row.approved_at = at
    row.save(update_fields=["state", "approved_at"])
    record(actor, Verb.APPROVED, row, at=at)
    return row


@transaction.atomic
def decline(*, actor: Actor, enrolment: Enrolment, reason: str, at: datetime) -> Enrolment:
    """Decline a nomination with a reason the unit will read."""
    if not reason.strip():
        raise ReasonRequired(field="reason")
    locks.cohort_row(enrolment.cohort_id)
    row, changes = _asked(enrolment, EnrolmentVerb.DECLINE)
    if not changes:
        return row
    row.state = EnrolmentState.DECLINED
    row.approved_at = None
    row.declined_at = at
    row.reason = reason.strip()[:200]
    row.save(update_fields=["state", "approved_at", "declined_at", "reason"])
    record(actor, Verb.DECLINED, row, at=at)
    return row


@transaction.atomic
def withdraw(*, actor: Actor, enrolment: Enrolment, reason: str, at: datetime) -> Enrolment:
    """Take a person out with a reason; a seat so freed can be given to somebody else."""
    if not reason.strip():
        raise ReasonRequired(field="reason")
    locks.cohort_row(enrolment.cohort_id)
    row, changes = _asked(enrolment, EnrolmentVerb.WITHDRAW)
    if not changes:
        return row
    before = row.state
    row.state = EnrolmentState.WITHDRAWN
    row.withdrawn_at = at
    row.reason = reason.strip()[:200]
    row.save(update_fields=["state", "withdrawn_at", "reason"])
    record(actor, Verb.WITHDRAWN, row, at=at, facts={"from": before})
    return row


@transaction.atomic
def check_in(*, actor: Actor, enrolment: Enrolment, at: datetime) -> Enrolment:
    """Check one person in (报到) at a running cohort."""
    cohort = locks.cohort_row(enrolment.cohort_id)
    row, changes = _asked(enrolment, EnrolmentVerb.CHECK_IN)
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
    *,
    at: datetime,
) -> Report:
    """Lock cohort and people, plan, write the places, tell the log."""
    locked = locks.cohort_row(cohort.pk)
    _refuse_unless_enrolling(locked)
    locks.person_rows(persons)
    made = plan(locked, persons, verb=verb, on=clock.local_date(at))
    done = [_place(locked, place, verb, at=at) for place in made.places]
    fresh = [row for row in done if row._state.adding]
    back = [row for row in done if not row._state.adding]
    Enrolment.objects.bulk_create(fresh)
    if back:
        changed = ["state", "reason", *_FACTS_OF_THE_DAY, *_STAMPS]
        Enrolment.objects.bulk_update(back, changed)
    said = Verb.ENROLLED if verb is EnrolmentVerb.ENROL else Verb.NOMINATED
    facts = {"cohort": locked.public_id}
    record_many(actor, said, [(row, facts) for row in done], at=at)
    return Report(done, made.already, made.refused)


def _place(cohort: Cohort, place: Place, verb: EnrolmentVerb, *, at: datetime) -> Enrolment:
    """Return the row to write: a new one, or the person's old one come back."""
    row = place.enrolment or Enrolment(cohort=cohort, person=place.person)
    enters_again = row.state in (EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED)
    if verb is EnrolmentVerb.NOMINATE:
        row.state = EnrolmentState.NOMINATED
        row.nominated_at = at
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


def _single(report: Report) -> Enrolment:
    if report.refused:
        raise report.refused[0].refusal
    return (report.done or report.already)[0]


def _asked(enrolment: Enrolment, verb: EnrolmentVerb) -> tuple[Enrolment, bool]:
    """Lock the enrolment (its cohort is locked) and ask the table."""
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    row = rows.get(pk=enrolment.pk)
    state = EnrolmentState(row.state)
    move = transitions.enrolment_move(state, verb)
    if move.why is not None:
        raise ENROLMENT_REFUSAL[move.why](**person_facts(row.person, state))
    return row, move.changes


def _refuse_unless_enrolling(cohort: Cohort) -> None:
    if cohort.state in ENROLLING:
        return
    if cohort.state == CohortState.CLOSED:
        raise CohortClosed
    if cohort.state == CohortState.CANCELLED:
        raise CohortCancelled
    raise CohortNotEnrolling


def _refuse_unless_running(cohort: Cohort) -> None:
    if cohort.state == CohortState.RUNNING:
        return
    if cohort.state == CohortState.CLOSED:
        raise CohortClosed
    if cohort.state == CohortState.CANCELLED:
        raise CohortCancelled
    raise CohortNotRunning
