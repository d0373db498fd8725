"""Enrolment over HTTP: notice, dry run, decisions, waiting list, moves, fill, missing."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from courses.enums import CohortState
from courses.models import Cohort
from courses.operations import cohorts
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import courses as make
from tests.make import enrolling, people

pytestmark = pytest.mark.django_db
API = "/api/v1"


def send(
    client: Client, method: str, path: str, body: object = None, *, key: str | None = None
) -> tuple[int, Any]:
    headers = {"Idempotency-Key": key} if key else {}
    data = "" if body is None else json.dumps(body)
    reply = client.generic(
        method, f"{API}{path}", data, content_type="application/json", headers=headers
    )
    return reply.status_code, reply.json()


@pytest.fixture
def live(at: datetime, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    """A published cohort of ten with one place for east and two for south, with its notice."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    cohort = make.cohort(at=at, capacity=10)
    quotas = {cast.east.pk: 1, cast.south.pk: 2}
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas=quotas, at=at)
    enrolling.notice(cohort, at=at)
    return cohort


def test_notice(at: datetime, cast: Cast, client_of: ClientOf, live: Cohort) -> None:
    cohort = make.cohort(at=at, number=2, of=make.syllabus(at=at, code="D"))
    path = f"/cohorts/{cohort.public_id}/notice"
    admin, officer = client_of(cast.admin), client_of(cast.officer)
    body = {
        "document_number": "〔2026〕9号",
        "text": "请选派。",
        "nominate_until": "2026-03-05T09:00:00Z",
        "substitute_until": "2026-03-06T09:00:00Z",
    }
    assert send(admin, "GET", path)[1]["code"] == "courses.notice_missing"
    assert send(admin, "PUT", path, {**body, "extra": 1})[0] == 422
    assert send(admin, "PUT", path, body)[1]["issued_at"] is None
    assert send(officer, "GET", path)[0] == 409
    assert send(admin, "POST", f"{path}/issue", {})[1]["issued_at"] is not None
    assert send(officer, "GET", path)[1]["over_quota"] == "refuse"
    moved = {
        "nominate_until": "2026-03-06T09:00:00Z",
        "substitute_until": "2026-03-06T09:00:00Z",
        "reason": "台风",
    }
    assert send(admin, "POST", f"{path}/deadlines", moved)[0] == 200
    assert send(admin, "PUT", path, body)[1]["code"] == "courses.notice_issued"


def test_from_dry_run_to_seat_and_waiting_list(
    cast: Cast, client_of: ClientOf, live: Cohort
) -> None:
    officer, leader, admin = (client_of(each) for each in (cast.officer, cast.leader, cast.admin))
    path = f"/cohorts/{live.public_id}"
    tried = send(officer, "POST", f"{path}/nominations/dry-run", {"text": "T1001\n赵䶮\n无名"})[1]
    assert [(row["row"], row["result"], row["code"]) for row in tried["rows"]] == [
        (1, "nominated", None),
        (2, "beyond_quota", None),
        (3, "refused", "courses.person_unknown"),
    ]
    empty = send(officer, "POST", f"{path}/nominations/dry-run", {"text": " "})
    assert empty[1]["code"] == "courses.list_empty"
    people_ = {"staff_numbers": ["T1001", "T1002"]}
    assert send(officer, "POST", f"{path}/nominations", people_, key="n")[1]["done"] == [
        "T1001",
        "T1002",
    ]
    pending = send(leader, "GET", "/nominations/pending")[1]["items"]
    assert [each["beyond_quota"] for each in pending] == [False, True]
    chosen = {"enrolments": [each["enrolment"] for each in pending]}
    assert send(leader, "POST", "/nominations/endorse", chosen)[1]["done"] == ["T1001", "T1002"]
    assert len(send(admin, "GET", "/nominations/pending")[1]["items"]) == 2
    assert send(admin, "POST", "/nominations/approve", chosen)[1]["refused"] == []
    listed = send(officer, "GET", f"{path}/waiting-list")[1]["items"]
    assert [(each["place"], each["staff_number"]) for each in listed] == [(1, "T1002")]
    assert send(officer, "GET", f"{path}/unit-places")[1]["items"] == [
        {
            "unit": "T001",
            "seats": 1,
            "taken": 1,
            "pending": 0,
            "left": 0,
            "beyond": 0,
            "waiting": 1,
        }
    ]
    last = {"enrolments": [listed[0]["enrolment"]], "reason": "已参训"}
    assert send(admin, "POST", "/nominations/decline", last)[1]["done"] == ["T1002"]


