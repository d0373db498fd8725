"""The register through the API."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from academy.people.models import Person
from certificates.models import Revocation
from certificates.operations import revocations
from tests.cast import Cast
from tests.make import certificates as make
from tests.make import people as make_people

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
URL = "/api/v1/certificates"


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture


def names(client: Client, query: str = "") -> list[str]:
    reply = client.get(f"{URL}{query}")
    assert reply.status_code == 200, reply.content
    return [item["name"] for item in reply.json()["items"]]


def test_each_sees_their_own_and_their_units(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.issued(make.closed_cohort(persons=[cast.wang, cast.li, cast.zhao], at=at), at=at)
    assert names(client_of(cast.wang)) == ["王建国"]
    assert names(client_of(cast.marker)) == []
    assert names(client_of(cast.officer)) == ["王建国", "赵䶮"]
    assert names(client_of(cast.officer), "?mine=true") == []
    for office in (cast.admin, cast.hr, cast.auditor):
        assert names(client_of(office)) == ["王建国", "赵䶮", "李秀英"]
    assert client_of(None).get(URL).status_code == 401


def test_a_stranger_finds_nothing(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    for address in (f"{URL}/{certificate.public_id}", f"{URL}/{certificate.public_id}/pdf"):
        reply = client_of(cast.li).get(address)
        assert (reply.status_code, reply.json()["code"]) == (404, "shared.not_found")
        assert client_of(cast.wang).get(address).status_code == 200


def test_one_certificate_with_etag(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    client = client_of(cast.wang)
    reply = client.get(f"{URL}/{certificate.public_id}")
    body = reply.json()
    assert (body["number"], body["state"]) == ("演示城管培〔2026〕第0001号", "issued")
    assert body["facts"] == certificate.facts
    again = client.get(f"{URL}/{certificate.public_id}", headers={"If-None-Match": reply["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_paging(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    persons = make_people.people(5, unit=cast.east, at=at)
    make.issued(make.closed_cohort(persons=persons, at=at), at=at)
    client = client_of(cast.admin)
    seen, cursor = [], ""
    while True:
        page = client.get(f"{URL}?limit=2{cursor}").json()
        seen.append([item["number"][-5:] for item in page["items"]])
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == [["0001号", "0002号"], ["0003号", "0004号"], ["0005号"]]
    assert client.get(f"{URL}?limit=201").status_code == 422


def test_search(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.issued(make.closed_cohort(persons=[cast.wang, cast.li, cast.zhao], at=at), at=at)
    client = client_of(cast.hr)
    assert names(client, "?q=王") == ["王建国"]
    assert names(client, "?q=T2001") == ["李秀英"]
    assert names(client, "?q=[2026]第0002号") == ["赵䶮"]
    assert names(client, "?state=revoked") == []
    assert names(client, "?year=2027") == []


@pytest.mark.parametrize("people", [1, 3])
def test_list_statements_do_not_grow(
    cast: Cast, at: datetime, client_of: ClientOf, people: int
) -> None:
    persons = make_people.people(people, unit=cast.east, at=at)
    make.issued(make.closed_cohort(persons=persons, at=at), at=at)
    client = client_of(cast.admin)
    client.get(URL)
    with CaptureQueriesContext(connection) as queries:
        assert len(names(client)) == people
    # session, person, grants, units, certificates
    assert len(queries) == 5, [each["sql"] for each in queries]


def test_pdf_is_made_when_asked_for(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    client = client_of(cast.wang)
    reply = client.get(f"{URL}/{certificate.public_id}/pdf")
    assert (reply.status_code, reply["Content-Type"]) == (200, "application/pdf")
    assert reply.content.startswith(b"%PDF")
    assert reply["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert client.get(f"{URL}/{certificate.public_id}/pdf").content == reply.content


def test_revocation(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    url = f"{URL}/{certificate.public_id}/revocation"
    body = {"reason": "成绩登记有误"}

    def post(person: Person, key: str | None = "one") -> tuple[int, str]:
        headers = {"Idempotency-Key": key} if key else {}
        reply = client_of(person).post(url, body, content_type="application/json", headers=headers)
        return reply.status_code, reply.json().get("code", "")

    assert post(cast.hr) == (403, "shared.role_required")
    assert post(cast.admin, None)[0] in (400, 422)
    assert post(cast.admin) == (201, "")
    assert post(cast.admin) == (201, "")
    assert Revocation.objects.count() == 1
    assert post(cast.second_admin) == (201, "")  # the same reason: done already
    body["reason"] = "别的"
    assert post(cast.second_admin, "two") == (409, "certificates.not_issued")
    pdf = client_of(cast.wang).get(f"{URL}/{certificate.public_id}/pdf")
    assert (pdf.status_code, pdf.json()["code"]) == (409, "certificates.not_in_force")


def test_revoked_shows_its_state(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="错", at=at)
    body = client_of(cast.wang).get(f"{URL}/{certificate.public_id}").json()
    assert (body["state"], body["revoked_at"]) == ("revoked", "2026-03-02T01:00:00Z")
