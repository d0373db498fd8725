"""Constraint makers that only courses needs."""

from collections.abc import Collection
from enum import StrEnum

from django.db.models import CheckConstraint, Q


def at_by_state(
    at_field: str,
    *,
    must: Collection[StrEnum],
    may: Collection[StrEnum],
    name: str,
    state_field: str = "state",
) -> CheckConstraint:
    """Constraint: the timestamp is set in the `must` states, free in `may`, null elsewhere.

    For states that can be reached by a way that passes the timestamp and by one that does not.
    """
    # Sorted, because the order of a set differs between processes, and with it the migration.
    needed = sorted(each.value for each in must)
    allowed = sorted({*needed, *(each.value for each in may)})
    return CheckConstraint(
        condition=(~Q(**{f"{state_field}__in": needed}) | Q(**{f"{at_field}__isnull": False}))
        & (Q(**{f"{state_field}__in": allowed}) | Q(**{f"{at_field}__isnull": True})),
        name=name,
    )
