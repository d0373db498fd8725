"""Invigilation over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from academy.people.enums import Role
from academy.people.operations import grants
from academy.shared import clock
from exams.models import Announcement, Exam, Incident, Room, Sitting
from exams.operations import entry, sittings
from tests.cast import FOUNDED_ON, SYSTEM, Cast, ClientOf
from tests.make import exams as make
from tests.make import people as make_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    """Over HTTP the clock decides, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


@pytest.fixture
def client(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.invigilator)


def _post(client: Client, url: str, body: dict[str, Any] | None = None, key: str = "") -> Any:
    return client.post(
        f"/api/v1{url}",
        body or {},
        content_type="application/json",
        headers={"Idempotency-Key": key or str(uuid4())},
    )


def _done(reply: Any) -> dict[str, Any]:
    assert reply.status_code in (200, 201), reply.content
    found: dict[str, Any] = reply.json()
    return found


def _refused(reply: Any) -> tuple[int, str]:
    assert reply.json()["next_step"]
    return reply.status_code, reply.json()["code"]


@pytest.mark.parametrize("count", [1, 3, 60])
def test_a_board_costs_the_same_for_one_and_sixty(
    client: Client, cast: Cast, at: datetime, count: int, django_assert_num_queries: Any
) -> None:
    people = make_people.people(count, unit=cast.east, at=at)
    exam = make.exam(at=at, persons=people)
    for person in people:
        make.sitting(exam, person, at=at)
    url = f"/api/v1/exams/{exam.public_id}/room-board"
    # Session, person and roles; clock; exam; units seen and their names; rules of the day; rows;
    # places; incidents; announcements.
    with django_assert_num_queries(13):
        body = _done(client.get(url))
    assert len(body["rows"]) == body["totals"]["running"] == count
    assert body["item_count"] == 7


def test_board_and_places(client: Client, exam: Exam, cast: Cast, at: datetime) -> None:
    make.sitting(exam, cast.wang, at=at)
    room = Room.objects.create(name="一号机房", capacity=30, opened_at=at)
    Sitting.objects.update(room=room, seat=12)
    url = f"/api/v1/exams/{exam.public_id}"
    [there, nowhere] = _done(client.get(f"{url}/rooms"))["items"]
    assert (there["room"], there["name"], there["running"]) == (
        str(room.public_id),
        "一号机房",
        1,
    )
    assert (nowhere["room"], nowhere["people"]) == (None, 2)
    reply = client.get(f"{url}/room-board?room={room.public_id}")
    [row] = _done(reply)["rows"]
    assert (row["name"], row["seat"], row["state"], row["unit"]) == ("王建国", 12, "open", "东湖")
    assert row["connection"] == "live"
    assert row["deeds"] == ["pause", "extend", "note", "force", "void"]
    assert reply["ETag"]
    assert len(_done(client.get(f"{url}/room-board?room=none"))["rows"]) == 2
    assert len(_done(client.get(f"{url}/room-board"))["rows"]) == 3
    assert _refused(client.get(f"{url}/room-board?room={uuid4()}")) == (404, "shared.not_found")
    for wrong in ("nowhere", "%00", ""):
        reply = client.get(f"{url}/room-board?room={wrong}")
        assert _refused(reply) == (422, "shared.input_invalid")


def test_admit_pause_resume_extend_a_room(
    client: Client, exam: Exam, cast: Cast, at: datetime
) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    Sitting.objects.exclude(person=cast.li).update(checked_in_at=at)
    url = f"/exams/{exam.public_id}"
    assert _done(_post(client, f"{url}/admit", {"room": "none"}))["changed"] == 2
    assert _done(_post(client, f"{url}/admit", {"room": "all"}))["changed"] == 0
    for row in Sitting.objects.filter(state="ready"):
        sittings.start(actor=SYSTEM, sitting=row, at=at)
    first = Sitting.objects.filter(state="open").order_by("pk")[0]
    ask: dict[str, Any] = {"sittings": [str(first.public_id)], "reason": "停电"}
    assert _done(_post(client, f"{url}/pause", ask))["changed"] == 1
    assert _done(_post(client, f"{url}/pause", {"room": "all", "reason": "停电"}))["changed"] == 1
    assert _done(_post(client, f"{url}/resume", {"room": "all"}))["changed"] == 2
    more = {"room": "all", "seconds": 300, "reason": "停电"}
    assert _done(_post(client, f"{url}/extend", more, "once"))["changed"] == 3
    assert _done(_post(client, f"{url}/extend", more, "once"))["changed"] == 3
    assert set(Sitting.objects.values_list("incident_seconds", flat=True)) == {300}


