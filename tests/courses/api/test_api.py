"""The courses part of /api/v1, over HTTP."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from academy.people.models import Person
from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, Enrolment
from tests.cast import Cast
from tests.make import courses as make

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
API = "/api/v1"


def send(
    client: Client, method: str, path: str, body: object, *, key: str | None = None
) -> tuple[int, Any]:
    headers = {"Idempotency-Key": key} if key else {}
    reply = client.generic(
        method, f"{API}{path}", json.dumps(body), content_type="application/json", headers=headers
    )
    return reply.status_code, reply.json()


def draft_body(at: datetime, **other: object) -> dict[str, object]:
    body: dict[str, object] = {
        "syllabus": str(make.syllabus(at=at).public_id),
        "number": 7,
        "name": "第 7 期执法骨干班",
        "starts_on": "2026-04-13",
        "ends_on": "2026-04-17",
        "capacity": 120,
    }
    return body | other


def test_catalogue_is_for_everybody(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    syllabus = make.syllabus(at=at)
    client = client_of(cast.wang)
    tracks = client.get(f"{API}/tracks").json()
    assert [each["code"] for each in tracks["items"]] == ["LAW"]
    track = client.get(f"{API}/tracks/{tracks['items'][0]['id']}").json()
    assert track == tracks["items"][0]
    course = client.get(f"{API}/courses").json()["items"][0]
    assert client.get(f"{API}/courses/{course['id']}").json() == course
    assert course["syllabi"][0]["id"] == str(syllabus.public_id)
    assert [each["hours"] for each in course["syllabi"][0]["subjects"]] == ["24.0", "16.0"]
    for kind in ("tracks", "courses"):
        absent = client.get(f"{API}/{kind}/{syllabus.public_id}")
        assert (absent.status_code, absent.json()["code"]) == (404, "shared.not_found")


def test_reads_carry_an_etag(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    cohort = make.cohort(at=at)
    client = client_of(cast.admin)
    first = client.get(f"{API}/cohorts/{cohort.public_id}")
    tag = first.headers["ETag"]
    again = client.get(f"{API}/cohorts/{cohort.public_id}", headers={"If-None-Match": tag})
    assert (first.status_code, again.status_code) == (200, 304)


def test_cohort_is_drafted_once_for_each_key(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    body = draft_body(at)
    assert send(client, "POST", "/cohorts", body)[0] == 400
    status, made = send(client, "POST", "/cohorts", body, key="k1")
    assert (status, made["state"], made["seats_taken"]) == (201, "draft", 0)
    assert send(client, "POST", "/cohorts", body, key="k1") == (201, made)
    assert Cohort.objects.count() == 1


@pytest.mark.parametrize(
    ("other", "status", "code"),
    [
        ({"capacity": 0}, 422, "courses.capacity_too_small"),
        ({"ends_on": "2026-04-12"}, 422, "courses.ends_before_start"),
        ({"ends_on": "2026-04-31"}, 422, "shared.input_invalid"),
        ({"surprise": 1}, 422, "shared.input_invalid"),
        ({"syllabus": "00000000-0000-4000-8000-000000000000"}, 404, "shared.not_found"),
    ],
)
def test_bad_drafts(
    at: datetime,
    cast: Cast,
    client_of: ClientOf,
    other: dict[str, object],
    status: int,
    code: str,
) -> None:
    body = draft_body(at, **other)
    got, problem = send(client_of(cast.admin), "POST", "/cohorts", body, key="k1")
    assert (got, problem["code"]) == (status, code)
    assert not Cohort.objects.exists()


def test_a_cohort_over_http(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    cohort = make.cohort(at=at, state=CohortState.DRAFT, capacity=2)
    path = f"/cohorts/{cohort.public_id}"
    quotas = {"quotas": [{"unit": "T001", "seats": 1}, {"unit": "T002", "seats": 1}]}
    assert send(client, "PUT", f"{path}/quotas", quotas) == (200, quotas)
    assert client.get(f"{API}{path}/quotas").json() == quotas
    assert send(client, "POST", f"{path}/publish", {})[1]["state"] == "published"
    numbers = ["T1001", "T1002", "T2001", "X9"]
    status, report = send(
        client, "POST", f"{path}/enrolments", {"staff_numbers": numbers}, key="k2"
    )
    assert status == 201
    assert (report["done"], report["unknown"]) == (["T1001", "T2001"], ["X9"])
    assert [(no["staff_number"], no["code"]) for no in report["refused"]] == [
        ("T1002", "courses.over_quota")
    ]
    assert send(client, "POST", f"{path}/open", {})[1]["counts"]["enrolled"] == 2
    _, report = send(client, "POST", f"{path}/check-ins", {"staff_numbers": ["T1001"]})
    assert report["done"] == ["T1001"]
    status, problem = send(client, "POST", f"{path}/close-out", {})
    assert (status, problem["code"]) == (409, "courses.outcomes_missing")
    assert problem["facts"] == {"no_outcome": 2, "not_checked_in": 0}
    make.outcome(make.enrolment_of(cohort, cast.wang), at=at)
    li = make.enrolment_of(cohort, cast.li)
    gone = send(client, "POST", f"/enrolments/{li.public_id}/withdraw", {"reason": "住院"})
    assert (gone[0], gone[1]["state"]) == (200, "withdrawn")
    status, closed = send(client, "POST", f"{path}/close-out", {})
    assert (status, closed["state"], closed["counts"]["completed"]) == (200, "closed", 1)


def test_cancelling_over_http(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    path = f"/cohorts/{make.cohort(at=at).public_id}/cancel"
    client = client_of(cast.admin)
    assert send(client, "POST", path, {"reason": ""})[0] == 422
    assert send(client, "POST", path, {"reason": "台风"})[1]["state"] == "cancelled"


def test_officer_nominates_own_people_only(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    cohort = make.cohort(at=at, persons=[cast.li])
    officer, admin = client_of(cast.officer), client_of(cast.admin)
    path = f"/cohorts/{cohort.public_id}"
    people = {"staff_numbers": ["T1001", "T1002", "T2001"]}
    status, report = send(officer, "POST", f"{path}/nominations", people, key="k1")
    assert (status, report["done"], report["unknown"]) == (201, ["T1001", "T1002"], ["T2001"])
    assert send(officer, "POST", f"{path}/enrolments", people, key="k2")[0] == 403
    listed = officer.get(f"{API}{path}/enrolments").json()["items"]
    assert [each["staff_number"] for each in listed] == ["T1001", "T1002"]
    wang, zhao = (make.enrolment_of(cohort, each) for each in (cast.wang, cast.zhao))
    status, no = send(admin, "POST", f"/enrolments/{wang.public_id}/approve", {})
    assert (status, no["code"]) == (409, "courses.not_endorsed")
    chosen = {"enrolments": [str(wang.public_id)]}
    endorsed = send(client_of(cast.leader), "POST", "/nominations/endorse", chosen)
    assert (endorsed[0], endorsed[1]["done"]) == (200, ["T1001"])
    said = send(admin, "POST", f"/enrolments/{wang.public_id}/approve", {})
    assert (said[0], said[1]["state"]) == (200, "enrolled")
    assert send(officer, "POST", f"/enrolments/{wang.public_id}/approve", {})[0] == 403
    said = send(admin, "POST", f"/enrolments/{zhao.public_id}/decline", {"reason": "已参训"})
    assert said[1]["state"] == "declined"


def test_strangers_meet_404(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    draft = make.cohort(at=at, number=1, state=CohortState.DRAFT)
    shown = make.cohort(at=at, number=2, persons=[cast.li])
    for person, cohort, status in (
        (cast.admin, draft, 200),
        (cast.officer, draft, 404),
        (cast.officer, shown, 200),
        (cast.li, shown, 200),
        (cast.wang, shown, 404),
        (cast.hr, shown, 404),
    ):
        for path in ("", "/enrolments"):
            got = client_of(person).get(f"{API}/cohorts/{cohort.public_id}{path}")
            assert got.status_code == status, (person.name, cohort.name, path)
    own = client_of(cast.li).get(f"{API}/cohorts").json()["items"]
    assert [each["id"] for each in own] == [str(shown.public_id)]
    assert client_of(cast.wang).get(f"{API}/cohorts").json()["items"] == []


def test_trainee_sees_only_the_own_line(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    cohort = make.cohort(at=at, persons=[cast.wang, cast.li])
    got = client_of(cast.wang).get(f"{API}/cohorts/{cohort.public_id}/enrolments").json()
    assert [each["staff_number"] for each in got["items"]] == ["T1001"]


def test_my_enrolments(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    make.cohort(at=at, state=CohortState.CLOSED, persons=[cast.wang])
    items = client_of(cast.wang).get(f"{API}/me/enrolments").json()["items"]
    assert [(each["state"], each["verdict"], each["hours"]) for each in items] == [
        ("completed", "passed", "40.0")
    ]
    assert client_of(cast.li).get(f"{API}/me/enrolments").json() == {"items": []}


COHORT_LIST_QUERIES = 4
ENROLMENT_LIST_QUERIES = 6


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same(
    at: datetime,
    cast: Cast,
    client_of: ClientOf,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    syllabus = make.syllabus(at=at)
    rows = [make.cohort(at=at, number=1 + each, of=syllabus) for each in range(count)]
    persons = [cast.wang, cast.li, cast.zhao][:count]
    for person in persons:
        Enrolment.objects.bulk_create(
            Enrolment(
                cohort=rows[0],
                person=person,
                unit=cast.east,
                staff_kind=person.staff_kind,
                state=EnrolmentState.ENROLLED,
                enrolled_at=at,
            )
            for _ in range(1)
        )
    client = client_of(cast.admin)
    with django_assert_num_queries(COHORT_LIST_QUERIES):
        assert len(client.get(f"{API}/cohorts").json()["items"]) == count
    path = f"{API}/cohorts/{rows[0].public_id}/enrolments"
    with django_assert_num_queries(ENROLMENT_LIST_QUERIES):
        assert len(client.get(path).json()["items"]) == count


def test_pages_of_a_list_join_up(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    for number in (1, 2, 3):
        make.cohort(at=at, number=number)
    client = client_of(cast.admin)
    first = client.get(f"{API}/cohorts?limit=2").json()
    rest = client.get(f"{API}/cohorts?limit=2&cursor={first['next_cursor']}").json()
    assert [each["number"] for each in first["items"] + rest["items"]] == [1, 2, 3]
    assert rest["next_cursor"] is None
    assert client.get(f"{API}/cohorts?limit=201").status_code == 422
    assert client.get(f"{API}/cohorts?state=running").json()["items"] == []


def test_unknown_units_in_quotas(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    path = f"/cohorts/{make.cohort(at=at).public_id}/quotas"
    client = client_of(cast.admin)
    for quotas in (
        [{"unit": "T999", "seats": 1}],
        [{"unit": "T001", "seats": 1}, {"unit": "T001", "seats": 2}],
    ):
        assert send(client, "PUT", path, {"quotas": quotas})[0] == 404
    over = {"quotas": [{"unit": "T001", "seats": 121}]}
    status, problem = send(client, "PUT", path, over)
    assert (status, problem["code"]) == (422, "courses.quotas_over_capacity")
    assert client.get(f"{API}{path}").json() == {"quotas": []}
