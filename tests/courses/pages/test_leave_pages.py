"""Leave on pages and over HTTP: who sees what, and what each may do."""

import json
import uuid
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.enums.attendance import LeaveState
from courses.models import Cohort, Leave
from tests.cast import Cast, ClientOf
from tests.make import courses as make
from tests.make.leave_of import ask, decide, moment, running

pytestmark = pytest.mark.django_db
WAITING, LISTED, WAITING_PAGE, BOARD = 11, 11, 20, 20
HER_REASON = "家中有事"
COUNTED = "2026-03-09T08:30:00+08:00/2026-03-09T10:00:00+08:00"


@pytest.fixture
def cohort(at: datetime, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    return running(cast, at=at)


def later(monkeypatch: pytest.MonkeyPatch, when: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: when)


def send(client: Client, path: str, body: object = None, method: str = "POST") -> tuple[int, Any]:
    reply = client.generic(
        method, f"/api/v1{path}", json.dumps(body or {}), content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )  # fmt: skip
    return reply.status_code, reply.json()


def get(client: Client, name: str, *args: object) -> tuple[int, str]:
    reply = client.get(reverse(f"courses:{name}", args=args))
    return reply.status_code, reply.content.decode()


def test_asked_after_a_look_at_what_it_takes(
    cast: Cast, client_of: ClientOf, cohort: Cohort
) -> None:
    client = client_of(cast.wang)
    place = make.enrolment_of(cohort, cast.wang).public_id
    assert "没有请假" in get(client, "my_leaves")[1]
    assert reverse("courses:my_leaves") in client.get(reverse("courses:mine")).content.decode()
    path = reverse("courses:ask_leave", args=[place])
    assert "已用 0 学时／上限 5.7 学时（总学时的 1/7）" in client.get(path).content.decode()
    typed = {
        "kind": "personal", "starts_at": "2026-03-09T08:30", "ends_at": "2026-03-09T10:00",
        "reason": HER_REASON,
    }  # fmt: skip
    seen = client.post(path, {**typed, "verb": "check"}).content.decode()
    assert ("本次占 2 学时，批准后合计 2 学时" in seen, HER_REASON in seen) == (True, True)
    assert Leave.objects.count() == 0
    missing = client.post(path, {**typed, "reason": "", "send": COUNTED})
    assert (missing.status_code, "2026-03-09T08:30" in missing.content.decode()) == (422, True)
    # Other times than were counted: counted again, not sent.
    longer = {**typed, "ends_at": "2026-03-09T11:00", "send": COUNTED}
    assert "本次占 4 学时" in client.post(path, longer).content.decode()
    assert Leave.objects.count() == 0
    assert f'value="{COUNTED}"' in seen
    assert client.post(path, {**typed, "send": COUNTED}).status_code == 302
    shown = get(client, "my_leaves")[1]
    assert ("等待班主任审批" in shown, "撤回请假" in shown) == (True, True)
    row = Leave.objects.get()
    assert client.post(reverse("courses:withdraw_leave", args=[row.public_id])).status_code == 302
    assert Leave.objects.get().state == LeaveState.WITHDRAWN


def test_over_the_limit_keeps_what_was_typed(
    cast: Cast, client_of: ClientOf, cohort: Cohort
) -> None:
    path = reverse("courses:ask_leave", args=[make.enrolment_of(cohort, cast.wang).public_id])
    typed = {
        "kind": "sick", "starts_at": "2026-03-09T08:30", "ends_at": "2026-03-10T11:00",
        "reason": "手术", "send": "2026-03-09T08:30:00+08:00/2026-03-10T11:00:00+08:00",
    }  # fmt: skip
    reply = client_of(cast.wang).post(path, typed)
    text = reply.content.decode()
    assert (reply.status_code, "手术" in text) == (409, True)
    assert "本次请假占 8.0 学时，已用和已批 0.0 学时，合计超过上限 5.7 学时" in text


def test_carried_on_from_its_end(
    cast: Cast, client_of: ClientOf, cohort: Cohort, at: datetime
) -> None:
    row = decide(ask(cohort, cast.wang, at=at), cast.instructor, at=at)
    client = client_of(cast.wang)
    assert "续假" in get(client, "my_leaves")[1]
    path = reverse("courses:ask_leave", args=[row.enrolment.public_id])
    assert (
        'value="2026-03-09T10:00"' in client.get(f"{path}?after={row.public_id}").content.decode()
    )
    assert client.get(f"{path}?after=nonsense").status_code == 200


def test_granted_on_the_page_and_signed_back(
    cast: Cast, client_of: ClientOf, cohort: Cohort, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ask(cohort, cast.wang, at=at)
    tutor = client_of(cast.instructor)
    assert HER_REASON in get(tutor, "leaves_waiting")[1]
    assert reverse("courses:leaves_waiting") in tutor.get("/").content.decode()
    path = reverse("courses:leaves_waiting")
    typed = {"leave": str(row.public_id), "step": "tutor"}
    no = tutor.post(path, {**typed, "verb": "refuse"})
    assert (no.status_code, "请填写原因" in no.content.decode()) == (422, True)
    assert tutor.post(path, {**typed, "verb": "grant"}).status_code == 302
    assert "没有待审批的请假" in get(tutor, "leaves_waiting")[1]
    later(monkeypatch, moment("09:00"))
    text = get(client_of(cast.instructor), "leaves", cohort.public_id)[1]
    assert ("在外 1 人 · 逾期 0 人" in text, "王建国 销假" in text) == (True, True)
    back = reverse("courses:sign_back", args=[row.public_id])
    assert client_of(cast.instructor).post(back).status_code == 302
    assert Leave.objects.get().returned_at == moment("09:00")
    undo = reverse("courses:undo_return", args=[row.public_id])
    assert client_of(cast.admin).post(undo).status_code == 302
    later(monkeypatch, moment("10:01"))
    assert "逾期未归" in get(client_of(cast.admin), "leaves", cohort.public_id)[1]
    slip = get(client_of(cast.wang), "print_leave", row.public_id)[1]
    assert ("班主任审批" in slip, "钱教官" in slip) == (True, True)


def test_signing_back_too_early_says_so(
    cast: Cast, client_of: ClientOf, cohort: Cohort, at: datetime
) -> None:
    row = decide(ask(cohort, cast.wang, at=at), cast.instructor, at=at)
    back = client_of(cast.admin).post(reverse("courses:sign_back", args=[row.public_id]))
    assert (back.status_code, "还不能销假" in back.content.decode()) == (409, True)


def test_recorded_on_behalf(cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    path = reverse("courses:record_leave", args=[cohort.public_id])
    typed = {
        "person": str(make.enrolment_of(cohort, cast.zhao).public_id), "kind": "sick",
        "starts_at": "2026-03-09T08:30", "ends_at": "2026-03-10T11:00", "reason": "手术",
    }  # fmt: skip
    tutor, admin = client_of(cast.instructor), client_of(cast.admin)
    # Going past the limit is the admin's alone.
    assert tutor.post(path, {**typed, "beyond_reason": "急症"}).status_code == 409
    assert "超过上限的理由" not in tutor.get(path).content.decode()
    assert admin.post(path, {**typed, "beyond_reason": "急症"}).status_code == 302
    assert Leave.objects.get().beyond_reason == "急症"


def test_who_sees_which_leave_and_why(
    cast: Cast, client_of: ClientOf, cohort: Cohort, at: datetime
) -> None:
    short = ask(cohort, cast.wang, at=at)
    long = ask(cohort, cast.zhao, "12:00", "08:00", until=1, at=at)

    def seen(row: Leave) -> dict[str, tuple[int, bool]]:
        found = {}
        for who in ("wang", "zhao", "li", "instructor", "leader", "officer", "admin", "hr"):
            status, text = get(client_of(getattr(cast, who)), "print_leave", row.public_id)
            found[who] = (status, HER_REASON in text)
        return found

    no, yes, bare = (404, False), (200, True), (200, False)
    assert seen(short) == {
        "wang": yes, "zhao": no, "li": no, "instructor": yes, "leader": no, "officer": no,
        "admin": yes, "hr": no,
    }  # fmt: skip
    assert seen(long) == {
        "wang": no, "zhao": yes, "li": no, "instructor": bare, "leader": yes, "officer": no,
        "admin": yes, "hr": no,
    }  # fmt: skip
    decide(short, cast.instructor, at=at)
    assert seen(short)["leader"] == bare


def test_over_http(cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    wang, leader = client_of(cast.wang), client_of(cast.leader)
    place = make.enrolment_of(cohort, cast.wang).public_id
    body = {
        "kind": "personal", "starts_at": "2026-03-09T12:00:00+08:00",
        "ends_at": "2026-03-10T08:40:00+08:00", "reason": HER_REASON,
    }  # fmt: skip
    times = "starts_at=2026-03-09T12:00:00%2B08:00&ends_at=2026-03-10T08:40:00%2B08:00"
    account = send(wang, f"/me/enrolments/{place}/leave-account?{times}", method="GET")
    assert account == (200, {
        "asked": "2.0", "used": "0.0", "together": "2.0", "limit": "5.7", "over": False
    })  # fmt: skip
    assert send(client_of(cast.zhao), f"/me/enrolments/{place}/leaves", body)[0] == 404
    status, made = send(wang, f"/me/enrolments/{place}/leaves", body)
    assert (status, made["waits_for"], made["steps"]) == (201, "unit", ["unit", "academy"])
    assert send(wang, f"/me/enrolments/{place}/leaves", {**body, "kind": "fun"})[0] == 422
    ways = {"/me/leaves": wang, "/leaves/waiting": leader,
            f"/cohorts/{cohort.public_id}/leaves": client_of(cast.admin)}  # fmt: skip
    for path, client in ways.items():
        assert send(client, path, method="GET")[1]["items"] == [made], path
    path = f"/leaves/{made['id']}/decide"
    consent = {"step": "unit", "granted": True}
    assert send(client_of(cast.instructor), path, consent)[0] == 404
    assert send(leader, path, consent)[1]["waits_for"] == "academy"
    done = send(client_of(cast.admin), path, {"step": "academy", "granted": True})
    assert (done[0], done[1]["state"]) == (200, "granted")
    early = send(client_of(cast.admin), f"/leaves/{made['id']}/return")
    assert (early[0], early[1]["code"]) == (409, "courses.leave_not_begun")
    assert send(client_of(cast.admin), f"/leaves/{made['id']}/undo-return")[0] == 200
    assert send(client_of(cast.zhao), f"/leaves/{made['id']}/withdraw")[0] == 404
    assert send(wang, f"/leaves/{made['id']}/withdraw")[1]["state"] == "withdrawn"


def test_recorded_over_http(cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    body = {
        "kind": "official", "starts_at": "2026-03-09T08:30:00+08:00",
        "ends_at": "2026-03-09T10:00:00+08:00", "reason": "出庭",
        "enrolment": str(make.enrolment_of(cohort, cast.li).public_id),
    }  # fmt: skip
    path = f"/cohorts/{cohort.public_id}/leaves"
    status, made = send(client_of(cast.instructor), path, body)
    # Who does not decide on it is not shown why, whoever wrote it down.
    assert (status, made["steps"], made["reason"]) == (201, ["academy"], "")
    strange = {**body, "enrolment": str(uuid.uuid4())}
    assert send(client_of(cast.admin), path, strange)[0] == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_a_constant_number_of_queries(
    cast: Cast, client_of: ClientOf, cohort: Cohort, at: datetime, count: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    for person in (cast.wang, cast.zhao, cast.li)[:count]:
        ask(cohort, person, at=at)
    admin = client_of(cast.admin)
    for path, queries in (
        ("/leaves/waiting", WAITING), (f"/cohorts/{cohort.public_id}/leaves", LISTED)
    ):  # fmt: skip
        with django_assert_num_queries(queries):
            assert len(send(admin, path, method="GET")[1]["items"]) == count
    for name, args, queries in (
        ("leaves_waiting", [], WAITING_PAGE), ("leaves", [cohort.public_id], BOARD)
    ):  # fmt: skip
        with django_assert_num_queries(queries):
            assert get(admin, name, *args)[0] == 200
