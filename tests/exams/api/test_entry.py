"""Coming in over HTTP: rooms, rules of the day, seats and codes, and every way of being refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from academy.people.enums import Role
from academy.people.models import Person
from academy.people.operations import grants
from academy.shared import clock
from courses.enums import CohortState
from exams.enums import Admission, EntryRule, IncidentKind
from exams.models import Exam, Incident, Room, Sitting
from exams.operations import codes
from exams.rules.lockdown import request_hash
from tests.cast import SYSTEM, Cast, sign_in
from tests.make import courses as make_courses
from tests.make import entry as make_entry
from tests.make import exams as make
from tests.make import people as make_people
from tests.make.entry import INSIDE, KEY, NETWORKS, OUTSIDE

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
Reply = Any
CONFIG_HASH = "X-SafeExamBrowser-ConfigKeyHash"
EXAM_HASH = "X-SafeExamBrowser-RequestHash"


@pytest.fixture
def at() -> datetime:
    """Over HTTP the clock decides, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


@pytest.fixture
def admin(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.admin)


@pytest.fixture
def trainee(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.wang)


def _send(client: Client, method: str, url: str, body: object = None) -> Reply:
    return client.generic(
        method,
        f"/api/v1{url}",
        json.dumps(body if body is not None else {}),
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )


def _refused(reply: Reply, status: int, code: str) -> dict[str, Any]:
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.content
    assert reply["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = reply.json()
    assert problem["next_step"]
    return problem


def _check_in(
    client: Client, exam: Exam, code: str = "", address: str = INSIDE, **headers: str
) -> Reply:
    return client.post(
        f"/api/v1/me/exams/{exam.public_id}/check-in",
        {"code": code},
        content_type="application/json",
        REMOTE_ADDR=address,
        headers=headers,
    )


# -- staff ---------------------------------------------------------------------------------------


def test_a_room_from_opening_to_retirement(admin: Client) -> None:
    body = {"name": "一号考场", "capacity": 30, "networks": ["10.3.0.7"], "separate": False}
    made = _send(admin, "POST", "/rooms", body)
    assert made.status_code == 201
    room = made.json()
    assert (room["networks"], room["retired_at"]) == (["10.3.0.7/32"], None)
    _refused(_send(admin, "POST", "/rooms", body), 422, "exams.room_refused")
    changed = _send(admin, "PUT", f"/rooms/{room['id']}", body | {"capacity": 12}).json()
    assert changed["capacity"] == 12
    assert _send(admin, "POST", f"/rooms/{room['id']}/retire").json()["retired_at"]
    [listed] = admin.get("/api/v1/rooms").json()["items"]
    assert listed["id"] == room["id"]


@pytest.mark.parametrize(
    "changes",
    [
        {"capacity": 0},
        {"capacity": 1001},
        {"name": ""},
        {"name": "一\x00"},
        {"networks": ["三楼"]},
        {"networks": ["10.3.0.5/24"]},
    ],
)
def test_unsound_rooms_are_refused(admin: Client, changes: dict[str, Any]) -> None:
    body = {"name": "一号考场", "capacity": 30} | changes
    _refused(_send(admin, "POST", "/rooms", body), 422, "exams.room_refused")
    assert not Room.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "一", "capacity": "many"},
        {"name": "一", "capacity": 2**80},
        {"name": "一", "capacity": 3, "networks": "10.0.0.0/8"},
        {"name": "一", "capacity": 3, "opened_at": "2026-01-01"},
        [],
    ],
)
def test_malformed_rooms_are_refused(admin: Client, body: object) -> None:
    assert _send(admin, "POST", "/rooms", body).status_code == 422
    assert not Room.objects.exists()


def test_a_room_in_use(admin: Client, exam: Exam, at: datetime) -> None:
    room = make_entry.room(at=at)
    make_entry.seated(exam, room, at=at)
    body = {"name": room.name, "capacity": 2}
    _refused(_send(admin, "PUT", f"/rooms/{room.public_id}", body), 409, "exams.room_in_use")
    _refused(_send(admin, "POST", f"/rooms/{room.public_id}/retire"), 409, "exams.room_in_use")


def test_rules_of_the_day(admin: Client, exam: Exam, cast: Cast, at: datetime) -> None:
    url = f"/exams/{exam.public_id}/policy"
    before = admin.get(f"/api/v1{url}").json()
    assert (before["set_at"], before["check_in_minutes"]) == (None, 30)
    body = {"entry_rule": "access_code", "config_keys": [KEY.upper()], "make_up_until_days": 30}
    after = _send(admin, "PUT", url, body).json()
    assert (len(after["access_code"]), after["config_keys"]) == (6, [KEY])
    assert admin.get(f"/api/v1{url}").json() | {"set_at": after["set_at"]} == after
    problem = _refused(
        _send(admin, "PUT", url, body | {"exam_keys": ["nonsense"]}), 422, "exams.policy_refused"
    )
    assert problem["field"] == "exam_keys"
    make.sitting(exam, cast.wang, at=at)
    _refused(_send(admin, "PUT", url, {}), 409, "exams.policy_fixed")
    kept = {name: value for name, value in after.items() if name not in ("exam", "set_at")}
    more = kept | {"config_keys": [KEY, "ab" * 32]}
    _refused(_send(admin, "PUT", url, more), 422, "exams.words_refused")
    assert _send(admin, "PUT", url, more | {"reason": "换了新版"}).status_code == 200


