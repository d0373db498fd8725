"""The gate: found by little, checked in by one tap, taken back by another."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courses.enums import CohortState
from courses.models import Cohort
from tests.cast import Cast, ClientOf
from tests.make import courses as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def gate(at: datetime, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    """A running cohort that expects wang and zhao of east and li of south."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    people = [cast.wang, cast.zhao, cast.li]
    return make.cohort(at=at, state=CohortState.RUNNING, persons=people, check_in=False)


def path(cohort: Cohort, query: str = "") -> str:
    return reverse("courses:arrivals", args=[cohort.public_id]) + query


def names(client: Client, cohort: Cohort, query: str = "") -> list[str]:
    reply = client.get(path(cohort, query))
    assert reply.status_code == 200
    return [each.row.person.name for each in reply.context["rows"]]


def test_found_by_name_pinyin_initials_and_number(
    cast: Cast, client_of: ClientOf, gate: Cohort
) -> None:
    client = client_of(cast.admin)
    assert names(client, gate) == ["王建国", "赵䶮", "李秀英"]
    for typed in ("建国", "wangj", "wjg", "001"):
        found = ["王建国", "李秀英"] if typed == "001" else ["王建国"]
        assert names(client, gate, f"?q={typed}") == found, typed
    assert names(client, gate, "?unit=T002") == ["李秀英"]
    assert names(client, gate, "?show=arrived") == []
    assert names(client, gate, "?q=nobody") == []
    assert names(client, gate, f"?q={'x' * 500}&show=strange&unit=no&last=no") == []


def test_one_tap_in_one_tap_back(
    at: datetime, cast: Cast, client_of: ClientOf, gate: Cohort
) -> None:
    client = client_of(cast.admin)
    wang = str(make.enrolment_of(gate, cast.wang).public_id)
    reply = client.post(path(gate, "?show=missing&unit=T001"), {"chosen": wang})
    assert reply.headers["Location"] == path(gate, f"?show=missing&unit=T001&last={wang}")
    text = client.get(reply.headers["Location"]).content.decode()
    assert ("应到 3 · 实到 1 · 未到 2" in text, "09:00 已报到" in text) == (True, True)
    again = client.post(path(gate), {"chosen": wang}, follow=True).content.decode()
    assert "王建国 已于 2026-03-02 09:00 报到，没有重复登记" in again
    assert names(client, gate, "?show=arrived") == ["王建国"]
    assert "的报到已撤销" in client.post(path(gate), {"undo": wang}, follow=True).content.decode()
    assert names(client, gate, "?show=arrived") == []


def test_units_say_how_many_are_missing(cast: Cast, client_of: ClientOf, gate: Cohort) -> None:
    client = client_of(cast.admin)
    client.post(path(gate), {"chosen": str(make.enrolment_of(gate, cast.wang).public_id)})
    units = client.get(path(gate)).context["units"]
    assert [(each["code"], each["expected"], each["here"], each["missing"]) for each in units] == [
        ("T001", 2, 1, 1),
        ("T002", 1, 0, 1),
    ]


def test_only_the_end_of_the_id_number_is_shown(
    at: datetime, cast: Cast, client_of: ClientOf, gate: Cohort
) -> None:
    cast.wang.id_number = "441900199001010014"
    cast.wang.save()
    text = client_of(cast.admin).get(path(gate)).content.decode()
    assert "身份证末四位 0014" in " ".join(text.split())
    assert "4419001990" not in text
    assert text.count("未登记身份证号") == 2


def test_a_refusal_says_what_to_do_and_nothing_is_lost(
    at: datetime, cast: Cast, client_of: ClientOf, gate: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(cast.admin)
    wang = str(make.enrolment_of(gate, cast.wang).public_id)
    client.post(path(gate), {"chosen": wang})
    monkeypatch.setattr("django.utils.timezone.now", lambda: at + timedelta(days=1))
    reply = client_of(cast.admin).post(path(gate), {"undo": wang})
    assert (reply.status_code, reply.context["refusal"].code) == (409, "courses.check_in_settled")
    assert "办理退训并说明理由" in reply.content.decode()
    for made_up in ("no-id", "0198f2a0-0000-7000-8000-000000000000"):
        assert client.post(path(gate), {"undo": made_up}).status_code == 302
    client = client_of(cast.admin)
    early = make.cohort(at=at, number=2, of=make.syllabus(at=at, code="D"), persons=[cast.officer])
    assert "开班之后才能办理报到" in client.get(path(early)).content.decode()


def test_taken_back_over_the_api(cast: Cast, client_of: ClientOf, gate: Cohort) -> None:
    client = client_of(cast.admin)
    row = make.enrolment_of(gate, cast.wang)
    client.post(path(gate), {"chosen": str(row.public_id)})
    url = f"/api/v1/enrolments/{row.public_id}/undo-check-in"
    for _time in range(2):
        reply = client.post(url, {}, content_type="application/json")
        assert (reply.status_code, reply.json()["state"]) == (200, "enrolled")
    assert client_of(cast.officer).post(url, {}, content_type="application/json").status_code == 403
