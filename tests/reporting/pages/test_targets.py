"""Targets as a page and over the API, and the dashboard that measures by them."""

import json
import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from academy.people.enums import Role
from academy.people.models import Grant
from academy.reporting.models import Target
from tests.cast import Cast, ClientOf
from tests.make import reporting, requirements
from tests.make import targets as make
from tests.reporting.pages.test_runs import page

PAGE, SET = reverse("reporting:targets"), reverse("reporting:set_targets")
API = "/api/v1/report-targets"
DASHBOARD = "/api/v1/reports/dashboard"
DAY = timedelta(days=1)
PAGE_QUERIES, API_QUERIES = 17, 7


@pytest.fixture(autouse=True)
def _in_march(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        yield


def put(client: Client, data: dict[str, Any]) -> Any:
    return client.post(
        API,
        json.dumps(data),
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )


def test_set_on_the_page(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    hr, today = client_of(cast.hr), at.date().isoformat()
    text = page(hr, PAGE)
    for words in ("系统默认", "还没有设定过目标", 'name="rate_T001"', 'name="rate_"'):
        assert words in text
    told = {"figure": "hours", "valid_from": today, "rate_": "85", "was_": "", "rate_T001": "95"}
    told |= {"was_T001": "", "rate_T002": "", "was_T002": ""}
    reply = hr.post(SET, told)
    assert (reply.status_code, reply["Location"]) == (302, f"{PAGE}?figure=hours&on={today}")
    assert {(each.unit, each.rate) for each in Target.objects.all()} == {
        (None, 85),
        (cast.east, 95),
    }
    text = page(hr, PAGE)
    for words in ("随全局目标", "本单位目标", cast.hr.name, 'value="95"'):
        assert words in text
    again = told | {"was_": "85", "was_T001": "95"}
    assert hr.post(SET, again).status_code == 302
    assert Target.objects.count() == 2
    off = again | {"rate_T001": ""}
    assert hr.post(SET, off).status_code == 302
    assert "不再单独设" in page(hr, PAGE)


def test_what_the_page_refuses_keeps_what_was_typed(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    hr, today = client_of(cast.hr), at.date()
    yesterday = (today - DAY).isoformat()
    for other, status, said in (
        ({"rate_T001": "101"}, 422, "目标“101”无效"),
        ({"rate_T001": "-1"}, 422, "目标“-1”无效"),
        ({"rate_T001": "九十"}, 422, "目标“九十”无效"),
        ({"rate_T001": "９０"}, 422, "目标“９０”无效"),
        ({"rate_T001": "90", "valid_from": yesterday}, 422, "不能早于今天"),
        ({"rate_T001": "90", "valid_from": "soon"}, 422, "不是日期"),
        ({"rate_T001": "90", "figure": "height"}, 422, "没有这一项"),
        ({"rate_T999": "90"}, 404, ""),
    ):
        told = {"figure": "hours", "valid_from": today.isoformat(), "was_T001": ""} | other
        reply = hr.post(SET, told)
        text = reply.content.decode()
        assert (reply.status_code, said in text) == (status, True), other
        if "rate_T001" in other:
            assert f'value="{other["rate_T001"]}"' in text
    assert not Target.objects.exists()
    for wrong in ("colour=red", "on=soon", "figure=height"):
        page(hr, f"{PAGE}?{wrong}", 422)


def test_who_reads_and_who_sets(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.were_set(cast.hr, {"T001": 95, "T002": 60}, at=at, valid_from=at.date())
    leader = client_of(cast.leader)
    text = page(leader, PAGE)
    assert ("东湖" in text, "南桥" in text, 'name="rate_' in text) == (True, False, False)
    assert leader.post(SET, {"rate_T001": "1"}).status_code == 403
    items = leader.get(API).json()["items"]
    assert [(each["unit"], each["target"]) for each in items] == [("", 90), ("T001", 95)]
    changes = leader.get(f"{API}/changes").json()["items"]
    assert [(each["unit"], each["rate"], each["set_by"]) for each in changes] == [
        ("T001", 95, cast.hr.staff_number)
    ]
    assert leader.get(f"{API}?colour=red").status_code == 422
    # Who keeps them for one branch only sets that branch's, and sees no box for the whole.
    Grant.objects.filter(person=cast.hr, role=Role.HR).update(unit=cast.east)
    text = page(client_of(cast.hr), PAGE)
    assert ('name="rate_T001"' in text, 'name="rate_"' in text) == (True, False)


def test_over_the_api(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    hr, today = client_of(cast.hr), at.date()
    told = {"figure": "holding", "valid_from": today.isoformat()}
    made = put(hr, told | {"rates": [{"unit": "", "rate": 80}, {"unit": "T001", "rate": 90}]})
    assert made.status_code == 201
    assert [(e["unit"], e["own"], e["target"], e["source"]) for e in made.json()["items"]] == [
        ("", 80, 80, "own"),
        ("T000", None, 80, "whole"),
        ("T001", 90, 90, "own"),
        ("T002", None, 80, "whole"),
    ]
    for change, status, code in (
        ({"rates": [{"unit": "T001", "rate": 101}]}, 422, "reporting.target_rate_invalid"),
        ({"rates": [{"unit": "T999", "rate": 10}]}, 404, "shared.not_found"),
        ({"rates": []}, 422, "shared.input_invalid"),
        ({"rates": [{"unit": "T001", "rate": 1}] * 2}, 422, "shared.input_invalid"),
        ({"colour": "red"}, 422, "shared.input_invalid"),
        ({"valid_from": "2026-03-01"}, 422, "reporting.target_backdated"),
    ):
        data = told | {"rates": [{"unit": "T001", "rate": 10}]} | change
        reply = put(hr, data)
        assert (reply.status_code, reply.json()["code"]) == (status, code), change
    past = hr.get(f"{API}?figure=holding&on=2026-03-01").json()["items"]
    assert [each["target"] for each in past] == [None] * 4


def test_the_dashboard_measures_each_by_its_own(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    requirements.edition(at=at)
    reporting.closed_cohort(cast, at=at)
    hr = client_of(cast.hr)
    before = hr.get(DASHBOARD).json()
    assert {each["target_rate"] for each in before["units"]} == {90} == {before["target_rate"]}
    make.were_set(cast.hr, {"T001": 50, "": 100}, at=at, valid_from=at.date())
    found = hr.get(DASHBOARD).json()
    assert found["target_rate"] == 100
    assert {each["unit"]: each["target_rate"] for each in found["units"]} == {
        "T000": 100,
        "T001": 50,
        "T002": 100,
    }
    for each in (found, *found["units"]):
        owed, target = each["owed"], each["target_rate"]
        reached = 100 * (owed["met"] + owed["to_target"])
        assert reached >= target * owed["due"]
        assert owed["to_target"] == 0 or reached - 100 < target * owed["due"]
    text = page(hr, "/reports/dashboard/")
    assert "竖线为各单位自己的目标，合计目标 100%" in text
    assert len(re.findall(r'<line class="drawing-line drawing-target"', text)) == 3
    leader = client_of(cast.leader).get(DASHBOARD).json()
    assert leader["target_rate"] == 50


@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow(
    cast: Cast,
    at: datetime,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    many: int,
) -> None:
    rates = dict(list({"T001": 95, "T002": 60, "": 80}.items())[:many])
    make.were_set(cast.hr, dict(rates), at=at, valid_from=at.date())
    hr = client_of(cast.hr)
    page(hr, PAGE)
    with django_assert_num_queries(PAGE_QUERIES):
        page(hr, PAGE)
    for path in (API, f"{API}/changes"):
        with django_assert_num_queries(API_QUERIES):
            hr.get(path)


def test_in_english(cast: Cast, client_of: ClientOf) -> None:
    hr = client_of(cast.hr)
    hr.cookies["django_language"] = "en"
    assert "Training targets" in page(hr, PAGE)
