"""Leases, pulses, tickets and receipts over HTTP, and a room of 200 behind one address."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from academy.shared import clock
from courses.enums import CohortState
from exams import access, signing
from exams.errors import TicketInvalid
from exams.models import Exam, Incident, LateResponse, Response, Sitting
from exams.operations import announcements, pauses
from tests.cast import SYSTEM, Cast, ClientOf, sign_in
from tests.make import courses as make_courses
from tests.make import exams as make
from tests.make import people as make_people
from tests.make.candidate import Room, check_in, refused, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    """Over HTTP the database's clock decides, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao])


@pytest.fixture
def client(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.wang)


@pytest.fixture
def room(client: Client, exam: Exam) -> Room:
    return started(client, exam)


def _other(client: Client, exam: Exam) -> Room:
    """The same person's second computer."""
    other = Room(check_in(client, exam).json(), "page-two")
    other.lease = other.start().json()["lease"] or -1
    return other


# -- leases ---------------------------------------------------------------------------------------


def test_a_second_computer_takes_over_and_the_first_hears_of_it(
    client: Client, exam: Exam, room: Room
) -> None:
    room.save(1, {"1": True})
    other = _other(client, exam)
    assert other.lease == -1
    held = refused(other.post("lease", {"client": "page-two"}), 409, "exams.lease_held")
    assert set(held["facts"]) == {"last_seen_at"}
    taken = other.post("lease", {"client": "page-two", "take_over": True}).json()
    assert (taken["lease"], taken["last_sequence"], taken["answered"]) == (2, 1, 1)
    other.lease = 2
    assert other.save(2, {"2": True}).json()["answered"] == 2
    refused(room.save(3, {"1": False}), 409, "exams.lease_lost")
    refused(room.hand_in(), 409, "exams.lease_lost")
    assert room.post("pulse", {"lease": 1}).json()["lease_held"] is False
    assert other.post("pulse", {"lease": 2}).json()["lease_held"] is True
    assert [row.cause for row in LateResponse.objects.all()] == ["lease"]
    assert sorted(row.kind for row in Incident.objects.all()) == ["lease_refused", "taken_over"]
    end = other.hand_in()
    assert room.hand_in().content == end.content


_BAD_LEASES: list[object] = [
    {},
    {"client": "page-two", "take_over": "yes"},
    {"client": "page-two", "take_over": None},
    {"client": "page-two", "code": "x" * 41},
    {"client": "page-two", "lease": 7},
    {"client": None},
    {"client": "页面页面页面页面"},
    [],
    b"",
    b"null",
]


def test_bad_lease_bodies(room: Room) -> None:
    for body in _BAD_LEASES:
        refused(room.post("lease", body), 422, "shared.input_invalid")
        assert Sitting.objects.get(public_id=room.id).lease == 1, body


# -- pulses ---------------------------------------------------------------------------------------


def test_pulse_tells_state_time_lease_and_announcements(
    client: Client, exam: Exam, room: Room, at: datetime
) -> None:
    said = announcements.announce(actor=SYSTEM, exam=exam, room=None, text="还有十分钟", at=at)
    told = room.post("pulse", {"lease": 1, "seen": None}).json()
    assert (told["state"], told["lease_held"], told["answered"]) == ("open", True, 0)
    [heard] = told["announcements"]
    assert (heard["id"], heard["text"]) == (str(said.public_id), "还有十分钟")
    assert room.post("pulse", {"lease": 1, "seen": heard["at"]}).json()["announcements"] == []
    pauses.pause(
        actor=SYSTEM,
        sitting=Sitting.objects.get(public_id=room.id),
        reason="停电",
        at=clock.database_now(),
    )
    paused = room.post("pulse", {"lease": 1}).json()
    assert paused["state"] == "paused"
    assert paused["paused_at"] is not None
    assert room.get("paper").status_code == room.get("responses").status_code == 200
    refused(room.save(1, {"1": True}), 409, "exams.sitting_paused")


def test_pulse_says_how_a_sitting_ended_and_not_that_it_is_marked(room: Room) -> None:
    room.hand_in()
    assert Sitting.objects.get(public_id=room.id).state == "marked"
    assert room.post("pulse", {"lease": 1}).json()["state"] == "handed_in"


_BAD_PULSES: list[object] = [
    {"lease": "1"},
    {"lease": 1.5},
    {"lease": True},
    {"seen": "yesterday"},
    {"seen": "2026-03-02T09:00:00"},
    {"seen": 10**30},
    {"hello": 1},
    b"",
    b"[]",
]


def test_bad_pulses(room: Room) -> None:
    for body in _BAD_PULSES:
        refused(room.post("pulse", body), 422, "shared.input_invalid")


