"""Seats and places of quotas, counted now."""

from collections.abc import Mapping

from django.db.models import Count, Q

from courses.enums import PENDING, SEATED
from courses.models import Cohort, Enrolment
from courses.rules.capacity import SeatCount

_SEATED = [each.value for each in SEATED]
_PENDING = [each.value for each in PENDING]


def seat_count(
    cohort: Cohort,
    parents: Mapping[int, int | None],
    *,
    quotas: Mapping[int, int] | None = None,
) -> SeatCount:
    """Count the cohort's seats now; `quotas` (unit id → seats) stands in for the stored ones."""
    if quotas is None:
        quotas = dict(cohort.quotas.values_list("unit_id", "seats"))
    rows = (
        Enrolment.objects.holding_quota()
        .filter(cohort=cohort)
        .order_by()
        .values_list("unit_id")
        .annotate(seated=Count("pk", filter=Q(state__in=_SEATED)), held=Count("pk"))
    )
    counts = list(rows)
    return SeatCount(
        capacity=cohort.capacity,
        taken=sum(seated for _unit, seated, _held in counts),
        quotas=quotas,
        parents=parents,
        held_by_unit={unit_id: held for unit_id, _seated, held in counts},
    )
