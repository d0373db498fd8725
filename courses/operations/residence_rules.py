"""The academy's residence rules: each edition is a row more."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from academy.audit.record import Actor, record
from courses.enums import Verb
from courses.errors import ReasonRequired
from courses.errors.conduct import ResidenceRulesInvalid
from courses.labels import conduct as labels
from courses.models import ResidenceRules
from courses.queries import residence_rules
from courses.rules.residence import Settings


@transaction.atomic
def adopt(
    *, actor: Actor, settings: Settings, valid_from: date, ground: str, at: datetime
) -> ResidenceRules:
    """Put an edition into force from a day; the figures that hold that day already are it.

    `ground` says by what it was decided. Earlier editions stay as they are.
    """
    _refuse_invalid(settings)
    if not ground.strip():
        raise ReasonRequired(field="ground")
    standing = residence_rules.edition_on(valid_from)
    if standing is not None and residence_rules.settings_of(standing) == settings:
        return standing
    facts = asdict(settings)
    row = ResidenceRules.objects.create(
        valid_from=valid_from,
        ground=ground.strip()[:200],
        recorded_by=actor.key,
        recorded_at=at,
        **facts,
    )
    said = {"valid_from": valid_from, **facts}
    record(actor, Verb.RESIDENCE_RULES_SET, row, at=at, facts=said)
    return row


def _refuse_invalid(settings: Settings) -> None:
    """Raise the first figure outside its bounds; bounds may depend on another figure."""
    bounds: dict[str, tuple[Decimal | int, Decimal | int]] = {
        "start_points": (1, 1000),
        "most_reward": (0, 1000),
        "tutor_minutes": (0, 10_080),
        "academy_minutes": (settings.tutor_minutes, 10_080),
        "leave_part": (1, 100),
        "leave_whole": (settings.leave_part, 100),
        "objection_days": (0, 30),
    }
    for name, (least, most) in bounds.items():
        value = Decimal(getattr(settings, name))
        if not least <= value <= most or value != round(value, 1):
            raise ResidenceRulesInvalid(
                field=name, name=str(labels.SETTING[name]), least=least, most=most
            )
