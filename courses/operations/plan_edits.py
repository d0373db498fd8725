"""What people decide about a proposal: locks, moves, other dates and quotas.

Each decision is kept with who, when and why. An edit is tried on the planner's own question
first: what would break a rule is refused by the rule's name, and nothing is written.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from academy.audit.record import Actor, record
from academy.people.models import Person
from academy.shared import clock
from courses.enums import Verb
from courses.enums.plans import DecisionKind, PlanState
from courses.errors import CohortOverHoliday, EndsBeforeStart, QuotasOverCapacity
from courses.errors.plans import (
    PlanBoundsInverted,
    PlanLineAccepted,
    PlanLineLocked,
    PlanNotProposed,
    PlanQuotaBelowSeats,
    PlanRuleBroken,
    PlanSeatTaken,
)
from courses.labels import planning as labels
from courses.models import PlanBound, PlanDecision, PlanLine, PlanningRun, PlanQuota, PlanSeat
from courses.operations import plans
from courses.queries import daysoff, plan_check, plan_places, plan_words
from courses.queries.plan_check import Edit
from courses.rules import capacity as seats
from courses.rules.calendar import Span
from courses.rules.planner.plan import Breach


def open_run(run_id: int) -> PlanningRun:
    """Lock a run that may be decided on, or raise PlanNotProposed."""
    row = plans.run_row(run_id)
    refuse_decided(row)
    return row


def refuse_decided(run: PlanningRun) -> None:
    """Raise PlanNotProposed for a run that is no open proposal."""
    if run.state != PlanState.PROPOSED:
        raise PlanNotProposed(state=str(labels.PLAN_STATE[PlanState(run.state)]))


def open_line(line: PlanLine) -> PlanLine:
    """The line as it stands, or PlanLineAccepted once its cohort is there."""
    row = PlanLine.objects.select_related("run", "syllabus__course", "cohort").get(pk=line.pk)
    if row.cohort is not None:
        raise PlanLineAccepted(number=row.number, cohort=row.cohort.name)
    return row


def decide(
    actor: Actor,
    line: PlanLine,
    kind: DecisionKind,
    *,
    person: Person | None = None,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
    at: datetime,
) -> None:
    """Keep what was decided, by whom and why."""
    said = dict(facts or {})
    PlanDecision.objects.create(
        run_id=line.run_id,
        line=line,
        person=person,
        kind=kind.value,
        reason=reason.strip()[:200],
        facts=said,
        decided_by=actor.label,
        decided_at=at,
    )
    record(actor, Verb.PLAN_DECIDED, line, at=at, facts={"kind": kind, **said})


@transaction.atomic
def lock_line(
    *, actor: Actor, line: PlanLine, locked: bool, reason: str = "", at: datetime
) -> PlanLine:
    """Lock a line for the runs to come, or release it; so already = success."""
    open_run(line.run_id)
    row = open_line(line)
    if row.locked is not locked:
        row.locked = locked
        row.save(update_fields=["locked"])
        kind = DecisionKind.LINE_LOCKED if locked else DecisionKind.LINE_RELEASED
        decide(actor, row, kind, reason=reason, facts={"slot": row.slot}, at=at)
    return row


@transaction.atomic
def lock_seat(
    *, actor: Actor, seat: PlanSeat, locked: bool, reason: str = "", at: datetime
) -> PlanSeat:
    """Lock a person into a line for the runs to come, or release them; so already = success."""
    open_run(seat.run_id)
    row = PlanSeat.objects.select_related("line", "person").get(pk=seat.pk)
    open_line(row.line)
    if row.locked is not locked:
        row.locked = locked
        row.save(update_fields=["locked"])
        kind = DecisionKind.SEAT_LOCKED if locked else DecisionKind.SEAT_RELEASED
        facts = {"slot": row.line.slot}
        decide(actor, row.line, kind, person=row.person, reason=reason, facts=facts, at=at)
    return row


@transaction.atomic
def move(*, actor: Actor, seat: PlanSeat, to: PlanLine, reason: str = "", at: datetime) -> PlanSeat:
    """Move a person to another line of the same course; already there = success.

    The person stays there in the runs to come: the seat is locked.
    """
    run = open_run(seat.run_id)
    row = PlanSeat.objects.select_related("line", "person", "syllabus__course").get(pk=seat.pk)
    if row.line_id == to.pk:
        return row
    _refuse_locked(row, run)
    before, target = open_line(row.line), open_line(to)
    if target.run_id != run.pk or target.syllabus_id != row.syllabus_id:
        raise PlanSeatTaken(person=row.person.name, number=target.number)
    refuse_broken(run, Edit(seats={row.pk: target.pk}), at=at)
    row.line = target
    row.locked = True
    row.save(update_fields=["line", "locked"])
    _one_less(before, row.unit_id)
    _room_for(target, row.unit_id)
    facts = {"from": before.slot, "to": target.slot}
    decide(
        actor, target, DecisionKind.SEAT_MOVED, person=row.person, reason=reason, facts=facts, at=at
    )
    return row


@transaction.atomic
def drop(*, actor: Actor, seat: PlanSeat, reason: str, at: datetime) -> None:
    """Take a person out of a line: the runs to come keep them out of it; gone = success."""
    run = open_run(seat.run_id)
    row = (
        PlanSeat.objects.select_related("line", "person", "syllabus__course")
        .filter(pk=seat.pk)
        .first()
    )
    if row is None:
        return
    _refuse_locked(row, run)
    line = open_line(row.line)
    facts = {"slot": line.slot, "course": row.syllabus.course.code}
    person, unit_id = row.person, row.unit_id
    row.delete()
    _one_less(line, unit_id)
    PlanningRun.objects.filter(pk=run.pk).update(seated=F("seated") - 1)
    decide(actor, line, DecisionKind.SEAT_DROPPED, person=person, reason=reason, facts=facts, at=at)


def _refuse_locked(row: PlanSeat, run: PlanningRun) -> None:
    if not row.locked:
        return
    last = run.decisions.filter(
        person_id=row.person_id,
        kind__in=[DecisionKind.SEAT_LOCKED.value, DecisionKind.SEAT_MOVED.value],
    )
    found = last.order_by("-pk").first()
    raise PlanLineLocked(who=found.decided_by if found is not None else "—")


def _one_less(line: PlanLine, unit_id: int) -> None:
    """Let a unit's quota go with somebody who leaves the line."""
    row = PlanQuota.objects.filter(line=line, unit_id=unit_id).first()
    if row is None:
        return
    row.seats -= 1
    if row.seats > 0:
        row.save(update_fields=["seats"])
    else:
        row.delete()


