"""A trainee's pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from academy.people.models import Person
from academy.shared import clock
from exams.models import Exam, Sitting
from exams.operations import sittings
from tests.cast import SYSTEM, Cast
from tests.make import exams as make

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]


@pytest.fixture
def at() -> datetime:
    """Over HTTP the clock decides, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang])


@pytest.fixture
def client(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.wang)


def test_empty_list_says_what_comes(client_of: ClientOf, cast: Cast) -> None:
    page = client_of(cast.li).get("/exams/mine/")
    assert "您还没有考试" in page.content.decode()


def test_start_leads_into_the_room(client: Client, exam: Exam) -> None:
    assert "开始考试" in client.get("/exams/mine/").content.decode()
    reply = client.post(f"/exams/mine/{exam.public_id}/start/")
    row = Sitting.objects.get()
    assert (reply.status_code, reply["Location"]) == (302, f"/exams/mine/sittings/{row.public_id}/")
    room = client.get(reply["Location"])
    text = room.content.decode()
    assert f'data-sitting="{row.public_id}"' in text
    assert "no-store" in room["Cache-Control"]
    # The room's own page starts the sitting; until then the list offers the start again.
    assert "开始考试" in client.get("/exams/mine/").content.decode()
    sittings.start(actor=SYSTEM, sitting=row, at=clock.now())
    assert "继续作答" in client.get("/exams/mine/").content.decode()


def test_pages_carry_no_inline_script_or_style(client: Client, exam: Exam) -> None:
    client.post(f"/exams/mine/{exam.public_id}/start/")
    row = Sitting.objects.get()
    for url in ("/exams/mine/", f"/exams/mine/sittings/{row.public_id}/"):
        text = client.get(url).content.decode()
        for forbidden in (" style=", " onclick=", "<script>", "javascript:"):
            assert forbidden not in text


def test_a_refused_start_is_said_on_the_list(client: Client, exam: Exam, at: datetime) -> None:
    Exam.objects.update(opens_at=at - timedelta(hours=2), closes_at=at - timedelta(hours=1))
    reply = client.post(f"/exams/mine/{exam.public_id}/start/")
    assert reply.status_code == 409
    assert "入场时间已过" in reply.content.decode()


def test_strangers_get_404(client_of: ClientOf, cast: Cast, client: Client, exam: Exam) -> None:
    client.post(f"/exams/mine/{exam.public_id}/start/")
    row = Sitting.objects.get()
    stranger = client_of(cast.li)
    assert stranger.post(f"/exams/mine/{exam.public_id}/start/").status_code == 404
    for what in ("", "result/"):
        url = f"/exams/mine/sittings/{row.public_id}/{what}"
        assert stranger.get(url).status_code == 404


def test_result_page_before_and_after_release(
    client: Client, exam: Exam, cast: Cast, at: datetime
) -> None:
    make.sat(exam, cast.wang, at=at, right=4)
    row = Sitting.objects.get()
    url = f"/exams/mine/sittings/{row.public_id}/result/"
    before = client.get(url).content.decode()
    assert "成绩尚未发布" in before
    assert make.LAW_CANARY not in before
    make.released(exam, at=exam.closes_at)
    after = client.get(url).content.decode()
    assert "4.00" in after
    assert "不合格" in after
    assert make.LAW_CANARY in after
    room = client.get(f"/exams/mine/sittings/{row.public_id}/")
    assert (room.status_code, room["Location"]) == (302, "/exams/mine/")