def test_seats(admin: Client, exam: Exam, cast: Cast, at: datetime) -> None:
    url = f"/exams/{exam.public_id}/seats"
    small = make_entry.room(at=at, capacity=2)
    rooms = {"rooms": [str(small.public_id)]}
    problem = _refused(_send(admin, "POST", url, rooms), 409, "exams.seats_short")
    assert (problem["facts"]["missing"], problem["facts"]["missing_separate"]) == (1, 0)
    big = make_entry.room(at=at, name="大教室", capacity=10)
    rooms["rooms"].append(str(big.public_id))
    assert _send(admin, "POST", url, rooms).json()["seated"] == 3
    assert _send(admin, "POST", url, rooms).json()["moved"] == 0
    items = admin.get(f"/api/v1{url}").json()["items"]
    assert [(each["room_name"], each["seat"]) for each in items] == [
        ("一号考场", 1), ("一号考场", 2), ("大教室", 1),
    ]  # fmt: skip
    one = items[0]["sitting"]
    body = {"room": str(big.public_id), "seat": 1, "reason": "故障"}
    _refused(_send(admin, "POST", f"/sittings/{one}/seat", body), 409, "exams.seat_refused")
    moved = _send(admin, "POST", f"/sittings/{one}/seat", body | {"seat": 9}).json()
    assert (moved["room_name"], moved["seat"]) == ("大教室", 9)
    unknown = {"rooms": [str(uuid4())]}
    assert _send(admin, "POST", url, unknown).status_code == 404


def test_seats_of_other_units_are_not_shown(
    client_of: ClientOf, exam: Exam, cast: Cast, at: datetime
) -> None:
    grants.grant(
        actor=SYSTEM,
        person=cast.officer,
        role=Role.INVIGILATOR,
        unit=cast.east,
        valid_from=at.date(),
        at=at,
    )
    make_entry.seated(exam, make_entry.room(at=at), at=at)
    east = client_of(cast.officer)
    items = east.get(f"/api/v1/exams/{exam.public_id}/seats").json()["items"]
    assert {each["staff_number"] for each in items} == {"T1001", "T1002"}
    theirs = Sitting.objects.get(person=cast.li)
    _refused(
        _send(east, "POST", f"/sittings/{theirs.public_id}/entry-code"), 404, "shared.not_found"
    )


def test_codes_for_one_and_for_a_room(
    client_of: ClientOf, exam: Exam, cast: Cast, at: datetime
) -> None:
    make_entry.policy(exam, entry_rule=EntryRule.ONE_TIME_CODE, at=at)
    room = make_entry.room(at=at)
    make_entry.seated(exam, room, at=at)
    staff = client_of(cast.invigilator)
    url = f"/exams/{exam.public_id}/rooms/{room.public_id}/entry-codes"
    items = _send(staff, "POST", url).json()["items"]
    assert [each["seat"] for each in items] == [1, 2, 3]
    _refused(_send(staff, "POST", url, {"minutes": 0}), 409, "exams.entry_code_refused")
    sitting = Sitting.objects.get(person=cast.wang)
    one = _send(staff, "POST", f"/sittings/{sitting.public_id}/entry-code", {"minutes": 5}).json()
    assert _check_in(client_of(cast.wang), exam, one["code"]).status_code == 200


# -- trainees ------------------------------------------------------------------------------------


def test_check_in_too_early_says_when(
    admin: Client, trainee: Client, cast: Cast, at: datetime
) -> None:
    exam = make.exam(at=at, persons=[cast.wang], opens_at=at + timedelta(minutes=31))
    _refused(_check_in(trainee, exam), 409, "exams.check_in_not_yet")


def test_wrong_network(trainee: Client, exam: Exam, at: datetime) -> None:
    make_entry.policy(exam, networks_enforced=True, at=at)
    make_entry.seated(exam, make_entry.room(at=at, networks=NETWORKS), at=at)
    _refused(_check_in(trainee, exam, address=OUTSIDE), 403, "exams.network_refused")
    assert Incident.objects.get().kind == IncidentKind.NETWORK_REFUSED.value
    _refused(
        _check_in(trainee, exam, address=OUTSIDE, **{"X-Forwarded-For": INSIDE}),
        403,
        "exams.network_refused",
    )
    assert _check_in(trainee, exam, address=f"::ffff:{INSIDE}").status_code == 200