def _room_for(line: PlanLine, unit_id: int) -> None:
    """Let a unit's quota hold its people; refused where the other units' leave no room for it."""
    people = line.seats.filter(unit_id=unit_id).count()
    quotas = dict(line.quotas.values_list("unit_id", "seats"))
    if quotas.get(unit_id, 0) >= people:
        return
    quotas[unit_id] = people
    if not seats.quotas_fit(quotas.values(), line.capacity):
        total = sum(quotas.values())
        raise QuotasOverCapacity(field="to", total=total, capacity=line.capacity)
    PlanQuota.objects.update_or_create(line=line, unit_id=unit_id, defaults={"seats": people})


@transaction.atomic
def reschedule(
    *,
    actor: Actor,
    line: PlanLine,
    starts_on: date,
    ends_on: date,
    holiday_reason: str = "",
    reason: str = "",
    at: datetime,
) -> PlanLine:
    """Give a line other days; the same days = success. It is locked to them for runs to come.

    Refused over a holiday without a word, and where anybody's block, a share away, a hall or the
    beds would not allow it.
    """
    run = open_run(line.run_id)
    row = open_line(line)
    if row.locked and row.span != Span(starts_on, ends_on):
        raise PlanLineLocked(who=locked_by(row))
    if (row.starts_on, row.ends_on) == (starts_on, ends_on):
        return row
    wanted = Span(starts_on, ends_on)
    if not wanted.in_order:
        raise EndsBeforeStart(field="ends_on", starts_on=starts_on, ends_on=ends_on)
    off = daysoff.within(wanted)
    if off and not holiday_reason.strip():
        raise CohortOverHoliday(
            field="holiday_reason",
            days="、".join(f"{each.on:%Y-%m-%d} {each.name}" for each in off),
            clear=daysoff.clear_text(wanted),
        )
    before = row.slot
    row.starts_on, row.ends_on = starts_on, ends_on
    row.slot = _free_slot(row)
    row.holiday_reason = holiday_reason.strip()[:200] if off else ""
    row.locked = True
    refuse_broken(run, Edit(lines={row.pk: row}), at=at)
    row.save(update_fields=["starts_on", "ends_on", "slot", "holiday_reason", "locked"])
    facts = {"from": before, "to": row.slot, "ends_on": ends_on.isoformat()}
    decide(actor, row, DecisionKind.LINE_EDITED, reason=reason, facts=facts, at=at)
    return row


