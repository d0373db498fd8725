"""Whatever is typed into reporting and findings: an answer with words, and never a defect."""

import base64
import json
import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

import pytest
import time_machine
from django import forms
from django.db import transaction
from django.db.models import Model
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.findings.models import Finding
from academy.people.models import Person
from academy.reporting.models import Board, Exclusion, MakeUp, Schedule
from academy.shared.parameters import NONE
from courses.models import Cohort
from tests.cast import Cast, ClientOf
from tests.house.routes import NOWHERE, Route, routes
from tests.house.test_parameters import (
    DOCUMENT,
    HANDLERS,
    STOREYS,
    addressed,
    module_of,
    parameters,
    refusal_of,
    sample,
)
from tests.make import boards as make_boards
from tests.make import exclusions as make_exclusions
from tests.make import findings as make_findings
from tests.make import makeups as make_make_ups
from tests.make import schedules as make_schedules

#: A PDF takes half a second to draw, and reads its address as the workbook beside it does.
ROUTES = [
    each
    for each in routes()
    if module_of(each).startswith(STOREYS) and not each.name.endswith("pdf")
]
#: Of which rows there is one, by what stands before their id in a path.
ROWS: dict[str, type[Model]] = {
    "findings": Finding,
    "make-ups": MakeUp,
    "exclusions": Exclusion,
    "board": Board,
    "boards": Board,
    "schedules": Schedule,
    "report-schedules": Schedule,
    "cohorts": Cohort,
    "report-cohorts": Cohort,
    "persons": Person,
    "report-persons": Person,
}


def _cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


TEXTS = [
    "", "0", "-1", "1", "²", "１２", str(10**30), "1e400", "nan", "true", "null", "[]", "{}",
    "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "2026-13", "2026-03",
    "２０２６-０３-０１", "2026-03-02T00:00", "\x00", "a\x00b", "%", "'; --", "<script>", "\u202e",
    "䶮𠮷", "字" * 5000, "T001", "T999", "T1001", "completion", "hours", "due", "required",
    "branches", "all", "open", "other", str(uuid.UUID(int=0)),
]  # fmt: skip
_KEYS: tuple[Any, ...] = (
    [], {}, 1, [1], [1, 2], ["2026-03-02", 1], ["x", "y"], [None, None], [True, False],
    [10**30, 10**30], [-1, -1], ["9999-12-31T23:59:59+14:00", 1], ["0001-01-01", 1],
    ["0001-01-01T00:00:00+14:00", 1], ["a\x00", 1], ["\ud800", 1], [[1], [2]],
    [1.5, 2], [1, 2, 3],
)  # fmt: skip
CURSORS = [_cursor(value) for value in _KEYS]
texts = st.sampled_from([*TEXTS, *CURSORS, "====", "字"]) | st.text(max_size=12)
raw = st.binary(max_size=6).map(quote_from_bytes)
values = texts.map(lambda text: quote(text, errors="replace")) | raw
jsons: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | texts.filter(lambda text: not any("\ud800" <= each <= "\udfff" for each in text)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)


def form_fields() -> list[str]:
    """Return the names of all fields of all forms of pages, and of what is read without a form."""
    found, waiting = (
        {"reason", "words", "verb", "confirm", "uphold", "answer", "evidence"},
        [forms.Form],
    )
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith(STOREYS):
                found |= set(each.base_fields)
    return sorted(found)


@cache
def known_to(route: Route, client: Client) -> list[str]:
    """Return the names of the parameters that a route knows, as it says itself."""
    asked = parameters(route) if route.is_api else []
    needed = {each["name"]: sample(each) for each in asked if each["required"]}
    said = refusal_of(client, route, urlencode({**needed, "colour": "red"}))
    known = str(said[2]["known"]) if said else str(NONE)
    return [] if known == str(NONE) else known.split("、")


def bodied(route: Route) -> dict[str, list[str]]:
    """Return the fields of the body that each writing method of an operation takes."""
    path = HANDLERS[route.name.removeprefix("api-1:")].path
    found = {}
    for method in set(route.methods) - {"GET"}:
        operation = DOCUMENT["paths"][f"/api/v1{path}"][method.lower()]
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
        found[method] = sorted(
            DOCUMENT["components"]["schemas"].get(name, {}).get("properties", {})
        )
    return found


