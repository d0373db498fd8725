"""How many are missing to a target, and the months of a trend."""

from datetime import UTC, date, datetime, timedelta

import pytest

from academy.reporting.enums import GoalSource
from academy.reporting.rules.periods import Period
from academy.reporting.rules.targets import Goal, Setting, goal_of, last_months, missing, own


@pytest.mark.parametrize(
    ("part", "whole", "target", "expected"),
    [
        (0, 0, 90, 0),
        (8, 10, 90, 1),
        (9, 10, 90, 0),
        (10, 10, 90, 0),
        (9, 11, 90, 1),
        (10, 11, 90, 0),
        (99, 100, 100, 1),
        (0, 5, 0, 0),
    ],
)
def test_missing(part: int, whole: int, target: int, expected: int) -> None:
    assert missing(part, whole, target) == expected


@pytest.mark.parametrize(
    ("on", "starts_on", "until_on"),
    [
        (date(2026, 12, 31), date(2026, 1, 1), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2026, 2, 1), date(2027, 2, 1)),
        (date(2026, 3, 2), date(2025, 4, 1), date(2026, 4, 1)),
    ],
)
def test_last_months(on: date, starts_on: date, until_on: date) -> None:
    assert last_months(on) == Period(starts_on, until_on)


MAY, JUNE, AT = date(2026, 5, 1), date(2026, 6, 1), datetime(2026, 4, 1, tzinfo=UTC)


def test_what_began_last_holds_and_of_equals_what_was_set_last() -> None:
    later = AT + timedelta(seconds=1)
    settings = [
        Setting(1, JUNE, AT, 1, 95),
        Setting(1, MAY, later, 2, 80),
        Setting(2, MAY, AT, 3, 70),
        Setting(2, MAY, later, 5, 72),
        Setting(2, MAY, later, 4, 71),
        Setting(3, MAY, AT, 6, 60),
        Setting(3, JUNE, AT, 7, None),
        Setting(None, MAY, AT, 8, 0),
    ]
    assert own(settings, MAY - timedelta(days=1)) == {}
    assert own(settings, MAY) == {1: 80, 2: 72, 3: 60, None: 0}
    assert own(settings, JUNE - timedelta(days=1)) == own(settings, MAY)
    assert own(settings, JUNE) == {1: 95, 2: 72, None: 0}


# 1 is the bureau, 2 and 3 branches, 4 a squad of 3.
PARENTS = {1: None, 2: 1, 3: 1, 4: 3}


@pytest.mark.parametrize(
    ("unit", "rates", "fallback", "rate", "source"),
    [
        (2, {2: 80, None: 85}, 90, 80, GoalSource.OWN),
        (2, {2: 0, None: 85}, 90, 0, GoalSource.OWN),
        (2, {None: 85}, 90, 85, GoalSource.WHOLE),
        (2, {1: 70}, 90, 90, GoalSource.SETTING),
        (2, {1: 70, None: 85}, 90, 85, GoalSource.WHOLE),
        (2, {3: 70}, None, None, GoalSource.NONE),
        (1, {1: 70, None: 85}, 90, 70, GoalSource.OWN),
        (1, {None: 85}, 90, 85, GoalSource.WHOLE),
        (4, {3: 75, None: 85}, 90, 75, GoalSource.ABOVE),
        (4, {1: 75, None: 85}, 90, 85, GoalSource.WHOLE),
        (None, {None: 85, 1: 70}, 90, 85, GoalSource.OWN),
        (None, {1: 70}, 90, 90, GoalSource.SETTING),
    ],
)
def test_whose_target_a_unit_is_measured_by(
    unit: int | None,
    rates: dict[int | None, int],
    fallback: int | None,
    rate: int | None,
    source: GoalSource,
) -> None:
    assert goal_of(unit, rates, PARENTS, fallback) == Goal(rate, source)