@pytest.mark.parametrize("lease", [-1, 0, 2**31, 10**400])
def test_a_lease_of_any_size_is_just_not_ours(room: Room, lease: int) -> None:
    assert room.post("pulse", {"lease": lease}).json()["lease_held"] is False
    room.lease = lease
    refused(room.save(1, {"1": True}), 409, "exams.lease_lost")
    refused(room.hand_in(), 409, "exams.lease_lost")
    assert not Response.objects.exists()


# -- tickets --------------------------------------------------------------------------------------


def _payload(ticket: str) -> dict[str, Any]:
    part = ticket.split(".")[1]
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=="))
    return told


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _forgeries(ticket: str, other: str) -> list[str]:
    head, body, tail = ticket.split(".")
    return [
        "x",
        "..",
        head,
        f"{head}.{body}",
        f"{head}.{body}.",
        f"{head}.{body}.{tail}.{tail}",
        f"{head}.{body}.{tail[:-2]}",
        f"{head}.{other.split('.')[1]}.{tail}",
        f"{_part({'alg': 'none'})}.{body}.",
        f"{_part({'alg': 'HS512'})}.{body}.{tail}",
        f"{_part({'alg': []})}.{body}.{tail}",
        f"{_part({'alg': 'HS256', 'crit': ['x']})}.{body}.{tail}",
        f"{_part([1])}.{body}.{tail}",
        f"{_part('[' * 300)}.{body}.{tail}",
        "é" * 50,
        "A" * 200_000,
    ]


def test_forged_tickets_open_nothing(
    room: Room, exam: Exam, client_of: ClientOf, cast: Cast
) -> None:
    ticket = room.checked_in["ticket"]
    other = started(client_of(cast.zhao), exam).checked_in["ticket"]
    room.save(1, {"2": True})
    for forged in _forgeries(ticket, other):
        room.headers = {"Authorization": f"Sitting {forged}"}
        refused(room.save(2, {"1": True}), 401, "exams.ticket_invalid")
        refused(room.post("pulse", {}), 401, "exams.ticket_invalid")
    room.headers = {"Authorization": f"Sitting {ticket}"}
    assert room.get("responses").json()["answers"] == {"2": True}


@pytest.mark.parametrize(("age", "good"), [(-1, True), (0, False), (1, False)])
def test_a_ticket_is_good_for_a_day(room: Room, age: int, good: bool) -> None:
    ticket = room.checked_in["ticket"]
    end = _payload(ticket)["iat"] + access.TICKET_SECONDS
    with time_machine.travel(end + age, tick=False):
        if good:
            assert access.read_ticket(ticket).public_id == room.id
        else:
            with pytest.raises(TicketInvalid):
                access.read_ticket(ticket)


def test_tickets_outlive_a_change_of_the_secret(room: Room, settings: Settings) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "s" * 50
    assert room.save(1, {"1": True}).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    refused(room.save(2, {"1": True}), 401, "exams.ticket_invalid")


def test_a_ticket_says_whose_and_which_and_no_name(room: Room, cast: Cast) -> None:
    told = _payload(room.checked_in["ticket"])
    assert set(told) == {"iat", "sit", "sub"}
    assert told["sub"] == [str(cast.wang.public_id), cast.wang.staff_number]
    assert cast.wang.name not in json.dumps(told, ensure_ascii=False)


# -- receipts -------------------------------------------------------------------------------------


def test_receipts_say_the_same_as_the_reply_and_hold_offline(room: Room) -> None:
    keys = signing.read_key(Client().get("/api/v1/receipts/key").content.decode())
    reply = room.save(3, {"1": True, "2": None})
    told = reply.json()
    facts = signing.verify(told["receipt"], keys)
    assert facts == {
        "v": 1,
        "kind": "save",
        "sitting": str(room.id),
        "sequence": 3,
        "answered": 1,
        "items": 7,
        "digest": told["digest"],
        "at": told["at"],
    }
    assert room.save(3, {"2": None, "1": True}).content == reply.content
    end = room.hand_in()
    told = end.json()
    facts = signing.verify(told["receipt"], keys)
    assert (facts["kind"], facts["state"], facts["at"]) == (
        "hand_in",
        "handed_in",
        told["ended_at"],
    )
    assert (facts["sequence"], facts["answered"], facts["digest"]) == (3, 1, told["digest"])
    assert room.hand_in().content == end.content
    assert room.save(3, {"1": True, "2": None}).content == reply.content


def test_replies_to_right_and_wrong_answers_are_of_one_size(
    client: Client, exam: Exam, client_of: ClientOf, cast: Cast
) -> None:
    """Nothing about a reply depends on the key: not its fields, not its length."""
    right = make.right_answers(exam.paper)
    wrong = {"1": not right["1"], "2": not right["2"], "3": "A", "4": "C", "5": ["B", "D"]}
    wrong |= {"6": ["零日", "一日"], "7": "99"}
    one, two = started(client, exam), started(client_of(cast.zhao), exam)
    pairs = [
        (one.save(1, right), two.save(1, wrong)),
        (one.post("pulse", {"lease": 1}), two.post("pulse", {"lease": 1})),
        (one.hand_in(), two.hand_in()),
    ]
    for mine, theirs in pairs:
        assert mine.json().keys() == theirs.json().keys()
        drift = abs(len(mine.content) - len(theirs.content))
        # Only an instant may be shorter, where its microseconds end in noughts.
        assert drift == 0 or _without_instants(mine) == _without_instants(theirs)


