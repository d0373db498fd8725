"""Units and people over the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.people.models import Person
from tests.cast import AT, Cast, ClientOf
from tests.make import people

pytestmark = pytest.mark.django_db


def test_the_tree_of_a_day(cast: Cast, client_of: ClientOf) -> None:
    body = client_of(cast.wang).get("/api/v1/units?as_of=2025-01-01").json()
    assert [(unit["code"], unit["parent"]) for unit in body["items"]] == [
        ("T000", None),
        ("T001", "T000"),
        ("T002", "T000"),
    ]
    assert client_of(cast.wang).get("/api/v1/units?as_of=1990-01-01").json()["items"] == []


def test_people_come_by_page_in_order_of_names_and_masked(cast: Cast, client_of: ClientOf) -> None:
    hr = client_of(cast.hr)
    seen: list[str] = []
    cursor = ""
    while True:
        body = hr.get(f"/api/v1/people?limit=4&cursor={cursor}").json()
        seen += [person["staff_number"] for person in body["items"]]
        cursor = body["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 12
    names = hr.get("/api/v1/people").json()["items"]
    assert [person["staff_number"] for person in names] == seen
    assert names[0]["name"] == "陈联络"


def test_an_unchanged_list_is_not_sent_again(cast: Cast, client_of: ClientOf) -> None:
    hr = client_of(cast.hr)
    first = hr.get("/api/v1/people")
    again = hr.get("/api/v1/people", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("extra", [1, 3])
def test_queries_do_not_grow_with_people(cast: Cast, client_of: ClientOf, extra: int) -> None:
    people.people(extra, unit=cast.east, at=AT)
    hr = client_of(cast.hr)
    with CaptureQueriesContext(connection) as captured:
        hr.get("/api/v1/people")
    # Session, person, roles, grants, tree twice, people, their assignments.
    assert len(captured) == 8


def test_the_scope_is_ones_own(cast: Cast, client_of: ClientOf) -> None:
    officer = client_of(cast.officer)
    numbers = {each["staff_number"] for each in officer.get("/api/v1/people").json()["items"]}
    assert numbers == {"T1001", "T1002", "T1003", "T1004"}
    assert officer.get("/api/v1/people?unit=T002").status_code == 404
    assert officer.get(f"/api/v1/people/{cast.li.public_id}").status_code == 404
    mine = officer.get(f"/api/v1/people/{cast.wang.public_id}").json()
    assert (mine["unit"], mine["staff_kind"]) == ("T001", "enforcement")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("cursor=!!", 422, "shared.cursor_invalid"),
        ("limit=0", 422, "shared.input_invalid"),
        ("limit=201", 422, "shared.input_invalid"),
        ("staff_kind=boss", 422, "shared.input_invalid"),
        ("unit=NOWHERE", 404, "shared.not_found"),
    ],
)
def test_refusals(cast: Cast, client_of: ClientOf, query: str, status: int, code: str) -> None:
    reply = client_of(cast.hr).get(f"/api/v1/people?{query}")
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply["Content-Type"] == "application/problem+json"


def test_an_issued_password_does_not_open_the_api(cast: Cast, client_of: ClientOf) -> None:
    Person.objects.filter(pk=cast.hr.pk).update(must_change_password=True)
    reply = client_of(cast.hr).get("/api/v1/people")
    assert (reply.status_code, reply.json()["code"]) == (403, "people.password_must_change")
