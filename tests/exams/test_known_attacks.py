"""The sixth known failure, the browser is trusted: what it may send, and what it is sent."""

from __future__ import annotations

import inspect
import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from pydantic import BaseModel

from academy.people.enums import Role
from academy.shared import clock
from exams.api import candidate_schemas
from exams.models import Exam, Response, Sitting
from tests.cast import Cast, ClientOf
from tests.house.routes import NOWHERE, matrix, routes
from tests.make import exams as make
from tests.make.candidate import refused, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    """Over HTTP the database's clock decides, so these stories begin now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.li, cast.zhao])


@pytest.fixture
def client(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.wang)


_KEYS = {
    "key", "explanation", "citations", "correct", "right", "is_right", "weight", "marks", "seed",
}  # fmt: skip


def _fields(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields) | {field.alias or "" for field in model.model_fields.values()}


def test_6_what_candidates_are_sent_cannot_name_a_key() -> None:
    models = [
        each
        for _, each in inspect.getmembers(candidate_schemas, inspect.isclass)
        if issubclass(each, BaseModel) and each.__module__ == candidate_schemas.__name__
    ]
    assert len(models) > 10
    assert {model.__name__: _fields(model) & _KEYS for model in models} == {
        model.__name__: set() for model in models
    }
    source = inspect.getsource(candidate_schemas)
    assert "exams.models" not in source
    assert "PaperSheet" not in source


def _candidate_paths(exam: Exam, sitting_id: UUID) -> list[tuple[str, str]]:
    """(method, path) of every route of exams that a trainee or a ticket may open."""
    found = []
    for route in routes():
        allowed = matrix()[route.name]
        if not route.path.startswith(("/exams/", "/api/v1/me/")):
            continue
        if allowed == "ticket" or (allowed != "public" and Role.TRAINEE in allowed):
            for own in (exam.public_id, sitting_id):
                path = route.path.replace(str(NOWHERE), str(own))
                found += [(method, path) for method in route.methods]
    # What ends the sitting comes last.
    return sorted(set(found), key=lambda each: (each[0] != "GET", "hand-in" in each[1], each))


def test_6_no_route_gives_a_candidate_a_key_before_release(
    cast: Cast, client: Client, exam: Exam
) -> None:
    room = started(client, exam)
    room.save(1, {"1": True, "3": "B"})
    paths = _candidate_paths(exam, room.id)
    assert len(paths) > 30
    opened = 0
    for method, path in paths:
        for headers in ({}, room.headers):
            body = {"client": room.name, "lease": 1, "sequence": 2, "answers": {"1": True}}
            data = "" if method == "GET" else json.dumps(body)
            reply = client.generic(
                method, path, data, content_type="application/json", headers=headers
            )
            assert reply.status_code < 500, (method, path)
            text = b"".join(reply) if reply.streaming else reply.content
            opened += reply.status_code < 400
            for canary in (make.KEY_CANARY, make.EXPLANATION_CANARY, make.LAW_CANARY):
                assert canary.encode() not in text, (method, path)
    assert opened > 10


@pytest.mark.parametrize(
    "extra",
    [
        {"score": 100}, {"deadline_at": "2099-01-01T00:00:00Z"}, {"at": "2020-01-01T00:00:00Z"},
        {"state": "open"}, {"elapsed": 1}, {"person": 1}, {"is_right": True},
        {"extra_seconds": 9999}, {"lease_client": "page-two"},
    ],
    ids="-".join,
)  # fmt: skip
def test_6_a_field_that_is_not_the_clients_to_set_is_refused(
    client: Client, exam: Exam, extra: dict[str, object]
) -> None:
    room = started(client, exam)
    before = Sitting.objects.values().get()
    for what, body in (
        ("start", {"client": room.name}),
        ("lease", {"client": room.name, "take_over": True}),
        ("hand-in", {"lease": 1}),
        ("pulse", {"lease": 1}),
    ):
        refused(room.post(what, body | extra), 422, "shared.input_invalid")
    save = {"sequence": 1, "lease": 1, "answers": {"1": True}}
    refused(room.put(save | extra), 422, "shared.input_invalid")
    come = f"/api/v1/me/exams/{exam.public_id}/check-in"
    reply = client.post(come, {"code": ""} | extra, content_type="application/json")
    refused(reply, 422, "shared.input_invalid")
    assert Sitting.objects.values().get() == before
    assert not Response.objects.exists()


def test_6_another_persons_sitting_is_not_there(
    cast: Cast, client: Client, exam: Exam, client_of: ClientOf
) -> None:
    mine, other = started(client, exam), started(client_of(cast.li), exam)
    for what, body in (
        ("start", {"client": "page-one"}),
        ("lease", {"client": "page-one", "take_over": True}),
        ("pulse", {}),
        ("hand-in", {"lease": 1}),
    ):
        refused(other.post(what, body, of=mine.id), 404, "shared.not_found")
    for what in ("paper", "responses"):
        refused(other.get(what, of=mine.id), 404, "shared.not_found")
    save = {"sequence": 1, "lease": 1, "answers": {"1": True}}
    refused(other.put(save, of=mine.id), 404, "shared.not_found")
    for page in ("", "result/"):
        url = f"/exams/mine/sittings/{mine.id}/{page}"
        assert client_of(cast.li).get(url).status_code == 404
    assert not Response.objects.exists()
