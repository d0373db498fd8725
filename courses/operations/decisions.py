"""Deciding on nominations: the unit's leader endorses or returns, the academy then decides.

Each works on a list, set by set: the number of statements does not depend on the number of
people, only on the number of cohorts they are in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record_many
from academy.shared import clock
from academy.shared.errors import Refusal
from courses import topics
from courses.enums import EnrolmentState, EnrolmentVerb, Verb
from courses.errors import ENROLMENT_REFUSAL, OwnNomination, ReasonRequired
from courses.models import Cohort, Enrolment
from courses.operations import locks, telling, waiting
from courses.operations.reports import Report
from courses.queries.entrants import facts_of
from courses.queries.seating import PersonRefusal, person_facts, refusal_of, ruling_on
from courses.rules import transitions


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the table says of a list: rows to change by cohort, and the report so far."""

    cohorts: dict[int, Cohort]
    rows: list[Enrolment]
    report: Report

    def of(self, cohort_id: int) -> list[Enrolment]:
        """The rows to change in one cohort."""
        return [row for row in self.rows if row.cohort_id == cohort_id]


@transaction.atomic
def endorse_many(*, actor: Actor, enrolments: Iterable[Enrolment], at: datetime) -> Report:
    """Endorse nominations as the unit's leader; never those that one made oneself."""

    def own(row: Enrolment) -> Refusal | None:
        mine = row.nominated_by == actor.key
        return OwnNomination(person=row.person.name) if mine else None

    asked = _asked(enrolments, EnrolmentVerb.ENDORSE, refuse=own)
    for row in asked.rows:
        row.state = EnrolmentState.ENDORSED
        row.endorsed_at = at
        row.endorsed_by = actor.key
    _write(actor, asked, Verb.ENDORSED, ["state", "endorsed_at", "endorsed_by"], at=at)
    for cohort_id, cohort in asked.cohorts.items():
        telling.trainees(topics.ENDORSED, cohort, asked.of(cohort_id), at=at)
        telling.units_of(
            topics.ENDORSED_BY_LEADER, cohort, asked.of(cohort_id), to=telling.OFFICERS, at=at
        )
    return asked.report


@transaction.atomic
def return_many(
    *, actor: Actor, enrolments: Iterable[Enrolment], reason: str, at: datetime
) -> Report:
    """Send nominations back to the unit's officer with a reason; they may be made again."""
    asked = _send_back(actor, enrolments, EnrolmentVerb.RETURN, reason, at=at)
    for cohort_id, cohort in asked.cohorts.items():
        rows = asked.of(cohort_id)
        telling.trainees(topics.RETURNED, cohort, rows, at=at, reason=reason.strip())
        telling.units_of(
            topics.UNIT_RETURNED, cohort, rows, to=telling.OFFICERS, at=at, reason=reason.strip()
        )
    waiting.promote_each(actor, asked.cohorts.values(), at=at)
    return asked.report


@transaction.atomic
def decline_many(
    *, actor: Actor, enrolments: Iterable[Enrolment], reason: str, at: datetime
) -> Report:
    """Decline nominations as the academy, with a reason the units will read."""
    asked = _send_back(actor, enrolments, EnrolmentVerb.DECLINE, reason, at=at)
    for cohort_id, cohort in asked.cohorts.items():
        rows = asked.of(cohort_id)
        telling.trainees(topics.DECLINED, cohort, rows, at=at, reason=reason.strip())
        telling.units_of(topics.UNIT_DECLINED, cohort, rows, at=at, reason=reason.strip())
    waiting.promote_each(actor, asked.cohorts.values(), at=at)
    return asked.report


@transaction.atomic
def approve_many(*, actor: Actor, enrolments: Iterable[Enrolment], at: datetime) -> Report:
    """Approve endorsed nominations: each gets a seat, or the next place on the waiting list.

    Who holds a place of the unit's quota goes straight to a seat as long as the room has one, in
    order of nomination; the others queue up and then move up as far as there is room. The rules
    are asked once more: somebody may have left since.
    """
    asked = _asked(enrolments, EnrolmentVerb.APPROVE)
    for cohort_id, cohort in asked.cohorts.items():
        rows = sorted(asked.of(cohort_id), key=lambda row: (row.nominated_at or at, row.pk))
        if rows:
            locks.refuse_unless_enrolling(cohort)
            _seat_or_queue(actor, cohort, rows, asked.report, at=at)
    return asked.report


