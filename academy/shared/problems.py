"""problem+json (RFC 9457) bodies and ETags for API replies."""

import json
from collections.abc import Sequence

import structlog
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from academy.shared.errors import Refusal, type_base
from academy.shared.text import digest

CONTENT_TYPE = "application/problem+json"


def problem_response(refusal: Refusal) -> HttpResponse:
    """Return the refusal as a problem document."""
    return _response(refusal.problem())


def simple_problem(
    status: int,
    code: str,
    title: str,
    next_step: str,
    *,
    field: str | None = None,
    errors: Sequence[object] | None = None,
    facts: dict[str, object] | None = None,
) -> HttpResponse:
    """Return a problem document for a failure that is no `Refusal` of ours."""
    body: dict[str, object] = {
        "type": f"{type_base}{code}",
        "title": title,
        "status": status,
        "code": code,
        "next_step": next_step,
    }
    if field:
        body["field"] = field
    if errors is not None:
        body["errors"] = errors
    if facts is not None:
        body["facts"] = facts
    return _response(body)


def _response(body: dict[str, object]) -> HttpResponse:
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id:
        body["request_id"] = str(request_id)
    status = body["status"]
    assert isinstance(status, int)
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE
    )


def read_reply(request: HttpRequest, body: BaseModel) -> HttpResponse:
    """Answer a read: `body` as JSON with its ETag, 304 where the client has it."""
    response = HttpResponse(body.model_dump_json(), content_type="application/json")
    return with_etag(request, response)


def with_etag(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a read's reply a weak ETag over its body; answer 304 where the client has it.

    Django's conditional middleware does the comparison; here only the tag is made, because a
    streaming or non-JSON reply must not be buffered for it.
    """
    from django.utils.cache import get_conditional_response

    response["ETag"] = f'W/"{digest(response.content)[:32]}"'
    response["Cache-Control"] = "private, no-cache"
    conditional = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(conditional, HttpResponse)
    return conditional
