"""Conduct through the API."""

from datetime import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from academy.people.access import actor
from courses.models import ConductEntry
from tests.cast import Cast, ClientOf
from tests.make import conduct as make
from tests.make.conduct import LATER

OBJECTIONS = 5


def _post(client: Any, path: str, key: str, **body: object) -> Any:
    return client.post(
        f"/api/v1/{path}",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_entries_belong_to_their_people(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    cohort = make.running([cast.wang, cast.li], at=at)
    row = make.entry(cohort, cast.wang)
    mine = client_of(cast.wang).get("/api/v1/me/conduct").json()["items"]
    assert [(each["rule"], each["points"]) for each in mine] == [("phone", "-5.0")]
    assert client_of(cast.li).get("/api/v1/me/conduct").json()["items"] == []
    path, text = f"me/conduct/{row.public_id}/objection", "经班长同意"
    assert _post(client_of(cast.li), path, "object-1", text=text).status_code == 404
    path = f"cohorts/{cohort.public_id}/conduct"
    assert client_of(cast.instructor).get(f"/api/v1/{path}").status_code == 404
    assert len(client_of(cast.admin).get(f"/api/v1/{path}").json()["items"]) == 1


def test_points_outside_the_rule_are_a_problem(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    cohort = make.running([cast.wang], at=at)
    reply = _post(
        client_of(cast.admin),
        f"cohorts/{cohort.public_id}/conduct",
        "enter-1",
        staff_numbers=[cast.wang.staff_number],
        rule=str(make.rule().public_id),
        points="4.5",
        occurred_on=LATER.date().isoformat(),
        evidence="值班记录",
    )
    assert reply.status_code == 422
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert not ConductEntry.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_objections_that_wait(
    cast: Cast,
    at: datetime,
    client_of: ClientOf,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people = [cast.wang, cast.li, cast.zhao][:count]
    cohort = make.running(people, at=at)
    for person in people:
        make.objection(make.entry(cohort, person), actor(person))
    admin = client_of(cast.admin)
    with django_assert_num_queries(OBJECTIONS):
        found = admin.get("/api/v1/conduct/objections").json()["items"]
    assert [each["person"] for each in found] == [each.name for each in people]
    assert found[0]["entry"]["rule"] == "phone"
    # Who neither leads the cohort nor runs the academy has none of it.
    assert client_of(cast.instructor).get("/api/v1/conduct/objections").json()["items"] == []
