"""The staff's pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from academy.people.models import Person
from academy.shared import clock
from courses.enums import CohortState
from exams.enums import ExamState
from exams.models import Exam, Paper
from tests.cast import Cast
from tests.make import courses as make_courses
from tests.make import exams as make

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]


@pytest.fixture
def at() -> datetime:
    """Over HTTP the clock decides, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def admin(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.admin)


def test_empty_list(admin: Client) -> None:
    text = admin.get("/exams/").content.decode()
    assert "还没有考试" in text
    assert "安排考试" in text


def test_board_shows_everybody_and_updates_in_place(
    admin: Client, cast: Cast, at: datetime
) -> None:
    exam = make.exam(at=at, persons=[cast.wang, cast.zhao])
    make.sitting(exam, cast.wang, at=at)
    page = admin.get(f"/exams/{exam.public_id}/").content.decode()
    assert "王建国" in page
    assert "赵䶮" in page
    assert "作答中" in page
    part = admin.get(f"/exams/{exam.public_id}/", headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="board"')
    assert exam.title in admin.get("/exams/").content.decode()


def test_invigilators_watch_but_do_not_release(
    client_of: ClientOf, cast: Cast, at: datetime
) -> None:
    exam = make.exam(at=at, persons=[cast.wang])
    client = client_of(cast.invigilator)
    page = client.get(f"/exams/{exam.public_id}/")
    assert page.status_code == 200
    assert client.post(f"/exams/{exam.public_id}/release/").status_code == 403
    assert client.get("/exams/new/").status_code == 403


def test_release_button_carries_numbers(admin: Client, cast: Cast, at: datetime) -> None:
    exam = make.exam(at=at, persons=[cast.wang, cast.zhao])
    make.sat(exam, cast.wang, at=at)
    url = f"/exams/{exam.public_id}/"
    assert "发布 2 人成绩" not in admin.get(url).content.decode()
    early = admin.post(f"{url}release/")
    assert early.status_code == 409
    assert "入场时间未过" in early.content.decode()
    Exam.objects.update(opens_at=at - timedelta(hours=1), closes_at=at)
    page = admin.get(url).content.decode()
    assert "发布 2 人成绩" in page
    assert "合格 1 人，不合格 0 人，到时收卷待评分 0 人，缺考 1 人" in page
    reply = admin.post(f"{url}release/", follow=True)
    assert "2 人的成绩已发布" in reply.content.decode()
    exam.refresh_from_db()
    assert exam.state == ExamState.RELEASED.value


def _local(instant: datetime) -> str:
    return instant.astimezone(clock.LOCAL).strftime("%Y-%m-%dT%H:%M")


def test_schedule_draws_a_paper_and_keeps_what_was_typed(
    admin: Client, cast: Cast, at: datetime
) -> None:
    cohort = make_courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    blueprint = make.blueprint(at=at)
    data = {
        "cohort": str(cohort.public_id),
        "kind": "first",
        "source": f"blueprint:{blueprint.public_id}",
        "opens_at": _local(at + timedelta(days=1)),
        "closes_at": _local(at),
        "minutes": "60",
    }
    refused = admin.post("/exams/new/", data)
    assert refused.status_code == 422
    assert "考试时间不成立" in refused.content.decode()
    assert f'value="{data["opens_at"]}"' in refused.content.decode()
    assert not Paper.objects.exists()
    data["closes_at"] = _local(at + timedelta(days=1, minutes=15))
    reply = admin.post("/exams/new/", data)
    exam = Exam.objects.get()
    assert (reply.status_code, reply["Location"]) == (302, f"/exams/{exam.public_id}/")
    assert exam.duration_seconds == 3600
    assert admin.post("/exams/new/", {}).status_code == 422