def _seat_or_queue(
    actor: Actor, cohort: Cohort, rows: Sequence[Enrolment], report: Report, *, at: datetime
) -> None:
    today = clock.local_date(at)
    facts = facts_of(cohort, [row.person for row in rows], on=today)
    number = waiting.next_number(cohort)
    done: list[Enrolment] = []
    for row in rows:
        why = ruling_on(cohort, row.person, facts, on=today).why
        if why is not None:
            report.done.remove(row)
            report.refused.append(PersonRefusal(row.person, refusal_of(why, row.person, facts)))
            continue
        row.approved_at = at
        if not row.beyond_quota and facts.seats.taken < facts.seats.capacity:
            facts.seats.taken += 1
            waiting.seat(row, at=at)
        else:
            row.state, row.waiting_number = EnrolmentState.WAITING, number
            number += 1
        done.append(row)
    fields = ["state", "approved_at", "enrolled_at", "waiting_number", "beyond_quota"]
    Enrolment.objects.bulk_update(done, fields)
    record_many(actor, Verb.APPROVED, [(row, {"to": row.state}) for row in done], at=at)
    moved = {row.pk: row for row in waiting.promote(actor, cohort, at=at)}
    for row in done:
        if row.pk in moved:
            waiting.seat(row, at=at)
            row.unit_id = moved[row.pk].unit_id
    seated = [row for row in done if row.state == EnrolmentState.ENROLLED and row.pk not in moved]
    queued = [row for row in done if row.state == EnrolmentState.WAITING]
    telling.trainees(topics.SEATED, cohort, seated, at=at)
    telling.trainees(topics.WAITING, cohort, queued, at=at)
    telling.units_of(topics.UNIT_DECIDED, cohort, done, at=at)


def endorse(*, actor: Actor, enrolment: Enrolment, at: datetime) -> Enrolment:
    """Endorse one nomination."""
    return endorse_many(actor=actor, enrolments=[enrolment], at=at).single()


def return_(*, actor: Actor, enrolment: Enrolment, reason: str, at: datetime) -> Enrolment:
    """Send one nomination back."""
    return return_many(actor=actor, enrolments=[enrolment], reason=reason, at=at).single()


def approve(*, actor: Actor, enrolment: Enrolment, at: datetime) -> Enrolment:
    """Approve one nomination: a seat, or a place on the waiting list."""
    return approve_many(actor=actor, enrolments=[enrolment], at=at).single()


def decline(*, actor: Actor, enrolment: Enrolment, reason: str, at: datetime) -> Enrolment:
    """Decline one nomination."""
    return decline_many(actor=actor, enrolments=[enrolment], reason=reason, at=at).single()


def _asked(
    enrolments: Iterable[Enrolment],
    verb: EnrolmentVerb,
    *,
    refuse: Callable[[Enrolment], Refusal | None] = lambda _row: None,
) -> _Asked:
    """Lock cohorts and rows, ask the table for each, sort them."""
    asked_for = list(enrolments)
    cohorts = locks.cohort_rows({row.cohort_id for row in asked_for})
    wanted = list(dict.fromkeys(row.pk for row in asked_for))
    rows = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person")
        .filter(pk__in=wanted)
        .order_by("pk")
    )
    by_key = {row.pk: row for row in rows}
    asked = _Asked(cohorts, [], Report([], [], []))
    for row in (by_key[key] for key in wanted):
        state = EnrolmentState(row.state)
        move = transitions.enrolment_move(state, verb)
        no: Refusal | None = None
        if move.why is not None:
            no = ENROLMENT_REFUSAL[move.why](**person_facts(row.person, state))
        elif not move.changes:
            asked.report.already.append(row)
            continue
        no = no or refuse(row)
        if no is not None:
            asked.report.refused.append(PersonRefusal(row.person, no))
            continue
        row.cohort = cohorts[row.cohort_id]
        asked.rows.append(row)
        asked.report.done.append(row)
    return asked


def _send_back(
    actor: Actor,
    enrolments: Iterable[Enrolment],
    verb: EnrolmentVerb,
    reason: str,
    *,
    at: datetime,
) -> _Asked:
    if not reason.strip():
        raise ReasonRequired(field="reason")
    asked = _asked(enrolments, verb)
    returned = verb is EnrolmentVerb.RETURN
    for row in asked.rows:
        row.state = EnrolmentState.RETURNED if returned else EnrolmentState.DECLINED
        row.approved_at = None
        row.waiting_number = None
        row.declined_at = at
        row.reason = reason.strip()[:200]
    said = Verb.RETURNED if returned else Verb.DECLINED
    fields = ["state", "approved_at", "waiting_number", "declined_at", "reason"]
    _write(actor, asked, said, fields, at=at)
    return asked


def _write(actor: Actor, asked: _Asked, said: Verb, fields: list[str], *, at: datetime) -> None:
    Enrolment.objects.bulk_update(asked.rows, fields)
    record_many(actor, said, [(row, {}) for row in asked.rows], at=at)
