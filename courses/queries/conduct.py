"""Conduct: points, scores and entries, read along people's ways through cohorts."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from courses.enums.attendance import ConductEffect, Presence
from courses.models import ConductEntry, ConductRule, Enrolment
from courses.queries import along, residence_rules
from courses.rules import conduct, stay


def points_of(
    enrolment_ids: Collection[int], *, known_before: datetime | None = None
) -> dict[int, Decimal]:
    """Return the points of conduct of each place, along the cohorts its person came through.

    They begin with the edition of the first day of the place's own cohort. With `known_before`
    they are what they were just before that instant. The number of queries depends on the number
    of transfers in a row, not of places.
    """
    ways = along.back(enrolment_ids)
    places = {each for way in ways.values() for each in way}
    entered: dict[int, list[stay.Entered]] = defaultdict(list)
    rows = ConductEntry.objects.standing(known_before).filter(enrolment__in=places)
    for place, effect, points in rows.values_list("enrolment_id", "effect", "points"):
        entered[place].append(stay.Entered(ConductEffect(effect), points))
    starts = dict(Enrolment.objects.filter(pk__in=ways).values_list("pk", "cohort__starts_on"))
    settings = residence_rules.settings_on_days(set(starts.values()), known_before=known_before)
    return {
        place: stay.score((one for each in way for one in entered[each]), settings[starts[place]])
        for place, way in ways.items()
        if place in starts
    }


def entries_along(enrolment_id: int) -> list[ConductEntry]:
    """Return all entries of a place and of those its person came from, the latest first.

    Each comes with its rule, reversal, objection and the cohort where it happened.
    """
    way = along.back([enrolment_id])[enrolment_id]
    rows = ConductEntry.objects.filter(enrolment__in=way).select_related(
        "rule", "reversal", "reverses", "objection", "enrolment__cohort"
    )
    return list(rows.order_by("-occurred_on", "-pk"))


def rule_of(row: ConductRule) -> conduct.Rule:
    """A rule as values."""
    return conduct.Rule(
        effect=ConductEffect(row.effect),
        least=row.least,
        most=row.most,
        per_hour=row.per_hour,
        applies_to=Presence(row.applies_to) if row.applies_to else None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
