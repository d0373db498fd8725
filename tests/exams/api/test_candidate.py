"""A candidate over HTTP: the whole flow, and everything that must be refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from academy.people.models import Person
from academy.shared import clock
from exams import access
from exams.enums import ExamKind
from exams.models import Exam, LateResponse, Result, Sitting
from exams.operations import exams, sittings
from tests.cast import SYSTEM, Cast
from tests.make import exams as make
from tests.make.candidate import Reply, Room, check_in, refused, started

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
_ONE = {"sequence": 1, "lease": 1}
_SEVEN = b'{"sequence":1,"lease":1,"answers":{"7":"%s"}}'


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


def test_from_the_list_to_the_result(client: Client, exam: Exam, cast: Cast) -> None:
    [listed] = client.get("/api/v1/me/exams").json()["items"]
    assert (listed["id"], listed["window"], listed["sitting"]) == (
        str(exam.public_id), "open", None,
    )  # fmt: skip
    room = started(client, exam)
    paper = room.get("paper").json()
    assert sorted(paper["order"]["items"]) == [str(n) for n in range(1, 8)]
    answers = make.right_answers(exam.paper)
    receipt = room.save(1, answers).json()
    assert {name: receipt[name] for name in ("sequence", "saved", "answered", "item_count")} == {
        "sequence": 1, "saved": 7, "answered": 7, "item_count": 7,
    }  # fmt: skip
    held = room.get("responses").json()
    assert (held["last_sequence"], held["answered"]) == (1, 7)
    assert held["answers"] == answers
    end = room.hand_in().json()
    assert (end["state"], end["answered"], end["digest"]) == ("handed_in", 7, receipt["digest"])
    assert room.hand_in().json() == end
    refused(client.get(f"/api/v1/me/sittings/{room.id}/result"), 409, "exams.result_not_released")
    _release(exam)
    result = client.get(f"/api/v1/me/sittings/{room.id}/result").json()
    assert (result["score"], result["verdict"]) == ("10.00", "passed")
    [listed] = client.get("/api/v1/me/exams").json()["items"]
    assert (listed["state"], listed["score"]) == ("released", "10.00")


def _release(exam: Exam) -> None:
    make.released(exam, at=exam.closes_at + timedelta(hours=9))


def test_check_in_and_start_twice_are_one_sitting(client: Client, exam: Exam) -> None:
    first, second = check_in(client, exam).json(), check_in(client, exam).json()
    assert first["sitting"] == second["sitting"]
    assert (first["state"], first["deadline_at"], first["room"], first["seat"]) == (
        "ready", None, "", None,
    )  # fmt: skip
    one, two = Room(first).start().json(), Room(second).start().json()
    assert {**one, "server_at": ""} == {**two, "server_at": ""}
    assert (one["state"], one["lease"], one["last_sequence"]) == ("open", 1, 0)
    assert check_in(client, exam).json()["deadline_at"] == one["deadline_at"]
    assert Sitting.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "missing"),
        ({"client": "seven-7"}, "string_pattern_mismatch"),
        ({"client": "x" * 37}, "string_pattern_mismatch"),
        ({"client": "eight-8 "}, "string_pattern_mismatch"),
        ({"client": "eight-8\n"}, "string_pattern_mismatch"),
        ({"client": "eight-88", "deadline_at": "2099-01-01T00:00:00Z"}, "extra_forbidden"),
    ],
)
def test_start_takes_a_name_and_nothing_else(
    client: Client, exam: Exam, body: dict[str, str], code: str
) -> None:
    room = Room(check_in(client, exam).json())
    problem = refused(room.post("start", body), 422, "shared.input_invalid")
    assert problem["errors"][0]["code"] == code
    assert not Sitting.objects.exclude(started_at=None).exists()


@pytest.mark.parametrize("name", ["eight-88", "x" * 36])
def test_names_of_pages_at_their_borders(client: Client, exam: Exam, name: str) -> None:
    assert Room(check_in(client, exam).json(), name).start().json()["lease"] == 1


def test_save_before_start(cast: Cast, exam: Exam, at: datetime) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    row = Sitting.objects.get(person=cast.wang)
    ticket = access.issue_ticket(row, cast.wang)
    room = Room({"sitting": str(row.public_id), "ticket": ticket})
    for reply in (
        room.save(1, {"1": True}),
        room.get("paper"),
        room.get("responses"),
        room.hand_in(),
        room.post("lease", {"client": "page-one"}),
    ):
        refused(reply, 409, "exams.sitting_not_started")
    refused(room.start(), 409, "exams.not_admitted")
    assert room.post("pulse", {}).json()["state"] == "prepared"


def test_start_outside_the_window(client: Client, exam: Exam, cast: Cast, at: datetime) -> None:
    late = make.exam(
        at=at,
        persons=[],
        cohort=exam.cohort,
        on_paper=exam.paper,
        opens_at=at - timedelta(hours=1),
    )
    early = make.exam(
        at=at,
        persons=[],
        cohort=exam.cohort,
        on_paper=exam.paper,
        opens_at=at + timedelta(hours=1),
    )
    refused(check_in(client, late), 409, "exams.window_over")
    refused(check_in(client, early), 409, "exams.check_in_not_yet")
    soon = make.exam(
        at=at,
        persons=[],
        cohort=exam.cohort,
        on_paper=exam.paper,
        opens_at=at + timedelta(minutes=9),
    )
    refused(Room(check_in(client, soon).json()).start(), 409, "exams.not_open_yet")


def test_strangers_find_nothing(room: Room, exam: Exam, cast: Cast, client_of: ClientOf) -> None:
    stranger = client_of(cast.li)
    refused(check_in(stranger, exam), 404, "shared.not_found")
    url = f"/api/v1/me/sittings/{room.id}/result"
    refused(stranger.get(url), 404, "shared.not_found")
    other = started(client_of(cast.zhao), exam)
    for reply in (
        other.post("pulse", {}, of=room.id),
        other.post("hand-in", {"lease": 1}, of=room.id),
        other.post("start", {"client": "page-one"}, of=room.id),
        other.post("lease", {"client": "page-one", "take_over": True}, of=room.id),
        other.get("paper", of=room.id),
        other.get("responses", of=room.id),
        other.put(_ONE | {"answers": {"1": True}}, of=room.id),
    ):
        refused(reply, 404, "shared.not_found")
    assert Sitting.objects.get(public_id=room.id).answered == 0


@pytest.mark.parametrize("header", ["", "Bearer x", "Sitting ", "Sitting forged:ticket:here"])
def test_no_ticket_or_a_forged_one(room: Room, header: str) -> None:
    room.headers = {"Authorization": header}
    refused(room.save(1, {"1": True}), 401, "exams.ticket_invalid")
    refused(room.hand_in(), 401, "exams.ticket_invalid")


def test_a_session_does_not_open_the_ticket_door(client: Client, room: Room) -> None:
    reply = client.put(
        f"/api/v1/me/sittings/{room.id}/responses",
        {"sequence": 1, "lease": 1, "answers": {"1": True}},
        content_type="application/json",
    )
    refused(reply, 401, "exams.ticket_invalid")


def test_an_old_ticket(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "TICKET_SECONDS", -1)
    refused(room.save(1, {"1": True}), 401, "exams.ticket_invalid")


_BAD_SAVES: list[tuple[object, int, str]] = [
    (_ONE | {"answers": {}}, 422, "exams.nothing_to_save"),
    ({"sequence": 0, "lease": 1, "answers": {"1": True}}, 422, "exams.seq_invalid"),
    ({"sequence": -5, "lease": 1, "answers": {"1": True}}, 422, "exams.seq_invalid"),
    ({"sequence": 2**40, "lease": 1, "answers": {"1": True}}, 422, "exams.seq_invalid"),
    (_ONE | {"answers": {"99": True}}, 422, "exams.unknown_item"),
    (_ONE | {"answers": {"1\x00": True}}, 422, "exams.unknown_item"),
    (_ONE | {"answers": {"3": "Z"}}, 422, "exams.unknown_option"),
    (_ONE | {"answers": {"1": "B"}}, 422, "exams.answer_invalid"),
    (_ONE | {"answers": {"1": 1}}, 422, "exams.answer_invalid"),
    (_ONE | {"answers": {"6": ["\x00", "二"]}}, 422, "exams.answer_invalid"),
    (_ONE | {"answers": {"6": ["\ud800", "二"]}}, 400, "shared.request_invalid"),
    (_ONE | {"answers": {"7": "9" * 500}}, 422, "exams.answer_invalid"),
    (_ONE | {"answers": {"7": {"a": [1]}}}, 422, "exams.answer_invalid"),
    (_ONE | {"answers": {"1": True}, "score": 100}, 422, "shared.input_invalid"),
    ({"sequence": "1", "lease": 1, "answers": {"1": True}}, 422, "shared.input_invalid"),
    ({"sequence": True, "lease": 1, "answers": {"1": True}}, 422, "shared.input_invalid"),
    ({"sequence": 10**400, "lease": 1, "answers": {"1": True}}, 422, "exams.seq_invalid"),
    ({"lease": 1, "answers": {"1": True}}, 422, "shared.input_invalid"),
    ({"sequence": 2, "answers": {"1": True}}, 422, "shared.input_invalid"),
    (_ONE | {"answers": [1]}, 422, "shared.input_invalid"),
    ([], 422, "shared.input_invalid"),
    (b"", 422, "shared.input_invalid"),
    (b"{", 400, "shared.request_invalid"),
    (b"\xff\xfe", 400, "shared.request_invalid"),
    (b'{"sequence": NaN, "lease": 1, "answers": {"1": true}}', 422, "shared.input_invalid"),
    (b'{"sequence": 1, "lease": 1, "answers": {"7": NaN}}', 422, "exams.answer_invalid"),
    (b'{"sequence":1,"lease":1,"answers":{"\\ud800":true}}', 400, "shared.request_invalid"),
    (b"[" * 100_000, 400, "shared.request_invalid"),
    (_SEVEN % (b"9" * 1_000_000), 413, "exams.body_too_large"),
    (_SEVEN % (b"9" * 200_000), 422, "exams.answer_invalid"),
]  # fmt: skip


def test_bad_bodies_are_refused_and_what_was_saved_stays(room: Room) -> None:
    room.save(1, {"2": True})
    for body, status, code in _BAD_SAVES:
        reply = room.put(body)
        assert (reply.status_code, reply.json()["code"]) == (status, code), reply.content[:500]
        held = room.get("responses").json()
        assert (held["last_sequence"], held["answers"]) == (1, {"2": True}), str(body)[:40]


def test_sequences_over_http(room: Room) -> None:
    first = room.save(5, {"1": True})
    assert room.save(5, {"1": True}).json() == first.json()
    refused(room.save(5, {"1": False}), 409, "exams.seq_conflict")
    problem = refused(room.save(4, {"1": False}), 409, "exams.seq_stale")
    assert problem["facts"]["last_sequence"] == 5


def test_after_the_deadline(room: Room, exam: Exam) -> None:
    room.save(1, {"1": True})
    past = clock.now() - timedelta(seconds=1)
    Sitting.objects.filter(public_id=room.id).update(
        started_at=past - timedelta(hours=1), deadline_at=past
    )
    problem = refused(room.save(2, {"2": True}), 409, "exams.sitting_closed")
    assert refused(room.save(2, {"2": True}), 409, "exams.sitting_closed")
    assert problem["facts"]["last_sequence"] == 1
    assert LateResponse.objects.count() == 1
    refused(room.get("paper"), 409, "exams.sitting_closed")
    end = room.hand_in().json()
    assert (end["state"], end["answered"]) == ("closed", 1)
    assert Result.objects.count() == 1


def test_nothing_a_candidate_is_sent_before_release_holds_a_key(
    client: Client, exam: Exam, cast: Cast, client_of: ClientOf
) -> None:
    """Keys' texts, explanations and citations carry canaries; names of fields count too."""
    checked_in = check_in(client, exam)
    room = Room(checked_in.json())
    replies: list[Reply] = [checked_in, room.start(), client.get("/api/v1/me/exams")]
    replies += [room.get("paper"), room.get("responses")]
    right, wrong = room.save(1, {"1": True, "3": "A"}), room.save(2, {"1": False, "3": "B"})
    replies += [right, wrong, room.save(3, {"3": "Z"}), room.hand_in(), room.hand_in()]
    replies += [room.save(9, {"1": True}), room.get("paper"), client.get("/api/v1/me/exams")]
    replies += [client.get(f"/api/v1/me/sittings/{room.id}/result")]
    replies += [client.get("/exams/mine/"), client.get(f"/exams/mine/sittings/{room.id}/")]
    replies += [client.get(f"/exams/mine/sittings/{room.id}/result/")]
    other = started(client_of(cast.zhao), exam)
    zhao = client_of(cast.zhao)
    replies += [other.get("paper"), zhao.get(f"/exams/mine/sittings/{other.id}/")]
    for reply in replies:
        text = reply.content.decode()
        for canary in (make.KEY_CANARY, make.EXPLANATION_CANARY, make.LAW_CANARY):
            assert canary not in text, text[:300]
        for field in ('"key":[', '"key":{', '"explanation"', '"citations"', '"score":"', '"mark'):
            assert field not in text, text[:300]
    # Nothing about a reply depends on whether the answers were right.
    assert len(right.content) == len(wrong.content)


def test_make_up_is_listed_for_those_who_need_it(
    exam: Exam, cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    make.sat(exam, cast.wang, at=at)
    _release(exam)
    # Whatever the clock says: the make-up's first day is that of the release.
    opens_at = exam.closes_at + timedelta(hours=10)
    exams.schedule(
        actor=SYSTEM,
        cohort=exam.cohort,
        paper=exam.paper,
        kind=ExamKind.MAKE_UP,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(hours=1),
        duration_seconds=60,
        at=at,
    )
    assert len(client_of(cast.wang).get("/api/v1/me/exams").json()["items"]) == 1
    assert len(client_of(cast.zhao).get("/api/v1/me/exams").json()["items"]) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_my_exams_costs_the_same_for_one_and_three(
    client: Client, exam: Exam, at: datetime, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(1, count):
        make.exam(
            at=at,
            persons=[],
            cohort=exam.cohort,
            on_paper=exam.paper,
            opens_at=at + timedelta(days=number),
        )
    with django_assert_num_queries(6):
        assert len(client.get("/api/v1/me/exams").json()["items"]) == count
