"""The worker that brings the exam room back without a line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from academy.people.models import Person
from academy.shared import clock
from exams.models import Exam, Sitting
from exams.operations import sittings
from tests.cast import SYSTEM, Cast
from tests.make import exams as make

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
WORKER = "/exams/mine/sittings/sw.js"


@pytest.fixture
def at() -> datetime:
    """Over HTTP the clock decides, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang])


def test_worker_lies_in_the_folder_of_the_rooms_and_nowhere_above() -> None:
    """A worker sees what lies under its own address; no header widens that."""
    reply = Client().get(WORKER)
    assert reverse("exams:sitting_worker") == WORKER
    sitting = reverse("exams:sit", args=["00000000-0000-4000-8000-000000000000"])
    assert sitting.startswith(WORKER.removesuffix("sw.js"))
    assert "Service-Worker-Allowed" not in reply.headers


def test_worker_is_a_script_that_is_asked_for_anew() -> None:
    reply = Client().get(WORKER)
    path = finders.find("exams/worker.js")
    assert isinstance(path, str)
    assert reply.content == Path(path).read_bytes()
    assert reply["Content-Type"] == "text/javascript; charset=utf-8"
    assert reply["Cache-Control"] == "no-cache"
    assert "default-src 'self'" in reply["Content-Security-Policy"]
    assert not reply.cookies


def test_worker_takes_nothing() -> None:
    assert Client().post(WORKER).status_code == 405


def test_list_names_the_sittings_that_go_on(
    client_of: ClientOf, cast: Cast, exam: Exam, at: datetime
) -> None:
    client = client_of(cast.wang)
    assert 'data-live-sittings=""' in client.get("/exams/mine/").content.decode()
    client.post(f"/exams/mine/{exam.public_id}/start/")
    row = Sitting.objects.get()
    live = f'data-live-sittings="{row.public_id}"'
    assert live in client.get("/exams/mine/").content.decode()
    sittings.start(actor=SYSTEM, sitting=row, at=clock.now())
    assert live in client.get("/exams/mine/").content.decode()
    sittings.hand_in(actor=SYSTEM, sitting=row, at=clock.now())
    assert 'data-live-sittings=""' in client.get("/exams/mine/").content.decode()
