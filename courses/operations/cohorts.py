"""A cohort from draft to its end."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from academy.audit.record import Actor, record, record_many
from academy.people.queries import units
from academy.shared import clock
from courses import topics
from courses.enums import (
    SEATED,
    CohortState,
    CohortVerb,
    CompletionVerdict,
    EnrolmentState,
    HoursSource,
    Verb,
)
from courses.errors import (
    COHORT_REFUSAL,
    CapacityTooSmall,
    CohortCancelled,
    CohortClosed,
    CohortEmpty,
    CohortNumberTaken,
    CohortOverHoliday,
    EndsBeforeStart,
    OutcomesMissing,
    QuotaBelowSeated,
    QuotasOverCapacity,
    QuotaUnitEnded,
    ReasonRequired,
    StaysUnsettled,
    SyllabusNotInForce,
)
from courses.models import Cohort, Completion, Enrolment, HoursEntry, Quota, Syllabus
from courses.operations import leaves, locks, telling, waiting
from courses.queries import closing, daysoff
from courses.queries.counting import seat_count
from courses.queries.entrants import ended_units
from courses.rules import capacity as seats
from courses.rules import transitions
from courses.rules.calendar import Span
from courses.rules.completion import hours_earned
from courses.rules.validity import until


@transaction.atomic
def draft(
    *,
    actor: Actor,
    syllabus: Syllabus,
    number: int,
    name: str,
    starts_on: date,
    ends_on: date,
    capacity: int,
    holiday_reason: str = "",
    at: datetime,
) -> Cohort:
    """Write a cohort down as a draft; the same draft again is the same cohort.

    `number` is the 期 of the year in which the cohort starts; both dates belong to it. A cohort
    that meets a public holiday or a day on which the academy is shut needs `holiday_reason`.
    """
    if not seats.capacity_allowed(capacity):
        raise CapacityTooSmall(field="capacity")
    if not Span(starts_on, ends_on).in_order:
        raise EndsBeforeStart(field="ends_on", starts_on=starts_on, ends_on=ends_on)
    if starts_on < syllabus.valid_from:
        raise SyllabusNotInForce(field="starts_on", valid_from=syllabus.valid_from)
    over = _over_holidays(Span(starts_on, ends_on), holiday_reason)
    facts: dict[str, object] = {
        "name": name,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "capacity": capacity,
    }
    cohort, created = Cohort.objects.get_or_create(
        syllabus=syllabus,
        year=starts_on.year,
        number=number,
        defaults={**facts, "holiday_reason": over},
    )
    if not created:
        if {key: getattr(cohort, key) for key in facts} != facts:
            raise CohortNumberTaken(field="number", year=starts_on.year, number=number)
        return cohort
    said: dict[str, object] = {"holiday_reason": over} if over else {}
    record(actor, Verb.COHORT_DRAFTED, cohort, at=at, facts={"number": number, **facts, **said})
    return cohort


def _over_holidays(span: Span, reason: str) -> str:
    """Return the reason to keep: none where there is no day off, else it must be there."""
    off = daysoff.within(span)
    if not off:
        return ""
    if not reason.strip():
        raise CohortOverHoliday(
            field="holiday_reason",
            days="、".join(f"{each.on:%Y-%m-%d} {each.name}" for each in off),
            clear=daysoff.clear_text(span),
        )
    return reason.strip()[:200]


@transaction.atomic
def set_quotas(*, actor: Actor, cohort: Cohort, quotas: Mapping[int, int], at: datetime) -> Cohort:
    """Replace the cohort's quotas: unit id → seats. None at all leaves only the capacity.

    A unit's quota is also for the units below it. Once there are quotas, a unit without one has
    no seat, so a quota may not be taken from people who are already in.
    """
    row = locks.cohort_row(cohort.pk)
    if row.state == CohortState.CLOSED:
        raise CohortClosed
    if row.state == CohortState.CANCELLED:
        raise CohortCancelled
    if not seats.quotas_fit(quotas.values(), row.capacity):
        raise QuotasOverCapacity(field="quotas", total=sum(quotas.values()), capacity=row.capacity)
    before = dict(row.quotas.values_list("unit_id", "seats"))
    if before == dict(quotas):
        return row
    on = clock.local_date(at)
    _refuse_ended(quotas, before, on=on)
    _refuse_below_held(row, dict(quotas), on=on)
    row.quotas.exclude(unit_id__in=list(quotas)).delete()
    Quota.objects.bulk_create(
        [Quota(cohort=row, unit_id=unit_id, seats=count) for unit_id, count in quotas.items()],
        update_conflicts=True,
        unique_fields=["cohort", "unit"],
        update_fields=["seats"],
    )
    record(actor, Verb.QUOTAS_SET, row, at=at, facts={"before": before, "after": dict(quotas)})
    waiting.promote(actor, row, at=at)
    return row


def _refuse_ended(quotas: Mapping[int, int], before: Mapping[int, int], *, on: date) -> None:
    """A unit that is no more gets no quota; one it has already may stay."""
    names = {node.id: node.name for node in units.tree(on)}
    gone = [unit_id for unit_id in quotas if unit_id not in names and unit_id not in before]
    if gone:
        called, successor = ended_units(gone, names)[gone[0]]
        raise QuotaUnitEnded(field="quotas", unit=called, successor=successor)


def _refuse_below_held(cohort: Cohort, quotas: dict[int, int], *, on: date) -> None:
    if not quotas:
        return
    nodes = {node.id: node for node in units.tree(on)}
    count = seat_count(cohort, {node.id: node.parent_id for node in nodes.values()}, quotas=quotas)
    for unit_id, seated in count.held_by_holder().items():
        if seated > quotas.get(unit_id, 0):
            name = nodes[unit_id].short_name if unit_id in nodes else str(unit_id)
            raise QuotaBelowSeated(field="quotas", unit=name, seated=seated)


@transaction.atomic
def publish(*, actor: Actor, cohort: Cohort, at: datetime) -> Cohort:
    """Publish a draft to the units: people may be nominated and seated from now on."""
    row, changes = _asked(cohort, CohortVerb.PUBLISH)
    if not changes:
        return row
    row.state = CohortState.PUBLISHED
    row.published_at = at
    row.save(update_fields=["state", "published_at"])
    record(actor, Verb.COHORT_PUBLISHED, row, at=at, facts={"capacity": row.capacity})
    return row


@transaction.atomic
def open_(*, actor: Actor, cohort: Cohort, at: datetime) -> Cohort:
    """Start a published cohort (开班): people may check in from now on."""
    row, changes = _asked(cohort, CohortVerb.OPEN)
    if not changes:
        return row
    seated = Enrolment.objects.seated().filter(cohort=row).count()
    if not seated:
        raise CohortEmpty
    row.state = CohortState.RUNNING
    row.opened_at = at
    row.save(update_fields=["state", "opened_at"])
    record(actor, Verb.COHORT_OPENED, row, at=at, facts={"enrolled": seated})
    return row


@transaction.atomic
def cancel(*, actor: Actor, cohort: Cohort, reason: str, at: datetime) -> Cohort:
    """Call off a cohort that has not started; everybody in it is withdrawn with the reason."""
    if not reason.strip():
        raise ReasonRequired(field="reason")
    row, changes = _asked(cohort, CohortVerb.CANCEL)
    if not changes:
        return row
    withdrawn = withdraw_live(row, reason=reason, at=at)
    row.state = CohortState.CANCELLED
    row.cancelled_at = at
    row.cancel_reason = reason.strip()[:200]
    row.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    record_many(
        actor, Verb.WITHDRAWN, [(each, {"cohort": "cancelled"}) for each in withdrawn], at=at
    )
    record(actor, Verb.COHORT_CANCELLED, row, at=at, facts={"withdrawn": len(withdrawn)})
    told = {"reason": row.cancel_reason}
    telling.trainees(topics.COHORT_CANCELLED, row, withdrawn, at=at, reason=row.cancel_reason)
    invited = {each.unit_id for each in withdrawn} | set(
        row.quotas.values_list("unit_id", flat=True)
    )
    if row.published_at is not None:
        telling.units_by_id(topics.UNIT_COHORT_CANCELLED, row, invited, at=at, facts=told)
    return row


def withdraw_live(cohort: Cohort, *, reason: str, at: datetime) -> list[Enrolment]:
    """Withdraw whoever is still live in a locked cohort; the caller writes the audit entries."""
    live = list(Enrolment.objects.live().filter(cohort=cohort).select_for_update(no_key=True))
    Enrolment.objects.filter(pk__in=[each.pk for each in live]).update(
        state=EnrolmentState.WITHDRAWN,
        withdrawn_at=at,
        waiting_number=None,
        reason=reason.strip()[:200],
    )
    return live


def _asked(cohort: Cohort, verb: CohortVerb) -> tuple[Cohort, bool]:
    """Lock the cohort and ask the table; return it and whether anything is to be done."""
    row = locks.cohort_row(cohort.pk)
    move = transitions.cohort_move(CohortState(row.state), verb)
    if move.why is not None:
        raise COHORT_REFUSAL[move.why]
    return row, move.changes


@transaction.atomic
def close_out(*, actor: Actor, cohort: Cohort, at: datetime) -> Cohort:
    """End a running cohort (结班): a completion for everybody, hours for who passed.

    Refused with `courses.outcomes_missing` while anybody with a seat lacks an outcome, or has one
    but never checked in, and with `courses.stays_unsettled` while anybody is to be removed, over
    the limit of leave, or not signed back. Nominations that never came to a seat are withdrawn, and
    so is leave that nobody decided on. The number of statements does not depend on the number of
    people, and a closed cohort stays as it is.
    """
    row, changes = _asked(cohort, CohortVerb.CLOSE_OUT)
    if not changes:
        return row
    gate = closing.gate(row, at=at)
    if not gate.has_outcomes:
        raise OutcomesMissing(
            no_outcome=len(gate.no_outcome), not_checked_in=len(gate.not_checked_in)
        )
    if not gate.is_settled:
        raise StaysUnsettled(
            removed=len(gate.removed), over_leave=len(gate.over_leave), out=len(gate.still_out)
        )
    unseated = [each.pk for each in gate.unseated]
    Enrolment.objects.filter(pk__in=unseated).update(
        state=EnrolmentState.WITHDRAWN,
        withdrawn_at=at,
        waiting_number=None,
        reason=str(_("结班时仍未入班")),
    )
    seated = [each.enrolment for each in gate.judged if each.enrolment.state in SEATED]
    leaves.withdraw_open(actor=actor, rows=seated, reason=str(_("本期已结班")), at=at)
    completions = _complete(row, gate, at=at)
    row.state = CohortState.CLOSED
    row.closed_at = at
    row.save(update_fields=["state", "closed_at"])
    entries: list[tuple[Model, dict[str, object]]] = [
        (each, {"verdict": each.verdict, "hours": each.hours}) for each in completions
    ]
    record_many(actor, Verb.COMPLETION_WRITTEN, entries, at=at)
    counts = {
        "passed": gate.passed,
        "failed": gate.failed,
        "absent": gate.absent,
        "withdrawn": gate.withdrawn,
        "unseated": len(unseated),
    }
    record(actor, Verb.COHORT_CLOSED, row, at=at, facts=counts)
    return row


def _complete(cohort: Cohort, gate: closing.Gate, *, at: datetime) -> list[Completion]:
    """Write completions, hours entries and the enrolments' last states, set by set."""
    completions = Completion.objects.bulk_create(
        Completion(
            enrolment=each.enrolment,
            verdict=each.judgement.verdict,
            first_score=each.judgement.first_score,
            final_score=each.judgement.final_score,
            excellent=each.judgement.excellent,
            hours=hours_earned(each.judgement.verdict, cohort.syllabus.hours),
            completed_on=clock.local_date(at),
            recorded_at=at,
            **_window(each.judgement.verdict, cohort, on=clock.local_date(at)),
        )
        for each in gate.judged
    )
    HoursEntry.objects.bulk_create(
        HoursEntry(
            person_id=each.enrolment.person_id,
            track_id=cohort.syllabus.course.track_id,
            hours=each.hours,
            # Hours belong to the year of the training, even when its papers are done later.
            earned_on=cohort.ends_on,
            source=HoursSource.COMPLETION,
            completion=each,
            evidence=f"completion:{each.public_id}",
            recorded_at=at,
        )
        for each in completions
        if each.hours > 0
    )
    for verdict, verb in closing.VERB_OF.items():
        ids = [each.enrolment.pk for each in gate.judged if each.judgement.verdict is verdict]
        state = transitions.enrolment_move(EnrolmentState.CHECKED_IN, verb).to
        Enrolment.objects.filter(pk__in=ids).update(state=state, finished_at=at)
    return completions


def _window(verdict: CompletionVerdict, cohort: Cohort, *, on: date) -> dict[str, date | None]:
    """From when until when a pass holds; who did not pass has no window."""
    if verdict is not CompletionVerdict.PASSED:
        return {}
    return {"valid_from": on, "valid_until_on": until(on, cohort.syllabus.valid_months)}
