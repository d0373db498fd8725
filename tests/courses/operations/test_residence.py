"""Places, days out of use, planning rules, and cohorts over a holiday."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from academy.people.enums import Sex
from courses.errors import CohortOverHoliday, ReasonRequired
from courses.errors.plans import (
    PlaceInvalid,
    PlaceNameTaken,
    PlanningRulesInvalid,
    PlanUnitUnknown,
    ShutInvalid,
)
from courses.models import Cohort, Dormitory, Hall, PlanningRules, Shut
from courses.operations import cohorts, plan_rules, residence
from courses.queries import plan_places
from courses.queries import plan_rules as queries
from courses.rules.calendar import Span
from courses.rules.plan_settings import Settings
from tests.cast import SYSTEM, Cast
from tests.make import courses as make

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)
WEEK = Span(DAY, date(2026, 3, 13))


def dormitory(at: datetime, **other: Any) -> Dormitory:
    facts: dict[str, Any] = {"name": "一号楼", "sex": Sex.MALE, "beds": 96, "valid_from": DAY}
    return residence.add_dormitory(actor=SYSTEM, at=at, **{**facts, **other})


def hall(at: datetime, **other: Any) -> Hall:
    facts: dict[str, Any] = {"name": "大教室", "seats": 128, "valid_from": DAY}
    return residence.add_hall(actor=SYSTEM, at=at, **{**facts, **other})


def test_the_same_place_twice_is_one(at: datetime) -> None:
    assert dormitory(at) == dormitory(at)
    assert hall(at) == hall(at)
    with pytest.raises(PlaceNameTaken):
        dormitory(at, beds=95)
    for other in ({"beds": 0}, {"name": " "}, {"valid_until": DAY}):
        with pytest.raises(PlaceInvalid):
            dormitory(at, **other)


def test_beds_are_those_of_every_day(at: datetime) -> None:
    men = dormitory(at)
    dormitory(at, name="二号楼", sex=Sex.FEMALE, beds=32, valid_from=date(2026, 3, 10))
    settings = Settings()
    assert plan_places.beds_on(WEEK, settings) == plan_places.Beds(96, 0)
    assert plan_places.beds_on(Span(date(2026, 3, 10), WEEK.ends_on), settings) == (
        plan_places.Beds(96, 32)
    )
    limited = replace(settings, men_beds=90, women_beds=40)
    assert plan_places.beds_on(Span(date(2026, 3, 10), WEEK.ends_on), limited) == (
        plan_places.Beds(90, 32)
    )
    closed = residence.shut(
        actor=SYSTEM,
        dormitory=men,
        starts_on=WEEK.ends_on,
        ends_on=WEEK.ends_on,
        reason="检修",
        at=at,
    )
    assert plan_places.beds_on(WEEK, settings).men == 0
    for _turn in range(2):
        residence.lift_shut(actor=SYSTEM, row=closed, at=at)
    assert plan_places.beds_on(WEEK, settings).men == 96
    for _turn in range(2):
        residence.end_place(actor=SYSTEM, place=men, valid_until=WEEK.ends_on, at=at)
    assert plan_places.beds_on(WEEK, settings).men == 0
    with pytest.raises(PlaceInvalid):
        residence.end_place(actor=SYSTEM, place=men, valid_until=DAY, at=at)


def test_days_out_of_use_need_order_and_a_reason(at: datetime) -> None:
    days: dict[str, Any] = {"starts_on": DAY, "ends_on": DAY}
    with pytest.raises(ShutInvalid):
        residence.shut(actor=SYSTEM, reason=" ", at=at, **days)
    with pytest.raises(ShutInvalid):
        residence.shut(actor=SYSTEM, starts_on=DAY, ends_on=date(2026, 3, 8), reason="检修", at=at)
    for place in (None, hall(at)):
        for _turn in range(2):
            residence.shut(actor=SYSTEM, hall=place, reason="检修", at=at, **days)
    assert Shut.objects.count() == 2


def test_halls_carry_the_days_on_which_they_are_not_there(at: datetime) -> None:
    row = hall(at, valid_from=date(2026, 3, 10), valid_until=date(2026, 3, 13))
    residence.shut(
        actor=SYSTEM,
        hall=row,
        starts_on=date(2026, 3, 11),
        ends_on=date(2026, 3, 11),
        reason="会议",
        at=at,
    )
    busy = plan_places.halls(WEEK)[0].busy
    assert sorted((each.starts_on.day, each.ends_on.day) for each in busy) == [
        (9, 9),
        (11, 11),
        (13, 13),
    ]


def draft(at: datetime, first: date, last: date, reason: str = "") -> Cohort:
    return cohorts.draft(
        actor=SYSTEM,
        syllabus=make.syllabus(at=at),
        number=1,
        name="第 1 期",
        starts_on=first,
        ends_on=last,
        capacity=10,
        holiday_reason=reason,
        at=at,
    )


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        (date(2026, 3, 30), date(2026, 4, 4), False),
        (date(2026, 3, 30), date(2026, 4, 5), True),
        (date(2026, 4, 6), date(2026, 4, 10), True),
        (date(2026, 4, 7), date(2026, 4, 11), False),
    ],
)
def test_a_cohort_over_a_holiday_needs_a_word(
    at: datetime, first: date, last: date, refused: bool
) -> None:
    if not refused:
        assert draft(at, first, last).holiday_reason == ""
        return
    with pytest.raises(CohortOverHoliday) as caught:
        draft(at, first, last)
    assert "清明节" in str(caught.value)
    assert "最近没有假日的同样一段是 2026-" in caught.value.advice
    with pytest.raises(CohortOverHoliday):
        draft(at, first, last, "  ")
    row = draft(at, first, last, " 应急处置集训 ")
    assert row.holiday_reason == "应急处置集训"
    assert draft(at, first, last, "应急处置集训") == row


def test_a_cohort_over_a_day_on_which_the_academy_is_shut(at: datetime) -> None:
    residence.shut(actor=SYSTEM, starts_on=DAY, ends_on=DAY, reason="换届选举", at=at)
    with pytest.raises(CohortOverHoliday, match="换届选举"):
        draft(at, DAY, WEEK.ends_on)
    assert draft(at, date(2026, 3, 10), WEEK.ends_on).starts_on == date(2026, 3, 10)


def test_rules_come_in_editions(at: datetime, cast: Cast) -> None:
    assert queries.settings_on(DAY) == Settings()
    first = Settings(away_percent=12, shares={"T001": 20})

    def adopt(settings: Settings, on: date = DAY) -> PlanningRules:
        return plan_rules.adopt(
            actor=SYSTEM, settings=settings, valid_from=on, ground="院务会", at=at
        )

    row = adopt(first)
    assert adopt(first) == row
    adopt(Settings(away_percent=15), date(2026, 3, 11))
    assert [queries.settings_on(date(2026, 3, day)).away_percent for day in (8, 9, 10, 11)] == [
        10,
        12,
        12,
        15,
    ]
    assert queries.settings_on(DAY) == first
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanningRules.objects.update(away_percent=90)


@pytest.mark.parametrize(
    ("other", "allowed"),
    [
        ({"away_percent": 0}, False),
        ({"away_percent": 1}, True),
        ({"away_percent": 100}, True),
        ({"away_percent": 101}, False),
        ({"capacity": 0}, False),
        ({"cohort_days": 61}, False),
        ({"shares": {"T001": 101}}, False),
        ({"shares": {"T001": 0}}, True),
        ({"men_beds": 0}, True),
    ],
)
def test_rules_within_bounds(
    at: datetime, cast: Cast, other: dict[str, Any], allowed: bool
) -> None:
    settings = replace(Settings(), **other)
    facts: dict[str, Any] = {"actor": SYSTEM, "settings": settings, "valid_from": DAY, "at": at}
    if allowed:
        assert plan_rules.adopt(ground="院务会", **facts).pk
        return
    with pytest.raises(PlanningRulesInvalid):
        plan_rules.adopt(ground="院务会", **facts)


def test_rules_need_a_ground_and_known_units(at: datetime, cast: Cast) -> None:
    with pytest.raises(ReasonRequired):
        plan_rules.adopt(actor=SYSTEM, settings=Settings(), valid_from=DAY, ground=" ", at=at)
    with pytest.raises(PlanUnitUnknown):
        plan_rules.adopt(
            actor=SYSTEM, settings=Settings(shares={"T9": 5}), valid_from=DAY, ground="x", at=at
        )