def test_a_leader_returns_and_touches_no_other_unit(
    at: datetime, cast: Cast, client_of: ClientOf, live: Cohort
) -> None:
    (wang,) = enrolling.nominated(cast, live, [cast.wang], at=at)
    (li,) = enrolling.nominated(cast, live, [cast.li], at=at)
    body = {"enrolments": [str(wang.public_id), str(li.public_id)], "reason": "换人"}
    report = send(client_of(cast.leader), "POST", "/nominations/return", body)[1]
    assert (report["done"], report["refused"]) == (["T1001"], [])
    assert make.enrolment_of(live, cast.li).state == "nominated"


def test_recall(at: datetime, cast: Cast, client_of: ClientOf, live: Cohort) -> None:
    enrolling.nominated(cast, live, [cast.wang], at=at)
    row = make.enrolment_of(live, cast.wang)
    path = f"/enrolments/{row.public_id}/recall"
    assert send(client_of(cast.officer), "POST", path, {})[0] == 422
    status, gone = send(client_of(cast.officer), "POST", path, {"reason": "另有任务"})
    assert (status, gone["state"]) == (200, "withdrawn")


def test_substitute_transfer_fill_and_missing(
    at: datetime,
    cast: Cast,
    client_of: ClientOf,
    live: Cohort,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crowd = people.people(2, unit=cast.east, at=at)
    rows = enrolling.approved(cast, live, [cast.wang, *crowd], at=at)
    officer, admin = client_of(cast.officer), client_of(cast.admin)
    path = f"/enrolments/{rows[0].public_id}/substitute"
    body = {"incoming": "T1002", "reason": "值班"}
    assert send(officer, "POST", path, {**body, "incoming": "T2001"}, key="s0")[0] == 422
    status, new = send(officer, "POST", path, body, key="s1")
    assert (status, new["staff_number"], new["state"]) == (201, "T1002", "enrolled")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at + enrolling.NOMINATIONS_OPEN)
    officer, admin = client_of(cast.officer), client_of(cast.admin)
    fills = f"/cohorts/{live.public_id}/fills"
    wanted = {"rule": "waiting_order", "units": ["T001"], "dry_run": True}
    assert send(admin, "POST", fills, wanted, key="f1")[1]["made_at"] is None
    assert send(admin, "POST", fills, {**wanted, "units": ["X"]}, key="f2")[0] == 404
    made = send(admin, "POST", fills, {**wanted, "dry_run": False}, key="f3")[1]
    assert [(each["unit"], each["given"], each["turns"]) for each in made["shares"]] == [
        ("T001", 2, [1, 2]),
        ("T002", 0, []),
    ]
    assert send(officer, "GET", fills)[1]["items"] == [made]
    cohorts.open_(actor=SYSTEM, cohort=live, at=at)
    missing = send(admin, "GET", f"/cohorts/{live.public_id}/missing")[1]
    assert (missing["expected"], missing["arrived"], len(missing["missing"])) == (3, 0, 3)


def test_transfer(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    first = make.cohort(at=at, number=1, state=CohortState.RUNNING, persons=[cast.wang])
    later = make.cohort(at=at, number=2)
    row = make.enrolment_of(first, cast.wang)
    body = {"to": str(later.public_id), "reason": "应急"}
    path = f"/enrolments/{row.public_id}/transfer"
    status, new = send(client_of(cast.admin), "POST", path, body, key="t1")
    assert (status, new["cohort"], new["state"]) == (201, str(later.public_id), "enrolled")
    assert send(client_of(cast.admin), "POST", path, body, key="t1")[1] == new
    assert send(client_of(cast.officer), "POST", path, body, key="t2")[0] == 403
