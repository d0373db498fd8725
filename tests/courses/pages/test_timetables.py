"""Weekly timetables: of a cohort and of an instructor, seen by whom they concern."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from courses.enums import CohortState
from courses.operations import teaching
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import courses as make
from tests.make.courses import STARTS_ON
from tests.make.teaching import at_times, hall, instructor, outside, slot, teach

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"courses:{name}", args=args)


def text_of(client: Any, path: str, status: int = 200) -> str:
    reply = client.get(path)
    assert reply.status_code == status
    return str(reply.content.decode())


def test_a_week_by_page(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    row = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    other = make.cohort(at=at, number=2, of=row.syllabus)
    who = instructor(cast.instructor, at=at, of=row.syllabus.course)
    page = url("cohort_timetable", row.public_id)
    assert "本周没有课" in text_of(client_of(cast.wang), page)
    room = hall(seats=500, at=at)
    teach(row, who, at_times("08:30", "10:00"), at_times("06:30", "07:10"), at=at, room=room)
    teach(other, who, at_times("08:30", "10:00"), at=at, together=True)
    gone = teach(row, who, slot(STARTS_ON + timedelta(days=1)), at=at)[0]
    teaching.withdraw(actor=SYSTEM, teaching=gone, reason="台风", at=at)
    for person, teaches in ((cast.wang, False), (cast.instructor, True), (cast.admin, True)):
        text = text_of(client_of(person), page)
        assert "2 堂课" in text
        assert ("06:30–07:10" in text, "第 1 节" in text, "第一教室" in text) == (True,) * 3
        assert f"合班：{row.name}、{other.name}" in text
        assert ("资料阅读" in text) is teaches
        assert ("星期五" in text, "星期六" in text) == (True, False)
    own = text_of(client_of(cast.instructor), url("instructor_timetable", who.public_id))
    assert ("2 堂课" in own, f"{row.name}、{other.name}" in own) == (True, True)
    # A seat in another cohort opens no door to this one; nobody else has one.
    text_of(client_of(cast.wang), url("cohort_timetable", other.public_id), 404)
    text_of(client_of(cast.li), page, 404)
    guest = outside("罗文", at=at)
    text_of(client_of(cast.instructor), url("instructor_timetable", guest.public_id), 404)
    assert "查看课程表" in text_of(client_of(cast.wang), url("mine"))


@pytest.fixture
def on_a_day_before(at: datetime) -> Any:
    """Pages read the clock: first long after the cohort, then, moved, before it."""
    with time_machine.travel(at + timedelta(days=90), tick=False) as traveller:
        yield traveller


def test_weeks_are_turned(
    at: datetime, cast: Cast, client_of: ClientOf, on_a_day_before: Any
) -> None:
    row = make.cohort(at=at, ends_on=STARTS_ON + timedelta(days=18))
    who = instructor(cast.instructor, at=at, of=row.syllabus.course)
    later = STARTS_ON + timedelta(days=19 - 2)
    teach(row, who, slot(), slot(later), at=at)
    page = url("cohort_timetable", row.public_id)
    # Long afterwards the last week that had something is shown.
    assert "?week=2026-03-09" in text_of(client_of(cast.admin), page)
    on_a_day_before.move_to(at)
    admin = client_of(cast.admin)
    first = text_of(admin, page)
    assert ("?week=2026-03-23" in first, "之前没有课" in first) == (True, True)
    empty = text_of(admin, page + "?week=2026-03-18")
    assert ("?week=2026-03-09" in empty, "请换一周查看" in empty) == (True, True)
    for week in ("x", "2026-02-30", "9999-12-31", "0001-01-01"):
        assert text_of(admin, f"{page}?week={week}")


TIMETABLE_QUERIES = 14


@pytest.mark.parametrize("count", [1, 3])
def test_a_week_costs_the_same(
    at: datetime, cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: Any
) -> None:
    row = make.cohort(at=at)
    who = instructor(cast.instructor, at=at, of=row.syllabus.course)
    room = hall(seats=500, at=at)
    for shift in range(count):
        teach(row, who, slot(STARTS_ON + timedelta(days=shift)), at=at, room=room)
    client = client_of(cast.admin)
    with django_assert_num_queries(TIMETABLE_QUERIES):
        text_of(client, url("cohort_timetable", row.public_id))
