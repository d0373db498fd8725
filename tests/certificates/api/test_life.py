"""Corrections, reissues, the forecast and the register's file through the API."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from academy.audit.models import Entry
from academy.people.models import Person
from academy.shared import clock
from certificates.models import Award, Certificate, Reissue
from certificates.operations import batches
from tests.cast import Cast
from tests.make import certificates as make
from tests.make import people as make_people

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
URL = "/api/v1/certificates"
FORECAST = "/api/v1/certificate-forecast"
FILE = "/api/v1/certificate-register.csv"


def post(client: Client, path: str, body: dict[str, Any], key: str = "k") -> Any:
    headers = {"Idempotency-Key": key}
    return client.post(f"{URL}{path}", body, content_type="application/json", headers=headers)


def names(client: Client, query: str) -> list[str]:
    reply = client.get(f"{URL}?{query}")
    assert reply.status_code == 200, reply.content
    return [item["name"] for item in reply.json()["items"]]


def test_a_correction_from_proposal_to_issue(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    old = make.certificate(cast.wang, at=at)
    first, second = client_of(cast.admin), client_of(cast.second_admin)
    path, body = f"/{old.public_id}/correction", {"reason": "姓名更正"}
    refused = post(first, path, body)
    assert (refused.status_code, refused.json()["code"]) == (
        409,
        "certificates.nothing_to_correct",
    )
    Person.objects.filter(pk=cast.wang.pk).update(name="王更名")
    made = post(first, path, body)
    assert made.status_code == 201, made.content
    assert post(first, path, body).json() == made.json()
    assert post(first, path, body, "other").json()["id"] == made.json()["id"]
    assert post(second, path, body).json()["code"] == "certificates.under_correction"
    batch = made.json()
    assert (batch["corrects"], batch["reason"], batch["due"], batch["kind"]) == (
        str(old.public_id),
        "姓名更正",
        1,
        "qualification",
    )
    steps = f"/api/v1/certificate-batches/{batch['id']}"
    own = first.post(f"{steps}/approval", headers={"Idempotency-Key": "a"})
    assert own.json()["code"] == "certificates.second_person_required"
    for client, step in ((second, "approval"), (first, "issue")):
        assert client.post(f"{steps}/{step}").status_code == 200
    mine = client_of(cast.wang).get(f"{URL}?mine=true").json()["items"]
    assert [(row["name"], row["validity"], row["supersedes"]) for row in mine] == [
        ("王建国", "superseded", None),
        ("王更名", "valid", old.number),
    ]
    assert mine[0]["superseded_by"] == mine[1]["number"]


def test_a_reissue(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    client, path = client_of(cast.admin), f"/{certificate.public_id}/reissues"
    made = post(client, path, {"reason": "遗失"})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["certificate"], body["ordinal"], body["reason"]) == (
        str(certificate.public_id),
        1,
        "遗失",
    )
    assert post(client, path, {"reason": "遗失"}).json() == body
    assert post(client, path, {"reason": "遗失"}, "again").json() == body
    assert Reissue.objects.count() == 1
    missing = post(client, path, {"reason": " "}, "blank")
    assert (missing.status_code, missing.json()["field"]) == (422, "reason")
    make.revoked(certificate, at=at)
    late = post(client, path, {"reason": "污损"}, "late")
    assert (late.status_code, late.json()["code"]) == (409, "certificates.reissue_not_current")


@pytest.mark.parametrize("step", ["correction", "reissues"])
def test_only_admins_of_the_unit(cast: Cast, at: datetime, client_of: ClientOf, step: str) -> None:
    certificate = make.certificate(cast.wang, at=at)
    path = f"/{certificate.public_id}/{step}"
    for person in (cast.wang, cast.hr, cast.officer, cast.auditor):
        assert post(client_of(person), path, {"reason": "遗失"}).status_code == 403
    bare = client_of(cast.admin).post(f"{URL}{path}", {}, content_type="application/json")
    assert bare.status_code in (400, 422)


def test_a_batch_of_the_other_kind(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    cohort = make.closed_cohort(persons=[cast.wang], at=at, scores={"T1001": "59"})
    body = {"cohort": str(cohort.public_id), "kind": "completion"}
    made = client_of(cast.admin).post(
        "/api/v1/certificate-batches",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )
    assert made.status_code == 201, made.content
    found = made.json()
    assert (found["kind"], found["due"], found["corrects"]) == ("completion", 1, None)
    assert found["template"].startswith("completion-kai v")


def test_the_register_by_validity_kind_and_course(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    today = clock.today()
    expired, soon, later = make.expiring([cast.wang, cast.zhao, cast.li], at=at)
    for row, on in ((expired, today), (soon, date.fromordinal(today.toordinal() + 30))):
        Certificate.objects.filter(pk=row.pk).update(expires_on=on)
    far = date.fromordinal(today.toordinal() + 31)
    Certificate.objects.filter(pk=later.pk).update(expires_on=far)
    make.issued(later.batch.cohort, at=at, kind=make.COMPLETION)
    client = client_of(cast.hr)
    assert names(client, "validity=expired") == ["王建国"]
    assert names(client, "kind=qualification&validity=valid") == ["赵䶮", "李秀英"]
    assert names(client, "expiring_days=30") == ["赵䶮"]
    assert names(client, "expiring_days=31") == ["赵䶮", "李秀英"]
    assert names(client, "kind=completion") == ["王建国", "赵䶮", "李秀英"]
    course = later.batch.cohort.syllabus.course.public_id
    assert len(names(client, f"course={course}")) == 6
    assert names(client, f"course={later.public_id}") == []
    make.revoked(soon, at=at)
    assert names(client, "validity=revoked") == ["赵䶮"]
    assert names(client, "validity=superseded") == []
    make.corrected(later, at=at, name="李更名")
    assert names(client, "validity=superseded") == ["李秀英"]
    assert client.get(f"{URL}?validity=gone").status_code == 422
    assert client.get(f"{URL}?expiring_days=0").status_code == 422


def test_the_register_as_a_file(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    Person.objects.filter(pk=cast.wang.pk).update(name="=1+1")
    old, _, _ = make.expiring([cast.wang, cast.zhao, cast.li], at=at, months=600)
    make.corrected(old, at=at)
    reply = client_of(cast.officer).get(f"{FILE}?kind=qualification")
    assert reply.status_code == 200
    assert reply["Content-Type"] == "text/csv; charset=utf-8"
    assert reply["Cache-Control"] == "private, no-store"
    assert reply["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    text = b"".join(reply.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # streamed
    head, *rows = csv.reader(io.StringIO(text))
    assert head[:4] == ["证书编号", "证书种类", "姓名", "工号"]
    assert [row[0][-5:] + row[2] for row in rows] == [
        "0001号'=1+1",
        "0002号赵䶮",
        "0004号王更名",
    ]
    assert rows[0][3:] == [
        "T1001", "测试市城管局东湖分局", "执法办案基础LAW", "第1期",
        "2026-03-02", "2076-03-01", "已由新证书取代", rows[2][0],
    ]  # fmt: skip
    noted = Entry.objects.get(verb="certificates.register_exported")
    assert (noted.subject_key, noted.facts) == (str(cast.officer.public_id), {"count": 3})
    assert client_of(cast.wang).get(FILE).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_file_s_statements_do_not_grow(
    cast: Cast, at: datetime, client_of: ClientOf, count: int
) -> None:
    make.expiring(make_people.people(count, unit=cast.east, at=at), at=at)
    client = client_of(cast.admin)
    client.get(URL)
    with CaptureQueriesContext(connection) as queries:
        reply = client.get(FILE)
        text = b"".join(reply.streaming_content)  # type: ignore[attr-defined]  # streamed
    assert text.count(b"\r\n") == count + 1
    # session, person, roles, grants, units, count, rows; the log in a savepoint (5)
    assert len(queries) == 12, [each["sql"] for each in queries]


def test_the_forecast_and_the_names(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.expiring([cast.wang, cast.zhao, cast.li], at=at)
    client = client_of(cast.officer)
    body = client.get(f"{FORECAST}?on=2026-12-01&quarters=2").json()
    assert body["quarters"] == [
        {"quarter": "2026Q4", "first_on": "2026-12-01", "last_on": "2026-12-31", "count": 0},
        {"quarter": "2027Q1", "first_on": "2027-01-01", "last_on": "2027-03-31", "count": 2},
    ]
    course = Award.objects.get().course
    figure = {
        "quarter": "2027Q1",
        "unit_code": "T001",
        "unit_name": "测试市城管局东湖分局",
        "course": str(course.public_id),
        "course_name": course.name,
        "kind": "qualification",
        "count": 2,
    }
    assert body["figures"] == [figure]
    narrowed = "&".join(f"{key}={figure[key]}" for key in ("quarter", "course", "kind"))
    url = f"{FORECAST}/names?on=2026-12-01&{narrowed}&unit=T001"
    page = client.get(f"{url}&limit=1").json()
    rest = client.get(f"{url}&limit=1&cursor={page['next_cursor']}").json()
    found = page["items"] + rest["items"]
    assert [(row["name"], row["staff_number"], row["last_on"]) for row in found] == [
        ("王建国", "T1001", "2027-03-01"),
        ("赵䶮", "T1002", "2027-03-01"),
    ]
    assert rest["next_cursor"] is None
    assert client.get(f"{FORECAST}/names?quarter=2027Q1&on=2026-12-01&unit=T002").json() == {
        "items": [],
        "next_cursor": None,
    }
    assert (
        client_of(cast.admin).get(f"{FORECAST}?on=2026-12-01").json()["quarters"][1]["count"] == 3
    )
    assert client_of(cast.wang).get(FORECAST).status_code == 403


@pytest.mark.parametrize(
    "query", ["?quarters=0", "?quarters=41", "?on=1999-12-31", "/names", "/names?quarter=2026Q5"]
)
def test_what_no_forecast_is_made_of(cast: Cast, client_of: ClientOf, query: str) -> None:
    assert client_of(cast.admin).get(f"{FORECAST}{query}").status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_names_statements_do_not_grow(
    cast: Cast, at: datetime, client_of: ClientOf, count: int
) -> None:
    make.expiring(make_people.people(count, unit=cast.east, at=at), at=at)
    client = client_of(cast.admin)
    client.get(URL)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"{FORECAST}/names?on=2026-12-01&quarter=2027Q1")
    assert len(page.json()["items"]) == count
    # session, person, roles, grants, units, names
    assert len(queries) == 6, [each["sql"] for each in queries]


def test_corrected_ones_are_listed_in_as_many_statements(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    for person in (cast.wang, cast.li):
        number = 1 if person == cast.wang else 2
        batch = make.correction(make.certificate(person, at=at, number=number), at=at)
        batches.issue(actor=make.APPROVER, batch=batch, at=at)
    client = client_of(cast.admin)
    client.get(URL)
    with CaptureQueriesContext(connection) as queries:
        assert len(names(client, "")) == 4
    assert len(queries) == 5, [each["sql"] for each in queries]
