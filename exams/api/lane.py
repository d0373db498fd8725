"""A lane of its own for requests that carry a sitting ticket.

On exam day a save is by far the most frequent request, and sessions, messages, sign-in, routing
and page headers have nothing to do for it: they were more than half of its cost. The lane stands
first in MIDDLEWARE, lets everything else pass, and answers ticket requests itself. What they still
need of the chain is done here: the language of refusals, a request id in logs, audit entries and
problem documents, and the header against content sniffing. Errors are rendered by the API's own
handlers: the lane hands them to the route, whose door raises them there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve
from django.utils import translation
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel
from pydantic import ValidationError as Invalid
from structlog.contextvars import bound_contextvars

from academy.shared.errors import NotFound
from exams.access import SCHEME, Ticket, read_ticket, require_small
from exams.api import candidate_schemas as schemas
from exams.api import ticketed

Handler = Callable[[HttpRequest], HttpResponseBase]
Answer = Callable[..., HttpResponse]

_PATH = re.compile(
    "/api/v1/me/sittings/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})"
    "/(responses|pulse|paper|start|lease|hand-in)"
)
_READS: dict[tuple[str, str], Answer] = {
    ("GET", "paper"): ticketed.get_paper,
    ("GET", "responses"): ticketed.get_responses,
}
_WRITES: dict[tuple[str, str], tuple[Answer, type[BaseModel]]] = {
    ("PUT", "responses"): (ticketed.save_responses, schemas.SaveIn),
    ("POST", "pulse"): (ticketed.pulse, schemas.PulseIn),
    ("POST", "start"): (ticketed.start, schemas.StartIn),
    ("POST", "lease"): (ticketed.take_lease, schemas.LeaseIn),
    ("POST", "hand-in"): (ticketed.hand_in, schemas.HandInIn),
}
_UNREADABLE = 400


class TicketLane:
    """Middleware: ticket requests to ticket routes bypass the rest of the chain."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header.startswith(SCHEME):
            return self.get_response(request)
        path = _PATH.fullmatch(request.path_info)
        if path is None:
            return self.get_response(request)
        sitting, what = path.groups()
        route = str(request.method), what
        if route not in _READS and route not in _WRITES:
            return self.get_response(request)
        with bound_contextvars(request_id=str(uuid4())):
            try:
                ticket = _opened(request, header[len(SCHEME) :], UUID(sitting))
                response = _answered(request, ticket, route)
            except Exception as error:  # noqa: BLE001  (the API's handlers sort them, defects too)
                response = _refused(request, error)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def _opened(request: HttpRequest, text: str, sitting: UUID) -> Ticket:
    """The ticket, if it is for this very sitting; another's is not found."""
    ticket = read_ticket(text)
    if ticket.public_id != sitting:
        raise NotFound
    require_small(request)
    return ticket


def _answered(request: HttpRequest, ticket: Ticket, route: tuple[str, str]) -> HttpResponse:
    read = _READS.get(route)
    if read is not None:
        return _sure(lambda: read(request, ticket))
    write, schema = _WRITES[route]
    body = _body(request, schema)
    return _sure(lambda: write(request, ticket, body))


def _sure(answer: Callable[[], HttpResponse]) -> HttpResponse:
    """What ``answer`` gives; once more on a fresh connection where the one at hand was dead.

    To ask a connection whether it lives, each time before using it, is a quarter of a save. To try
    again is safe, because every one of these requests may be sent twice.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]  # Django's types lack it
    try:
        return answer()
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return answer()


def _body(request: HttpRequest, schema: type[BaseModel]) -> BaseModel:
    """The request's body as ``schema`` reads it; what is wrong is said as ninja says it."""
    try:
        return schema.model_validate_json(request.body or b"null")
    except Invalid as invalid:
        errors: list[dict[str, Any]] = [dict(each) for each in invalid.errors(include_url=False)]
        if any(each["type"] == "json_invalid" for each in errors):
            raise HttpError(_UNREADABLE, "not JSON") from None
        for each in errors:
            each["loc"] = ("body", "body", *each["loc"])
        raise ValidationError(errors) from None


def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer that the API gives to such an error: its own route is made to meet it."""
    request.met = error  # type: ignore[attr-defined]  # TicketRequest names it
    language = translation.get_language_from_request(request)
    with translation.override(language):
        match = resolve(request.path_info)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    response.headers["Content-Language"] = language
    return response
