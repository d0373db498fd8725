"""`Idempotency-Key` on creates: the same request twice has one effect and equal replies."""

import functools
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback
from pydantic import BaseModel

from academy.jobs.errors import IdempotencyKeyRequired, IdempotencyKeyReused, RequestInProgress
from academy.jobs.models import Reply
from academy.shared import clock
from academy.shared.text import digest

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
# A worker that died while answering leaves its claim behind; after this long it is void.
CLAIM = timedelta(minutes=2)


def idempotent(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a ninja create handler, below its route decorator.

    The handler returns (status, body) with a body that pydantic or JSON can write. It may carry
    out several transactions; what it raises is not kept, so a refused request can be corrected
    and sent again under the same key.
    """

    @functools.wraps(handler)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get(HEADER, "")
        if not (1 <= len(key) <= 128 and key.isascii() and key.isprintable()):
            raise IdempotencyKeyRequired(field=HEADER)
        at = clock.now()
        reply = _claim(request, key, at)
        if reply.status is not None:
            response = HttpResponse(
                reply.body, status=reply.status, content_type="application/json"
            )
            response[REPLAYED] = "true"
            return response
        try:
            status, body = handler(request, *args, **kwargs)
        except BaseException:
            Reply.objects.filter(pk=reply.pk, status__isnull=True).delete()
            raise
        text = body.model_dump_json() if isinstance(body, BaseModel) else json.dumps(body)
        Reply.objects.filter(pk=reply.pk).update(status=status, body=text)
        return HttpResponse(text, status=status, content_type="application/json")

    contribute_operation_callback(once, _document)
    return once


def _document(operation: Operation) -> None:
    """Show the header in the API's documentation."""
    operation.openapi_extra = {
        **(operation.openapi_extra or {}),
        "parameters": [
            {
                "name": HEADER,
                "in": "header",
                "required": True,
                "description": "A value made for this one operation; send it again on a retry.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 128},
            }
        ],
    }


def _claim(request: HttpRequest, key: str, at: datetime) -> Reply:
    """Return this request's row: fresh (status None) or already answered."""
    client = _client(request)
    route = f"{request.method} {request.path}"[:128]
    body_digest = digest(_body(request))
    draft = Reply(
        client=client,
        key=key,
        route=route,
        body_digest=body_digest,
        created_at=at,
        expires_at=at + timedelta(hours=settings.IDEMPOTENCY_HOURS),
    )
    Reply.objects.filter(
        client=client, key=key, status__isnull=True, created_at__lte=at - CLAIM
    ).delete()
    Reply.objects.filter(client=client, key=key, expires_at__lte=at).delete()
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        earlier = Reply.objects.get(client=client, key=key)
        if (earlier.route, earlier.body_digest) != (route, body_digest):
            raise IdempotencyKeyReused(field=HEADER) from None
        if earlier.status is None:
            raise RequestInProgress(field=HEADER) from None
        return earlier
    return draft


def _client(request: HttpRequest) -> str:
    person = getattr(request, "person", None)
    return str(person.public_id) if person is not None else "anonymous"


def _body(request: HttpRequest) -> bytes:
    """Return what the request carries; for a multipart form, its fields and files' contents.

    A multipart body has a random boundary, so its raw bytes differ between equal requests.
    """
    if request.content_type != "multipart/form-data":
        return request.body
    parts: list[bytes] = [f"{name}={request.POST.getlist(name)}".encode() for name in request.POST]
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            file.seek(0)
            parts.append(f"{name}:{file.name}:".encode() + digest(file.read()).encode())
            file.seek(0)
    return b"\n".join(parts)
