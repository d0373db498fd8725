"""What a row's people are told apart and narrowed by: staff kind, rank band, track."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.expressions import Combinable

from academy.people import labels as people_labels
from academy.people.enums import StaffKind
from academy.people.models import Rank
from academy.reporting import labels
from academy.reporting.enums import Dimension, RankBand
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.bands import band_of
from courses.models import Requirement, Track

Paths = Mapping[Dimension, str]
"""Where a fact's row has each: `RANK_BAND` names the column of the rank's key."""


def narrowed(ask: Ask, paths: Paths) -> Q:
    """Return the condition by which staff kind, rank band and track narrow a question."""
    condition = Q()
    if ask.track:
        condition &= Q(**{paths[Dimension.TRACK]: ask.track})
    if ask.staff_kind is not None:
        condition &= Q(**{paths[Dimension.STAFF_KIND]: ask.staff_kind.value})
    if ask.rank_band is not None:
        condition &= _in_band(ask.rank_band, paths[Dimension.RANK_BAND])
    return condition


def part(ask: Ask, paths: Paths) -> Combinable:
    """Return the code of the part that a fact's row belongs to; one query for rank bands."""
    path = paths[ask.by]
    if ask.by is not Dimension.RANK_BAND:
        return F(path)
    bands = _ranks()
    whens = [
        When(**{f"{path}__in": ids}, then=Value(band.value)) for band, ids in bands.items() if ids
    ]
    none = When(**{f"{path}__isnull": True}, then=Value(RankBand.NONE.value))
    return Case(none, *whens, default=Value(RankBand.OTHER.value), output_field=CharField())


def part_names(ask: Ask) -> dict[str, str]:
    """Return the parts that rows may be told apart into, in their order, with their names."""
    match ask.by:
        case Dimension.STAFF_KIND:
            return {kind.value: str(people_labels.STAFF_KIND[kind]) for kind in StaffKind}
        case Dimension.RANK_BAND:
            return {band.value: str(labels.RANK_BAND[band]) for band in RankBand}
        case Dimension.TRACK:
            return dict(Track.objects.order_by("code").values_list("code", "name"))
        case Dimension.REQUIREMENT:
            return dict(Requirement.objects.order_by("code").values_list("code", "name"))


def _in_band(band: RankBand, path: str) -> Q:
    if band is RankBand.NONE:
        return Q(**{f"{path}__isnull": True})
    return Q(**{f"{path}__in": _ranks().get(band, [])})


def _ranks() -> dict[RankBand, list[Any]]:
    """Return the keys of the dictionary's ranks by band."""
    found: dict[RankBand, list[Any]] = {}
    for pk, name in Rank.objects.values_list("pk", "name"):
        found.setdefault(band_of(name), []).append(pk)
    return found
