"""What a person needs, in every exam until it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from academy.audit.models import Entry
from academy.shared.clock import LOCAL
from exams.errors import (
    AccommodationEndRefused,
    AccommodationOverlaps,
    AccommodationRefused,
    WordsRefused,
)
from exams.models import Accommodation, Exam
from exams.operations import accommodations, entry, sittings
from exams.queries.accommodations import listed, running_now
from tests.cast import SYSTEM, Cast
from tests.make import exams as make

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
TODAY = date(2026, 3, 2)
GROUND = "腕部骨折，附医院证明"


def _grant(cast: Cast, at: datetime, **changes: Any) -> Accommodation:
    facts: dict[str, Any] = {"extra_percent": 25, "ground": GROUND, "starts_on": TODAY}
    return accommodations.grant(actor=SYSTEM, person=cast.wang, at=at, **(facts | changes))


def _end(row: Accommodation, on: date, at: datetime) -> Accommodation:
    return accommodations.end(actor=SYSTEM, accommodation=row, ends_on=on, at=at)


@pytest.mark.parametrize(
    ("duration", "percent", "minutes", "planned"),
    [
        (3600, 25, 0, 900),
        (3600, 0, 10, 600),
        (3600, 25, 10, 1500),
        (3601, 50, 0, 1801),
        (3599, 50, 0, 1800),
        (3, 33, 0, 1),
        (3600, 200, 240, 21600),
    ],
)
def test_extra_time_is_worked_out_at_the_start(
    cast: Cast, at: datetime, duration: int, percent: int, minutes: int, planned: int
) -> None:
    exam = make.exam(at=at, persons=[cast.wang, cast.zhao], duration_seconds=duration)
    _grant(cast, at, extra_percent=percent, extra_minutes=minutes)
    row = make.sitting(exam, cast.wang, at=at)
    assert (row.planned_seconds, row.incident_seconds) == (planned, 0)
    assert row.deadline_at == at + (duration + planned) * SECOND
    other = make.sitting(exam, cast.zhao, at=at)
    assert (other.planned_seconds, other.deadline_at) == (0, at + duration * SECOND)


def test_the_windows_end_clips_nothing(cast: Cast, at: datetime) -> None:
    exam = make.exam(at=at, persons=[cast.wang])
    _grant(cast, at, extra_percent=50)
    last = exam.closes_at - SECOND
    row = make.sitting(exam, cast.wang, at=last)
    assert row.deadline_at == last + 5400 * SECOND


@pytest.mark.parametrize(
    ("starts", "ends", "applies"),
    [(-1, None, True), (0, None, True), (1, None, False), (-1, 0, False), (-1, 1, True)],
)
def test_by_the_day_of_the_start(
    cast: Cast, at: datetime, starts: int, ends: int | None, applies: bool
) -> None:
    exam = make.exam(at=at, persons=[cast.wang])
    ends_on = None if ends is None else TODAY + ends * DAY
    _grant(cast, at, starts_on=TODAY + starts * DAY, ends_on=ends_on)
    assert make.sitting(exam, cast.wang, at=at).planned_seconds == (900 if applies else 0)


@pytest.mark.parametrize(("offset", "applies"), [(-1, False), (0, True), (1, True)])
def test_the_day_begins_at_local_midnight(
    cast: Cast, at: datetime, offset: int, applies: bool
) -> None:
    midnight = datetime(2026, 3, 3, tzinfo=LOCAL)
    exam = make.exam(at=at, persons=[cast.wang], opens_at=midnight - 60 * SECOND)
    _grant(cast, at, starts_on=date(2026, 3, 3))
    row = make.sitting(exam, cast.wang, at=midnight + offset * SECOND)
    assert row.planned_seconds == (900 if applies else 0)


def test_granted_while_waiting_takes_effect_and_while_sitting_does_not(
    cast: Cast, at: datetime
) -> None:
    exam = make.exam(at=at, persons=[cast.wang])
    place = entry.check_in(actor=SYSTEM, exam=exam, person=cast.wang, at=at)
    row = _grant(cast, at)
    assert list(running_now(cast.wang.pk, at)) == []
    sitting = sittings.start(actor=SYSTEM, sitting=place, at=at)
    assert sitting.planned_seconds == 900
    _end(row, TODAY, at + SECOND)
    sitting.refresh_from_db()
    assert (sitting.planned_seconds, sitting.deadline_at) == (900, at + 4500 * SECOND)
    assert list(running_now(cast.wang.pk, at + SECOND)) == [sitting]
    assert list(running_now(cast.wang.pk, at + 4500 * SECOND)) == []


def test_it_applies_to_every_exam(cast: Cast, at: datetime) -> None:
    _grant(cast, at)
    for number in (1, 2):
        paper = make.paper(at=at, of=make.bank(at=at, code=f"B{number}"))
        cohort = None
        if number == 2:
            cohort = Exam.objects.get().cohort
        exam = make.exam(at=at + number * DAY, persons=[cast.wang], on_paper=paper, cohort=cohort)
        assert make.sitting(exam, cast.wang, at=at + number * DAY).planned_seconds == 900


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"extra_percent": 0}, "nothing_granted"),
        ({"extra_percent": 201}, "percent_out_of_range"),
        ({"extra_minutes": 241}, "minutes_out_of_range"),
        ({"ground": " "}, "missing"),
        ({"ends_on": TODAY}, "ends_before_it_starts"),
    ],
)
def test_unsound_grants(cast: Cast, at: datetime, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(AccommodationRefused) as refused:
        _grant(cast, at, **changes)
    assert (refused.value.code, refused.value.facts["reason"]) == (
        "exams.accommodation_refused",
        reason,
    )
    assert "200%" in refused.value.advice
    assert Accommodation.objects.count() == 0


def test_a_ground_no_database_keeps(cast: Cast, at: datetime) -> None:
    for ground in ("一\x00二", "好" * 501):
        with pytest.raises(WordsRefused):
            _grant(cast, at, ground=ground)


@pytest.mark.parametrize(
    ("starts", "ends", "refused"),
    [(-5, 0, False), (-5, 1, True), (9, None, True), (10, None, False), (3, 4, True)],
)
def test_overlaps_are_refused_by_the_day(
    cast: Cast, at: datetime, starts: int, ends: int | None, refused: bool
) -> None:
    _grant(cast, at, ends_on=TODAY + 10 * DAY)
    changes = {
        "extra_percent": 50,
        "starts_on": TODAY + starts * DAY,
        "ends_on": None if ends is None else TODAY + ends * DAY,
    }
    if refused:
        with pytest.raises(AccommodationOverlaps) as met:
            _grant(cast, at, **changes)
        assert met.value.code == "exams.accommodation_overlaps"
        assert met.value.facts == {"starts_on": "2026-03-02", "ends_on": "2026-03-12"}
    else:
        _grant(cast, at, **changes)
    assert Accommodation.objects.count() == (1 if refused else 2)


def test_the_same_again_is_the_same_row(cast: Cast, at: datetime) -> None:
    first = _grant(cast, at)
    assert _grant(cast, at + DAY).pk == first.pk
    assert Accommodation.objects.count() == 1
    assert Entry.objects.filter(verb="exams.accommodation_granted").count() == 1


@pytest.mark.parametrize(
    ("on", "reason"),
    [(-1, "day_has_passed"), (0, None), (5, None), (9, None), (11, "put_off")],
)
def test_ending(cast: Cast, at: datetime, on: int, reason: str | None) -> None:
    row = _grant(cast, at, starts_on=TODAY - 5 * DAY, ends_on=TODAY + 10 * DAY)
    ends_on = TODAY + on * DAY
    if reason is None:
        ended = _end(row, ends_on, at)
        assert (ended.ends_on, ended.ended_at) == (ends_on, at)
        assert _end(row, ends_on, at + SECOND).ended_at == at
        return
    with pytest.raises(AccommodationEndRefused) as refused:
        _end(row, ends_on, at)
    assert (refused.value.code, refused.value.facts["reason"]) == (
        "exams.accommodation_end_refused",
        reason,
    )


def test_what_is_over_stays_over(cast: Cast, at: datetime) -> None:
    row = _end(_grant(cast, at), TODAY, at)
    with pytest.raises(AccommodationEndRefused) as refused:
        _end(row, TODAY - DAY, at)
    assert refused.value.facts["reason"] == "over_already"


def test_one_to_come_can_be_called_off(cast: Cast, at: datetime) -> None:
    row = _grant(cast, at, starts_on=TODAY + 5 * DAY)
    with pytest.raises(AccommodationEndRefused):
        _end(row, TODAY + 4 * DAY, at)
    _end(row, TODAY + 5 * DAY, at)
    _grant(cast, at, starts_on=TODAY + 5 * DAY, extra_percent=10)


def test_the_ground_is_encrypted_and_not_logged(cast: Cast, at: datetime) -> None:
    from django.db import connection

    row = _grant(cast, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ground FROM exams_accommodation")
        assert "骨折" not in cursor.fetchone()[0]
    assert Accommodation.objects.get(pk=row.pk).ground == GROUND
    assert all("骨折" not in str(each.facts) for each in Entry.objects.all())


def test_listed_by_scope_and_text(cast: Cast, at: datetime) -> None:
    row = _grant(cast, at)
    everybody = {cast.bureau.pk, cast.east.pk, cast.south.pk}
    assert list(listed(everybody, on=TODAY)) == [row]
    assert list(listed(everybody, on=TODAY, text="王")) == [row]
    assert list(listed(everybody, on=TODAY, text="t1001")) == [row]
    assert list(listed(everybody, on=TODAY, text="李")) == []
    assert list(listed({cast.south.pk}, on=TODAY)) == []
    _end(row, TODAY + DAY, at)
    assert list(listed(everybody, on=TODAY)) == [row]
    assert list(listed(everybody, on=TODAY + DAY)) == []
    assert list(listed(everybody, on=TODAY + DAY, with_ended=True)) == [row]
