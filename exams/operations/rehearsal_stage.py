"""The stage of a rehearsal: a transaction that leaves nothing, a moved clock, real requests.

Requests go through the whole chain of middleware to the real handlers, in this process and on
this database connection, so that what they write is seen by the next one and undone with the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from importlib import import_module
from io import BytesIO
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import get_random_string

from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import Refusal
from exams.access import SCHEME
from exams.enums import RehearsalStep
from exams.rules.lockdown import request_hash
from exams.rules.rehearsal import Call

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_CSRF = 32


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the body as bytes, and as JSON where it is JSON."""

    status: int
    content: bytes

    @property
    def data(self) -> dict[str, Any]:
        """The body read as a JSON object; empty where it is none."""
        try:
            read = json.loads(self.content)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}

    @property
    def code(self) -> str:
        """The code of the refusal, empty for a success."""
        if self.status < 400:
            return ""
        return str(self.data.get("code") or f"http.{self.status}")


@dataclass(slots=True)
class Browser:
    """One fake candidate's browser, in the network of its room."""

    address: str
    config_keys: list[str]
    exam_keys: list[str]
    session: str = ""
    ticket: str = ""
    csrf: str = field(default_factory=lambda: get_random_string(_CSRF))


def never_kept() -> transaction.Atomic:
    """A transaction that may hold blocks which insist on being the outermost one.

    Those write down a refusal before it is raised; on the stage that is undone with the rest.
    Django has this mark for its own test cases, which stand in the same place.
    """
    block = transaction.Atomic(using=None, savepoint=True, durable=False)
    vars(block)["_from_testcase"] = True
    return block


@dataclass
class Stage:
    """The clock and the doors of one rehearsal, and the record of what was tried.

    ``began_at`` is the real instant at which it began.
    """

    began_at: datetime
    calls: list[Call] = field(default_factory=list)
    _began: float = field(default_factory=perf_counter)

    @cached_property
    def _handler(self) -> BaseHandler:
        handler = BaseHandler()
        handler.load_middleware()
        return handler

    @property
    def seconds(self) -> float:
        """How long the rehearsal has taken so far."""
        return perf_counter() - self._began

    @contextmanager
    def _at(self, at: datetime) -> Iterator[None]:
        with clock.shifted(at - self.began_at - timedelta(seconds=self.seconds)):
            yield

    def ask(
        self,
        browser: Browser,
        step: RehearsalStep,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        at: datetime,
        expected: str = "",
    ) -> Reply:
        """Send one request as if it were ``at``; ``expected`` is the refusal the script wants."""
        request = self._request(browser, method, path, body)
        with self._at(at), never_kept():
            began = perf_counter()
            response = self._handler.get_response(request)
            content = _body(response)
            took = (perf_counter() - began) * 1000
        reply = Reply(response.status_code, content)
        self.calls.append(Call(step, took, reply.code, expected))
        return reply

    @contextmanager
    def doing(self, step: RehearsalStep, at: datetime) -> Iterator[None]:
        """Time what the staff does by an operation; a refusal is written down, not raised."""
        began, code = perf_counter(), ""
        try:
            with self._at(at), never_kept():
                yield
        except Refusal as refusal:
            code = refusal.code
        self.calls.append(Call(step, (perf_counter() - began) * 1000, code))

    def _request(
        self, browser: Browser, method: str, path: str, body: Mapping[str, object] | None
    ) -> WSGIRequest:
        raw = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        base = urlsplit(settings.ACADEMY_BASE_URL)
        host = _host(base.hostname or "localhost")
        url = f"{base.scheme}://{host}{path}"
        hops = max(1, settings.TRUSTED_PROXIES)
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SCRIPT_NAME": "",
            "SERVER_NAME": host,
            "SERVER_PORT": "443" if base.scheme == "https" else "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": browser.address,
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(raw)),
            "HTTP_HOST": host,
            "HTTP_ORIGIN": f"{base.scheme}://{host}",
            "HTTP_ACCEPT": "application/json",
            "HTTP_X_FORWARDED_PROTO": base.scheme,
            "HTTP_X_FORWARDED_FOR": ", ".join([browser.address] * hops),
            "wsgi.url_scheme": base.scheme,
            "wsgi.input": BytesIO(raw),
        }
        for header, keys in (
            ("HTTP_X_SAFEEXAMBROWSER_CONFIGKEYHASH", browser.config_keys),
            ("HTTP_X_SAFEEXAMBROWSER_REQUESTHASH", browser.exam_keys),
        ):
            if keys:
                environ[header] = request_hash(url, keys[0])
        return WSGIRequest(environ | _pass(browser))


def _body(response: HttpResponseBase) -> bytes:
    if isinstance(response, HttpResponse):
        return response.content
    raise AssertionError("no route of a candidate streams")


def _pass(browser: Browser) -> dict[str, str]:
    """The ticket once there is one, before that a signed-in session with its CSRF token."""
    if browser.ticket:
        return {"HTTP_AUTHORIZATION": SCHEME + browser.ticket}
    return {
        "HTTP_COOKIE": (
            f"{settings.SESSION_COOKIE_NAME}={browser.session};"
            f" {settings.CSRF_COOKIE_NAME}={browser.csrf}"
        ),
        settings.CSRF_HEADER_NAME: browser.csrf,
    }


def _host(wanted: str) -> str:
    """A host this server answers to: the first allowed one, or ``wanted`` where all are."""
    for allowed in settings.ALLOWED_HOSTS:
        if allowed != "*":
            return allowed.lstrip(".")
    return wanted


def signed_in(person: Person) -> str:
    """A session of the person, as signing in makes it; returns its key."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = _BACKEND
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return str(store.session_key)
