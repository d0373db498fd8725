"""Named exclusions over HTTP: doors, what is shown to whom, lists, decisions."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from academy.people.enums import Role
from academy.people.models import Person
from academy.people.operations import grants
from academy.reporting.enums import ExclusionReason
from academy.reporting.models import Exclusion
from tests.cast import FOUNDED_ON, SYSTEM, Cast, ClientOf
from tests.make import exclusions as make

PATH = "/api/v1/reports/exclusions"
LIST_QUERIES = 7


@pytest.fixture(autouse=True)
def _in_march(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        yield


def send(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(
        path,
        body,
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )


def request(number: str = "T1001", **facts: Any) -> dict[str, Any]:
    told = {"staff_number": number, "reason": "seconded", "evidence": "人字〔2026〕8号"}
    return {**told, "valid_from": "2026-03-01", "valid_until": "2026-04-01", **facts}


def items(client: Client, query: str = "") -> list[dict[str, Any]]:
    reply = client.get(f"{PATH}?{query}")
    assert reply.status_code == 200, reply.content
    found: list[dict[str, Any]] = reply.json()["items"]
    return found


def test_asked_decided_and_revoked(cast: Cast, client_of: ClientOf) -> None:
    officer, hr = client_of(cast.officer), client_of(cast.hr)
    make.track()
    reply = send(officer, PATH, request(track="LAW"))
    assert reply.status_code == 201
    made = reply.json()
    assert made == {
        "id": made["id"],
        "staff_number": "T1001",
        "name": "王建国",
        "unit": "T001",
        "track": "LAW",
        "disclosed": True,
        "reason": "seconded",
        "words": "",
        "evidence": "人字〔2026〕8号",
        "valid_from": "2026-03-01",
        "valid_until": "2026-04-01",
        "state": "asked",
        "asked_by": "T1003",
        "asked_at": "2026-03-02T01:00:00Z",
        "decided_by": None,
        "decided_at": None,
        "decision": None,
        "taken_back_by": None,
        "taken_back_at": None,
        "taken_back_reason": None,
    }
    body = {"exclusions": [made["id"]], "grant": True, "words": "同意"}
    (done,) = send(hr, f"{PATH}/decide", body).json()["items"]
    assert (done["state"], done["decided_by"], done["decision"]) == ("granted", "T0003", "同意")
    assert send(hr, f"{PATH}/decide", body).json() == {"items": []}
    taken = send(hr, f"{PATH}/{made['id']}/revoke", {"reason": "返岗"}).json()
    assert (taken["state"], taken["taken_back_by"]) == ("revoked", "T0003")
    assert items(officer)[0]["taken_back_reason"] == "返岗"


def test_withdrawn(cast: Cast, client_of: ClientOf) -> None:
    officer = client_of(cast.officer)
    made = send(officer, PATH, request()).json()
    path = f"{PATH}/{made['id']}/withdraw"
    reply = send(client_of(cast.hr), path, {"reason": "重复"})
    assert (reply.status_code, reply.json()["code"]) == (403, "reporting.exclusion_asker_withdraws")
    assert send(officer, path, {"reason": "重复"}).json()["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"staff_number": "T2001"}, 404, "shared.not_found"),
        ({"staff_number": "T9999"}, 404, "shared.not_found"),
        ({"track": "NONE"}, 404, "shared.not_found"),
        ({"valid_until": "2026-03-01"}, 422, "reporting.exclusion_days_invalid"),
        ({"reason": "other"}, 422, "reporting.exclusion_words_missing"),
        ({"evidence": " "}, 422, "reporting.exclusion_evidence_missing"),
        ({"evidence": ""}, 422, "shared.input_invalid"),
        ({"reason": "holiday"}, 422, "shared.input_invalid"),
        ({"colour": "red"}, 422, "shared.input_invalid"),
    ],
)
def test_what_is_refused(
    cast: Cast, client_of: ClientOf, facts: dict[str, Any], status: int, code: str
) -> None:
    reply = send(client_of(cast.officer), PATH, request(**facts))
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert not Exclusion.objects.exists()


def test_another_units_officer_finds_nothing(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    row = make.asked(make.draft(cast.li), by=cast.hr, at=at)
    officer = client_of(cast.officer)
    assert items(officer) == []
    for path in (f"{PATH}/{row.public_id}/withdraw", f"{PATH}/{uuid.uuid4()}/withdraw"):
        assert send(officer, path, {"reason": "重复"}).status_code == 404
    assert officer.get(f"{PATH}?unit=T002").status_code == 404
    # Who decides over the east branch does not over the south.
    grants.grant(
        actor=SYSTEM,
        person=cast.wang,
        role=Role.HR,
        unit=cast.east,
        valid_from=FOUNDED_ON,
        at=at,
    )
    wang = client_of(cast.wang)
    body = {"exclusions": [str(row.public_id)], "grant": True, "words": "同意"}
    assert send(wang, f"{PATH}/decide", body).status_code == 404
    assert send(wang, f"{PATH}/{row.public_id}/revoke", {"reason": "返岗"}).status_code == 404
    ours = make.asked(make.draft(cast.zhao), by=cast.officer, at=at)
    both = {**body, "exclusions": [str(row.public_id), str(ours.public_id)]}
    assert send(wang, f"{PATH}/decide", both).status_code == 404
    assert send(wang, f"{PATH}/decide", {**body, "exclusions": [str(ours.public_id)]}).json()[
        "items"
    ]


@pytest.mark.parametrize("reason", list(ExclusionReason))
def test_health_is_shown_to_who_has_to_know(
    cast: Cast, at: datetime, client_of: ClientOf, reason: ExclusionReason
) -> None:
    wanted = make.draft(cast.wang, reason=reason, words="详情", evidence="诊断书")
    make.granted(wanted, by=cast.officer, decider=cast.hr, at=at)
    make.moved(cast.wang, cast.south, on=date(2026, 3, 2))
    grants.grant(
        actor=SYSTEM,
        person=cast.li,
        role=Role.UNIT_TRAINING_OFFICER,
        unit=cast.south,
        valid_from=FOUNDED_ON,
        at=at,
    )
    secret = reason in (ExclusionReason.SICK, ExclusionReason.PREGNANT)

    def sees(person: Person, query: str = "") -> list[tuple[Any, Any, Any, Any]]:
        rows = items(client_of(person), query)
        return [(row["reason"], row["words"], row["evidence"], row["decision"]) for row in rows]

    told = [(reason.value, "详情", "诊断书", "同意")]
    for person in (cast.hr, cast.admin, cast.auditor, cast.officer):
        assert sees(person) == told
        assert sees(person, f"reason={reason.value}") == told
    # The officer of the unit where the person serves now: that it is, and until when.
    assert sees(cast.li) == ([(None, None, None, None)] if secret else told)
    assert sees(cast.li, f"reason={reason.value}") == ([] if secret else told)
    # Whose people these are now may be asked for by who keeps them now.
    assert send(client_of(cast.officer), PATH, request()).status_code == 404
    later = request(valid_from="2026-04-01", valid_until=None)
    assert send(client_of(cast.li), PATH, later).status_code == 201


def test_filters_and_pages(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.granted(make.draft(cast.wang), by=cast.officer, decider=cast.hr, at=at)
    make.asked(make.draft(cast.zhao, first=make.UNTIL, until=None), by=cast.officer, at=at)
    make.asked(make.draft(cast.li, reason=ExclusionReason.NEW), by=cast.admin, at=at)
    hr = client_of(cast.hr)
    for query, found in (
        ("", ["李秀英", "赵䶮", "王建国"]),
        ("state=granted", ["王建国"]),
        ("reason=new", ["李秀英"]),
        ("unit=T001", ["赵䶮", "王建国"]),
        ("on=2026-04-01", ["赵䶮"]),
        ("on=2026-03-31", ["李秀英", "王建国"]),
        ("q=T2", ["李秀英"]),
        ("state=asked&unit=T000", ["李秀英", "赵䶮"]),
    ):
        assert [row["name"] for row in items(hr, query)] == found, query
    names: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        body = hr.get(f"{PATH}?limit=1" + (f"&cursor={cursor}" if cursor else "")).json()
        names += [row["name"] for row in body["items"]]
        cursor = body["next_cursor"]
    assert names == ["李秀英", "赵䶮", "王建国"]
    assert hr.get(f"{PATH}?colour=red").json()["code"] == "shared.parameter_unknown"
    assert hr.get(f"{PATH}?unit=T999").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(
    cast: Cast,
    at: datetime,
    client_of: ClientOf,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for each in (cast.wang, cast.zhao, cast.li)[:count]:
        make.granted(make.draft(each), by=cast.admin, decider=cast.hr, at=at)
    client = client_of(cast.hr)
    items(client)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(items(client)) == count


def test_a_list_is_tried_then_asked(cast: Cast, client_of: ClientOf) -> None:
    officer = client_of(cast.officer)
    rows = [
        request("T1001"),
        request("T1001", valid_from="2026-03-31", valid_until=None),
        request("T2001"),
        request("T1002", reason="other"),
        request("T1002", track="NONE"),
        request("T1002"),
    ]
    tried = send(officer, f"{PATH}/list", {"rows": rows}).json()
    faults = [(each["row"], each["fault"]) for each in tried.pop("faults")]
    assert faults == [
        (2, "overlaps"),
        (3, "unknown_person"),
        (4, "no_words"),
        (5, "unknown_track"),
    ]
    assert tried == {"dry_run": True, "asked": 2, "already": 0}
    assert not Exclusion.objects.exists()
    body = {"rows": rows, "dry_run": False}
    refused = send(officer, f"{PATH}/list", body)
    assert refused.json()["code"] == "reporting.exclusion_list_refused"
    done = send(officer, f"{PATH}/list", {**body, "skip_refused": True}).json()
    assert (done["asked"], done["already"]) == (2, 0)
    again = send(officer, f"{PATH}/list", {**body, "skip_refused": True}).json()
    assert (again["asked"], again["already"]) == (0, 2)


def test_the_same_key_asks_once(cast: Cast, client_of: ClientOf) -> None:
    officer, headers = client_of(cast.officer), {"Idempotency-Key": "once"}
    replies = [
        officer.post(PATH, request(), content_type="application/json", headers=headers)
        for _turn in range(2)
    ]
    assert replies[0].json() == replies[1].json()
    assert Exclusion.objects.count() == 1
