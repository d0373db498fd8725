"""What every route of the API has in common: how it says no."""

import json
from typing import Any

import pytest
from django.test import Client

from academy.shared.errors import SignInRequired
from tests.cast import Cast, ClientOf

pytestmark = pytest.mark.django_db
PERSONS = "/api/v1/people"


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """Return the problem document, whose shape is always the same."""
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert {"type", "title", "next_step", "request_id"} <= body.keys()
    assert body["type"] == f"urn:academy:problem:{code}"
    return body


def test_signed_out() -> None:
    response = Client().get(PERSONS)
    assert problem(response, 401, SignInRequired.code)["title"]


def test_without_the_role(cast: Cast, client_of: ClientOf) -> None:
    problem(client_of(cast.wang).get(PERSONS), 403, "shared.role_required")


def test_a_value_of_the_wrong_kind_is_named_and_not_quoted(cast: Cast, client_of: ClientOf) -> None:
    response = client_of(cast.hr).get(PERSONS, {"limit": "999999199001010014"})
    body = problem(response, 422, "shared.input_invalid")
    assert body["field"] == "limit"
    assert [each["field"] for each in body["errors"]] == ["limit"]
    assert "999999199001010014" not in response.content.decode()


def test_a_cursor_of_ones_own(cast: Cast, client_of: ClientOf) -> None:
    response = client_of(cast.hr).get(PERSONS, {"cursor": "x"})
    problem(response, 422, "shared.cursor_invalid")


def test_a_body_that_is_no_json(cast: Cast, client_of: ClientOf) -> None:
    response = client_of(cast.admin).post(
        "/api/v1/cohorts", b"{", content_type="application/json", headers={"Idempotency-Key": "k"}
    )
    problem(response, 400, "shared.request_invalid")


@pytest.mark.parametrize(
    "kind",
    ["multipart/form-data", "multipart/form-data; boundary=é", "multipart/form-data; boundary="],
)
def test_a_body_that_is_not_what_it_says(cast: Cast, kind: str) -> None:
    """The CSRF check reads a form's body before anything of ours does."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.admin, "allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["csrftoken"] = "a" * 32
    response = client.post(
        "/api/v1/cohorts", b"hello", content_type=kind, headers={"Idempotency-Key": "k"}
    )
    problem(response, 400, "shared.request_invalid")


def test_a_body_that_is_too_large(cast: Cast, client_of: ClientOf, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = client_of(cast.admin).post(
        "/api/v1/cohorts",
        json.dumps({"name": "x" * 200}),
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )
    body = problem(response, 413, "shared.body_too_large")
    assert body["facts"] == {"limit_bytes": 100}


def test_english_readers_read_english(cast: Cast) -> None:
    response = Client().get(PERSONS, headers={"Accept-Language": "en"})
    assert problem(response, 401, "shared.sign_in_required")["title"].isascii()


def test_a_read_has_an_etag(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    first = client.get(PERSONS)
    assert first.status_code == 200
    again = client.get(PERSONS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_writes_from_another_site_are_refused(cast: Cast) -> None:
    """A session cookie alone does not open a write: the CSRF token must come along."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.admin, "allauth.account.auth_backends.AuthenticationBackend")
    response = client.post("/api/v1/cohorts", b"{}", content_type="application/json")
    problem(response, 403, "shared.cross_site")