def test_one_person_from_the_door_to_the_end(
    client: Client, exam: Exam, cast: Cast, at: datetime
) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    row = Sitting.objects.get(person=cast.wang)
    url = f"/sittings/{row.public_id}"
    assert _refused(_post(client, f"{url}/admit")) == (409, "exams.admit_refused")
    Sitting.objects.filter(pk=row.pk).update(checked_in_at=at)
    assert _done(_post(client, f"{url}/admit"))["state"] == "ready"
    reason = {"reason": "停电"}
    assert _refused(_post(client, f"{url}/pause", reason)) == (409, "exams.pause_refused")
    assert _refused(_post(client, f"{url}/resume")) == (409, "exams.resume_refused")
    assert _refused(_post(client, f"{url}/force-hand-in", reason)) == (409, "exams.force_refused")
    sittings.start(actor=SYSTEM, sitting=row, at=at)
    assert _done(_post(client, f"{url}/pause", reason))["state"] == "paused"
    assert _done(_post(client, f"{url}/resume"))["state"] == "open"
    more = _post(client, f"{url}/extend", {"seconds": 60, "reason": "停电"}, "once")
    assert _done(more)["incident_seconds"] == 60
    assert _done(_post(client, f"{url}/lockdown-waivers", reason))["lockdown_waived"]
    assert _done(_post(client, f"{url}/force-hand-in", reason))["state"] == "marked"
    assert _refused(_post(client, f"{url}/void", reason)) == (409, "exams.void_refused")
    assert _refused(_post(client, f"{url}/lockdown-waivers", {"reason": ""})) == (
        422,
        "exams.words_refused",
    )
    other = make.sitting(exam, cast.zhao, at=at)
    assert _done(_post(client, f"/sittings/{other.public_id}/void", reason))["state"] == "voided"
    refused = _post(client, f"/sittings/{other.public_id}/lockdown-waivers", reason)
    assert _refused(refused) == (409, "exams.waiver_refused")


