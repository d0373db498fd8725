"""A trainee's way in on pages: list, check-in, waiting, the room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from academy.people.models import Person
from academy.shared import clock
from courses.operations import enrolments
from exams.enums import Admission, EntryRule, SittingState
from exams.models import Accommodation, Exam, Incident, Sitting
from exams.operations import announcements, entry, sittings
from exams.queries.mine import my_exams
from exams.rules.lockdown import request_hash
from tests.cast import SYSTEM, Cast
from tests.make import entry as make_entry
from tests.make import exams as make
from tests.make.entry import KEY

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at() -> datetime:
    """Over HTTP the clock decides, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao])


@pytest.fixture
def soon(cast: Cast, at: datetime) -> Exam:
    """An exam that opens in ten minutes: check-in is open."""
    return make.exam(at=at, persons=[cast.wang], opens_at=at + 10 * MINUTE)


@pytest.fixture
def client(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.wang)


def _url(exam: Exam, what: str) -> str:
    return f"/exams/mine/{exam.public_id}/{what}/"


def _text(reply: Any, status: int = 200) -> str:
    assert reply.status_code == status, reply.headers
    return str(reply.content.decode())


def _sits_at(exam: Exam) -> str:
    return f"/exams/mine/sittings/{exam.sittings.get(state__in=['ready', 'open']).public_id}/"


def test_from_the_list_to_waiting(client: Client, soon: Exam, at: datetime) -> None:
    room = make_entry.room(at=at)
    make_entry.seated(soon, room, at=at)
    listed = _text(client.get("/exams/mine/"))
    assert "可以签到" in listed
    assert "一号考场 1 号" in listed
    assert _url(soon, "check-in") in listed
    page = client.get(_url(soon, "check-in"))
    assert "no-store" in page["Cache-Control"]
    text = _text(page)
    assert "一号考场" in text
    assert "1 号" in text
    assert 'name="code"' not in text
    reply = client.post(_url(soon, "check-in"))
    assert (reply.status_code, reply["Location"]) == (302, _url(soon, "wait"))
    waiting = _text(client.get(_url(soon, "wait")))
    assert 'data-state="ready"' in waiting
    assert "等待开考" in waiting
    assert "进入候考" in _text(client.get("/exams/mine/"))
    # Coming back to any of the doors leads on.
    assert client.get(_url(soon, "check-in"))["Location"] == _url(soon, "wait")
    assert client.post(_url(soon, "start"))["Location"] == _url(soon, "wait")
    place = Sitting.objects.get()
    assert client.get(f"/exams/mine/sittings/{place.public_id}/")["Location"] == _url(soon, "wait")


def test_nothing_of_the_paper_is_shown_before_the_start(
    client: Client, exam: Exam, stems: list[str]
) -> None:
    client.post(_url(exam, "start"))
    row = Sitting.objects.get()
    assert row.state == SittingState.READY.value
    for url in ("/exams/mine/", _url(exam, "wait"), f"/exams/mine/sittings/{row.public_id}/"):
        text = _text(client.get(url))
        assert not [stem for stem in stems if stem in text]


@pytest.fixture
def stems(exam: Exam) -> list[str]:
    return [row.version.stem for row in exam.paper.items.select_related("version")]


def test_one_click_where_nothing_is_asked_for(client: Client, exam: Exam) -> None:
    assert "开始考试" in _text(client.get("/exams/mine/"))
    reply = client.post(_url(exam, "start"))
    assert reply["Location"] == _sits_at(exam)


def test_too_early(client: Client, cast: Cast, at: datetime) -> None:
    exam = make.exam(at=at, persons=[cast.wang], opens_at=at + 40 * MINUTE)
    page = _text(client.get(_url(exam, "check-in")))
    assert "开始签到" in page
    assert '<form method="post" novalidate class="check-in">' not in page
    assert "起签到" in _text(client.get("/exams/mine/"))
    refused = _text(client.post(_url(exam, "check-in")), 409)
    assert "exams.check_in_not_yet" in refused
    assert client.get(_url(exam, "wait"))["Location"] == "/exams/mine/"


def test_a_code_is_asked_for_and_a_wrong_one_stands_by_its_field(
    client: Client, exam: Exam, at: datetime
) -> None:
    make_entry.policy(exam, entry_rule=EntryRule.ACCESS_CODE, access_code="K7MQ2X", at=at)
    listed = _text(client.get("/exams/mine/"))
    assert _url(exam, "start") not in listed
    assert client.post(_url(exam, "start"))["Location"] == _url(exam, "check-in")
    page = _text(client.get(_url(exam, "check-in")))
    assert "入场口令" in page
    assert "K7MQ2X" not in page
    wrong = _text(client.post(_url(exam, "check-in"), {"code": "nonsense"}), 422)
    assert 'aria-invalid="true"' in wrong
    assert "入场码不对" in wrong
    reply = client.post(_url(exam, "check-in"), {"code": "k7mq2x"})
    assert reply["Location"] == _url(exam, "wait")
    assert "可以开始了" in _text(client.get(_url(exam, "wait")))


def test_too_many_wrong_codes_say_what_to_do(client: Client, exam: Exam, at: datetime) -> None:
    make_entry.policy(exam, entry_rule=EntryRule.ONE_TIME_CODE, at=at)
    for _n in range(5):
        client.post(_url(exam, "check-in"), {"code": "000000x"})
    locked = _text(client.post(_url(exam, "check-in"), {"code": "000000x"}), 429)
    assert "exams.entry_code_locked" in locked
    assert "重新发码" in locked


