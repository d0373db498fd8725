"""Requirements and hours by API."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.test import Client

from academy.shared import paging
from academy.shared.errors import CursorInvalid
from courses.models import HoursEntry
from tests.cast import Cast, ClientOf
from tests.make import courses as make_courses
from tests.make import requirements as make

EDITION = {
    "code": "R9",
    "name": "年度培训",
    "regulation": "条例",
    "valid_from": "2026-01-01",
    "amount": "60",
    "categories": {"online": "20", "residential": None},
    "units": ["T001"],
}


def _post(client: Client, path: str, body: dict[str, Any], key: str = "k-1") -> Any:
    return client.post(
        f"/api/v1{path}",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_an_edition_is_published_read_and_ended(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    made = _post(client, "/requirements", EDITION)
    assert made.status_code == 201, made.content
    assert _post(client, "/requirements", EDITION).json() == made.json()
    listed = client.get("/api/v1/requirements?on=2026-03-02").json()
    assert [each["code"] for each in listed["items"]] == ["R9"]
    over = _post(client, "/requirements", EDITION, key="k-2")
    assert (over.status_code, over.json()["code"]) == (409, "courses.edition_overlaps")
    unknown = _post(client, "/requirements", {**EDITION, "units": ["T999"]}, key="k-3")
    assert unknown.status_code == 404
    path = f"/requirements/{made.json()['id']}/end"
    assert _post(client, path, {"valid_until": "2020-01-01"}).status_code == 422
    ended = _post(client, path, {"valid_until": "2099-01-01"})
    assert ended.json()["valid_until"] == "2099-01-01"


def test_who_owes_what(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.edition(at=at)
    make.entry(cast.zhao, at=at, hours=Decimal("60.0"))
    officer = client_of(cast.officer)
    owing = officer.get("/api/v1/hours/owing?on=2026-03-02&limit=1").json()
    assert [each["staff_number"] for each in owing["items"]] == ["T1001"]
    following = {"on": "2026-03-02", "cursor": owing["next_cursor"]}
    rest = officer.get("/api/v1/hours/owing", following).json()
    assert "T1001" not in [each["staff_number"] for each in rest["items"]]
    assert rest["next_cursor"] is None
    for odd in ("x", paging.cursor_of((0, 0)), paging.cursor_of((1, 2, 3))):
        strange = officer.get("/api/v1/hours/owing", {"on": "2026-03-02", "cursor": odd})
        assert strange.json()["code"] == CursorInvalid.code
    units = officer.get("/api/v1/hours/units?on=2026-03-02").json()["items"]
    assert [(each["unit"], each["people"], each["met"]) for each in units] == [("T001", 4, 1)]
    mine = client_of(cast.wang).get("/api/v1/me/requirements?on=2026-03-02").json()["items"]
    assert (Decimal(mine[0]["missing"]), mine[0]["due_on"]) == (Decimal(60), "2026-12-31")
    assert officer.get("/api/v1/hours/seats?course=NONE").status_code == 404


def test_hours_by_api(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.track(at=at)
    client = client_of(cast.hr)
    path = f"/people/{cast.wang.public_id}/hours"
    body = {
        "track": "LAW",
        "hours": "8",
        "category": "online",
        "source": "online",
        "earned_on": "2026-03-02",
        "evidence": "学习证明",
    }
    made = _post(client, path, body)
    assert made.status_code == 201, made.content
    again = _post(client, path, body, key="k-2")
    assert again.json()["code"] == "courses.hours_twice"
    unknown = _post(client, path, {**body, "category": "forum"}, key="k-3")
    assert unknown.json()["code"] == "courses.category_unknown"
    back = f"/hours/{made.json()['id']}/reverse"
    assert Decimal(_post(client, back, {"reason": "登错人"}).json()["hours"]) == -8
    assert _post(client, back, {"reason": "又一次"}).json()["code"] == "courses.already_reversed"
    assert len(client.get(f"/api/v1{path}").json()["items"]) == 2
    strange = client_of(cast.officer).get(f"/api/v1/people/{cast.li.public_id}/hours")
    assert strange.status_code == 404


def test_past_records_by_api(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.track(at=at)
    client = client_of(cast.hr)
    table = "工号,学时,结束日期,依据\nT1001,40,2017-05-12,轮训\nT9999,40,2017-05-12,轮训\n"
    run = _post(client, "/hours/imports", {"table": table, "track": "LAW"}).json()
    assert [each["fault"] for each in run["refused"]] == ["person_unknown"]
    path = f"/hours/imports/{run['id']}"
    assert _post(client, f"{path}/commit", {}).json()["counts"]["entered"] == 1
    assert client.get(f"/api/v1{path}").json()["state"] == "committed"
    assert _post(client, f"{path}/undo", {"reason": "用错文件"}).json()["state"] == "undone"
    assert HoursEntry.objects.count() == 2


def test_categories_by_api(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    made = _post(client, "/hours/categories", {"code": "forum", "name": "论坛"})
    assert (made.status_code, made.json()["recognised_by"]) == (201, [])
    taken = _post(client, "/hours/categories", {"code": "forum", "name": "讲坛"}, key="k-2")
    assert taken.json()["code"] == "courses.code_taken"
    path = "/hours/categories/forum"
    assert _post(client, f"{path}/rename", {"name": "讲坛"}).json()["name"] == "讲坛"
    assert _post(client, f"{path}/retire", {}).json()["retired_on"] is not None
    assert _post(client, f"{path}/restore", {}).json()["retired_on"] is None
    assert _post(client, "/hours/categories/none/retire", {}).status_code == 404
    first = client.get("/api/v1/hours/categories?limit=2").json()
    rest = client.get("/api/v1/hours/categories", {"cursor": first["next_cursor"]}).json()
    codes = [each["code"] for each in first["items"] + rest["items"]]
    assert (len(first["items"]), len(set(codes)), rest["next_cursor"]) == (2, len(codes), None)
    assert "forum" in codes


def test_the_conversion_by_api(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.track(at=at)
    client = client_of(cast.hr)
    said = client.get("/api/v1/hours/conversion").json()
    assert (said["minutes_per_hour"], said["choices_per_hour"]) == (45, [45, 50])
    table = "工号,学时,结束日期,依据\nT1001,900,2017-05-12,轮训\n"
    body = {"table": table, "track": "LAW", "measure": 1, "per": 50}
    run = _post(client, "/hours/imports", body).json()
    assert (run["counts"]["hours"], run["measure"], run["per"]) == ("18.0", 1, 50)
    odd = _post(client, "/hours/imports", {**body, "measure": 7}, key="k-2")
    assert odd.status_code == 422


def test_units_and_seats_come_in_pages(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    syllabus = make_courses.syllabus(at=at)
    make.edition(at=at, code="R1")
    make.edition(at=at, code="R2")
    client = client_of(cast.hr)
    course = {"course": syllabus.course.code}
    units, seats = "/api/v1/hours/units", "/api/v1/hours/seats"
    whole = _paged(client, units, {})
    assert len({(each["unit"], each["requirement"]) for each in whole}) == len(whole) > 2
    whole = _paged(client, seats, course)
    assert len({(each["staff_number"], each["quarter"]) for each in whole}) == len(whole) > 2
    for path in (units, seats):
        odd = client.get(path, {**course, "cursor": "x"})
        assert odd.json()["code"] == CursorInvalid.code


def _paged(client: Client, path: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    """Read a list two by two, and see that it is the whole one."""
    found: list[dict[str, Any]] = []
    place: dict[str, str] = {}
    while True:
        page = client.get(path, {**asked, "limit": "2", **place}).json()
        found += page["items"]
        if page["next_cursor"] is None:
            break
        place = {"cursor": page["next_cursor"]}
    assert found == client.get(path, asked).json()["items"]
    return found