def test_notes_and_announcements_are_made_once(
    client: Client, exam: Exam, cast: Cast, at: datetime
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    url = f"/exams/{exam.public_id}"
    note = {"kind": "misconduct", "text": " 夹带 ", "sitting": str(row.public_id)}
    first = _done(_post(client, f"{url}/incidents", note, "one"))
    assert _done(_post(client, f"{url}/incidents", note, "one")) == first
    assert Incident.objects.get().text == "夹带"
    said = _done(_post(client, f"{url}/announcements", {"text": "还有半小时"}, "two"))
    assert (said["room"], Announcement.objects.count()) == (None, 1)
    board = _done(client.get(f"/api/v1{url}/room-board"))
    [noted] = board["incidents"]
    assert (noted["person"], noted["by"], noted["kind"]) == ("王建国", "冯监考", "misconduct")
    assert [each["text"] for each in board["announcements"]] == ["还有半小时"]
    other = make.exam(at=at, persons=[], cohort=exam.cohort, on_paper=exam.paper,
                      opens_at=at + timedelta(days=1))  # fmt: skip
    stray = _post(client, f"/exams/{other.public_id}/incidents", note)
    assert _refused(stray) == (404, "shared.not_found")


def test_the_story(client: Client, exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    receipt = make.save(row, make.right_answers(exam.paper), at=at)
    body = _done(client.get(f"/api/v1/sittings/{row.public_id}/story"))
    assert (body["item_count"], body["head_digest"]) == (7, receipt.digest)
    [save] = body["saves"]
    assert (save["sequence"], save["items"], save["answered"]) == (1, 7, 7)
    assert make.KEY_CANARY not in str(body)


_BAD_BODIES: list[tuple[str, dict[str, Any]]] = [
    ("admit", {}),
    ("admit", {"room": "somewhere"}),
    ("admit", {"room": "all", "sittings": [str(uuid4())]}),
    ("admit", {"sittings": []}),
    ("admit", {"room": "all", "force": True}),
    ("pause", {"room": "all"}),
    ("pause", {"room": "all", "reason": "字" * 1001}),
    ("extend", {"room": "all", "reason": "停电"}),
    ("extend", {"room": "all", "reason": "停电", "seconds": "60"}),
    ("incidents", {"kind": "taken_over", "text": "x"}),
    ("incidents", {"kind": "note"}),
    ("announcements", {"text": None}),
]


def test_bad_bodies(client: Client, exam: Exam) -> None:
    for path, body in _BAD_BODIES:
        reply = _post(client, f"/exams/{exam.public_id}/{path}", body)
        assert (reply.status_code, reply.json()["code"]) == (422, "shared.input_invalid"), body


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("pause", {"room": "all", "reason": " "}, "exams.words_refused"),
        ("pause", {"room": "all", "reason": "字" * 201}, "exams.words_refused"),
        ("pause", {"room": "all", "reason": "a\x00b"}, "exams.words_refused"),
        ("announcements", {"text": "字" * 501}, "exams.words_refused"),
        ("incidents", {"kind": "note", "text": ""}, "exams.words_refused"),
        ("extend", {"room": "all", "reason": "停电", "seconds": 0}, "exams.extra_time_refused"),
        ("extend", {"room": "all", "reason": "停电", "seconds": 2**63}, "exams.extra_time_refused"),
        ("extend", {"room": str(uuid4()), "reason": "停电", "seconds": 1}, "shared.not_found"),
    ],
)
def test_refusals(client: Client, exam: Exam, path: str, body: dict[str, Any], code: str) -> None:
    assert _refused(_post(client, f"/exams/{exam.public_id}/{path}", body))[1] == code
    assert not Incident.objects.exists()
    assert not Announcement.objects.exists()


def test_lone_surrogates_are_refused(client: Client, exam: Exam) -> None:
    reply = client.post(
        f"/api/v1/exams/{exam.public_id}/announcements",
        r'{"text": "a\ud800"}',
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert reply.status_code == 422
    assert not Announcement.objects.exists()


def test_one_acts_upon_whom_one_may_see(
    client_of: ClientOf, exam: Exam, cast: Cast, at: datetime
) -> None:
    grants.grant(
        actor=SYSTEM, person=cast.zhao, role=Role.INVIGILATOR, unit=cast.east,
        valid_from=FOUNDED_ON, at=at,
    )  # fmt: skip
    client = client_of(cast.zhao)
    make.sitting(exam, cast.wang, at=at)
    hers = make.sitting(exam, cast.li, at=at)
    url = f"/exams/{exam.public_id}"
    names = {row["name"] for row in _done(client.get(f"/api/v1{url}/room-board"))["rows"]}
    assert names == {"王建国", "赵䶮"}
    assert _done(_post(client, f"{url}/pause", {"room": "all", "reason": "停电"}))["changed"] == 1
    ask = {"sittings": [str(hers.public_id)], "reason": "停电"}
    assert _done(_post(client, f"{url}/pause", ask))["changed"] == 0
    reply = _post(client, f"/sittings/{hers.public_id}/pause", {"reason": "停电"})
    assert _refused(reply) == (404, "shared.not_found")
    hers.refresh_from_db()
    assert hers.paused_at is None


def test_a_trainee_may_not_watch(client_of: ClientOf, exam: Exam, cast: Cast, at: datetime) -> None:
    row = entry.check_in(actor=SYSTEM, exam=exam, person=cast.wang, at=at)
    client = client_of(cast.wang)
    assert client.get(f"/api/v1/exams/{exam.public_id}/room-board").status_code == 403
    assert _post(client, f"/sittings/{row.public_id}/admit").status_code == 403
