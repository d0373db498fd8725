"""Points of conduct: what a rule allows, what a roll-call's finding makes, how long to object.

Sources: the rules of conduct of the academy, and courses.rules.residence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from courses.enums.attendance import ConductEffect, Presence

STEP = Decimal("0.5")
_ONE = Decimal(1)
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of conduct as values: points without a sign, in force in [starts_on, ends_on)."""

    effect: ConductEffect
    least: Decimal
    most: Decimal
    per_hour: bool
    applies_to: Presence | None
    valid_from: date
    valid_until: date | None


def in_force(rule: Rule, on: date) -> bool:
    """Whether a rule holds on a day."""
    return rule.valid_from <= on and (rule.valid_until is None or on < rule.valid_until)


def allowed(rule: Rule, points: Decimal, hours: Decimal = _ONE) -> bool:
    """Whether so many unsigned points may be entered under a rule for so many hours (学时).

    From least to most in steps of half a point; each is multiplied by the hours where the rule
    says so. Removal has none.
    """
    if rule.effect is ConductEffect.REMOVAL:
        return points == 0
    times = hours if rule.per_hour else _ONE
    if not rule.least * times <= points <= rule.most * times:
        return False
    steps = (points - rule.least * times) % (STEP * times)
    return steps == 0 or points == rule.most * times


def signed(rule: Rule, points: Decimal) -> Decimal:
    """Return points as the ledger has them: what is taken off is negative."""
    return -points if rule.effect is ConductEffect.DEDUCTION else points


def by_roll_call(rules: Mapping[int, Rule], presence: Presence, on: date) -> int | None:
    """Return the key of the rule a roll-call's finding falls under on a day, if any."""
    found = (key for key, rule in rules.items() if rule.applies_to is presence)
    return next((key for key in found if in_force(rules[key], on)), None)


def points_by_roll_call(rule: Rule, hours: Decimal) -> Decimal:
    """Return the unsigned points of a finding; a formation without hours counts as one hour."""
    times = (hours or _ONE) if rule.per_hour else _ONE
    return (rule.least * times).quantize(_TENTH, rounding=ROUND_HALF_UP)


def last_day_to_object(recorded_on: date, days: int) -> date:
    """Return the last local day on which an entry may be objected to."""
    return recorded_on + timedelta(days=days)
