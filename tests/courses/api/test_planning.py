"""Blocks and plans over /api/v1."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from academy.shared import clock
from courses.enums.plans import DecisionKind
from courses.models import Block, Cohort, PlanDecision, PlanningRun
from tests.cast import Cast, ClientOf
from tests.make import courses as make_courses
from tests.make import planning as make

pytestmark = pytest.mark.django_db
API = "/api/v1"


def send(client: Client, path: str, body: object, *, key: str | None = None) -> tuple[int, Any]:
    headers = {"Idempotency-Key": key} if key else {}
    reply = client.post(
        f"{API}{path}", json.dumps(body), content_type="application/json", headers=headers
    )
    return reply.status_code, reply.json()


def leave(staff_number: str, **other: str) -> dict[str, str]:
    return {
        "staff_number": staff_number,
        "kind": "leave",
        "starts_on": "2026-03-09",
        "ends_on": "2026-03-13",
        **other,
    }


def test_blocks_are_for_ones_own_people(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    officer, admin = client_of(cast.officer), client_of(cast.admin)
    status, made = send(officer, "/blocks", leave("T1001"), key="a")
    assert (status, made["source"], made["lifted_at"]) == (201, "api:T1003", None)
    assert send(officer, "/blocks", leave("T1001"), key="a") == (201, made)
    assert send(officer, "/blocks", leave("T2001"), key="b")[0] == 404
    assert send(admin, "/blocks", leave("T2001"), key="c")[0] == 201
    listed = officer.get(f"{API}/blocks").json()["items"]
    assert [each["staff_number"] for each in listed] == ["T1001"]
    assert len(admin.get(f"{API}/blocks?kind=leave").json()["items"]) == 2
    assert admin.get(f"{API}/blocks?kind=duty").json()["items"] == []
    lifted = send(officer, f"/blocks/{made['id']}/lift", {})[1]
    assert lifted["lifted_at"] is not None
    assert officer.get(f"{API}/blocks").json()["items"] == []


@pytest.mark.parametrize(
    ("other", "status", "code"),
    [
        ({"ends_on": "2026-03-08"}, 422, "courses.block_without_end"),
        ({"ends_on": "2036-03-08"}, 422, "courses.block_too_long"),
        ({"ends_on": "2026-02-30"}, 422, "shared.input_invalid"),
        ({"kind": "whim"}, 422, "shared.input_invalid"),
        ({"surprise": "1"}, 422, "shared.input_invalid"),
    ],
)
def test_bad_blocks(
    at: datetime, cast: Cast, client_of: ClientOf, other: dict[str, str], status: int, code: str
) -> None:
    got, problem = send(client_of(cast.admin), "/blocks", leave("T1001", **other), key="k")
    assert (got, problem["code"], Block.objects.count()) == (status, code, 0)


def test_a_list_is_tried_then_entered(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    rows = [leave("T1001"), leave("X"), leave("T2001", ends_on="2026-03-01")]
    tried = send(client, "/blocks/list", {"rows": rows}, key="a")[1]
    assert (tried["dry_run"], tried["recorded"]) == (True, 1)
    assert [(each["row"], each["fault"]) for each in tried["faults"]] == [
        (2, "unknown_person"),
        (3, "ends_before"),
    ]
    body = {"rows": rows, "dry_run": False}
    status, problem = send(client, "/blocks/list", body, key="b")
    assert (status, problem["code"], Block.objects.count()) == (422, "courses.blocks_refused", 0)
    done = send(client, "/blocks/list", body | {"skip_refused": True}, key="c")[1]
    assert (done["recorded"], Block.objects.count()) == (1, 1)


def test_a_plan_over_http(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    make.staff(cast, at=at)
    today = clock.today()
    body = {
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=60)).isoformat(),
        "demand": [{"course": make_courses.syllabus(at=at).course.code}],
        "seconds": 5,
    }
    assert send(client, "/plans", body)[0] == 400
    status, made = send(client, "/plans", body, key="k1")
    assert (status, made["state"], made["lines"]) == (201, "draft", 0)
    assert send(client, "/plans", body, key="k1") == (201, made)
    assert PlanningRun.objects.count() == 1
    assert [each["id"] for each in client.get(f"{API}/plans").json()["items"]] == [made["id"]]
    for officer in (cast.officer, cast.wang):
        assert client_of(officer).get(f"{API}/plans/{made['id']}").status_code == 403


@pytest.mark.parametrize(
    ("other", "status", "code"),
    [
        ({"demand": [{"course": "NONE"}]}, 422, "courses.plan_course_unknown"),
        ({"ends_on": "2020-01-01"}, 422, "courses.plan_horizon_invalid"),
        ({"seconds": 0}, 422, "shared.input_invalid"),
        ({"seconds": 601}, 422, "shared.input_invalid"),
        ({"demand": []}, 422, "shared.input_invalid"),
        ({"previous": "00000000-0000-4000-8000-000000000000"}, 404, "shared.not_found"),
    ],
)
def test_bad_plans(
    at: datetime, cast: Cast, client_of: ClientOf, other: dict[str, object], status: int, code: str
) -> None:
    today = clock.today()
    body = {
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=60)).isoformat(),
        "demand": [{"course": make_courses.syllabus(at=at).course.code}],
        **other,
    }
    got, problem = send(client_of(cast.admin), "/plans", body, key="k")
    assert (got, problem["code"], PlanningRun.objects.count()) == (status, code, 0)


def test_lines_seats_locks_and_acceptance(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    make.staff(cast, at=at)
    run = make.solved(at=at)
    path = f"/plans/{run.public_id}"
    first = client.get(f"{API}{path}")
    again = client.get(f"{API}{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.json()["seated"], again.status_code) == (10, 304)
    lines = client.get(f"{API}{path}/lines").json()["items"]
    assert [line["number"] for line in lines] == [1, 2, 3]
    assert sum(quota["seats"] for line in lines for quota in line["quotas"]) == 10
    page = client.get(f"{API}{path}/seats?limit=6").json()
    rest = client.get(f"{API}{path}/seats?limit=6&cursor={page['next_cursor']}").json()
    people = [*page["items"], *rest["items"]]
    assert (len(page["items"]), len({each["staff_number"] for each in people})) == (6, 10)
    lock = f"/plans/lines/{lines[0]['id']}/lock"
    assert send(client, lock, {"locked": True, "reason": "已定"})[1]["locked"] is True
    seated = next(each for each in people if each["line"] == 1)
    body = {"locked": True, "staff_number": seated["staff_number"]}
    assert send(client, lock, body)[0] == 200
    assert send(client, lock, body | {"staff_number": "X"})[0] == 404
    kinds = PlanDecision.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [DecisionKind.LINE_LOCKED, DecisionKind.SEAT_LOCKED]
    assert send(client, f"{path}/accept", {"lines": [9]})[0] == 404
    one = send(client, f"{path}/accept", {"lines": [2]})[1]
    assert (one["state"], one["accepted"]) == ("proposed", 1)
    for _turn in range(2):
        everything = send(client, f"{path}/accept", {})[1]
        assert (everything["state"], everything["accepted"]) == ("accepted", 3)
    assert Cohort.objects.count() == 3
    compared = client.get(f"{API}{path}/comparison").json()["items"]
    assert {each["line"] for each in compared} == {1, 2, 3}
    assert sum(each["seats"] for each in compared) == 10


LISTS = {"/blocks": 6, "/plans": 5}


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same(
    at: datetime,
    cast: Cast,
    client_of: ClientOf,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    client = client_of(cast.admin)
    for number, person in enumerate([cast.wang, cast.li, cast.zhao][:count]):
        send(client, "/blocks", leave(person.staff_number), key=f"b{number}")
        make.waiting(at=at, of=make_courses.syllabus(at=at, code=f"C{number}"))
    for path, queries in LISTS.items():
        with django_assert_num_queries(queries):
            assert len(client.get(f"{API}{path}").json()["items"]) == count
    run = PlanningRun.objects.all()[0]
    for path in ("lines", "seats", "comparison"):
        assert client.get(f"{API}/plans/{run.public_id}/{path}").json()["items"] == []
