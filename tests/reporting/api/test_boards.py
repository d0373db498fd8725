"""Boards over HTTP."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from academy.findings.models import Finding
from academy.findings.operations import findings
from academy.people.access import actor
from academy.people.enums import UnitKind
from academy.reporting.models import Board, OutsideImport
from academy.reporting.operations import board_follow
from tests import cast as casting
from tests.cast import AT, Cast, ClientOf
from tests.make import boards as make
from tests.make import reporting

PATH = "/api/v1/boards"
LIST_QUERIES = 6
RULES_QUERIES = 4
BOARD_QUERIES = 9
RULES = {
    "valid_from": "2026-01",
    "weights": {"attendance": 50, "passing": 50},
    "deductions": {"conduct": "0.50"},
    "min_people": 1,
    "red": 1,
    "black": 1,
    "objection_days": 3,
    "notice_days": 5,
    "rectify_days": 30,
    "evidence": "学院〔2026〕3号",
}


@pytest.fixture
def trained(cast: Cast) -> Cast:
    reporting.closed_cohort(cast, at=AT)
    return cast


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(make.ANNOUNCED, tick=False) as traveller:
        yield traveller


def send(client: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(
        f"{PATH}{path}",
        body or {},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )


def test_the_life_of_a_board(
    trained: Cast, client_of: ClientOf, clock: time_machine.Traveller
) -> None:
    hr, admin, officer = (client_of(each) for each in (trained.hr, trained.admin, trained.officer))
    reply = send(hr, "/rules", RULES | {"weights": {"attendance": 50, "passing": 49}})
    assert (reply.status_code, reply.json()["code"]) == (422, "reporting.board_rules_invalid")
    rules = send(hr, "/rules", RULES).json()
    assert rules["weights"] == {"attendance": 50, "passing": 50, "hours": 0, "holding": 0}
    assert officer.get(f"{PATH}/rules").json()["items"] == [rules]
    made = send(hr, "", {"month": "2026-03"})
    assert made.status_code == 201
    board = made.json()
    assert (board["state"], board["drawn_by"], board["rules"]) == ("draft", "T0003", 1)
    path = f"/{board['id']}"
    assert officer.get(f"{PATH}{path}").status_code == 404
    assert officer.get(PATH).json()["items"] == []
    send(hr, f"{path}/announce")
    objection = send(officer, f"{path}/objections", {"unit": "T001", "words": "有误"})
    assert objection.status_code == 201
    assert send(officer, f"{path}/objections", {"unit": "T002", "words": "有误"}).status_code == 404
    clock.move_to(make.NOTICE_UNTIL)
    hr, admin, officer = (client_of(each) for each in (trained.hr, trained.admin, trained.officer))
    reply = send(admin, f"{path}/publish")
    assert (reply.status_code, reply.json()["code"]) == (409, "reporting.board_objections_open")
    decided = send(
        hr,
        f"/objections/{objection.json()['id']}/decide",
        {"uphold": False, "answer": "无误"},
    ).json()
    assert (decided["state"], decided["decided_by"]) == ("dismissed", "T0003")
    assert send(admin, f"{path}/publish").json()["published_by"] == "T0001"
    whole = officer.get(f"{PATH}{path}").json()
    assert whole["average"] == "91.68"
    south, east = whole["lines"]
    assert (south["rank"], south["colour"], south["score"]) == (1, "red", "100.00")
    assert east["parts"] == {
        "attendance": "50.00",
        "passing": "33.35",
        "hours": "0.00",
        "holding": "0.00",
    }
    assert (east["movement"], east["colour"], east["outside"]) == (None, "black", {})
    assert [each["text"] for each in whole["objections"]] == ["有误"]
    told = {"reason": "整改到位", "evidence": "复查"}
    reply = send(hr, f"/lines/{east['id']}/delist", told)
    assert (reply.status_code, reply.json()["code"]) == (409, "reporting.delisting_too_soon")
    row = Finding.objects.get(kind="reporting.board")
    at = make.NOTICE_UNTIL
    findings.report_rectified(actor=actor(trained.leader), finding=row, text="补训", at=at)
    findings.recheck(actor=actor(trained.hr), finding=row, passed=True, at=at)
    assert send(hr, f"/lines/{east['id']}/delist", told).json()["unit"] == "T001"


def test_withdrawn(trained: Cast, client_of: ClientOf) -> None:
    board = make.draft(trained)
    reply = send(client_of(trained.hr), f"/{board.public_id}/withdraw", {"reason": "漏计"})
    assert (reply.json()["state"], reply.json()["withdrawn_reason"]) == ("withdrawn", "漏计")


def test_outside_scores(trained: Cast, client_of: ClientOf) -> None:
    hr = client_of(trained.hr)
    rows = [{"unit": "T001", "score": "91.5"}, {"unit": "南桥", "score": "88"}]
    body = {"month": "2026-03", "source": "考核", "provenance": "通报4号", "rows": rows}
    twice = send(hr, "/outside-scores", body | {"rows": [*rows, {"unit": "东湖", "score": "1"}]})
    assert (twice.status_code, twice.json()["code"]) == (422, "reporting.outside_unit_twice")
    assert send(hr, "/outside-scores", body).json() == {"id": None, "dry_run": True, "rows": 2}
    assert not OutsideImport.objects.exists()
    made = send(hr, "/outside-scores", body | {"dry_run": False}).json()
    board = make.draft(trained)
    whole = hr.get(f"{PATH}/{board.public_id}").json()
    assert [each["outside"] for each in whole["lines"]] == [{"考核": "88.00"}, {"考核": "91.50"}]
    undone = send(hr, f"/outside-scores/{made['id']}/undo", {"reason": "抄错"})
    assert undone.status_code == 204
    assert hr.get(f"{PATH}/{board.public_id}").json()["lines"][0]["outside"] == {}


def test_what_the_last_board_found(
    trained: Cast, client_of: ClientOf, clock: time_machine.Traveller
) -> None:
    clock.move_to(make.NOTICE_UNTIL)
    first = make.published(trained)
    clock.move_to(make.NOTICE_UNTIL + timedelta(days=30))
    make.rules(trained, at=make.NOTICE_UNTIL, valid_from=make.APRIL, months=2)
    late = make.NOTICE_UNTIL + timedelta(days=30)
    board = make.draft(trained, month=make.APRIL, at=late)
    whole = client_of(trained.auditor).get(f"{PATH}/{board.public_id}").json()
    assert whole["previous"] == str(first.public_id)
    (found,) = whole["last_found"]
    assert (found["unit"], found["rank"], found["state"]) == ("T001", 2, "open")
    assert [each["movement"] for each in whole["lines"]] == [0, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_with_more_rows(
    cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make.rules(cast, red=number + 1)
        make.draft(cast, month=date(2026, number + 1, 1))
    for path, queries in (("", LIST_QUERIES), ("/rules", RULES_QUERIES)):
        client = client_of(cast.hr)
        with django_assert_num_queries(queries):
            assert len(client.get(f"{PATH}{path}").json()["items"]) == count
    assert Board.objects.count() == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_board_costs_the_same_with_more_in_it(
    trained: Cast,
    client_of: ClientOf,
    count: int,
    django_assert_num_queries: Any,
    clock: time_machine.Traveller,
) -> None:
    for number in range(count - 1):
        code, name = f"T01{number}", f"镇街{number}"
        casting._unit(code, UnitKind.TOWN, name, name, 10 + number, trained.bureau, AT)
    make.rules(trained, black=count)
    board = make.announced(trained)
    units = [line.unit for line in board.lines.select_related("unit").order_by("place")[:count]]
    for unit in units:
        board_follow.object_to(
            actor=actor(trained.officer), board=board, unit=unit, words="有误", at=make.ANNOUNCED
        )
    client = client_of(trained.hr)
    with django_assert_num_queries(BOARD_QUERIES):
        whole = client.get(f"{PATH}/{board.public_id}").json()
    assert (len(whole["lines"]), len(whole["objections"])) == (count + 1, count)
