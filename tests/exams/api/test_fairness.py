"""Accommodations, outages, late answers, leave and the standing result over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from academy.people.models import Person
from academy.shared import clock
from exams.models import Accommodation, Exam, LateDecision, OutageCredit, Result, Sitting
from tests.cast import Cast
from tests.make import exams as make
from tests.make import fairness

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
SECOND = timedelta(seconds=1)


@pytest.fixture
def now() -> datetime:
    """Over HTTP the clock decides: a whole five seconds, so that contacts fit."""
    at = clock.now().replace(microsecond=0)
    return at - (int(at.timestamp()) % 5) * SECOND


@pytest.fixture
def admin(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.admin)


@pytest.fixture
def watcher(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.invigilator)


def _post(client: Client, url: str, body: dict[str, Any]) -> Any:
    headers = {"Idempotency-Key": str(uuid4())}
    return client.post(f"/api/v1{url}", body, content_type="application/json", headers=headers)


def _get(client: Client, url: str) -> Any:
    reply = client.get(f"/api/v1{url}")
    assert reply.status_code == 200, reply.content
    return reply.json()


def _granted(cast: Cast, **changes: Any) -> dict[str, Any]:
    today = clock.today().isoformat()
    facts = {"person": str(cast.wang.public_id), "extra_percent": 25, "ground": "腕部骨折"}
    return facts | {"starts_on": today} | changes


def test_grant_list_and_end(admin: Client, watcher: Client, cast: Cast) -> None:
    reply = _post(admin, "/accommodations", _granted(cast))
    assert reply.status_code == 201
    body = reply.json()
    assert (body["extra_percent"], body["ground"], body["running"]) == (25, "腕部骨折", 0)
    [listed] = _get(admin, "/accommodations?q=王")["items"]
    assert (listed["name"], listed["ground"]) == ("王建国", "腕部骨折")
    [seen] = _get(watcher, "/accommodations")["items"]
    assert seen["ground"] is None
    assert _get(admin, "/accommodations?q=李")["items"] == []
    again = _post(admin, "/accommodations", _granted(cast, extra_percent=50))
    assert (again.status_code, again.json()["code"]) == (409, "exams.accommodation_overlaps")
    today = clock.today().isoformat()
    ended = _post(admin, f"/accommodations/{body['id']}/end", {"ends_on": today})
    assert ended.json()["ends_on"] == today
    assert _get(admin, "/accommodations")["items"] == []
    assert len(_get(admin, "/accommodations?with_ended=true")["items"]) == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"extra_percent": 201}, 422, "exams.accommodation_refused"),
        ({"extra_percent": 0}, 422, "exams.accommodation_refused"),
        ({"ground": ""}, 422, "exams.accommodation_refused"),
        ({"ground": "一\x00二"}, 422, "exams.words_refused"),
        ({"ends_on": "2020-01-01"}, 422, "exams.accommodation_refused"),
        ({"extra_percent": -1}, 422, "shared.input_invalid"),
        ({"extra_percent": 10**9}, 422, "shared.input_invalid"),
        ({"starts_on": "never"}, 422, "shared.input_invalid"),
        ({"person": str(uuid4())}, 404, "shared.not_found"),
        ({"unknown": 1}, 422, "shared.input_invalid"),
    ],
)
def test_bad_grants_are_refused_in_code(
    admin: Client, cast: Cast, changes: dict[str, Any], status: int, code: str
) -> None:
    reply = _post(admin, "/accommodations", _granted(cast, **changes))
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.json()["next_step"]
    assert Accommodation.objects.count() == 0


def test_a_grant_says_that_a_running_sitting_is_unchanged(
    admin: Client, cast: Cast, now: datetime
) -> None:
    exam = make.exam(at=now - 60 * SECOND, persons=[cast.wang])
    row = make.sitting(exam, cast.wang, at=now - 60 * SECOND)
    assert _post(admin, "/accommodations", _granted(cast)).json()["running"] == 1
    assert Sitting.objects.get().deadline_at == row.deadline_at


def _interrupted(cast: Cast, now: datetime) -> Exam:
    """Twenty minutes in, with a silence of two minutes that ended ten minutes ago."""
    start = now - 1200 * SECOND
    exam = make.exam(at=start, persons=[cast.wang, cast.zhao])
    make.sitting(exam, cast.wang, at=start)
    fairness.silence(
        exam,
        started_at=start,
        began_at=start + 480 * SECOND,
        ended_at=start + 600 * SECOND,
        until=now + 60 * SECOND,
    )
    return exam


def test_outages_are_offered_and_given_back_once(
    watcher: Client, cast: Cast, now: datetime
) -> None:
    exam = _interrupted(cast, now)
    url = f"/exams/{exam.public_id}/outages"
    [outage] = _get(watcher, url)["items"]
    assert (outage["seconds"], outage["concerned"], outage["lasts"]) == (120, 1, False)
    assert (outage["seconds_least"], outage["seconds_most"], outage["room"]) == (120, 120, None)
    body = {"began_at": outage["began_at"], "reason": "交换机断电"}
    first, again = (_post(watcher, f"{url}/credit", body) for _ in range(2))
    assert first.status_code == 200
    assert first.json() == again.json()
    assert (first.json()["sittings"], OutageCredit.objects.count()) == (1, 1)
    assert Sitting.objects.get().incident_seconds == 120
    [after] = _get(watcher, url)["items"]
    assert after["credited_sittings"] == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"began_at": "2026-03-02T01:00:00Z"}, 409, "exams.outage_not_measured"),
        ({"began_at": "2026-03-02T01:00:00"}, 422, "shared.input_invalid"),
        ({"room": str(uuid4())}, 404, "shared.not_found"),
        ({"reason": " "}, 422, "exams.words_refused"),
        ({"reason": "长" * 201}, 422, "exams.words_refused"),
    ],
)
def test_bad_credits_are_refused_in_code(
    admin: Client,
    cast: Cast,
    now: datetime,
    changes: dict[str, Any],
    status: int,
    code: str,
) -> None:
    exam = _interrupted(cast, now)
    began = (now - 720 * SECOND).isoformat()
    body = {"began_at": began, "reason": "断网"} | changes
    reply = _post(admin, f"/exams/{exam.public_id}/outages/credit", body)
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert Sitting.objects.get().incident_seconds == 0


def _late(cast: Cast, now: datetime) -> Exam:
    """The deadline passed ten minutes ago; answers came a minute after it."""
    start = now - 4200 * SECOND
    exam = make.exam(at=start, persons=[cast.wang])
    row = make.sitting(exam, cast.wang, at=start)
    fairness.silence(
        exam,
        started_at=start,
        began_at=start + 3000 * SECOND,
        ended_at=start + 3120 * SECOND,
        until=start + 3700 * SECOND,
    )
    right = make.right_answers(exam.paper)
    fairness.late(row, right, at=start + 3660 * SECOND, sequence=1)
    return exam


def test_late_answers_are_listed_without_keys_and_decided(
    admin: Client, watcher: Client, cast: Cast, now: datetime
) -> None:
    exam = _late(cast, now)
    url = f"/exams/{exam.public_id}/late-responses"
    reply = watcher.get(f"/api/v1{url}")
    assert make.KEY_CANARY not in reply.content.decode()
    [row] = reply.json()["items"]
    assert (row["late_seconds"], row["items"], row["changed"], row["filled"]) == (60, 7, 7, 7)
    assert (row["hindrance"], row["admitted"], row["cause"]) == (None, None, "deadline")
    assert row["outage_began_at"]
    refused = _post(admin, f"/exams/{exam.public_id}/release", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "exams.late_undecided")
    body = {"admit": True, "reason": "断网两分钟"}
    decide = f"/late-responses/{row['id']}/decision"
    assert _post(watcher, decide, body).status_code == 403
    first, again = (_post(admin, decide, body) for _ in range(2))
    assert (first.status_code, first.json()["sequence"]) == (200, 1)
    assert first.json() == again.json()
    other = _post(admin, decide, body | {"admit": False})
    assert (other.status_code, other.json()["code"]) == (409, "exams.late_decided")
    assert LateDecision.objects.count() == 1
    assert str(Result.objects.get().score) == "10.00"
    released = _post(admin, f"/exams/{exam.public_id}/release", {})
    assert released.json()["passed"] == 1


def test_leave(admin: Client, watcher: Client, cast: Cast, now: datetime) -> None:
    exam = make.exam(at=now - 60 * SECOND, persons=[cast.wang, cast.zhao])
    url = f"/exams/{exam.public_id}/excuses"
    body = {"person": str(cast.zhao.public_id), "reason": "出差"}
    reply = _post(admin, url, body)
    assert (reply.status_code, reply.json()["name"]) == (201, "赵䶮")
    assert _get(admin, url)["items"][0]["reason"] == "出差"
    assert _get(watcher, url)["items"][0]["reason"] is None
    other = _post(admin, url, body | {"reason": "病假"})
    assert (other.status_code, other.json()["code"]) == (409, "exams.excuse_refused")
    stranger = _post(admin, url, body | {"person": str(cast.officer.public_id)})
    assert stranger.status_code == 404
    withdraw = f"/excuses/{reply.json()['id']}/withdraw"
    first, again = (_post(admin, withdraw, {}) for _ in range(2))
    assert first.json()["withdrawn_at"] == again.json()["withdrawn_at"] is not None


def test_the_standing_result_names_its_sitting(admin: Client, cast: Cast, now: datetime) -> None:
    start = now - timedelta(hours=5)
    exam = make.exam(at=start, persons=[cast.wang, cast.zhao])
    fairness.policy(exam, at=start, make_up_capped=True)
    make.sat(exam, cast.wang, at=start, right=3)
    make.sat(exam, cast.zhao, at=start)
    make.released(exam, at=start + timedelta(hours=1))
    again = make.make_up(exam, at=start + timedelta(hours=2))
    make.sat(again, cast.wang, at=start + timedelta(hours=2))
    make.released(again, at=start + timedelta(hours=3))
    for of in (exam, again):
        rows = _get(admin, f"/exams/{of.public_id}/official-results")["items"]
        found = {row["staff_number"]: row for row in rows}
        wang = found["T1001"]
        assert (wang["attempt"], wang["score"], wang["capped"]) == ("make_up", "6.00", True)
        sitting = Sitting.objects.get(exam=again, person=cast.wang)
        assert wang["sitting"] == str(sitting.public_id)
        assert (found["T1002"]["attempt"], found["T1002"]["excellent"]) == ("first", True)


def test_the_make_up_keeps_to_its_days(admin: Client, cast: Cast, now: datetime) -> None:
    start = now - timedelta(hours=5)
    exam = make.exam(at=start, persons=[cast.wang])
    fairness.policy(exam, at=start, make_up_from_days=7)
    make.released(exam, at=start + timedelta(hours=2))
    body = {
        "cohort": str(exam.cohort.public_id),
        "paper": str(exam.paper.public_id),
        "kind": "make_up",
        "opens_at": now.isoformat(),
        "closes_at": (now + timedelta(hours=1)).isoformat(),
        "duration_seconds": 3600,
    }
    reply = _post(admin, "/exams", body)
    assert (reply.status_code, reply.json()["code"]) == (422, "exams.make_up_window")


def test_strangers_find_nothing(cast: Cast, client_of: ClientOf, now: datetime) -> None:
    """An academy admin of the south branch alone sees nobody of the east branch."""
    from academy.people.enums import Role
    from academy.people.operations import grants
    from tests.cast import FOUNDED_ON, SYSTEM

    exam = _late(cast, now)
    grants.grant(
        actor=SYSTEM,
        person=cast.li,
        role=Role.ACADEMY_ADMIN,
        unit=cast.south,
        valid_from=FOUNDED_ON,
        at=now,
    )
    client = client_of(cast.li)
    assert _get(client, f"/exams/{exam.public_id}/late-responses")["items"] == []
    late = str(exam.sittings.get().late_responses.get().public_id)
    body = {"admit": False, "reason": "无"}
    assert _post(client, f"/late-responses/{late}/decision", body).status_code == 404
    assert _post(client, "/accommodations", _granted(cast)).status_code == 404
