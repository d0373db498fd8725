"""The staff's pages of rooms, rules of the day, seats and codes."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client

from academy.people.models import Person
from academy.shared import clock
from exams.enums import EntryRule
from exams.models import EntryCode, Exam, Policy, Room, Sitting
from tests.cast import Cast
from tests.make import entry as make_entry
from tests.make import exams as make

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
KEY = "a1" * 32
TERMS = {
    "check_in_minutes": "45",
    "admission": "invigilator",
    "entry_rule": "access_code",
    "access_code": "",
    "networks_enforced": "on",
    "config_keys": f"{KEY}\r\n\r\n{'b2' * 32}",
    "exam_keys": "",
    "make_up_counts": "last",
    "make_up_for_unexcused": "on",
    "make_up_from_days": "3",
    "make_up_until_days": "",
    "reason": "",
}


@pytest.fixture
def at() -> datetime:
    """Over HTTP the clock decides, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


@pytest.fixture
def admin(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.admin)


@pytest.fixture
def invigilator(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.invigilator)


def _text(reply: Any, status: int = 200) -> str:
    assert reply.status_code == status, reply.headers
    return str(reply.content.decode())


def test_rooms_from_the_empty_list_to_retirement(admin: Client) -> None:
    assert "还没有考场" in _text(admin.get("/exams/rooms/"))
    body = {"name": "一号考场", "capacity": "30", "networks": "10.3.0.0/24\r\n\r\n10.4.0.7"}
    assert admin.post("/exams/rooms/new/", body)["Location"] == "/exams/rooms/"
    room = Room.objects.get()
    assert room.networks == ["10.3.0.0/24", "10.4.0.7/32"]
    listed = _text(admin.get("/exams/rooms/"))
    assert "10.3.0.0/24" in listed
    url = f"/exams/rooms/{room.public_id}/"
    assert "10.4.0.7/32" in _text(admin.get(url))
    wrong = _text(admin.post(url, body | {"networks": "10.3.0.9/24"}), 422)
    assert "应写作 10.3.0.0/24" in wrong
    assert "10.3.0.9/24" in wrong
    assert admin.post(url, body | {"capacity": "12"})["Location"] == "/exams/rooms/"
    assert Room.objects.get().capacity == 12
    assert admin.post(f"{url}retire/")["Location"] == "/exams/rooms/"
    assert "已停用" in _text(admin.get("/exams/rooms/"))


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"capacity": "0"}, {"capacity": "x"}, {"name": "场" * 41}]
)
def test_what_was_typed_stays_when_refused(admin: Client, changes: dict[str, str]) -> None:
    body = {"name": "一号考场", "capacity": "30", "networks": "10.3.0.0/24"} | changes
    assert "10.3.0.0/24" in _text(admin.post("/exams/rooms/new/", body), 422)
    assert not Room.objects.exists()


def test_a_room_in_use_says_what_to_do(admin: Client, exam: Exam, at: datetime) -> None:
    room = make_entry.room(at=at)
    make_entry.seated(exam, room, at=at)
    url = f"/exams/rooms/{room.public_id}/"
    refused = _text(admin.post(f"{url}retire/"), 409)
    assert "重新排座" in refused
    assert "exams.room_in_use" in refused
    assert "3 人" in _text(admin.get(url))


def test_rules_of_the_day(admin: Client, exam: Exam, cast: Cast, at: datetime) -> None:
    url = f"/exams/{exam.public_id}/policy/"
    page = _text(admin.get(url))
    assert 'name="reason"' not in page
    assert admin.post(url, TERMS)["Location"] == url
    row = Policy.objects.get()
    assert (row.check_in_minutes, row.make_up_counts, len(row.config_keys)) == (45, "last", 2)
    saved = _text(admin.get(url))
    assert row.access_code in saved
    wrong = _text(admin.post(url, TERMS | {"config_keys": "nonsense"}), 422)
    assert "64 位十六进制" in wrong
    assert "nonsense" in wrong
    Policy.objects.update(admission="self")
    make.sitting(exam, cast.wang, at=at)
    page = _text(admin.get(url))
    assert 'name="reason"' in page
    assert "已有 1 人开考" in page
    _text(admin.post(url, TERMS | {"check_in_minutes": "5", "admission": "self"}), 409)
    same = TERMS | {"admission": "self", "access_code": "ABCDEF"}
    assert "没有填写" in _text(admin.post(url, same), 422)
    assert admin.post(url, same | {"reason": "口令外泄"})["Location"] == url