READ = [each for each in ROUTES if "GET" in each.methods]
WRITTEN = [(each, *one) for each in ROUTES if each.is_api for one in bodied(each).items()]
POSTED = [each for each in ROUTES if not each.is_api]
FIELDS = form_fields()

bodies = st.sampled_from(WRITTEN).flatmap(
    lambda each: st.tuples(
        st.just(each[0]),
        st.just(each[1]),
        st.binary(max_size=8)
        | jsons.map(lambda body: json.dumps(body).encode())
        | st.fixed_dictionaries(dict.fromkeys(each[2], jsons)).map(
            lambda body: json.dumps(body).encode()
        ),
    )
)
posts = st.tuples(
    st.sampled_from(POSTED),
    st.dictionaries(st.sampled_from(FIELDS), texts, max_size=len(FIELDS)),
)
quietly = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def client(cast: Cast, at: datetime, client_of: ClientOf) -> Iterator[Client]:
    """Return HR's browser, where there is a row of every kind."""
    make_findings.opened(cast)
    make_make_ups.opened([cast.wang], at=at)
    make_exclusions.asked(make_exclusions.draft(cast.li), by=cast.officer, at=at)
    make_schedules.made(cast.hr, cast.auditor, at=at)
    make_boards.draft(cast)
    with time_machine.travel(make_boards.ANNOUNCED, tick=False):
        yield client_of(cast.hr)


def path_of(route: Route) -> str:
    """Return the path of a route with a row that there is."""
    path = addressed(route).path
    found = re.search(rf"/([\w-]+)/{NOWHERE}", path)
    model = ROWS.get(found[1]) if found else None
    row: Any = model._default_manager.first() if model else None
    return path.replace(str(NOWHERE), str(row.public_id)) if row else path


def look(reply: Any, route: Route) -> None:
    """See that a reply is an answer, and says so in words where it is a no."""
    body = b"".join(reply) if reply.streaming else reply.content
    assert reply.status_code < 500, body.decode()
    if reply.status_code < 400:
        return
    if route.is_api:
        assert reply["Content-Type"] == "application/problem+json"
        problem = json.loads(body)
        assert problem["title"]
        assert problem["next_step"]
    elif reply.status_code != 405:
        assert "</h1>" in body.decode()


@pytest.mark.django_db
def test_days_and_places_at_the_ends_of_the_calendar(client: Client) -> None:
    days = ("0001-01-01", "9999-12-31")
    instants = (*days, *(f"{each}T00:00+14:00" for each in days))
    places = [_cursor([instant, 1]) for instant in instants]
    for route in READ:
        for name in known_to(addressed(route), client):
            tried = {"cursor": places, "from": days, "until": days, "to": days, "as_of": days}
            for value in tried.get(name, ()):
                with transaction.atomic():
                    look(client.get(path_of(route), {name: value}), route)
                    transaction.set_rollback(True)


@pytest.mark.django_db
@quietly
@given(data=st.data(), route=st.sampled_from(READ))
def test_addresses(client: Client, data: st.DataObject, route: Route) -> None:
    with transaction.atomic():
        query = [
            f"{name}={data.draw(values)}"
            for name in known_to(addressed(route), client)
            if data.draw(st.booleans())
        ]
        look(client.get(path_of(route), QUERY_STRING="&".join(query)), route)
        transaction.set_rollback(True)


@pytest.mark.django_db
@quietly
@given(sent=bodies)
def test_bodies(client: Client, sent: tuple[Route, str, bytes]) -> None:
    route, method, body = sent
    with transaction.atomic():
        reply = client.generic(
            method,
            path_of(route),
            body,
            content_type="application/json",
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )
        look(reply, route)
        transaction.set_rollback(True)


@pytest.mark.django_db
@quietly
@given(posted=posts)
def test_forms(client: Client, posted: tuple[Route, dict[str, str]]) -> None:
    route, fields = posted
    with transaction.atomic():
        body = urlencode(fields, errors="replace")
        reply = client.post(path_of(route), body, content_type="application/x-www-form-urlencoded")
        look(reply, route)
        transaction.set_rollback(True)
