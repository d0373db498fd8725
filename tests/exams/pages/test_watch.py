"""The board of a room and what is done from it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from academy.shared import clock
from exams.enums import Admission
from exams.models import Announcement, Exam, Incident, Policy, Room, Sitting
from exams.operations import entry, sittings
from exams.pages import watch_rows
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import exams as make
from tests.make import people as make_people

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture
def at() -> datetime:
    """Over HTTP the clock decides, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


@pytest.fixture
def client(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.invigilator)


def _url(exam: Exam) -> str:
    return f"/exams/{exam.public_id}/watch/"


def _text(reply: Any) -> str:
    return re.sub(r"\s+", " ", reply.content.decode())


@pytest.mark.parametrize("count", [1, 3, 60])
def test_a_poll_costs_the_same_whoever_is_there(
    client: Client, cast: Cast, at: datetime, count: int, django_assert_num_queries: Any
) -> None:
    people = make_people.people(count, unit=cast.east, at=at)
    exam = make.exam(at=at, persons=people)
    for person in people:
        make.sitting(exam, person, at=at)
    client.get(_url(exam))
    with django_assert_num_queries(13):
        page = client.get(_url(exam), headers=HX)
    assert page.content.decode().count("<tr id=") == count


def test_the_board_and_its_part(client: Client, exam: Exam, cast: Cast, at: datetime) -> None:
    make.sitting(exam, cast.wang, at=at)
    whole = client.get(_url(exam))
    assert whole.status_code == 200
    text = _text(whole)
    assert "王建国" in text
    assert "未签到" in text
    assert "0/7" in text
    assert 'hx-trigger="every 3s, watch-changed"' in text
    assert "暂停 1 人" in text
    part = _text(client.get(_url(exam), headers=HX))
    assert part.lstrip().startswith("<div data-board")
    assert "<html" not in part
    assert "<dialog" not in part


def test_polling_stops_when_nothing_can_change(
    client: Client, exam: Exam, cast: Cast, at: datetime
) -> None:
    Exam.objects.update(opens_at=at - timedelta(hours=2), closes_at=at)
    text = _text(client.get(_url(exam)))
    assert "every 3s" not in text
    assert 'data-live="no"' in text
    Exam.objects.update(closes_at=at + timedelta(hours=1))
    make.sitting(exam, cast.wang, at=at)
    Exam.objects.update(closes_at=at)
    assert 'data-live="yes"' in _text(client.get(_url(exam), headers=HX))


def test_rooms_are_tabs(client: Client, exam: Exam, cast: Cast, at: datetime) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    room = Room.objects.create(name="一号机房", capacity=30, opened_at=at)
    Sitting.objects.filter(person=cast.wang).update(room=room, seat=7)
    text = _text(client.get(_url(exam)))
    for word in ("全部", "一号机房", "未分考场"):
        assert word in text
    here = _text(client.get(f"{_url(exam)}?room={room.public_id}"))
    assert "王建国" in here
    assert "赵䶮" not in here
    assert "赵䶮" in _text(client.get(f"{_url(exam)}?room=none"))
    assert client.get(f"{_url(exam)}?room={uuid4()}").status_code == 404
    assert client.get(f"{_url(exam)}?room=x").status_code == 404


def test_a_room_is_admitted_paused_resumed_lengthened(
    client: Client, exam: Exam, cast: Cast, at: datetime
) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    Sitting.objects.update(checked_in_at=at)
    url = f"{_url(exam)}do/"

    def do(**form: Any) -> str:
        reply = client.post(url, {"room": "all", **form}, headers=HX)
        assert reply.status_code == 200, reply.content
        return _text(reply)

    assert "已放行 3 人" in do(deed="admit")
    for row in Sitting.objects.all():
        sittings.start(actor=SYSTEM, sitting=row, at=at)
    wang = Sitting.objects.get(person=cast.wang)
    assert "已暂停 1 人" in do(deed="pause", reason="停电", chosen=[str(wang.public_id)])
    assert "已暂停 2 人" in do(deed="pause", reason="停电")
    assert "已恢复 3 人" in do(deed="resume")
    assert "已给 3 人加时" in do(deed="extend", minutes="5", reason="停电")
    assert set(Sitting.objects.values_list("incident_seconds", flat=True)) == {300}
    assert "公告已发出" in do(deed="announce", text="请检查姓名")
    assert "事件已记录" in do(deed="note", kind="technical", text="断网")
    board = _text(client.get(_url(exam), headers=HX))
    for word in ("请检查姓名", "技术故障", "断网", "冯监考", "+5 分"):
        assert word in board


