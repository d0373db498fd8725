"""problem+json and ETags."""

import json

import structlog
from django.http import HttpResponse
from django.test import RequestFactory

from academy.shared.errors import NotFound
from academy.shared.problems import problem_response, simple_problem, with_etag


def test_problem_response() -> None:
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        response = problem_response(NotFound())
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    body = json.loads(response.content)
    assert (body["code"], body["status"], body["request_id"]) == ("shared.not_found", 404, "r1")


def test_simple_problem_has_the_same_shape() -> None:
    response = simple_problem(
        413, "shared.body_too_large", "大", "小", field="file", errors=[], facts={"limit": 1}
    )
    assert json.loads(response.content) == {
        "type": "urn:academy:problem:shared.body_too_large",
        "title": "大",
        "status": 413,
        "code": "shared.body_too_large",
        "next_step": "小",
        "field": "file",
        "errors": [],
        "facts": {"limit": 1},
    }


def test_a_read_is_not_sent_twice() -> None:
    request = RequestFactory().get("/")
    first = with_etag(request, HttpResponse("body"))
    assert first.status_code == 200
    assert first["Cache-Control"] == "private, no-cache"
    again = RequestFactory().get("/", headers={"If-None-Match": first["ETag"]})
    assert with_etag(again, HttpResponse("body")).status_code == 304
    assert with_etag(again, HttpResponse("other")).status_code == 200
