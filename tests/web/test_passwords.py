"""Changing one's password, by wish or because it was issued."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from academy.audit.models import Entry
from academy.people.enums import Verb
from academy.people.models import Person
from academy.people.operations import passwords
from tests.cast import PASSWORD, SYSTEM, Cast

PAGE = "/account/password/"
NEW = "a-quiet-street-in-may"
ClientOf = Callable[[Person | None], Client]


def change(client: Client, old: str, first: str, second: str) -> str:
    reply = client.post(PAGE, {"oldpassword": old, "password1": first, "password2": second})
    return "" if reply.status_code == 302 else reply.content.decode()


def test_change_is_audited_and_keeps_this_session(cast: Cast, client_of: ClientOf) -> None:
    client, other = client_of(cast.wang), client_of(cast.wang)
    assert change(client, PASSWORD, NEW, NEW) == ""
    cast.wang.refresh_from_db()
    assert cast.wang.check_password(NEW)
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302
    entry = Entry.objects.filter(verb=Verb.PASSWORD_CHANGED.value).get()
    assert entry.actor_key == str(cast.wang.public_id)


@pytest.mark.parametrize(
    ("old", "first", "second", "words"),
    [
        ("wrong", NEW, NEW, "当前口令不正确"),
        (PASSWORD, NEW, NEW + "x", "两次输入的新口令不一致"),
        (PASSWORD, "48151623", "48151623", "口令不能全是数字"),
        (PASSWORD, "abc1234", "abc1234", "口令至少 8 位"),
        (PASSWORD, "", "", "请输入新口令"),
    ],
)
def test_refused_change_says_why(
    cast: Cast, client_of: ClientOf, old: str, first: str, second: str, words: str
) -> None:
    page = change(client_of(cast.wang), old, first, second)
    assert words in page
    cast.wang.refresh_from_db()
    assert cast.wang.check_password(PASSWORD)


def test_issued_password_is_changed_before_anything_else(
    cast: Cast, client_of: ClientOf, at: datetime
) -> None:
    issued = passwords.issue(actor=SYSTEM, person=cast.wang, at=at)
    client = client_of(Person.objects.get(pk=cast.wang.pk))
    assert client.get("/")["Location"] == PAGE
    assert "请先把初始口令改为自己的口令" in client.get(PAGE).content.decode()
    assert change(client, issued, NEW, NEW) == ""
    assert client.get("/").status_code == 200