def test_admitted_by_the_invigilator(client: Client, exam: Exam, at: datetime) -> None:
    make_entry.policy(exam, admission=Admission.INVIGILATOR, at=at)
    assert "签到" in _text(client.get("/exams/mine/"))
    client.post(_url(exam, "check-in"))
    assert "等待监考人员放行" in _text(client.get(_url(exam, "wait")))
    Sitting.objects.update(state=SittingState.READY.value, admitted_at=clock.now())
    assert "可以开始了" in _text(client.get(_url(exam, "wait")))


def test_announcements_stand_on_the_waiting_page(
    client: Client, soon: Exam, cast: Cast, at: datetime
) -> None:
    client.post(_url(soon, "check-in"))
    for n, text in enumerate(("请关闭手机", "<b>9 点</b>开考")):
        announcements.announce(actor=SYSTEM, exam=soon, room=None, text=text, at=at + n * MINUTE)
    page = _text(client.get(_url(soon, "wait")))
    assert "请关闭手机" in page
    assert "&lt;b&gt;9 点&lt;/b&gt;开考" in page
    assert f'data-seen="{(at + MINUTE).isoformat()}"' in page


def test_once_started_every_door_leads_into_the_room(
    client: Client, exam: Exam, cast: Cast, at: datetime
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    room = f"/exams/mine/sittings/{row.public_id}/"
    for what in ("check-in", "wait"):
        assert client.get(_url(exam, what))["Location"] == room
    assert client.post(_url(exam, "start"))["Location"] == room
    sittings.hand_in(actor=SYSTEM, sitting=row, at=at + timedelta(seconds=1))
    assert client.get(room)["Location"] == "/exams/mine/"
    assert client.get(_url(exam, "wait"))["Location"] == "/exams/mine/"
    assert _text(client.post(_url(exam, "start")), 409)


def test_large_print_is_handed_to_the_room(
    client: Client, exam: Exam, cast: Cast, at: datetime
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    url = f"/exams/mine/sittings/{row.public_id}/"
    assert client.get(url).context["large_print"] is False
    Accommodation.objects.create(
        person=cast.wang, large_print=True, ground="视力", starts_on=at.date(), granted_at=at
    )
    Accommodation.objects.update(starts_on=at.date() - timedelta(days=1))
    assert client.get(url).context["large_print"] is True


def test_extra_time_is_told_beforehand(
    client: Client, soon: Exam, cast: Cast, at: datetime
) -> None:
    assert "另加" not in _text(client.get(_url(soon, "check-in")))
    Accommodation.objects.create(
        person=cast.wang,
        extra_percent=25,
        ground="视力",
        starts_on=at.date() - timedelta(days=1),
        granted_at=at,
    )
    assert "另加 15 分钟" in _text(client.get(_url(soon, "check-in")))


def test_a_browser_can_be_tried_days_before(client: Client, cast: Cast, at: datetime) -> None:
    exam = make.exam(at=at, persons=[cast.wang], opens_at=at + timedelta(days=5))
    url = _url(exam, "lockdown-check")
    assert "不限制浏览器" in _text(client.get(url))
    make_entry.policy(exam, config_keys=(KEY,), at=at)
    assert url in _text(client.get("/exams/mine/"))
    assert "这不是规定的考试浏览器" in _text(client.get(url))
    name = "X-SafeExamBrowser-ConfigKeyHash"
    here = f"http://testserver{url}"
    wrong = client.get(url, headers={name: request_hash(here, "ab" * 32)})
    assert "配置与本场考试不符" in _text(wrong)
    right = client.get(url, headers={name: request_hash(here, KEY)})
    assert "可以参加考试" in _text(right)
    by_script = client.post(url, {name: request_hash(here, KEY), "X-Exam-Page-Url": here})
    assert "可以参加考试" in _text(by_script)
    assert not Incident.objects.exists()
    assert not Sitting.objects.exists()


def test_a_newer_web_view_checks_in_by_form_fields(
    client: Client, exam: Exam, at: datetime
) -> None:
    make_entry.policy(exam, config_keys=(KEY,), at=at)
    refused = _text(client.post(_url(exam, "check-in")), 403)
    assert "exams.lockdown_required" in refused
    page = f"http://testserver{_url(exam, 'check-in')}"
    proofs = {"X-SafeExamBrowser-ConfigKeyHash": request_hash(page, KEY), "X-Exam-Page-Url": page}
    assert client.post(_url(exam, "check-in"), proofs)["Location"] == _url(exam, "wait")


def test_strangers_and_the_withdrawn_find_nothing(
    client_of: ClientOf, cast: Cast, exam: Exam, at: datetime
) -> None:
    stranger = client_of(cast.li)
    for what in ("check-in", "wait", "lockdown-check"):
        assert stranger.get(_url(exam, what)).status_code == 404
    place = exam.cohort.enrolments.get(person=cast.wang)
    enrolments.withdraw(actor=SYSTEM, enrolment=place, reason="调离", at=at)
    gone = client_of(cast.wang)
    for what in ("check-in", "wait", "lockdown-check"):
        assert gone.get(_url(exam, what)).status_code == 404


def test_the_list_asks_the_same_whatever_its_length(
    client: Client, exam: Exam, cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        assert len(my_exams(cast.wang, at=at)) == 1
    for days in (1, 2):
        make.exam(
            at=at, persons=[], cohort=exam.cohort, on_paper=exam.paper,
            opens_at=at + timedelta(days=days),
        )  # fmt: skip
    entry.check_in(actor=SYSTEM, exam=exam, person=cast.wang, at=at)
    with django_assert_num_queries(4):
        assert len(my_exams(cast.wang, at=at)) == 3
