"""Exam staff over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from academy.people.models import Person
from academy.shared import clock
from courses.enums import CohortState
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


def _post(client: Client, url: str, body: dict[str, Any], key: str | None = None) -> Any:
    return client.post(
        f"/api/v1{url}",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": key or str(uuid4())},
    )


def test_banks_and_items_without_keys(admin: Client, at: datetime) -> None:
    bank = make.bank(at=at)
    [listed] = admin.get("/api/v1/banks").json()["items"]
    assert (listed["code"], listed["items"]) == ("TEST", 30)
    seen: list[str] = []
    cursor = ""
    while True:
        reply = admin.get(f"/api/v1/banks/{bank.public_id}/items?limit=20{cursor}")
        assert make.KEY_CANARY not in reply.content.decode()
        seen += [item["code"] for item in reply.json()["items"]]
        if reply.json()["next_cursor"] is None:
            break
        cursor = f"&cursor={reply.json()['next_cursor']}"
    assert len(seen) == len(set(seen)) == 30
    only = admin.get(f"/api/v1/banks/{bank.public_id}/items?kind=numeric").json()["items"]
    assert {item["kind"] for item in only} == {"numeric"}


def test_assemble_schedule_watch_release(admin: Client, cast: Cast, at: datetime) -> None:
    blueprint = make.blueprint(at=at)
    body = {"blueprint": str(blueprint.public_id), "seed": 3}
    paper = _post(admin, "/papers", body, "one")
    assert paper.status_code == 201
    assert _post(admin, "/papers", body, "one").json() == paper.json()
    assert Paper.objects.count() == 1
    cohort = make_courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.li])
    facts = {
        "cohort": str(cohort.public_id),
        "paper": paper.json()["id"],
        "kind": "first",
        "opens_at": at.isoformat(),
        "closes_at": (at + timedelta(minutes=15)).isoformat(),
        "duration_seconds": 3600,
    }
    exam = _post(admin, "/exams", facts)
    assert exam.status_code == 201, exam.content
    assert _post(admin, "/exams", facts).json()["id"] == exam.json()["id"]
    url = f"/api/v1/exams/{exam.json()['id']}"
    row = Exam.objects.get(public_id=exam.json()["id"])
    make.sat(row, cast.wang, at=at)
    board = admin.get(f"{url}/board").json()
    assert (board["due"], board["started"], board["ended"], board["missing"]) == (2, 1, 1, 1)
    assert board["states"] == {"marked": 1}
    early = _post(admin, f"/exams/{exam.json()['id']}/release", {})
    assert (early.status_code, early.json()["code"]) == (409, "exams.window_still_open")
    Exam.objects.update(opens_at=at - timedelta(hours=1), closes_at=at)
    done = _post(admin, f"/exams/{exam.json()['id']}/release", {})
    assert done.status_code == 200, done.content
    assert (done.json()["passed"], done.json()["failed"], done.json()["absent"]) == (1, 0, 1)
    assert _post(admin, f"/exams/{exam.json()['id']}/release", {}).json() == done.json()
    assert admin.get(url).json()["state"] == "released"


@pytest.mark.parametrize(
    "change",
    [
        {"opens_at": "2026-03-02T09:00:00"},
        {"duration_seconds": 0},
        {"kind": "third"},
        {"pass_percent": 1},
        {"title": "字" * 81},
    ],
)
def test_what_an_exam_may_not_be(
    admin: Client, cast: Cast, at: datetime, change: dict[str, Any]
) -> None:
    cohort = make_courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    body = {
        "cohort": str(cohort.public_id),
        "paper": str(make.paper(at=at).public_id),
        "kind": "first",
        "opens_at": at.isoformat(),
        "closes_at": (at + timedelta(minutes=15)).isoformat(),
        "duration_seconds": 3600,
    }
    reply = _post(admin, "/exams", body | change)
    assert (reply.status_code, reply.json()["code"]) == (422, "shared.input_invalid")


def test_unknown_parts_are_not_found(admin: Client, cast: Cast, at: datetime) -> None:
    body = {"blueprint": str(uuid4()), "seed": 1}
    reply = _post(admin, "/papers", body)
    assert (reply.status_code, reply.json()["field"]) == (404, "blueprint")


def test_short_bank_lists_what_is_missing(admin: Client, at: datetime) -> None:
    blueprint = make.blueprint(at=at, of=make.bank(at=at, each=1))
    reply = _post(admin, "/papers", {"blueprint": str(blueprint.public_id), "seed": 1})
    assert (reply.status_code, reply.json()["code"]) == (409, "exams.bank_short")
    assert [line["line"] for line in reply.json()["facts"]["shortages"]] == [1, 2]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    admin: Client, cast: Cast, at: datetime, count: int, django_assert_num_queries: Any
) -> None:
    first = make.exam(at=at, persons=[cast.wang])
    for number in range(1, count):
        make.exam(
            at=at,
            persons=[],
            cohort=first.cohort,
            on_paper=first.paper,
            opens_at=at + timedelta(days=number),
        )
    with django_assert_num_queries(4):
        assert len(admin.get("/api/v1/exams").json()["items"]) == count
