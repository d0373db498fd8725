"""Conduct through the API."""

from datetime import datetime
from typing import Any

from courses.models import ConductEntry
from tests.cast import Cast, ClientOf
from tests.make import conduct as make
from tests.make.conduct import LATER


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
