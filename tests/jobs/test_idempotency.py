"""The same create twice: one effect, equal replies. Other content under the key: refused."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from academy.jobs.errors import IdempotencyKeyRequired, IdempotencyKeyReused, RequestInProgress
from academy.jobs.idempotency import CLAIM, HEADER, REPLAYED, idempotent
from academy.jobs.models import Reply
from academy.shared.errors import NotFound
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Handler:
    """A create handler that counts its effects."""

    def __init__(self) -> None:
        self.effects = 0
        self.refuses = False
        self.call = idempotent(self._handle)

    def _handle(self, request: HttpRequest) -> tuple[int, dict[str, int]]:
        if self.refuses:
            raise NotFound
        self.effects += 1
        return 201, {"number": self.effects}


@pytest.fixture
def handler() -> Handler:
    return Handler()


def post(
    key: str | None = "k1", body: Any = None, path: str = "/api/v1/things", person: Any = None
) -> HttpRequest:
    headers = {} if key is None else {HEADER: key}
    request = RequestFactory().post(
        path, json.dumps(body or {"a": 1}), content_type="application/json", headers=headers
    )
    if person is not None:
        request.person = person  # type: ignore[attr-defined]  # as the door does
    return request


def body_of(response: HttpResponse) -> Any:
    return response.status_code, json.loads(response.content)


def test_second_time_replays_the_first_reply(handler: Handler) -> None:
    first, second = handler.call(post()), handler.call(post())
    assert body_of(first) == body_of(second) == (201, {"number": 1})
    assert first.content == second.content
    assert (first.get(REPLAYED), second.get(REPLAYED)) == (None, "true")
    assert handler.effects == 1


@pytest.mark.parametrize("key", [None, "", "k" * 129, "钥匙", "a\tb"])
def test_key_is_asked_for(key: str | None, handler: Handler) -> None:
    with pytest.raises(IdempotencyKeyRequired):
        handler.call(post(key))
    assert handler.effects == 0


@pytest.mark.parametrize("length", [1, 127, 128])
def test_key_may_be_this_long(length: int, handler: Handler) -> None:
    assert handler.call(post("k" * length)).status_code == 201


@pytest.mark.parametrize("other", [{"body": {"a": 2}}, {"path": "/api/v1/others"}])
def test_other_content_under_the_same_key(other: dict[str, Any], handler: Handler) -> None:
    handler.call(post())
    with pytest.raises(IdempotencyKeyReused):
        handler.call(post(**other))
    assert handler.effects == 1


def test_keys_of_two_people_are_apart(handler: Handler, cast: Cast) -> None:
    handler.call(post(person=cast.wang))
    handler.call(post(person=cast.li))
    assert handler.effects == 2


def test_a_refused_request_can_be_corrected(handler: Handler) -> None:
    handler.refuses = True
    with pytest.raises(NotFound):
        handler.call(post())
    handler.refuses = False
    assert body_of(handler.call(post(body={"a": "corrected"}))) == (201, {"number": 1})


@pytest.mark.parametrize(("late", "void"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])
def test_a_claim_whose_worker_died(late: timedelta, void: bool, handler: Handler) -> None:
    with time_machine.travel(AT, tick=False):
        handler.call(post())
    Reply.objects.update(status=None, body="")
    with time_machine.travel(AT + CLAIM + late, tick=False):
        if void:
            assert handler.call(post()).status_code == 201
        else:
            with pytest.raises(RequestInProgress):
                handler.call(post())
    assert handler.effects == (2 if void else 1)


def test_a_reply_is_kept_for_a_day(handler: Handler) -> None:
    for hours, effects in ((0, 1), (23.99, 1), (24, 2)):
        with time_machine.travel(AT + timedelta(hours=hours), tick=False):
            handler.call(post())
        assert handler.effects == effects


def test_a_form_without_files_is_compared_by_its_fields(handler: Handler) -> None:
    for number, replayed in (("1", None), ("1", "true")):
        request = RequestFactory().post("/api/v1/forms", {"number": number}, headers={HEADER: "k"})
        assert handler.call(request).get(REPLAYED) == replayed
    request = RequestFactory().post("/api/v1/forms", {"number": "2"}, headers={HEADER: "k"})
    with pytest.raises(IdempotencyKeyReused):
        handler.call(request)


def upload(content: bytes) -> HttpRequest:
    file = SimpleUploadedFile("roster.xlsx", content)
    return RequestFactory().post(
        "/api/v1/rosters", {"on": "x", "file": file}, headers={HEADER: "k"}
    )


def test_uploads_are_compared_by_content(handler: Handler) -> None:
    """The boundary between the parts differs each time, the parts must not."""
    assert handler.call(upload(b"one")).get(REPLAYED) is None
    assert handler.call(upload(b"one")).get(REPLAYED) == "true"
    with pytest.raises(IdempotencyKeyReused):
        handler.call(upload(b"two"))
    assert handler.effects == 1
