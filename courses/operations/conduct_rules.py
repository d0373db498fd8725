"""Rules of conduct: added, and ended; one in use is never changed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q

from academy.audit.record import Actor, record
from academy.shared import clock
from courses.enums import Verb
from courses.enums.attendance import ConductEffect, Presence
from courses.errors.conduct import (
    ConductRuleEnded,
    ConductRuleEndInvalid,
    ConductRuleInvalid,
    ConductRuleOverlaps,
)
from courses.models import ConductRule
from courses.rules.conduct import STEP

_BY_ITSELF = ("", Presence.LATE, Presence.LEFT_EARLY, Presence.ABSENT)
_MOST = Decimal(1000)
# Marked so that nobody takes usual figures for the academy's own.
TO_CHECK = "需核对"


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule to add; points without a sign."""

    code: str
    name: str
    effect: ConductEffect
    least: Decimal
    most: Decimal
    basis: str = ""
    per_hour: bool = False
    applies_to: Presence | None = None


def _usual(
    code: str, name: str, least: str, most: str, applies_to: Presence | None = None
) -> Draft:
    return Draft(
        code,
        name,
        ConductEffect.DEDUCTION,
        Decimal(least),
        Decimal(most),
        basis=TO_CHECK,
        per_hour=applies_to is Presence.ABSENT,
        applies_to=applies_to,
    )


# Source: the usual figures of the field, to be checked by each academy.
USUAL = (
    _usual("late", "迟到", "2.0", "2.0", Presence.LATE),
    _usual("left-early", "早退", "2.0", "2.0", Presence.LEFT_EARLY),
    _usual("absent", "旷课", "10.0", "10.0", Presence.ABSENT),
    _usual("quarters", "内务不合格", "2.0", "5.0"),
    _usual("phone", "手机违规", "5.0", "5.0"),
    _usual("dress", "着装不规范", "2.0", "2.0"),
    Draft("out-at-night", "夜不归宿", ConductEffect.REMOVAL, Decimal(0), Decimal(0), TO_CHECK),
    Draft("drinking", "饮酒", ConductEffect.REMOVAL, Decimal(0), Decimal(0), TO_CHECK),
    Draft("merit", "表现突出", ConductEffect.REWARD, Decimal(1), Decimal(10), TO_CHECK),
)


@transaction.atomic
def add(*, actor: Actor, draft: Draft, valid_from: date, at: datetime) -> ConductRule:
    """Put a rule into force from a day; the same open rule again is success.

    Raises ConductRuleInvalid; ConductRuleOverlaps where a rule of the same code, or of the same
    finding of a roll-call, holds on that day or later.
    """
    _refuse_invalid(draft)
    same = Q(code=draft.code.strip())
    if draft.applies_to is not None:
        same |= Q(applies_to=draft.applies_to.value)
    later = Q(valid_until__isnull=True) | Q(valid_until__gt=valid_from)
    standing = ConductRule.objects.select_for_update(no_key=True).filter(same, later).first()
    if standing is not None:
        if standing.valid_until is None and standing.valid_from == valid_from:
            facts = (standing.code, standing.name, standing.effect, standing.least, standing.most)
            rest = (standing.basis, standing.per_hour, standing.applies_to)
            if (*facts, *rest) == _facts(draft):
                return standing
        raise ConductRuleOverlaps(name=standing.name, valid_from=standing.valid_from)
    try:
        with transaction.atomic():
            row = ConductRule.objects.create(
                **dict(zip(_NAMES, _facts(draft), strict=True)),
                valid_from=valid_from,
                recorded_at=at,
            )
    except IntegrityError:
        # Somebody else was first with the same code, or the same finding, at this very moment.
        raise ConductRuleOverlaps(name=draft.name, valid_from=valid_from) from None
    said = {"code": row.code, "least": row.least, "most": row.most, "valid_from": valid_from}
    record(actor, Verb.CONDUCT_RULE_ADDED, row, at=at, facts=said)
    return row


@transaction.atomic
def end(*, actor: Actor, rule: ConductRule, valid_until: date, at: datetime) -> ConductRule:
    """Let a rule no longer hold from a day on; the same day again is success."""
    row = ConductRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    if row.valid_until == valid_until:
        return row
    if row.valid_until is not None:
        raise ConductRuleEnded(valid_until=row.valid_until)
    if valid_until <= row.valid_from or valid_until < clock.local_date(at):
        raise ConductRuleEndInvalid(field="valid_until")
    row.valid_until = valid_until
    row.save(update_fields=["valid_until"])
    facts = {"code": row.code, "valid_until": valid_until}
    record(actor, Verb.CONDUCT_RULE_ENDED, row, at=at, facts=facts)
    return row


@transaction.atomic
def load_usual(*, actor: Actor, valid_from: date, at: datetime) -> list[ConductRule]:
    """Add those of the usual rules whose code and finding no rule has yet; all marked 需核对."""
    held = list(ConductRule.objects.values_list("code", "applies_to"))
    codes = {code for code, _finding in held}
    findings = {finding for _code, finding in held if finding}
    return [
        add(actor=actor, draft=each, valid_from=valid_from, at=at)
        for each in USUAL
        if each.code not in codes and (each.applies_to is None or each.applies_to not in findings)
    ]


_NAMES = ("code", "name", "effect", "least", "most", "basis", "per_hour", "applies_to")


def _facts(draft: Draft) -> tuple[object, ...]:
    applies_to = draft.applies_to.value if draft.applies_to else ""
    named = (draft.code.strip(), draft.name.strip(), draft.effect.value, draft.least, draft.most)
    return (*named, draft.basis.strip(), draft.per_hour, applies_to)


def _refuse_invalid(draft: Draft) -> None:
    removal = draft.effect is ConductEffect.REMOVAL
    sound = (
        0 < len(draft.code.strip()) <= 40
        and 0 < len(draft.name.strip()) <= 60
        and len(draft.basis.strip()) <= 200
        and (draft.applies_to or "") in _BY_ITSELF
    )
    if removal:
        sound = sound and draft.least == draft.most == 0 and not draft.per_hour
    else:
        steps = draft.least % STEP == 0 and draft.most % STEP == 0
        sound = sound and steps and Decimal(0) < draft.least <= draft.most <= _MOST
    if draft.applies_to is not None:
        sound = sound and draft.effect is ConductEffect.DEDUCTION and draft.least == draft.most
    if not sound:
        raise ConductRuleInvalid