def test_seating_from_the_page(
    admin: Client, invigilator: Client, exam: Exam, at: datetime
) -> None:
    url = f"/exams/{exam.public_id}/seats/"
    assert "请先<a" in _text(admin.get(url))
    small, big = make_entry.room(at=at, capacity=2), make_entry.room(at=at, name="大教室")
    short = _text(admin.post(f"{url}assign/", {"room": [str(small.public_id)]}), 409)
    assert "exams.seats_short" in short
    assert "缺普通座位 1 个" in short
    both = {"room": [str(big.public_id), str(small.public_id), "x", str(uuid4())]}
    assert admin.post(f"{url}assign/", both)["Location"] == url
    page = _text(invigilator.get(url))
    assert "大教室" in page
    assert f"{url}assign/" not in page
    assert "王建国" in page


def test_moving_one_and_a_code_for_one(
    invigilator: Client, exam: Exam, cast: Cast, at: datetime
) -> None:
    make_entry.policy(exam, entry_rule=EntryRule.ONE_TIME_CODE, at=at)
    room = make_entry.room(at=at)
    make_entry.seated(exam, room, at=at)
    wang = Sitting.objects.get(person=cast.wang)
    url = f"/exams/seats/{wang.public_id}/"
    body = {"room": str(room.public_id), "seat": "2", "reason": "故障"}
    taken = _text(invigilator.post(url, body), 409)
    assert "一号考场 2 号已有人" in taken
    assert "故障" in taken
    _text(invigilator.post(url, body | {"seat": "20", "reason": ""}), 422)
    assert invigilator.post(url, body | {"seat": "20"})["Location"].endswith("/seats/")
    shown = invigilator.post(f"{url}code/")
    assert "no-store" in shown["Cache-Control"]
    code = shown.context["slip"].code
    assert code in _text(shown)
    assert code not in _text(invigilator.get(url))
    make.sat(exam, cast.li, at=at)
    ended = Sitting.objects.get(person=cast.li)
    _text(invigilator.post(f"/exams/seats/{ended.public_id}/code/"), 409)


def test_slips_for_a_room(invigilator: Client, exam: Exam, at: datetime) -> None:
    make_entry.policy(exam, entry_rule=EntryRule.ONE_TIME_CODE, at=at)
    room = make_entry.room(at=at)
    make_entry.seated(exam, room, at=at)
    url = f"/exams/{exam.public_id}/seats/codes/"
    reply = invigilator.post(url, {"room": str(room.public_id), "minutes": "45"})
    text = _text(reply)
    assert "no-store" in reply["Cache-Control"]
    assert [slip.sitting.seat for slip in reply.context["slips"]] == [1, 2, 3]
    assert all(slip.code in text for slip in reply.context["slips"])
    assert EntryCode.objects.count() == 3
    for minutes in ("0", "241", "x", "", "9" * 30):
        wrong = invigilator.post(url, {"room": str(room.public_id), "minutes": minutes})
        assert "exams.entry_code_refused" in _text(wrong, 409)
    for unknown in ("", "x", str(uuid4())):
        assert invigilator.post(url, {"room": unknown, "minutes": "30"}).status_code == 404


def test_sheets_to_print(invigilator: Client, exam: Exam, at: datetime) -> None:
    url = f"/exams/{exam.public_id}/seats/print/"
    assert "没有可以打印的座位" in _text(invigilator.get(url))
    room = make_entry.room(at=at)
    make_entry.seated(exam, room, at=at)
    plan = _text(invigilator.get(url))
    assert plan.index("王建国") < plan.index("李秀英")
    sign_in = _text(invigilator.get(f"{url}?sheet=sign-in&room={room.public_id}"))
    assert "签名" in sign_in
    assert sign_in.index("赵䶮") < sign_in.index("李秀英")
    assert "没有可以打印的座位" in _text(invigilator.get(f"{url}?room={uuid4()}"))


def test_files(invigilator: Client, exam: Exam, cast: Cast, at: datetime) -> None:
    Person.objects.filter(pk=cast.li.pk).update(name="=1+1")
    make_entry.seated(exam, make_entry.room(at=at), at=at)
    csv = invigilator.get(f"/exams/{exam.public_id}/seats.csv")
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "考场,座位号,单位,姓名,工号"
    assert "一号考场,2,南桥,'=1+1,T2001" in lines
    assert csv["Content-Disposition"] == 'attachment; filename="seats.csv"'
    book = openpyxl.load_workbook(
        io.BytesIO(invigilator.get(f"/exams/{exam.public_id}/seats.xlsx").content)
    )
    assert book.sheetnames == ["一号考场"]
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]
