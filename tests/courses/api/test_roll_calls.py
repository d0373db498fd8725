"""Roll-calls through the API: who sees them, what is taken, and the number of queries."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.enums import CohortState
from courses.enums.attendance import Formation
from courses.models import Cohort, RollCall
from tests.cast import Cast, ClientOf
from tests.make import courses as make
from tests.make.leave_of import moment, running
from tests.make.roll_calls import slot_of, take, usual_conduct


@pytest.fixture
def now() -> Iterator[datetime]:
    """The doors' clock stands in the second lesson of the cohort."""
    when = moment("10:30")
    with time_machine.travel(when, tick=False):
        yield when


@pytest.fixture
def cohort(cast: Cast, at: datetime, now: datetime) -> Cohort:
    usual_conduct(at=at)
    return running(cast, at=at)


def _post(client: Any, path: str, **body: object) -> Any:
    return client.post(
        f"/api/v1/{path}",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": uuid4().hex},
    )


def _roll(said: dict[str, str], **more: str) -> dict[str, object]:
    at = {"called_on": "2026-03-09", "begins": "08:30", "ends": "10:00"}
    return {"formation": "lesson", **at, "said": said, **more}


def _id(cohort: Cohort, person: Any) -> str:
    return str(make.enrolment_of(cohort, person).public_id)


def test_expected_taken_corrected_voided(cast: Cast, cohort: Cohort, client_of: ClientOf) -> None:
    client = client_of(cast.instructor)
    path = f"cohorts/{cohort.public_id}/roll-calls"
    asked = f"/api/v1/{path}/expected?called_on=2026-03-09&begins=08:30&ends=10:00"
    items = client.get(asked).json()["items"]
    assert [(each["person"], each["default"], each["leave"]) for each in items] == [
        (each.name, "present", None) for each in (cast.wang, cast.zhao, cast.li)
    ]
    li = _id(cohort, cast.li)
    body = _roll({li: "absent"})
    made = _post(client, path, **body)
    assert made.status_code == 201, made.content
    whole = made.json()
    assert (whole["expected"], whole["here"], whole["hours"], whole["by"]["absent"]) == (
        3, 2, "2.0", 1
    )  # fmt: skip
    assert [each["presence"] for each in whole["lines"]] == ["present", "present", "absent"]
    assert _post(client, path, **body).json()["id"] == whole["id"]
    other = _post(client_of(cast.admin), path, **_roll({li: "late"}))
    assert (other.status_code, other.json()["code"]) == (409, "courses.roll_call_taken")
    one = f"roll-calls/{whole['id']}"
    done = _post(client, f"{one}/correct", said={li: "late"}, reason="看错名单").json()
    assert (done["here"], done["lines"][2]["revision"]) == (3, 1)
    assert client.get(f"/api/v1/{one}").json()["lines"] == done["lines"]
    gone = _post(client, f"{one}/void", reason="点错班").json()
    assert (gone["void_reason"], gone["expected"]) == ("点错班", 3)
    listed = client.get(f"/api/v1/{path}").json()
    assert [(each["id"], each["here"]) for each in listed["items"]] == [(whole["id"], 3)]


def test_strangers_find_nothing(
    cast: Cast, cohort: Cohort, at: datetime, client_of: ClientOf
) -> None:
    row = make.cohort(at=at, number=2, persons=[cast.hr])
    call = take(cohort)
    client = client_of(cast.instructor)
    assert client.get(f"/api/v1/cohorts/{row.public_id}/roll-calls").status_code == 404
    assert client.get(f"/api/v1/roll-calls/{uuid4()}").status_code == 404
    cohort.lead.delete()
    cohort.teachings.update(withdrawn_at=at, reason="x")
    one = f"roll-calls/{call.public_id}"
    replies = [
        client.get(f"/api/v1/cohorts/{cohort.public_id}/roll-calls"),
        client.get(
            f"/api/v1/cohorts/{cohort.public_id}/roll-calls/expected"
            "?called_on=2026-03-09&begins=08:30&ends=10:00"
        ),
        client.get(f"/api/v1/{one}"),
        _post(client, f"cohorts/{cohort.public_id}/roll-calls", **_roll({})),
        _post(client, f"{one}/void", reason="x"),
        _post(client, f"{one}/correct", said={_id(cohort, cast.li): "late"}, reason="x"),
    ]
    assert [each.status_code for each in replies] == [404] * 6
    assert client_of(cast.admin).get(f"/api/v1/{one}").status_code == 200


@pytest.mark.parametrize(
    "more",
    [
        {"said": {str(uuid4()): "late"}}, {"begins": "08:30+08:00"}, {"begins": "08:30:30"},
        {"formation": "party"}, {"called_on": "2026-02-30"}, {"said": {"1": "late"}},
        {"begins": "10:00", "ends": "08:30"}, {"called_on": "0001-01-01"},
        {"called_on": "9999-12-31"}, {"surprise": "1"},
    ],
)  # fmt: skip
def test_bad_input_is_a_problem(
    cast: Cast, cohort: Cohort, client_of: ClientOf, more: dict[str, Any]
) -> None:
    path = f"cohorts/{cohort.public_id}/roll-calls"
    reply = _post(client_of(cast.admin), path, **(_roll({}) | more))
    assert reply.status_code in (404, 422)
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert not RollCall.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_expected_on_any_day(cast: Cast, cohort: Cohort, client_of: ClientOf, day: str) -> None:
    path = f"/api/v1/cohorts/{cohort.public_id}/roll-calls/expected"
    reply = client_of(cast.admin).get(f"{path}?called_on={day}&begins=00:00&ends=00:01")
    assert reply.status_code == 200


def test_queries_do_not_grow(cast: Cast, cohort: Cohort, at: datetime, client_of: ClientOf) -> None:
    single = make.cohort(at=at, number=2, state=CohortState.RUNNING, persons=[cast.hr])
    client = client_of(cast.admin)
    seen = []
    for row, days in ((single, 1), (cohort, 3)):
        calls = [
            take(row, formation=Formation.DRILL, slot=slot_of("07:00", "07:30", day),
                 at=moment("07:00", day))
            for day in range(days)
        ]  # fmt: skip
        base = f"/api/v1/cohorts/{row.public_id}/roll-calls"
        paths = [
            base,
            f"{base}/expected?called_on=2026-03-09&begins=08:30&ends=10:00",
            f"/api/v1/roll-calls/{calls[0].public_id}",
        ]
        counts = []
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as done:
                assert client.get(path).status_code == 200
            counts.append(len(done))
        seen.append(counts)
    assert seen == [[7, 11, 8]] * 2


def test_one_page_after_the_other(cast: Cast, cohort: Cohort, client_of: ClientOf) -> None:
    for day in range(3):
        take(cohort, slot=slot_of(day=day), at=moment("08:30", day))
    client = client_of(cast.admin)
    path, days = f"/api/v1/cohorts/{cohort.public_id}/roll-calls", []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"{path}?limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        days += [each["called_on"] for each in page["items"]]
        cursor = page["next_cursor"]
    starts = cohort.starts_on
    assert days == [(starts + timedelta(days=n)).isoformat() for n in (2, 1, 0)]
