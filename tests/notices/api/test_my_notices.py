"""One's notices over the API."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from academy.notices.models import Notice
from tests.cast import Cast, ClientOf
from tests.make import mail

pytestmark = pytest.mark.django_db
LIST = "/api/v1/me/notices"


@pytest.fixture
def wang(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.wang)


def test_newest_first_by_cursor_and_only_ones_own(cast: Cast, wang: Client, at: datetime) -> None:
    for number in range(3):
        mail.told(cast.wang, f"k{number}", at=at + timedelta(minutes=number), what=number)
    mail.told(cast.li, "k", at=at)
    first = wang.get(LIST, {"limit": 2}).json()
    assert [item["title"] for item in first["items"]] == ["T 2", "T 1"]
    assert first["unread"] == 3
    rest = wang.get(LIST, {"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [item["title"] for item in rest["items"]] == ["T 0"]
    assert rest["next_cursor"] is None
    item = rest["items"][0]
    assert item["path"] == "/courses/mine/"
    assert item["text"] == "S 0, 2026年3月2日, 2026年3月2日 09:00."
    assert wang.get(LIST, {"cursor": "forged"}).status_code == 422


def test_an_unchanged_list_is_304(cast: Cast, wang: Client, at: datetime) -> None:
    mail.told(cast.wang, "k", at=at)
    tag = wang.get(LIST)["ETag"]
    assert wang.get(LIST, headers={"If-None-Match": tag}).status_code == 304
    notice = Notice.objects.get()
    wang.post(f"{LIST}/{notice.public_id}/read")
    assert wang.get(LIST, headers={"If-None-Match": tag}).status_code == 200


def test_reading_one_and_all(cast: Cast, wang: Client, at: datetime) -> None:
    for key in "abc":
        mail.told(cast.wang, key, at=at)
    first, second, _third = Notice.objects.order_by("pk")
    for _ in range(2):
        reply = wang.post(f"{LIST}/{first.public_id}/read")
        assert reply.status_code == 200
        assert reply.json()["read_at"] is not None
    body = {"through": str(second.public_id)}
    done = wang.post(f"{LIST}/read-all", body, content_type="application/json")
    assert done.json() == {"read": 1}
    assert wang.get(LIST, {"unread": "true"}).json()["unread"] == 1


def test_a_strangers_notice_is_absent(cast: Cast, wang: Client, at: datetime) -> None:
    mail.told(cast.li, "k", at=at)
    other = Notice.objects.get().public_id
    assert wang.post(f"{LIST}/{other}/read").status_code == 404
    body = {"through": str(other)}
    reply = wang.post(f"{LIST}/read-all", body, content_type="application/json")
    assert reply.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries(
    cast: Cast, wang: Client, at: datetime, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        mail.told(cast.wang, f"k{number}", at=at)
    with django_assert_num_queries(4):  # type: ignore[operator]  # session, person, rows, unread
        assert len(wang.get(LIST).json()["items"]) == count
