"""Issue runs through the API."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from academy.people.enums import Role
from academy.people.models import Person
from academy.people.operations import grants
from certificates.models import Batch
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import certificates as make

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
URL = "/api/v1/certificate-batches"


def post(client: Client, path: str, body: dict[str, Any] | None = None, key: str = "k") -> Any:
    return client.post(
        f"{URL}{path}",
        body or {},
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_the_whole_way(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    cohort = make.closed_cohort(persons=[cast.wang, cast.li], at=at, scores={"T2001": "41"})
    first, second = client_of(cast.admin), client_of(cast.second_admin)
    body = {"cohort": str(cohort.public_id)}
    made = post(first, "", body)
    assert made.status_code == 201, made.content
    assert post(first, "", body).json() == made.json()
    batch = made.json()
    assert (batch["state"], batch["due"], batch["refused"]) == ("proposed", 1, 1)
    path = f"/{batch['id']}"
    assert post(first, f"{path}/issue").json()["code"] == "certificates.batch_not_approved"
    refused = post(first, f"{path}/approval")
    assert (refused.status_code, refused.json()["code"]) == (
        409,
        "certificates.second_person_required",
    )
    assert post(second, f"{path}/approval").json()["state"] == "approved"
    issued = post(first, f"{path}/issue").json()
    assert (issued["state"], issued["first_serial"], issued["last_serial"]) == ("issued", 1, 1)
    lines = first.get(f"{URL}{path}").json()["lines"]
    assert [(line["name"], line["reason"], line["number"]) for line in lines] == [
        ("王建国", "", "演示城管培〔2026〕第0001号"),
        ("李秀英", "failed", None),
    ]
    assert post(first, f"{path}/withdrawal").json()["code"] == "certificates.batch_issued"


def test_doors(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    batch = make.proposed(make.closed_cohort(persons=[cast.wang], at=at), at=at)
    path = f"/{batch.public_id}"
    assert client_of(cast.auditor).get(URL).json()["items"][0]["id"] == str(batch.public_id)
    assert client_of(cast.hr).get(URL).status_code == 403
    assert client_of(cast.wang).get(f"{URL}{path}").status_code == 403
    for step in ("approval", "issue", "withdrawal"):
        assert post(client_of(cast.auditor), f"{path}/{step}").status_code == 403
    assert post(client_of(cast.admin), "", {"cohort": str(uuid4())}).status_code == 404


def test_an_admin_of_one_branch_sees_no_mixed_batch(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    grants.grant(
        actor=SYSTEM,
        person=cast.officer,
        role=Role.ACADEMY_ADMIN,
        unit=cast.east,
        valid_from=FOUNDED_ON,
        at=at,
    )
    mixed = make.proposed(make.closed_cohort(persons=[cast.wang, cast.li], at=at), at=at)
    east = make.closed_cohort(persons=[cast.zhao], at=at, number=2)
    own = make.proposed(east, at=at)
    client = client_of(cast.officer)
    assert [item["id"] for item in client.get(URL).json()["items"]] == [str(own.public_id)]
    assert client.get(f"{URL}/{mixed.public_id}").status_code == 404
    assert post(client, f"/{mixed.public_id}/approval").status_code == 404
    assert post(client, "", {"cohort": str(mixed.cohort.public_id)}).status_code == 404
    mixed.refresh_from_db()
    assert mixed.state == "proposed"


@pytest.mark.parametrize("count", [1, 3])
def test_list_statements_do_not_grow(
    cast: Cast, at: datetime, client_of: ClientOf, count: int
) -> None:
    for number, person in enumerate((cast.wang, cast.li, cast.zhao)[:count], start=1):
        make.proposed(make.closed_cohort(persons=[person], at=at, number=number), at=at)
    client = client_of(cast.admin)
    client.get(URL)
    with CaptureQueriesContext(connection) as queries:
        assert len(client.get(URL).json()["items"]) == count
    assert Batch.objects.count() == count
    # session, person, roles, grants, units, batches
    assert len(queries) == 6, [each["sql"] for each in queries]