def locked_by(line: PlanLine) -> str:
    """Who locked a line last."""
    kinds = [DecisionKind.LINE_LOCKED.value, DecisionKind.LINE_EDITED.value]
    found = line.decisions.filter(kind__in=kinds).order_by("-pk").first()
    return found.decided_by if found is not None else "—"


def _free_slot(line: PlanLine) -> str:
    """The first name for these days that no other line of the run has."""
    others = set(
        PlanLine.objects.filter(run_id=line.run_id)
        .exclude(pk=line.pk)
        .values_list("slot", flat=True)
    )
    turn = 1
    while plan_places.slot_key(line.span, turn) in others:
        turn += 1
    return plan_places.slot_key(line.span, turn)


@transaction.atomic
def set_quotas(
    *, actor: Actor, line: PlanLine, quotas: Mapping[int, int], reason: str = "", at: datetime
) -> PlanLine:
    """Replace a line's quotas: unit id → seats, never fewer than the unit's proposed people."""
    open_run(line.run_id)
    row = open_line(line)
    if not seats.quotas_fit(quotas.values(), row.capacity):
        raise QuotasOverCapacity(field="quotas", total=sum(quotas.values()), capacity=row.capacity)
    before = dict(row.quotas.values_list("unit_id", "seats"))
    wanted = {unit: count for unit, count in quotas.items() if count}
    if before == wanted:
        return row
    seated: dict[int, int] = {}
    for unit_id in row.seats.values_list("unit_id", flat=True):
        seated[unit_id] = seated.get(unit_id, 0) + 1
    for unit_id, count in sorted(seated.items()):
        if wanted.get(unit_id, 0) < count:
            name = plan_words.unit_name(unit_id, on=clock.local_date(at))
            raise PlanQuotaBelowSeats(field="quotas", unit=name, seats=count)
    row.quotas.exclude(unit_id__in=list(wanted)).delete()
    PlanQuota.objects.bulk_create(
        [PlanQuota(line=row, unit_id=unit, seats=count) for unit, count in wanted.items()],
        update_conflicts=True,
        unique_fields=["line", "unit"],
        update_fields=["seats"],
    )
    facts = {"before": before, "after": wanted}
    decide(actor, row, DecisionKind.LINE_EDITED, reason=reason, facts=facts, at=at)
    return row


@transaction.atomic
def fix_bounds(
    *,
    actor: Actor,
    line: PlanLine,
    bounds: Mapping[int, tuple[int, int | None]],
    reason: str = "",
    at: datetime,
) -> PlanLine:
    """Replace the fewest and most people that units send to a line: unit id → (fewest, most).

    They are for the runs to come, for which the line is locked with them; (0, None) is no bound.
    """
    open_run(line.run_id)
    row = open_line(line)
    wanted = {unit: pair for unit, pair in bounds.items() if pair != (0, None)}
    for unit, (fewest, most) in sorted(wanted.items()):
        if most is not None and most < fewest:
            name = plan_words.unit_name(unit, on=clock.local_date(at))
            raise PlanBoundsInverted(field="bounds", unit=name, minimum=fewest, maximum=most)
    least = [fewest for fewest, _ in wanted.values()]
    if not seats.quotas_fit(least, row.capacity):
        raise QuotasOverCapacity(field="bounds", total=sum(least), capacity=row.capacity)
    before = {each.unit_id: (each.minimum, each.maximum) for each in row.bounds.all()}
    if before == wanted:
        return row
    row.bounds.all().delete()
    PlanBound.objects.bulk_create(
        [
            PlanBound(line=row, unit_id=unit, minimum=fewest, maximum=most)
            for unit, (fewest, most) in sorted(wanted.items())
        ]
    )
    if wanted and not row.locked:
        row.locked = True
        row.save(update_fields=["locked"])
    facts = {"bounds_before": before, "bounds": wanted}
    decide(actor, row, DecisionKind.LINE_EDITED, reason=reason, facts=facts, at=at)
    return row


def refuse_broken(run: PlanningRun, edit: Edit, *, at: datetime) -> None:
    """Refuse an edit that would break a rule."""
    on = clock.local_date(at)
    broken = plan_check.of_edit(run, edit, on=on)
    refuse_breaches(broken, on=on)


def refuse_breaches(broken: Sequence[Breach], *, on: date) -> None:
    """Raise PlanRuleBroken by the name of the first rule, with all that breaks it."""
    if broken:
        rule = broken[0].rule
        why = plan_words.breaches([each for each in broken if each.rule is rule], on=on)
        raise PlanRuleBroken(rule=str(labels.PLAN_RULE[rule]), why=why)