def _without_instants(reply: Any) -> int:
    told = reply.json()
    for name in ("at", "server_at", "ended_at", "deadline_at", "receipt"):
        told.pop(name, None)
    return len(json.dumps(told))


# -- bad input, and what was saved stays ----------------------------------------------------------


_BAD_BODIES = [
    (b"", 422, "shared.input_invalid"),
    (b"{", 400, "shared.request_invalid"),
    (b"\xff\xfe\x00", 400, "shared.request_invalid"),
    (b'{"client": "\\ud800"}', 400, "shared.request_invalid"),
    (b'{"client": "page\\u0000one"}', 422, "shared.input_invalid"),
    (b"[" * 100_000, 400, "shared.request_invalid"),
    (b'{"a":' * 1_000 + b"1" + b"}" * 1_000, 400, "shared.request_invalid"),
    (b'{"lease": 1e999, "client": 1}', 422, "shared.input_invalid"),
    (b'"' + b"x" * 1_000_000 + b'"', 413, "exams.body_too_large"),
    (b"9" * 200_000, 0, ""),
]


@pytest.mark.parametrize("what", ["start", "lease", "pulse", "hand-in"])
def test_bad_bodies_everywhere(room: Room, what: str) -> None:
    room.save(1, {"2": True})
    for body, status, code in _BAD_BODIES:
        reply = room.post(what, body)
        problem = reply.json()
        if status:
            assert (reply.status_code, problem["code"]) == (status, code), reply.content[:300]
        assert reply.status_code in {400, 413, 422}, body[:40]
        held = room.get("responses").json()
        found = (held["state"], held["last_sequence"], held["answers"])
        assert found == ("open", 1, {"2": True}), body[:40]


@pytest.mark.parametrize("size", [access.MAX_BODY - 1, access.MAX_BODY, access.MAX_BODY + 1])
def test_the_largest_body_at_its_border(room: Room, size: int) -> None:
    body = b'{"lease":1}' + b" " * (size - 11)
    reply = room.post("pulse", body)
    assert reply.status_code == (413 if size > access.MAX_BODY else 200)


def test_other_methods_and_other_paths(room: Room) -> None:
    for method, what, status in (
        ("DELETE", "responses", 405),
        ("PUT", "pulse", 405),
        ("POST", "responses", 405),
        ("GET", "nothing", 404),
    ):
        reply = room.client.generic(method, room.url(what), b"{}", headers=room.headers)
        assert reply.status_code == status


def test_refusals_in_the_language_asked_for(room: Room) -> None:
    room.headers["Accept-Language"] = "en"
    english = room.save(0, {"1": True})
    assert english["Content-Language"] == "en"
    room.headers["Accept-Language"] = "zh-hans"
    assert room.save(0, {"1": True}).json()["title"] != english.json()["title"]


def test_a_defect_is_a_problem_document_with_a_request_id(room: Room, settings: Settings) -> None:
    """Such as a key that has gone; what was written by then stays, and the page asks again."""
    settings.RECEIPT_KEY_FILE = "/nowhere"
    reply = room.save(1, {"1": True})
    assert (reply.status_code, reply.json()["code"]) == (500, "shared.internal_error")
    assert reply.json()["request_id"]
    settings.RECEIPT_KEY_FILE = ""
    assert room.save(1, {"1": True}).json()["answered"] == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.only_on("postgres")
def test_a_connection_that_died_is_replaced_unnoticed(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    exam = make.exam(at=at, persons=[cast.wang])
    room = started(client_of(cast.wang), exam)
    connection.connection.close()
    assert room.save(1, {"1": True}).status_code == 200
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert room.save(2, {"2": True}).json()["answered"] == 2


# -- a room ---------------------------------------------------------------------------------------


@pytest.mark.machine
def test_two_hundred_behind_one_address(cast: Cast, at: datetime) -> None:
    """One address is one room, not one client: nobody is made to wait or turned away."""
    crowd = make_people.people(200, unit=cast.east, at=at)
    cohort = make_courses.cohort(
        at=at, state=CohortState.RUNNING, persons=crowd, capacity=len(crowd)
    )
    exam = make.exam(at=at, persons=crowd, cohort=cohort)
    for person in crowd:
        client = sign_in(person)
        reply = check_in(client, exam)
        assert reply.status_code == 200, reply.content
        room = Room(reply.json())
        assert room.start().json()["lease"] == 1
        assert room.save(1, {"1": True}).status_code == 200
    assert Sitting.objects.filter(state="open", answered=1).count() == 200