def test_behind_a_proxy_the_client_counts_and_cannot_lie(
    trainee: Client, exam: Exam, at: datetime, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = 1
    make_entry.policy(exam, networks_enforced=True, at=at)
    make_entry.seated(exam, make_entry.room(at=at, networks=NETWORKS), at=at)
    proxy = "127.0.0.1"
    for said in (OUTSIDE, f"{INSIDE}, {OUTSIDE}", "", "unknown"):
        reply = _check_in(trainee, exam, address=proxy, **{"X-Forwarded-For": said})
        _refused(reply, 403, "exams.network_refused")
    right = {"X-Forwarded-For": f"{OUTSIDE}, {INSIDE}"}
    assert _check_in(trainee, exam, address=proxy, **right).status_code == 200


def test_the_address_of_the_page_itself_is_hashed(
    trainee: Client, exam: Exam, at: datetime
) -> None:
    make_entry.policy(exam, config_keys=("ab" * 32, KEY), exam_keys=(KEY,), at=at)
    url = f"http://testserver/api/v1/me/exams/{exam.public_id}/check-in"
    right = {CONFIG_HASH: request_hash(url, KEY), EXAM_HASH: request_hash(url, KEY)}
    wrong: list[dict[str, str]] = [
        {},
        {CONFIG_HASH: right[CONFIG_HASH]},
        {EXAM_HASH: right[EXAM_HASH]},
        right | {CONFIG_HASH: request_hash(f"{url}x", KEY)},
        right | {CONFIG_HASH: "é" * 64},
        right | {CONFIG_HASH: "0" * 10_000},
    ]
    for headers in wrong:
        _refused(_check_in(trainee, exam, **headers), 403, "exams.lockdown_required")
    assert Incident.objects.get().kind == IncidentKind.LOCKDOWN_FAILED.value
    assert _check_in(trainee, exam, **right).status_code == 200


def test_newer_web_views_prove_themselves_by_their_page(
    trainee: Client, exam: Exam, at: datetime
) -> None:
    make_entry.policy(exam, config_keys=(KEY,), at=at)
    page = f"http://testserver/exams/mine/{exam.public_id}/check-in/"
    stranger = "http://elsewhere.example/exams/mine/"

    def came(url: str) -> Reply:
        proof = request_hash(url.partition("#")[0], KEY)
        return _check_in(trainee, exam, **{CONFIG_HASH: proof, "X-Exam-Page-Url": url})

    for url in (stranger, "https://testserver/", "http://testserver.evil/", "http://[", ""):
        _refused(came(url), 403, "exams.lockdown_required")
    assert came(f"{page}#top").status_code == 200


def test_codes_missing_wrong_and_locked(trainee: Client, exam: Exam, at: datetime) -> None:
    make_entry.policy(exam, entry_rule=EntryRule.ACCESS_CODE, access_code="K7MQ2X", at=at)
    problem = _refused(_check_in(trainee, exam), 422, "exams.entry_code_wrong")
    assert (problem["field"], problem["facts"]["reason"]) == ("code", "missing")
    for code in ("WRONG1", "\x00", "口令", "٣٣٣", "K7MQ2"):
        reply = _check_in(trainee, exam, code)
        assert (reply.status_code, reply.json()["code"]) == (422, "exams.entry_code_wrong")
    problem = _refused(_check_in(trainee, exam, "WRONG6"), 422, "exams.entry_code_wrong")
    problem = _refused(_check_in(trainee, exam, "K7MQ2X"), 429, "exams.entry_code_locked")
    assert "监考人员" in problem["next_step"]
    slip = codes.issue(actor=SYSTEM, sitting=Sitting.objects.get(), at=clock.now())
    assert _check_in(trainee, exam, slip.code).status_code == 200


@pytest.mark.machine
def test_sixty_from_one_address(cast: Cast, at: datetime) -> None:
    people = make_people.people(60, unit=cast.east, at=at)
    cohort = make_courses.cohort(at=at, state=CohortState.RUNNING, persons=people, capacity=60)
    exam = make.exam(at=at, persons=people, cohort=cohort)
    make_entry.policy(
        exam, entry_rule=EntryRule.ACCESS_CODE, access_code="K7MQ2X", networks_enforced=True, at=at
    )
    make_entry.seated(exam, make_entry.room(at=at, capacity=60, networks=NETWORKS), at=at)
    for n, person in enumerate(people):
        client = sign_in(person)
        if n % 4 == 0:
            assert _check_in(client, exam, "WRONG").status_code == 422
        assert _check_in(client, exam, "K7MQ2X").status_code == 200
    assert Sitting.objects.filter(checked_in_at__isnull=False).count() == 60


def test_waiting_for_the_invigilator(trainee: Client, exam: Exam, at: datetime) -> None:
    make_entry.policy(exam, admission=Admission.INVIGILATOR, at=at)
    told = _check_in(trainee, exam).json()
    assert told["state"] == "prepared"
    start = trainee.post(
        f"/api/v1/me/sittings/{told['sitting']}/start",
        {"client": "page-0001"},
        content_type="application/json",
        headers={"Authorization": f"Sitting {told['ticket']}"},
    )
    _refused(start, 409, "exams.not_admitted")
