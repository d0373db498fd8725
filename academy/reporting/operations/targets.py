"""Setting what units are to reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.models import Person
from academy.reporting import access
from academy.reporting.access import TARGET_KEEPERS, Reach
from academy.reporting.enums import TargetFigure, Verb
from academy.reporting.errors import TargetBackdated, TargetRateInvalid
from academy.reporting.models import Target
from academy.reporting.queries import targets as queries
from academy.shared import clock
from academy.shared.errors import NotFound

WHOLE = ""
"""Stands for the whole bureau where a unit's code would."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Rates in per cent by unit code (WHOLE: the bureau), from a day on; None is none any more."""

    figure: TargetFigure
    valid_from: date
    rates: Mapping[str, int | None]


@transaction.atomic
def set_rates(*, actor: Actor, plan: Plan, at: datetime) -> list[Target]:
    """Set targets of many units at once; what holds already is not set again.

    Of two who set the same at once, the later one counts and both are on record.

    Raises:
        TargetBackdated: they are to hold from a day that is over.
        TargetRateInvalid: a rate is not from 0 to 100.
        NotFound: a unit is not in reach, or the whole bureau is not.
    """
    today = clock.local_date(at)
    person = Person.objects.get(public_id=UUID(actor.key))
    within = access.reach(person, today, TARGET_KEEPERS)
    units = {code: _unit(code, within) for code in plan.rates}
    for code, rate in plan.rates.items():
        if rate is not None and not 0 <= rate <= 100:
            raise TargetRateInvalid(field=code or "whole", rate=rate)
    if plan.valid_from < today:
        raise TargetBackdated(field="valid_from", today=today)
    held = queries.goals(plan.figure, plan.valid_from, within.every).rates
    rows = Target.objects.bulk_create(
        Target(
            unit_id=units[code],
            figure=plan.figure.value,
            valid_from=plan.valid_from,
            rate=rate,
            set_by=person,
            recorded_at=at,
        )
        for code, rate in plan.rates.items()
        if held.get(units[code]) != rate
    )
    if rows:
        facts = {
            "figure": plan.figure,
            "valid_from": plan.valid_from.isoformat(),
            "units": len(rows),
        }
        record(actor, Verb.TARGETS_SET, rows[0], at=at, facts=facts)
    return rows


def _unit(code: str, within: Reach) -> int | None:
    """Return the id of a unit in reach; None for the whole bureau."""
    if code == WHOLE:
        if not within.is_whole:
            raise NotFound(field="unit")
        return None
    found = next((each.id for each in within.choices if each.code == code and not each.ended), None)
    if found is None:
        raise NotFound(field="unit")
    return found
