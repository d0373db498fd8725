"""Signing in: by staff number, locked by account, never by address."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.http import HttpResponse
from django.test import Client

from academy.people.enums import Establishment, Sex, StaffKind
from academy.people.operations import passwords, persons
from tests.cast import PASSWORD, SYSTEM, Cast

LOGIN = "/account/login/"


def sign_in(client: Client, number: str, password: str = PASSWORD) -> HttpResponse:
    reply: HttpResponse = client.post(LOGIN, {"login": number, "password": password})  # type: ignore[assignment]  # the client's own response class
    return reply


def text_of(reply: HttpResponse) -> str:
    """The page without what differs from request to request."""
    page = reply.content.decode()
    return re.sub(
        r'(csrfmiddlewaretoken" value|X-CSRFToken": |name="login" value)[="\w]*', "", page
    )


def fail(number: str, times: int) -> list[int]:
    return [sign_in(Client(), number, "wrong").status_code for _ in range(times)]


def test_right_password_signs_in(cast: Cast) -> None:
    client = Client()
    reply = sign_in(client, "T1001")
    assert (reply.status_code, reply["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_full_width_digits_and_spaces_are_read(cast: Cast) -> None:
    assert sign_in(Client(), " Ｔ１００１　").status_code == 302


def test_next_leads_on_but_never_off_the_site(cast: Cast) -> None:
    inside = Client().post(LOGIN, {"login": "T1001", "password": PASSWORD, "next": "/exams/mine/"})
    outside = Client().post(
        LOGIN, {"login": "T1001", "password": PASSWORD, "next": "https://elsewhere.test/"}
    )
    assert (inside["Location"], outside["Location"]) == ("/exams/mine/", "/")


@pytest.mark.machine
def test_exam_room_of_200_signs_in_from_one_address(cast: Cast, at: datetime) -> None:
    for number in range(200):
        person = persons.add(
            actor=SYSTEM,
            staff_number=f"R{number:03}",
            name="考生",
            sex=Sex.FEMALE,
            staff_kind=StaffKind.ENFORCEMENT,
            establishment=Establishment.CONTRACT,
            unit=cast.east,
            joined_on=date(2024, 1, 1),
            at=at,
        )
        passwords.issue(actor=SYSTEM, person=person, password=PASSWORD, at=at)
    fail("R000", 5)
    replies = [sign_in(Client(REMOTE_ADDR="10.3.0.9"), f"R{n:03}") for n in range(1, 200)]
    assert {reply.status_code for reply in replies} == {302}
    assert sign_in(Client(REMOTE_ADDR="10.3.0.9"), "R000").status_code == 429


def test_unknown_account_and_wrong_password_read_the_same(cast: Cast) -> None:
    unknown = sign_in(Client(), "T9999", "wrong")
    wrong = sign_in(Client(), "T1001", "wrong")
    assert unknown.status_code == wrong.status_code == 200
    assert "工号或口令不正确" in text_of(wrong)
    assert text_of(unknown) == text_of(wrong)


def test_who_has_left_is_told_so_only_with_the_right_password(cast: Cast) -> None:
    cast.wang.left_on = date(2026, 2, 1)
    cast.wang.save()
    client = Client()
    assert sign_in(client, "T1001")["Location"] == "/account/inactive/"
    assert client.get("/").status_code == 302
    wrong, unknown = (sign_in(Client(), number, "wrong") for number in ("T1001", "T9999"))
    assert text_of(wrong) == text_of(unknown)


def test_typed_number_is_kept_and_password_is_not(cast: Cast) -> None:
    page = sign_in(Client(), "T1001", "wrong-one").content.decode()
    assert 'value="T1001"' in page
    assert "wrong-one" not in page


@pytest.mark.parametrize("number", ["T1001", "T9999"])
def test_fifth_failure_locks_that_account_known_or_not(cast: Cast, number: str) -> None:
    assert fail(number, 4) == [200, 200, 200, 200]
    assert fail(number, 1) == [429]
    assert sign_in(Client(), number).status_code == 429


def test_lock_is_of_one_account_only(cast: Cast) -> None:
    fail("T1001", 5)
    assert sign_in(Client(), "T2001").status_code == 302


def test_case_width_address_and_browser_buy_no_further_tries(cast: Cast) -> None:
    for number in ("T1001", "t1001", "Ｔ1001", " T1001 "):
        client = Client(REMOTE_ADDR=f"10.0.0.{len(number)}", HTTP_USER_AGENT=number.strip()[:1])
        assert sign_in(client, number, "wrong").status_code == 200
    assert sign_in(Client(), "T1001", "wrong").status_code == 429


def test_lock_page_says_until_when_and_whom_to_ask(cast: Cast, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        fail("T1001", 4)
        reply = sign_in(Client(), "T1001", "wrong")
    page = reply.content.decode()
    assert reply["Retry-After"] == "900"
    for words in ("09:15 后可以再次登录", "还需等待 15 分钟", "监考员", "学院管理员"):
        assert words in page


def test_lock_opens_after_the_cool_off_and_tries_do_not_prolong_it(
    cast: Cast, at: datetime
) -> None:
    with time_machine.travel(at, tick=False):
        fail("T1001", 5)
    with time_machine.travel(at + timedelta(minutes=15) - timedelta(seconds=1), tick=False):
        assert sign_in(Client(), "T1001").status_code == 429
    with time_machine.travel(at + timedelta(minutes=15, seconds=1), tick=False):
        assert sign_in(Client(), "T1001").status_code == 302


def test_a_newly_issued_password_ends_the_lock(cast: Cast, at: datetime) -> None:
    fail("T1001", 5)
    passwords.issue(actor=SYSTEM, person=cast.wang, password="a-fresh-one-by-hand", at=at)
    assert sign_in(Client(), "T1001", "a-fresh-one-by-hand").status_code == 302


def test_success_forgets_earlier_failures(cast: Cast) -> None:
    fail("T1001", 4)
    assert sign_in(Client(), "T1001").status_code == 302
    assert fail("T1001", 4) == [200, 200, 200, 200]


def test_no_password_is_kept_of_a_failed_try(cast: Cast) -> None:
    sign_in(Client(), "T1001", "wrong-one")
    attempt = AccessAttempt.objects.get()
    assert "wrong-one" not in f"{attempt.post_data}{attempt.get_data}"


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "password/set/", "reauthenticate/"]
)
def test_other_pages_of_allauth_do_not_exist(db: None, path: str) -> None:
    assert Client().get(f"/account/{path}").status_code == 404


def test_sign_out_asks_first_and_then_forgets(cast: Cast) -> None:
    client = Client()
    sign_in(client, "T1001")
    assert client.get("/account/logout/").status_code == 200
    assert client.get("/").status_code == 200
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/").status_code == 302
