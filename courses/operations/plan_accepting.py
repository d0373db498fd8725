"""Accepting a proposal: each line becomes a draft cohort with its quotas, once."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from academy.audit.record import Actor, record
from academy.people.models import UnitEdition
from academy.people.queries import units
from academy.shared import clock
from courses.enums import Verb
from courses.enums.plans import DecisionKind, PlanState
from courses.models import Cohort, PlanDecision, PlanLine, PlanningRun
from courses.operations import cohorts, plan_edits, plans


@transaction.atomic
def accept(
    *,
    actor: Actor,
    run: PlanningRun,
    lines: Sequence[PlanLine] | None = None,
    at: datetime,
) -> PlanningRun:
    """Draft a cohort for each line (all of them if none are named); accepted already = success.

    All or nothing. Refused with `courses.plan_unit_ended` where a unit with seats was merged, and
    as drafting and setting quotas refuse. The run is accepted once its last line is.
    """
    row = plans.run_row(run.pk)
    if row.state == PlanState.ACCEPTED:
        return row
    plan_edits.refuse_decided(row)
    waiting = list(
        row.lines.filter(cohort__isnull=True)
        .select_related("syllabus__course")
        .prefetch_related("quotas__unit")
        .order_by("starts_on", "number")
    )
    named = {line.pk for line in lines} if lines is not None else None
    chosen = [line for line in waiting if named is None or line.pk in named]
    _refuse_ended(chosen, on=clock.local_date(at))
    for line in chosen:
        _accept_line(actor, line, at)
    if len(chosen) == len(waiting):
        row.state = PlanState.ACCEPTED.value
        row.accepted_at = at
        row.save(update_fields=["state", "accepted_at"])
    if chosen:
        facts = {"lines": len(chosen), "left": len(waiting) - len(chosen)}
        record(actor, Verb.PLAN_ACCEPTED, row, at=at, facts=facts)
    return row


def _accept_line(actor: Actor, line: PlanLine, at: datetime) -> None:
    number = _next_number(line)
    cohort = cohorts.draft(
        actor=actor,
        syllabus=line.syllabus,
        number=number,
        name=f"{line.syllabus.course.name}第{number}期"[:120],
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        capacity=line.capacity,
        holiday_reason=line.holiday_reason,
        at=at,
    )
    quotas = {each.unit_id: each.seats for each in line.quotas.all()}
    cohorts.set_quotas(actor=actor, cohort=cohort, quotas=quotas, at=at)
    line.cohort = cohort
    line.accepted_at = at
    line.save(update_fields=["cohort", "accepted_at"])
    PlanDecision.objects.create(
        run_id=line.run_id,
        line=line,
        kind=DecisionKind.LINE_ACCEPTED.value,
        facts={"cohort": str(cohort.public_id)},
        decided_by=actor.label,
        decided_at=at,
    )


def _next_number(line: PlanLine) -> int:
    rows = Cohort.objects.filter(syllabus=line.syllabus, year=line.starts_on.year)
    last: int | None = rows.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _refuse_ended(lines: Sequence[PlanLine], *, on: date) -> None:
    """Refuse a line with seats of a unit that is not there today, or will not be by its days."""
    holders = {each.unit_id for line in lines for each in line.quotas.all() if each.seats}
    last = max((line.ends_on for line in lines), default=on)
    for day in sorted({on, max(last, on)}):
        there = set(
            UnitEdition.objects.filter(units.valid_on(day), unit_id__in=holders).values_list(
                "unit_id", flat=True
            )
        )
        for unit_id in sorted(holders - there):
            edition = (
                UnitEdition.objects.filter(unit_id=unit_id, valid_until__isnull=False)
                .order_by("-valid_until")
                .first()
            )
            if edition is not None:
                raise plans.unit_ended(edition, day)
