"""Asking again without the decisions that left a run no plan: those made on the run before it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor
from courses.models import PlanLine, PlanningRules, PlanningRun, PlanSeat
from courses.operations import plan_edits, plans
from courses.rules import plan_settings
from courses.rules.plan_settings import Asked


@transaction.atomic
def ask_without(
    *,
    actor: Actor,
    run: PlanningRun,
    asked: Asked,
    rules: PlanningRules | None,
    previous: PlanningRun | None,
    lines: Sequence[PlanLine],
    seats: Sequence[PlanSeat],
    reason: str,
    at: datetime,
) -> PlanningRun:
    """Release these locked lines and people and ask for the run's demand again, or do neither.

    What is released already stays so. Raises PlanNotProposed, PlanLineAccepted, and whatever
    `plans.ask` raises.
    """
    for line in lines:
        plan_edits.lock_line(actor=actor, line=line, locked=False, reason=reason, at=at)
    for seat in seats:
        plan_edits.lock_seat(actor=actor, seat=seat, locked=False, reason=reason, at=at)
    return plans.ask(
        actor=actor,
        span=run.span,
        demand=plan_settings.load_demand(run.demand),
        asked=asked,
        rules=rules,
        previous=previous,
        at=at,
    )
