"""Units before a fair fill: what they have, use and ask for."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import F

from academy.people.queries import units
from courses.enums import PENDING, EnrolmentState
from courses.models import Cohort, Enrolment
from courses.queries.counting import seat_count
from courses.rules.capacity import quota_holder
from courses.rules.fair_fill import Claim


def claims(cohort: Cohort, *, on: date, among: Collection[int] | None = None) -> list[Claim]:
    """Return a claim for each unit with a quota or with people who wait, in official order.

    `among` names the units whose people may get seats; None means all. Who waits counts in the
    order of the list, then nominations beyond the quota that are still being decided.
    """
    tree = units.tree(on)
    parents = {node.id: node.parent_id for node in tree}
    order = {node.id: place for place, node in enumerate(tree)}
    quotas = dict(cohort.quotas.values_list("unit_id", "seats"))
    used = seat_count(cohort, parents, quotas=quotas).held_by_holder()
    asks: dict[int, list[int]] = defaultdict(list)
    for place, unit_id in enumerate(_asking(cohort), 1):
        asks[holder_of(unit_id, parents, quotas)].append(place)
    found = sorted({*quotas, *asks}, key=lambda unit_id: (order.get(unit_id, len(order)), unit_id))
    return [
        Claim(
            unit_id=unit_id,
            order=position,
            quota=quotas.get(unit_id, 0),
            used=used.get(unit_id, 0),
            asks=tuple(asks[unit_id]),
            may_get=among is None or unit_id in among,
        )
        for position, unit_id in enumerate(found)
    ]


def _asking(cohort: Cohort) -> list[int]:
    """Return the units of those who wait, in order."""
    wanted = [EnrolmentState.WAITING.value, *(each.value for each in PENDING)]
    rows = Enrolment.objects.filter(cohort=cohort, state__in=wanted).exclude(
        state__in=[each.value for each in PENDING], beyond_quota=False
    )
    ordered = rows.order_by(F("waiting_number").asc(nulls_last=True), "nominated_at", "pk")
    return list(ordered.values_list("unit_id", flat=True))


def holder_of(unit_id: int, parents: Mapping[int, int | None], quotas: Collection[int]) -> int:
    """Return the unit whose quota would serve this unit's people: a holder above, else its branch.

    A branch is the unit right below the bureau.
    """
    holder = quota_holder(unit_id, parents=parents, holders=quotas)
    if holder is not None:
        return holder
    at = unit_id
    while (above := parents.get(at)) is not None and parents.get(above) is not None:
        at = above
    return at
