"""The pages of accommodations, outages, late answers and leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from academy.people.models import Person
from academy.shared import clock
from exams.models import Accommodation, Exam, Excuse, LateDecision, OutageCredit, Sitting
from tests.cast import Cast
from tests.make import exams as make
from tests.make import fairness

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
SECOND = timedelta(seconds=1)


@pytest.fixture
def now() -> datetime:
    """Over HTTP the clock decides: a whole five seconds, so that contacts fit."""
    at = clock.now().replace(microsecond=0)
    return at - (int(at.timestamp()) % 5) * SECOND


@pytest.fixture
def admin(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.admin)


@pytest.fixture
def watcher(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.invigilator)


def _text(client: Client, path: str, status: int = 200) -> str:
    reply = client.get(path)
    assert reply.status_code == status
    return reply.content.decode()


def _form(**changes: Any) -> dict[str, Any]:
    facts = {
        "staff_number": "t1001",
        "extra_percent": "25",
        "extra_minutes": "10",
        "ground": "腕部骨折",
        "starts_on": clock.today().isoformat(),
        "ends_on": "",
    }
    return facts | changes


def test_accommodations_from_empty_to_ended(admin: Client, watcher: Client, cast: Cast) -> None:
    assert "还没有登记合理便利" in _text(admin, "/exams/accommodations/")
    reply = admin.post("/exams/accommodations/grant/", _form(), follow=True)
    text = reply.content.decode()
    assert "腕部骨折" in text
    assert "25% + 10 分钟" in text
    row = Accommodation.objects.get()
    one = f"/exams/accommodations/{row.public_id}/"
    seen = _text(watcher, one)
    assert "腕部骨折" not in seen
    assert "结束这项便利" not in seen
    listed = _text(watcher, "/exams/accommodations/?q=王")
    assert "王建国" in listed
    assert "腕部骨折" not in listed
    assert "没有符合条件的便利" in _text(admin, "/exams/accommodations/?q=没有")
    missing = admin.post(f"{one}end/", {"ends_on": "x"})
    assert missing.status_code == 422
    assert "请选择日期" in missing.content.decode()
    refused = admin.post(f"{one}end/", {"ends_on": "2020-01-01"})
    assert refused.status_code == 409
    admin.post(f"{one}end/", {"ends_on": clock.today().isoformat()})
    row.refresh_from_db()
    assert row.ends_on == clock.today()
    assert "已结束" in _text(admin, "/exams/accommodations/?ended=1")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"staff_number": "T9999"}, "没有找到这个工号"),
        ({"staff_number": ""}, "请输入工号"),
        ({"extra_percent": "201"}, "200"),
        ({"extra_percent": "0", "extra_minutes": "0"}, "没有给予任何便利"),
        ({"ground": " "}, "请写明事由"),
        ({"ends_on": "2020-01-01"}, "结束日期须晚于开始日期"),
    ],
)
def test_what_was_typed_is_not_lost(
    admin: Client, cast: Cast, changes: dict[str, Any], words: str
) -> None:
    reply = admin.post("/exams/accommodations/grant/", _form(**changes))
    assert reply.status_code == 422
    text = reply.content.decode()
    assert words in text
    if "ground" not in changes:
        assert "腕部骨折" in text
    assert Accommodation.objects.count() == 0


def test_a_running_sitting_is_said_to_be_unchanged(
    admin: Client, cast: Cast, now: datetime
) -> None:
    exam = make.exam(at=now - 60 * SECOND, persons=[cast.wang])
    make.sitting(exam, cast.wang, at=now - 60 * SECOND)
    reply = admin.post("/exams/accommodations/grant/", _form(), follow=True)
    assert "正在作答的考试不受影响" in reply.content.decode()
    assert Sitting.objects.get().planned_seconds == 0


def _interrupted(cast: Cast, now: datetime) -> Exam:
    start = now - 1200 * SECOND
    exam = make.exam(at=start, persons=[cast.wang, cast.zhao])
    make.sitting(exam, cast.wang, at=start)
    fairness.silence(
        exam,
        started_at=start,
        began_at=start + 480 * SECOND,
        ended_at=start + 600 * SECOND,
        until=now + 60 * SECOND,
    )
    return exam


def test_an_outage_is_given_back_with_one_button(
    watcher: Client, cast: Cast, now: datetime
) -> None:
    exam = _interrupted(cast, now)
    url = f"/exams/{exam.public_id}/outages/"
    assert "为 1 人补 120 秒" in _text(watcher, url)
    began = (now - 720 * SECOND).isoformat()
    bare = watcher.post(f"{url}credit/", {"room": "", "began_at": began, "reason": ""})
    assert bare.status_code == 422
    for wrong in ("", "x", "2026-03-02T01:00:00"):
        refused = watcher.post(f"{url}credit/", {"began_at": wrong, "reason": "断网"})
        assert refused.status_code == 409
        assert "服务器没有测得" in refused.content.decode()
    assert watcher.post(f"{url}credit/", {"room": "x", "reason": "断网"}).status_code == 404
    data = {"room": "", "began_at": began, "reason": "断网"}
    reply = watcher.post(f"{url}credit/", data, follow=True)
    assert "已为 1 人补时" in reply.content.decode()
    assert OutageCredit.objects.get().sittings == 1


def test_no_outage_and_nobody_started(watcher: Client, cast: Cast, now: datetime) -> None:
    exam = make.exam(at=now - 60 * SECOND, persons=[cast.wang])
    url = f"/exams/{exam.public_id}/outages/"
    assert "还没有人开考" in _text(watcher, url)
    make.sitting(exam, cast.wang, at=now - 30 * SECOND)
    assert "没有测得中断" in _text(watcher, url)


def test_late_answers_are_decided(
    admin: Client, watcher: Client, cast: Cast, now: datetime
) -> None:
    start = now - 4200 * SECOND
    exam = make.exam(at=start, persons=[cast.wang])
    url = f"/exams/{exam.public_id}/late/"
    assert "没有迟到的答案" in _text(admin, url)
    row = make.sitting(exam, cast.wang, at=start)
    fairness.silence(
        exam,
        started_at=start,
        began_at=start + 3000 * SECOND,
        ended_at=start + 3120 * SECOND,
        until=start + 3700 * SECOND,
    )
    kept = fairness.late(row, make.right_answers(exam.paper), at=start + 3660 * SECOND, sequence=1)
    text = _text(watcher, url)
    assert "待学院管理员决定" in text
    assert make.KEY_CANARY not in text
    assert "计入 7 题" in _text(admin, url)
    board = admin.post(f"/exams/{exam.public_id}/release/")
    assert board.status_code == 409
    assert "没有决定，不能发布成绩" in board.content.decode()
    decide = f"/exams/late/{kept.public_id}/decide/"
    assert admin.post(decide, {"decision": "admit", "reason": ""}).status_code == 422
    reply = admin.post(decide, {"decision": "admit", "reason": "断网"}, follow=True)
    assert "已计入并重新评分" in reply.content.decode()
    assert LateDecision.objects.get().admitted
    assert admin.post(decide, {"decision": "leave", "reason": "断网"}).status_code == 409


def test_leave_is_noted_and_withdrawn(
    admin: Client, watcher: Client, cast: Cast, now: datetime
) -> None:
    exam = make.exam(at=now - 60 * SECOND, persons=[cast.wang, cast.zhao])
    url = f"/exams/{exam.public_id}/excuses/"
    assert "没有准假" in _text(admin, url)
    unknown = admin.post(f"{url}grant/", {"staff_number": "X1", "reason": "出差"})
    assert unknown.status_code == 422
    assert "出差" in unknown.content.decode()
    admin.post(f"{url}grant/", {"staff_number": "T1002", "reason": "出差"})
    assert "出差" in _text(admin, url)
    assert "出差" not in _text(watcher, url)
    row = Excuse.objects.get()
    admin.post(f"/exams/excuses/{row.public_id}/withdraw/")
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    assert "已撤销" in _text(admin, url)


def test_the_result_that_counts_is_named(
    admin: Client, client_of: ClientOf, cast: Cast, now: datetime
) -> None:
    start = now - timedelta(hours=5)
    exam = make.exam(at=start, persons=[cast.wang, cast.zhao])
    fairness.policy(exam, at=start, make_up_capped=True)
    make.sat(exam, cast.wang, at=start, right=3)
    make.sat(exam, cast.zhao, at=start)
    make.released(exam, at=start + timedelta(hours=1))
    first = Sitting.objects.get(exam=exam, person=cast.wang)
    mine = client_of(cast.wang)
    assert "正式成绩" not in _text(mine, f"/exams/mine/sittings/{first.public_id}/result/")
    again = make.make_up(exam, at=start + timedelta(hours=2))
    make.sat(again, cast.wang, at=start + timedelta(hours=2))
    make.released(again, at=start + timedelta(hours=3))
    second = Sitting.objects.get(exam=again, person=cast.wang)
    text = _text(mine, f"/exams/mine/sittings/{first.public_id}/result/")
    assert "正式成绩以另一次为准" in text
    assert f"/exams/mine/sittings/{second.public_id}/result/" in text
    text = _text(mine, f"/exams/mine/sittings/{second.public_id}/result/")
    assert "本次为正式成绩" in text
    assert "正式成绩为 6.00 分" in text
    board = _text(admin, f"/exams/{exam.public_id}/")
    assert "按合格线计" in board


def test_what_no_database_looks_for_is_found_nowhere(
    admin: Client, cast: Cast, now: datetime
) -> None:
    exam = make.exam(at=now - 60 * SECOND, persons=[cast.wang])
    assert "没有符合条件的便利" in _text(admin, "/exams/accommodations/?q=%00")
    assert admin.get("/api/v1/accommodations?q=%00").json()["items"] == []
    data = {"staff_number": "\x00", "reason": "出差"}
    assert admin.post(f"/exams/{exam.public_id}/excuses/grant/", data).status_code == 422
    data = {"staff_number": "T1001", "reason": "出\x00差"}
    assert admin.post(f"/exams/{exam.public_id}/excuses/grant/", data).status_code == 422
    assert Excuse.objects.count() == 0
