"""Which cohorts run on a day, and how many people of a scope are in them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q

from academy.reporting.queries import completion
from academy.reporting.queries.days import ends_at
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.periods import Period

_LONGEST = timedelta(days=400)
"""No cohort lasts longer; so its beginning can be looked for among few."""


@dataclass(frozen=True, slots=True)
class Running:
    """A cohort that runs, with its people of the scope: how many have a seat, how many came."""

    cohort: UUID
    name: str
    starts_on: date
    ends_on: date
    required: int
    attended: int


def running(ask: Ask) -> list[Running]:
    """Return the cohorts of the day with people of the scope, by their beginning; one query.

    The numbers are the completion report's 应训 and 参训 of that cohort alone.
    """
    before = ends_at(ask)
    begun = replace(ask, period=Period(ask.as_of - _LONGEST, ask.as_of + timedelta(days=1)))
    rows = (
        completion.required(begun)
        .filter(cohort__ends_on__gte=ask.as_of)
        .values(
            "cohort_id",
            "cohort__public_id",
            "cohort__name",
            "cohort__starts_on",
            "cohort__ends_on",
        )
        .annotate(required=Count("pk"), attended=Count("pk", filter=Q(checked_in_at__lt=before)))
        .order_by("cohort__starts_on", "cohort_id")
    )
    return [
        Running(
            row["cohort__public_id"],
            row["cohort__name"],
            row["cohort__starts_on"],
            row["cohort__ends_on"],
            row["required"],
            row["attended"],
        )
        for row in rows
    ]