def test_without_htmx_one_comes_back_to_the_room(
    client: Client, exam: Exam, cast: Cast, at: datetime
) -> None:
    make.sitting(exam, cast.wang, at=at)
    form = {"deed": "pause", "room": "none", "reason": "停电"}
    reply = client.post(f"{_url(exam)}do/", form)
    assert (reply.status_code, reply["Location"]) == (302, f"{_url(exam)}?room=none")
    assert "已暂停 1 人" in _text(client.get(reply["Location"]))
    refused = client.post(f"{_url(exam)}do/", form | {"reason": ""})
    assert refused.status_code == 422
    assert "exams.words_refused" in _text(refused)
    assert "现场监考" in _text(refused)


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"deed": "pause", "reason": " "}, 422, "exams.words_refused"),
        ({"deed": "extend", "reason": "x", "minutes": "0"}, 409, "exams.extra_time_refused"),
        ({"deed": "extend", "reason": "x", "minutes": "241"}, 409, "exams.extra_time_refused"),
        ({"deed": "extend", "reason": "x", "minutes": "一"}, 409, "exams.extra_time_refused"),
        ({"deed": "extend", "reason": "x"}, 409, "exams.extra_time_refused"),
        ({"deed": "void", "reason": "x"}, 422, "shared.input_invalid"),
        ({"deed": "dance"}, 422, "shared.input_invalid"),
        ({}, 422, "shared.input_invalid"),
        ({"deed": "note", "kind": "dance", "text": "x"}, 422, "shared.input_invalid"),
        ({"deed": "note", "kind": "taken_over", "text": "x"}, 422, "exams.incident_refused"),
        ({"deed": "announce", "text": ""}, 422, "exams.words_refused"),
        ({"deed": "pause", "reason": "x", "chosen": ["x"]}, 422, "shared.input_invalid"),
        ({"deed": "pause", "reason": "x", "room": "x"}, 404, "shared.not_found"),
    ],
)
def test_what_a_room_refuses(
    client: Client, exam: Exam, form: dict[str, Any], status: int, code: str
) -> None:
    for headers in ({}, HX):
        reply = client.post(f"{_url(exam)}do/", form, headers=headers)
        assert reply.status_code == status
        assert code in _text(reply)
    assert not Incident.objects.exists()
    assert not Announcement.objects.exists()


def test_a_person_from_the_door_to_the_end(
    client: Client, exam: Exam, cast: Cast, at: datetime
) -> None:
    Policy.objects.create(exam=exam, admission=Admission.INVIGILATOR.value, set_at=at)
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    row = Sitting.objects.get(person=cast.wang)
    url = f"/exams/watch/{row.public_id}/"

    def do(deed: str, status: int = 200, **form: Any) -> str:
        reply = client.post(f"{url}do/", {"deed": deed, **form}, headers=HX)
        assert reply.status_code == status, reply.content
        return _text(reply)

    refused = do("admit", 409)
    assert "exams.admit_refused" in refused
    assert "王建国" in refused
    entry.check_in(actor=SYSTEM, exam=exam, person=cast.wang, at=at)
    assert "已放行王建国" in do("admit")
    sittings.start(actor=SYSTEM, sitting=row, at=at)
    kept = do("pause", 422, reason="字" * 201)
    assert "字" * 201 in kept
    assert "已暂停王建国的作答" in do("pause", reason="停电")
    assert "已恢复王建国的作答" in do("resume")
    assert "已给王建国加时" in do("extend", minutes="10", reason="停电")
    assert "已记录王建国的事件" in do("note", kind="misconduct", text="夹带")
    assert "已免除王建国的锁定浏览器要求" in do("waive", reason="浏览器装不上")
    make.save(row, make.right_answers(exam.paper), at=clock.database_now())
    part = _text(client.get(url, headers=HX))
    assert "强制收卷（7/7 题已答）" in part
    assert "作废第 1 次作答（7/7 题已答）" in part
    assert "<html" not in part
    assert "已为王建国收卷并评分" in do("force", reason="违纪")
    page = _text(client.get(url))
    for word in ("签到", "放行", "强制收卷", "停电", "夹带", "违纪", "7/7", "T0006"):
        assert word in page
    row.refresh_from_db()
    assert row.head_digest[:16] in page
    assert make.KEY_CANARY not in page
    assert "exams.void_refused" in do("void", 409, reason="x")


def test_a_person_without_htmx(client: Client, exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    url = f"/exams/watch/{row.public_id}/"
    reply = client.post(f"{url}do/", {"deed": "void", "reason": "替考"})
    assert (reply.status_code, reply["Location"]) == (302, url)
    page = _text(client.get(url))
    assert "已作废王建国的本次作答" in page
    assert "替考" in page
    assert client.post(f"{url}do/", {"deed": "note", "kind": "note"}).status_code == 422
    assert "已作废" in _text(client.get(_url(exam)))


def test_whom_one_may_not_see_is_not_found(
    client_of: ClientOf, exam: Exam, cast: Cast, at: datetime
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    assert client_of(cast.wang).get(_url(exam)).status_code == 403
    client = client_of(cast.invigilator)
    assert client.get(f"/exams/watch/{uuid4()}/").status_code == 404
    assert client.post(f"/exams/watch/{uuid4()}/do/", {"deed": "void"}).status_code == 404
    assert client_of(cast.zhao).get(f"/exams/watch/{row.public_id}/").status_code == 403


def test_the_exams_page_leads_to_the_board(
    client: Client, exam: Exam, cast: Cast, at: datetime
) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    room = Room.objects.create(name="一号机房", capacity=30, opened_at=at)
    Sitting.objects.filter(person=cast.wang).update(room=room)
    page = _text(client.get(f"/exams/{exam.public_id}/"))
    assert "现场监考" in page
    assert f"{_url(exam)}?room={room.public_id}" in page


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (0, "00:00"), (59, "00:59"), (60, "01:00"), (3599, "59:59"), (3600, "1:00:00")],
)
def test_clock_text(seconds: int | None, text: str) -> None:
    assert watch_rows.clock_text(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1, "0 秒前"), (119, "119 秒前"), (120, "2 分钟前"), (3599, "59 分钟前"), (3600, "1 小时前")],
)
def test_ago(seconds: int, text: str, at: datetime) -> None:
    assert watch_rows.ago(at - timedelta(seconds=seconds), at) == text
