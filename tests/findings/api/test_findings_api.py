"""Findings through the API."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from academy.findings.models import Finding, FindingEntry
from academy.jobs.models import Reply
from academy.people.access import actor
from tests.cast import Cast, ClientOf
from tests.make import findings as make

LIST = 5
ENTRIES = 7
pytestmark = pytest.mark.usefixtures("late")


def post(client: Any, path: str, key: str = "", **body: object) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    where = f"/api/v1/findings/{path}".rstrip("/")
    return client.post(where, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_as_many_queries_for_one_as_for_three(
    cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        due_on = make.DUE + timedelta(days=count - number)
        make.opened(cast, str(number), due_on=due_on, person=cast.wang)
    admin = client_of(cast.admin)
    with django_assert_num_queries(LIST):
        found = admin.get("/api/v1/findings").json()["items"]
    due = [(make.DUE + timedelta(days=n + 1)).isoformat() for n in range(count)]
    assert [each["due_on"] for each in found] == due
    assert found[0]["owner"] == {"staff_number": "T1003", "name": "陈联络"}
    assert (found[0]["kind_label"], found[0]["unit"]) == ("测试通报", "T001")


def test_narrowed_paged_and_scoped(cast: Cast, client_of: ClientOf) -> None:
    make.opened(cast, "late")
    make.opened(cast, "south", unit=cast.south, owner=cast.li, due_on=date(2026, 3, 20))
    make.opened(cast, "check", kind=make.CHECK.code, due_on=date(2026, 3, 21))
    admin = client_of(cast.admin)

    def due(query: str, client: Any = admin) -> list[str]:
        items = client.get(f"/api/v1/findings?{query}").json()["items"]
        return [each["due_on"][-2:] for each in items]

    assert due("") == ["12", "20", "21"]
    assert due("overdue=true") == ["12"]
    assert due("unit=T002") == ["20"]
    assert due("unit=T000") == ["12", "20", "21"]
    assert due("kind=tests.check") == ["21"]
    assert due("state=closed") == []
    assert due("", client_of(cast.leader)) == ["12", "21"]
    assert due("", client_of(cast.li)) == ["20"]
    assert due("", client_of(cast.wang)) == []
    assert admin.get("/api/v1/findings?unit=nowhere").status_code == 404
    assert client_of(cast.leader).get("/api/v1/findings?unit=T002").status_code == 404
    first = admin.get("/api/v1/findings?limit=2").json()
    assert [each["days_over"] for each in first["items"]] == [1, 0]
    rest = admin.get(f"/api/v1/findings?limit=2&cursor={first['next_cursor']}").json()
    assert ([each["due_on"] for each in rest["items"]], rest["next_cursor"]) == (
        ["2026-03-21"],
        None,
    )


def test_strangers_meet_nothing(cast: Cast, client_of: ClientOf) -> None:
    key = make.opened(cast).public_id
    for person in (cast.wang, cast.li, cast.instructor):
        client = client_of(person)
        assert client.get(f"/api/v1/findings/{key}").status_code == 404
        assert client.get(f"/api/v1/findings/{key}/entries").status_code == 404
        assert post(client, f"{key}/evidence", "one", text="x").status_code == 404
        assert post(client, f"{key}/report", text="x").status_code == 404
    auditor = client_of(cast.auditor)
    assert auditor.get(f"/api/v1/findings/{key}").status_code == 200
    assert post(auditor, f"{key}/report", text="x").status_code == 404
    assert post(auditor, f"{key}/withdraw", reason="x").status_code == 403


def test_the_whole_way(cast: Cast, client_of: ClientOf) -> None:
    key = make.opened(cast).public_id
    officer, leader, hr = (client_of(each) for each in (cast.officer, cast.leader, cast.hr))
    twice = [post(officer, f"{key}/evidence", "one", text="补训计划").json() for _n in range(2)]
    assert twice[0] == twice[1]
    assert twice[0]["by"] == "陈联络"
    assert post(hr, f"{key}/extend", due_on="2026-03-20", reason="检修").json()["days_over"] == 0
    assert post(leader, f"{key}/assign", owner="T1002").json()["owner"]["name"] == "赵䶮"
    zhao = client_of(cast.zhao)
    assert post(zhao, f"{key}/report", text="签到表").json()["state"] == "rectified"
    failed = post(leader, f"{key}/recheck", passed=False, text="不全", due_on="2026-03-25").json()
    assert (failed["state"], failed["due_on"]) == ("open", "2026-03-25")
    post(zhao, f"{key}/report", text="签到表补全")
    closed = post(leader, f"{key}/recheck", passed=True).json()
    assert (closed["state"], closed["rectified_at"] is None) == ("closed", False)
    said = leader.get(f"/api/v1/findings/{key}/entries").json()["items"]
    assert [each["kind"] for each in said] == [
        "opened", "evidence", "deadline_moved", "reassigned", "rectified", "recheck_failed",
        "rectified", "recheck_passed",
    ]  # fmt: skip
    assert [said[0]["by"], said[3]["by"]] == ["", "何局长"]
    gone = make.opened(cast, "another").public_id
    reply = post(hr, f"{gone}/withdraw", reason="统计口径有误").json()
    assert reply["state"] == "withdrawn"


@pytest.mark.parametrize("count", [1, 3])
def test_a_history_takes_as_many_queries_for_one_as_for_three(
    cast: Cast,
    at: datetime,
    client_of: ClientOf,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    row = make.opened(cast, who=actor(cast.hr))
    client = client_of(cast.admin)
    for number in range(count - 1):
        post(client, f"{row.public_id}/evidence", f"key-{number}", text=f"材料 {number}")
    assert FindingEntry.objects.count() == count
    with django_assert_num_queries(ENTRIES):
        found = client.get(f"/api/v1/findings/{row.public_id}/entries").json()["items"]
    assert len(found) == count


def test_refusals_are_problems(cast: Cast, client_of: ClientOf) -> None:
    key = make.reported(cast).public_id
    leader, hr = client_of(cast.leader), client_of(cast.hr)
    found = [
        post(leader, f"{key}/assign", owner="T2001").json()["code"],
        post(leader, f"{key}/assign", owner="T1002").json()["code"],
        post(leader, f"{key}/recheck", passed=False).json()["code"],
        post(leader, f"{key}/recheck", passed=False, text="x").json()["code"],
        post(hr, f"{key}/extend", due_on="2026-03-20", reason="x").json()["code"],
        post(hr, f"{key}/extend", due_on="2026-03-20", reason="x", more=1).json()["code"],
    ]
    assert found == [
        "findings.owner_invalid", "findings.reported", "findings.text_required",
        "findings.due_invalid", "findings.reported", "shared.input_invalid",
    ]  # fmt: skip


def by_hand(client: Any, key: str = "one", **change: object) -> Any:
    body = {"title": "消防通道堆放杂物", "unit": "T001", "owner": "T1003", "due_on": "2026-03-20"}
    return post(client, "", key, **{**body, "evidence": "照片 4 张", **change})


def test_opened_by_hand_once_for_a_key(cast: Cast, client_of: ClientOf) -> None:
    leader = client_of(cast.leader)
    first = by_hand(leader, person="T1001")
    assert first.status_code == 201
    made = first.json()
    assert (made["kind"], made["kind_label"], made["state"]) == (
        "findings.inspection", "检查发现", "open",
    )  # fmt: skip
    assert [made["owner"]["name"], made["person"]["name"]] == ["陈联络", "王建国"]
    assert by_hand(leader, person="T1001").json() == made
    # The reply is kept for a while; the finding stands for the key for good.
    Reply.objects.all().delete()
    assert by_hand(leader, person="T1001").json() == made
    Reply.objects.all().delete()
    other = by_hand(leader, title="另一件事", person="T1001")
    assert (other.status_code, other.json()["code"]) == (409, "findings.key_reused")
    assert Finding.objects.count() == 1
    said = leader.get(f"/api/v1/findings/{made['id']}/entries").json()["items"]
    assert [(each["kind"], each["text"], each["by"]) for each in said] == [
        ("opened", "", "何局长"),
        ("evidence", "照片 4 张", "何局长"),
    ]
    reply = post(leader, f"{made['id']}/withdraw", reason="登记有误").json()
    assert reply["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"unit": "T002"}, 404, "shared.not_found", "unit"),
        ({"unit": "T999"}, 404, "shared.not_found", "unit"),
        ({"owner": "T2001"}, 422, "findings.owner_invalid", "owner"),
        ({"person": "T2001"}, 422, "findings.person_invalid", "person"),
        ({"due_on": "2026-03-12"}, 422, "findings.due_invalid", "due_on"),
        ({"title": " "}, 422, "findings.text_required", "title"),
        ({"evidence": " "}, 422, "findings.text_required", "evidence"),
    ],
)
def test_what_cannot_be_opened(
    cast: Cast, client_of: ClientOf, change: dict[str, str], status: int, code: str, field: str
) -> None:
    reply = by_hand(client_of(cast.leader), **change)
    said = reply.json()
    assert (reply.status_code, said["code"], said["field"]) == (status, code, field)
    assert not Finding.objects.exists()


def test_opening_takes_a_key_and_the_office(cast: Cast, client_of: ClientOf) -> None:
    leader = client_of(cast.leader)
    assert by_hand(leader, "").json()["code"] == "jobs.idempotency_key_required"
    assert by_hand(leader, more=1).json()["code"] == "shared.input_invalid"
    assert by_hand(leader, title="").json()["code"] == "shared.input_invalid"
    for person in (cast.officer, cast.auditor, cast.wang):
        assert by_hand(client_of(person)).status_code == 403
    assert by_hand(client_of(cast.hr), unit="T002", owner="T2001").status_code == 201
