"""Renewal windows on their page and over the API."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from courses.models import RenewalWindow
from tests.cast import Cast, ClientOf
from tests.make import courses as make

pytestmark = pytest.mark.django_db
PAGE = reverse("courses:renewal_windows")
TYPED = {
    "course": "LAW-1",
    "days": "60",
    "valid_from": "2026-03-02",
    "ground": "会议纪要〔2026〕3号",
}


@pytest.fixture(autouse=True)
def _day(at: datetime, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)


def test_a_new_edition_holds_and_stays_on_the_page(
    at: datetime, cast: Cast, client_of: ClientOf
) -> None:
    make.syllabus(at=at, valid_months=24)
    client = client_of(cast.admin)
    assert "默认值" in client.get(PAGE).content.decode()
    assert client.post(PAGE, TYPED).status_code == 302
    text = client.get(PAGE).content.decode()
    assert text.count("会议纪要〔2026〕3号") == 2
    client.post(PAGE, {**TYPED, "days": "30", "valid_from": "2026-03-03"})
    assert "尚未生效" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"days": "1096"}, "续训期应在 0 与 1095 天之间"),
        ({"days": "-1"}, "续训期应在 0 与 1095 天之间"),
        ({"days": "九十"}, "天数须为整数"),
        ({"days": "9" * 30}, "续训期应在 0 与 1095 天之间"),
        ({"course": "NONE"}, "没有这门课程"),
        ({"valid_from": "2026-02-30"}, "日期不存在"),
        ({"ground": ""}, "请填写依据"),
    ],
)
def test_what_was_typed_is_kept_and_the_fault_named(
    at: datetime, cast: Cast, client_of: ClientOf, wrong: dict[str, str], said: str
) -> None:
    make.syllabus(at=at)
    reply = client_of(cast.admin).post(PAGE, {**TYPED, **wrong})
    text = reply.content.decode()
    assert (reply.status_code, said in text) == (422, True)
    assert "ground" in wrong or "会议纪要〔2026〕3号" in text
    assert not RenewalWindow.objects.exists()


def test_over_the_api(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    course = make.syllabus(at=at).course
    path = f"/api/v1/courses/{course.public_id}/renewal-windows"
    body = {"days": 60, "valid_from": "2026-03-02", "ground": "会议纪要"}

    def post(body: Any, key: str) -> tuple[int, Any]:
        reply = client_of(cast.admin).post(
            path,
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )
        return reply.status_code, reply.json()

    officer = client_of(cast.officer)
    assert officer.get(path).json() == {"course": "LAW-1", "days": 90, "editions": []}
    assert post(body, "one")[0] == 201
    assert post(body, "one")[0] == 201
    assert post({**body, "days": 1096}, "two")[1]["code"] == "courses.renewal_days_invalid"
    assert post({**body, "days": "many"}, "three")[0] == 422
    shown = officer.get(path)
    assert shown.json()["days"] == 60
    assert [each["ground"] for each in shown.json()["editions"]] == ["会议纪要"]
    assert officer.get(path, headers={"If-None-Match": shown["ETag"]}).status_code == 304
    assert officer.post(path, body, content_type="application/json").status_code == 403
    strange = path.replace(str(course.public_id), "0198f2a0-0000-7000-8000-000000000000")
    assert officer.get(strange).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(
    at: datetime, cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: Any
) -> None:
    client = client_of(cast.admin)
    for code in "ABC"[:count]:
        make.syllabus(at=at, code=code)
        client.post(PAGE, {**TYPED, "course": f"{code}-1"})
    client.get(PAGE)
    with django_assert_num_queries(12):
        client.get(PAGE)
