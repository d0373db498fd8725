"""Targets: set from today on by who keeps them, known of a past day as they were known then."""

from datetime import date, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db import Error, IntegrityError, transaction

from academy.audit.models import Entry
from academy.people.enums import Role
from academy.people.models import Grant
from academy.reporting.enums import GoalSource, TargetFigure, Verb
from academy.reporting.errors import TargetBackdated, TargetRateInvalid
from academy.reporting.models import Target
from academy.reporting.queries import places, targets
from academy.reporting.rules.targets import Goal
from academy.shared.errors import NotFound, Refusal
from tests.cast import Cast
from tests.make import targets as make

DAY = timedelta(days=1)
HOURS = TargetFigure.HOURS


def goals(on: date, figure: TargetFigure = HOURS) -> targets.Goals:
    return targets.goals(figure, on, places.places(on))


def test_each_unit_is_measured_by_its_own(cast: Cast, at: datetime, settings: LazySettings) -> None:
    settings.ACADEMY_TARGET_RATE = 91
    on = at.date()
    assert goals(on).of(cast.east.pk) == Goal(91, GoalSource.SETTING)
    make.were_set(cast.hr, {"": 85, "T001": 95, "T000": 70}, at=at, valid_from=on)
    found = goals(on)
    assert [found.of(unit.pk) for unit in (cast.bureau, cast.east, cast.south)] == [
        Goal(70, GoalSource.OWN),
        Goal(95, GoalSource.OWN),
        Goal(85, GoalSource.WHOLE),
    ]
    everything = frozenset({cast.bureau.pk, cast.east.pk, cast.south.pk})
    assert [found.over(scope).rate for scope in (everything, frozenset({cast.east.pk}))] == [85, 95]
    assert found.over(frozenset({cast.east.pk, cast.south.pk})).rate == 85
    assert goals(on, TargetFigure.HOLDING).of(cast.east.pk) == Goal(None, GoalSource.NONE)
    entry = Entry.objects.get(verb=Verb.TARGETS_SET)
    assert entry.facts == {"figure": "hours", "valid_from": on.isoformat(), "units": 3}


def test_a_past_day_says_what_it_said(cast: Cast, at: datetime) -> None:
    on = at.date()
    make.were_set(cast.hr, {"T001": 80}, at=at, valid_from=on)
    make.were_set(cast.hr, {"T001": 95}, at=at, valid_from=on + 10 * DAY)
    make.were_set(cast.hr, {"T001": 82}, at=at + 5 * DAY, valid_from=on + 5 * DAY)
    make.were_set(cast.hr, {"T001": None}, at=at + 20 * DAY, valid_from=on + 20 * DAY)
    said = [(day, goals(on + day * DAY).of(cast.east.pk).rate) for day in (-1, 0, 4, 5, 9, 10, 19)]
    assert said == [(-1, 90), (0, 80), (4, 80), (5, 82), (9, 82), (10, 95), (19, 95)]
    assert goals(on + 20 * DAY).of(cast.east.pk) == Goal(90, GoalSource.SETTING)
    make.were_set(cast.hr, {"T001": 50}, at=at + 30 * DAY, valid_from=on + 30 * DAY)
    assert [
        (day, goals(on + day * DAY).of(cast.east.pk).rate) for day in (-1, 0, 4, 5, 9, 10, 19)
    ] == said


def test_what_holds_already_is_not_set_again(cast: Cast, at: datetime) -> None:
    on = at.date()
    first = make.were_set(cast.hr, {"T001": 80, "T002": None}, at=at, valid_from=on)
    assert [(each.unit, each.rate) for each in first] == [(cast.east, 80)]
    assert make.were_set(cast.hr, {"T001": 80}, at=at, valid_from=on + DAY) == []
    assert Target.objects.count() == 1
    assert Entry.objects.filter(verb=Verb.TARGETS_SET).count() == 1


@pytest.mark.parametrize(
    ("rates", "days", "refusal", "field"),
    [
        ({"T001": -1}, 0, TargetRateInvalid, "T001"),
        ({"T001": 0}, 0, None, None),
        ({"T001": 100}, 0, None, None),
        ({"T001": 101}, 0, TargetRateInvalid, "T001"),
        ({"": 101}, 0, TargetRateInvalid, "whole"),
        ({"T001": 90}, -1, TargetBackdated, "valid_from"),
        ({"T001": 90}, 1, None, None),
        ({"T999": 90}, 0, NotFound, "unit"),
        ({"T001": 90, "T002": 101}, 0, TargetRateInvalid, "T002"),
    ],
)
def test_what_cannot_be_set(
    cast: Cast,
    at: datetime,
    rates: dict[str, int | None],
    days: int,
    refusal: type[Refusal] | None,
    field: str | None,
) -> None:
    valid_from = at.date() + days * DAY
    if refusal is None:
        assert len(make.were_set(cast.hr, rates, at=at, valid_from=valid_from)) == 1
        return
    with pytest.raises(refusal) as no:
        make.were_set(cast.hr, rates, at=at, valid_from=valid_from)
    assert no.value.field == field
    assert not Target.objects.exists()


def test_nobody_sets_beyond_their_reach(cast: Cast, at: datetime) -> None:
    Grant.objects.filter(person=cast.hr, role=Role.HR).update(unit=cast.east)
    on = at.date()
    for code in ("T002", "T000", ""):
        with pytest.raises(NotFound):
            make.were_set(cast.hr, {"T001": 80, code: 90}, at=at, valid_from=on)
    assert not Target.objects.exists()
    assert len(make.were_set(cast.hr, {"T001": 80}, at=at, valid_from=on)) == 1


def test_the_rows_only_grow(cast: Cast, at: datetime) -> None:
    (row,) = make.were_set(cast.hr, {"T001": 80}, at=at, valid_from=at.date())
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Target.objects.update(rate=81)
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Target.objects.all().delete()
    for wrong in ({"rate": 101}, {"figure": "height"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Target.objects.create(
                **{
                    "figure": "hours",
                    "valid_from": at.date(),
                    "set_by": row.set_by,
                    "recorded_at": at,
                    **wrong,
                }
            )
