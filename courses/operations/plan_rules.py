"""The academy's planning rules: each edition is a row more."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.models import Unit
from courses.enums import Verb
from courses.errors import ReasonRequired
from courses.errors.plans import PlanningRulesInvalid, PlanUnitUnknown
from courses.labels import planning as labels
from courses.models import PlanningRules, UnitShare
from courses.queries import plan_rules
from courses.rules.plan_settings import Settings

_BOUNDS: dict[str, tuple[int, int]] = {
    "away_percent": (1, 100),
    "cohort_days": (1, 60),
    "capacity": (1, 10_000),
    "parallel": (1, 20),
    "minimum_fill_percent": (0, 100),
    "instructors": (0, 20),
    "men_beds": (0, 10_000),
    "women_beds": (0, 10_000),
}


@transaction.atomic
def adopt(
    *, actor: Actor, settings: Settings, valid_from: date, ground: str, at: datetime
) -> PlanningRules:
    """Put an edition into force from a day; the figures that hold that day already are it.

    `ground` says by what it was decided. Earlier editions stay as they are.
    """
    _refuse_invalid(settings)
    if not ground.strip():
        raise ReasonRequired(field="ground")
    ids = dict(Unit.objects.filter(code__in=settings.shares).values_list("code", "pk"))
    for code in settings.shares:
        if code not in ids:
            raise PlanUnitUnknown(field="shares", code=code)
    standing = plan_rules.edition_on(valid_from)
    if standing is not None and plan_rules.settings_of(standing) == settings:
        return standing
    facts = asdict(settings)
    shares = facts.pop("shares")
    row = PlanningRules.objects.create(
        valid_from=valid_from,
        ground=ground.strip()[:200],
        recorded_by=actor.key,
        recorded_at=at,
        **facts,
    )
    UnitShare.objects.bulk_create(
        [
            UnitShare(rules=row, unit_id=ids[code], away_percent=percent)
            for code, percent in sorted(shares.items())
        ]
    )
    said = {"valid_from": valid_from, **facts, "shares": shares}
    record(actor, Verb.PLANNING_RULES_SET, row, at=at, facts=said)
    return row


def _refuse_invalid(settings: Settings) -> None:
    for name, (least, most) in _BOUNDS.items():
        value = getattr(settings, name)
        if value is not None and not least <= value <= most:
            raise PlanningRulesInvalid(
                field=name, name=str(labels.SETTING[name]), least=least, most=most
            )
    for percent in settings.shares.values():
        if not 0 <= percent <= 100:
            raise PlanningRulesInvalid(
                field="shares", name=str(labels.SETTING["shares"]), least=0, most=100
            )
    weights = asdict(settings.weights)
    if not all(0 <= each <= 1_000_000 for each in weights.values()):
        raise PlanningRulesInvalid(
            field="weights", name=str(labels.SETTING["weights"]), least=0, most=1_000_000
        )
