"""What rules of conduct allow, at their borders."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from courses.enums.attendance import ConductEffect, Presence
from courses.rules import conduct
from courses.rules.conduct import Rule

ON = date(2026, 3, 5)
D = Decimal


def rule(
    least: str = "2",
    most: str = "5",
    *,
    effect: ConductEffect = ConductEffect.DEDUCTION,
    per_hour: bool = False,
    applies_to: Presence | None = None,
    until: date | None = None,
) -> Rule:
    return Rule(effect, D(least), D(most), per_hour, applies_to, ON, until)


@pytest.mark.parametrize(
    ("points", "fine"),
    [("1.5", False), ("2", True), ("2.5", True), ("2.3", False), ("5", True), ("5.5", False)],
)
def test_points_lie_within_the_rule_in_halves(points: str, fine: bool) -> None:
    assert conduct.allowed(rule(), D(points)) is fine


@pytest.mark.parametrize(("points", "fine"), [("39", False), ("40", True), ("41", False)])
def test_points_by_the_hour_are_multiplied(points: str, fine: bool) -> None:
    assert conduct.allowed(rule("10", "10", per_hour=True), D(points), D(4)) is fine


@pytest.mark.parametrize(("points", "fine"), [("-0.5", False), ("0", True), ("0.5", False)])
def test_removal_has_no_points(points: str, fine: bool) -> None:
    assert conduct.allowed(rule("0", "0", effect=ConductEffect.REMOVAL), D(points)) is fine


@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (1, True), (2, False)])
def test_a_rule_holds_from_its_first_day_until_before_its_end(days: int, holds: bool) -> None:
    until = ON + timedelta(days=2)
    assert conduct.in_force(rule(until=until), ON + timedelta(days=days)) is holds


def test_what_is_taken_off_is_negative() -> None:
    assert conduct.signed(rule(), D(2)) == -2
    assert conduct.signed(rule(effect=ConductEffect.REWARD), D(2)) == 2


def test_a_finding_makes_the_entry_of_the_rule_in_force_that_day() -> None:
    late = rule("2", "2", applies_to=Presence.LATE, until=ON + timedelta(days=1))
    held = {7: rule(), 8: late}
    assert conduct.by_roll_call(held, Presence.LATE, ON) == 8
    assert conduct.by_roll_call(held, Presence.LATE, ON + timedelta(days=1)) is None
    assert conduct.by_roll_call(held, Presence.ABSENT, ON) is None


@pytest.mark.parametrize(("hours", "points"), [("0", "10.0"), ("1", "10.0"), ("1.5", "15.0")])
def test_a_formation_without_hours_counts_as_one(hours: str, points: str) -> None:
    absent = rule("10", "10", per_hour=True, applies_to=Presence.ABSENT)
    assert conduct.points_by_roll_call(absent, D(hours)) == D(points)
    assert conduct.points_by_roll_call(rule("2", "2"), D(hours)) == 2


def test_days_to_object_begin_after_the_day_of_the_record() -> None:
    assert conduct.last_day_to_object(ON, 0) == ON
    assert conduct.last_day_to_object(ON, 3) == ON + timedelta(days=3)
