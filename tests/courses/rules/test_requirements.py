"""Who owes what by when, at the borders of windows, bands, shares and caps."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from courses.enums.hours import Event, JudgedOn, Metric, RequirementWhy, WindowKind
from courses.rules.requirements import (
    Line,
    Span,
    Standing,
    amount_owed,
    by_category,
    judged_on,
    span,
    why_not,
)
from tests.make.requirements import spec

W = WindowKind
HALF = {"window": W.CALENDAR_YEAR, "pro_rata": True}
AFTER = {"window": W.AFTER_EVENT, "event": Event.PROMOTED}
BY_COURSE = {"metric": Metric.COMPLETION, "amount": Decimal(1), "course_id": 1}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"amount": Decimal("-0.1")}, RequirementWhy.AMOUNT),
        ({"amount": Decimal("0.0")}, RequirementWhy.AMOUNT),
        ({"amount": Decimal("0.1")}, None),
        ({"amount": Decimal("0.15")}, RequirementWhy.AMOUNT),
        ({"amount": Decimal("10000.0")}, None),
        ({"amount": Decimal("10000.1")}, RequirementWhy.AMOUNT),
        ({**BY_COURSE}, None),
        ({**BY_COURSE, "amount": Decimal("1.5")}, RequirementWhy.AMOUNT),
        ({"length": 0}, RequirementWhy.WINDOW),
        ({"length": 2}, RequirementWhy.WINDOW),
        ({"window": W.ROLLING_YEARS, "length": 20}, None),
        ({"window": W.ROLLING_YEARS, "length": 21}, RequirementWhy.WINDOW),
        ({**AFTER, "length": 240}, None),
        ({**AFTER, "length": 241}, RequirementWhy.WINDOW),
        ({"window": W.AFTER_EVENT}, RequirementWhy.WINDOW),
        ({"event": Event.JOINED}, RequirementWhy.WINDOW),
        ({"valid_until": date(2019, 12, 31)}, RequirementWhy.PERIOD),
        ({"valid_until": date(2020, 1, 1)}, RequirementWhy.PERIOD),
        ({"valid_until": date(2020, 1, 2)}, None),
        ({**BY_COURSE, "course_id": None}, RequirementWhy.COURSE),
        ({"course_id": 1}, RequirementWhy.COURSE),
        ({**AFTER, "event": Event.LAST_COMPLETION, "course_id": 1}, None),
        ({**AFTER, "event": Event.LAST_COMPLETION}, RequirementWhy.COURSE),
        ({"judged": JudgedOn.WINDOW_END}, None),
        ({**AFTER, "judged": JudgedOn.WINDOW_END}, RequirementWhy.JUDGED),
        ({**AFTER, "pro_rata": True}, RequirementWhy.PRO_RATA),
        ({"rank_from": 5, "rank_to": 5}, None),
        ({"rank_from": 6, "rank_to": 5}, RequirementWhy.BAND),
        ({"for_event": Event.PROMOTED}, RequirementWhy.CONDITION),
        ({"for_months": 12}, RequirementWhy.CONDITION),
        ({"for_event": Event.PROMOTED, "for_months": 12}, None),
        ({"for_event": Event.LAST_COMPLETION, "for_months": 12}, RequirementWhy.CONDITION),
        ({"categories": {"online": Decimal(0)}}, RequirementWhy.CAP),
        ({"categories": {"online": Decimal("0.1")}}, None),
    ],
)
def test_what_contradicts_itself(said: dict[str, Any], why: RequirementWhy | None) -> None:
    assert why_not(spec(**said)) is why


@pytest.mark.parametrize(
    ("said", "on", "event_on", "expected"),
    [
        ({}, date(2026, 1, 1), None, (date(2026, 1, 1), date(2026, 1, 2), date(2026, 12, 31))),
        ({}, date(2026, 12, 31), None, (date(2026, 1, 1), date(2027, 1, 1), date(2026, 12, 31))),
        (
            {"window": W.ROLLING_YEARS, "length": 5},
            date(2026, 3, 1),
            None,
            (date(2021, 3, 2), date(2026, 3, 2), date(2026, 3, 1)),
        ),
        (
            {"window": W.ROLLING_YEARS, "length": 1},
            date(2024, 2, 28),
            None,
            (date(2023, 2, 28), date(2024, 2, 29), date(2024, 2, 28)),
        ),
        (
            {**AFTER, "length": 12},
            date(2026, 6, 1),
            date(2026, 3, 2),
            (date(2026, 3, 2), date(2026, 6, 2), date(2027, 3, 1)),
        ),
        (
            {**AFTER, "length": 1},
            date(2026, 2, 1),
            date(2026, 1, 31),
            (date(2026, 1, 31), date(2026, 2, 2), date(2026, 2, 27)),
        ),
        (
            {**AFTER, "event": Event.LAST_COMPLETION, "length": 12},
            date(2026, 6, 1),
            date(2026, 3, 2),
            (date(2026, 3, 3), date(2026, 6, 2), date(2027, 3, 1)),
        ),
    ],
)
def test_windows(
    said: dict[str, Any], on: date, event_on: date | None, expected: tuple[date, date, date]
) -> None:
    assert span(spec(**said), on, event_on) == Span(*expected)


def test_a_window_after_an_event_needs_one() -> None:
    with pytest.raises(ValueError, match="event"):
        span(spec(**AFTER), date(2026, 3, 2))


def test_on_which_day_it_is_judged() -> None:
    on = date(2026, 3, 2)
    assert judged_on(spec(), on) == on
    assert judged_on(spec(judged=JudgedOn.WINDOW_END), on) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("joined_on", "owed"),
    [
        (None, "60.0"),
        (date(2025, 12, 31), "60.0"),
        (date(2026, 1, 1), "60.0"),
        (date(2026, 1, 2), "60.0"),
        (date(2026, 1, 31), "60.0"),
        (date(2026, 2, 1), "55.0"),
        (date(2026, 12, 31), "5.0"),
        (date(2027, 1, 1), "0.0"),
    ],
)
def test_the_share_of_who_joined_in_mid_year(joined_on: date | None, owed: str) -> None:
    said = spec(**HALF)
    assert amount_owed(said, span(said, date(2026, 6, 1)), joined_on) == Decimal(owed)


@pytest.mark.parametrize(("amount", "owed"), [("0.5", "0.0"), ("0.6", "0.1"), ("0.7", "0.1")])
def test_shares_are_rounded_half_up(amount: str, owed: str) -> None:
    said = spec(amount=Decimal(amount), **HALF)
    assert amount_owed(said, span(said, date(2026, 6, 1)), date(2026, 12, 1)) == Decimal(owed)


@pytest.mark.parametrize(("online", "counted"), [("19.9", "19.9"), ("20.0", "20"), ("20.1", "20")])
def test_caps_at_their_borders(online: str, counted: str) -> None:
    said = spec(categories={"residential": None, "online": Decimal(20)})
    on = date(2026, 3, 2)
    lines = [
        Line("online", 1, Decimal(online), on),
        Line("residential", 1, Decimal(30), on),
        Line("self_study", 1, Decimal(30), on),
        Line("residential", 1, Decimal(-8), date(2025, 12, 31)),
        Line("residential", 1, Decimal(8), date(2026, 3, 3)),
    ]
    given = by_category(said, span(said, on), lines)
    assert given == {"online": Decimal(counted), "residential": Decimal(30)}
    assert by_category(said, span(said, on), lines, frozenset({2})) == {}


@pytest.mark.parametrize(
    ("earned", "due", "missing", "late"),
    [
        ("59.9", date(2026, 3, 1), "0.1", True),
        ("59.9", date(2026, 3, 2), "0.1", False),
        ("60.0", date(2026, 3, 1), "0.0", False),
        ("60.1", date(2026, 3, 1), "0.0", False),
    ],
)
def test_standing(earned: str, due: date, missing: str, late: bool) -> None:
    standing = Standing(Decimal(60), Decimal(earned), due, date(2026, 3, 2))
    assert (standing.missing, standing.late) == (Decimal(missing), late)
    assert standing.met is (missing == "0.0")
