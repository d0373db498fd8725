"""Taking a proposed relaxation over into the next run, where it is a matter of settings. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from courses.enums.planning import PlanRule
from courses.rules.plan_settings import Asked


@dataclass(frozen=True, slots=True)
class Relaxing:
    """One relaxation as kept: the rule, its numbers, and the code of its unit, if any."""

    rule: PlanRule
    allowed: int | None = None
    needed: int | None = None
    percent: int | None = None
    unit: str | None = None


def is_setting(each: Relaxing, *, bedded: bool, dated: bool) -> bool:
    """Whether a relaxation can be taken over as a setting.

    Beds are one only where no residence is on record (`bedded`): beds of wood are not made by a
    setting. A deadline is one only where the run set it (`dated`), not where hours are owed by a
    day. Leave, locks and prerequisites are lifted where they were recorded.
    """
    match each.rule:
        case PlanRule.SHARE_AWAY:
            return each.percent is not None
        case PlanRule.BEDS_MEN | PlanRule.BEDS_WOMEN:
            return not bedded and each.needed is not None
        case PlanRule.CAPACITY | PlanRule.MINIMUM:
            return each.needed is not None
        case PlanRule.DEADLINE:
            return dated and each.needed is not None
        case PlanRule.DEMAND:
            return True
        case _:
            return False


def apply(asked: Asked, relaxations: Iterable[Relaxing], *, bedded: bool) -> Asked:
    """What is asked next: as before, with every relaxation in force that is a setting."""
    dated = asked.due_on is not None
    for each in relaxations:
        if is_setting(each, bedded=bedded, dated=dated):
            asked = _apply(asked, each)
    return asked


def _apply(asked: Asked, each: Relaxing) -> Asked:
    settings = asked.settings
    match each.rule:
        case PlanRule.SHARE_AWAY if each.percent is not None:
            if each.unit is None:
                settings = replace(settings, away_percent=max(settings.away_percent, each.percent))
            else:
                shares = {**settings.shares, each.unit: each.percent}
                settings = replace(settings, shares=shares)
        case PlanRule.BEDS_MEN if each.needed is not None:
            settings = replace(settings, men_beds=max(settings.men_beds or 0, each.needed))
        case PlanRule.BEDS_WOMEN if each.needed is not None:
            settings = replace(settings, women_beds=max(settings.women_beds or 0, each.needed))
        case PlanRule.CAPACITY if each.needed is not None:
            settings = replace(settings, capacity=max(settings.capacity, each.needed))
        case PlanRule.MINIMUM if each.needed is not None:
            percent = each.needed * 100 // settings.capacity
            settings = replace(
                settings, minimum_fill_percent=min(settings.minimum_fill_percent, percent)
            )
        case PlanRule.DEADLINE if each.needed is not None and asked.due_on is not None:
            return replace(asked, due_on=asked.due_on + timedelta(days=each.needed))
        case PlanRule.DEMAND:
            return replace(asked, allow_leftover=True)
    return replace(asked, settings=settings)


def load(kept: Mapping[str, Any], unit_codes: Mapping[int, str]) -> Relaxing:
    """Return a relaxation from the explanation that a run keeps."""
    unit = kept["place"]["unit"]
    return Relaxing(
        PlanRule(kept["rule"]),
        kept.get("allowed"),
        kept.get("needed"),
        kept.get("percent"),
        unit_codes.get(unit) if unit is not None else None,
    )
