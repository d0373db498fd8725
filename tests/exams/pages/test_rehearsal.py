"""The page, the API and the command of a rehearsal, and the checklist before it."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from academy.audit.models import Entry
from academy.shared import clock
from exams.enums import Verb
from exams.models import Exam
from exams.operations import exams
from exams.pages.rehearsal_words import CHECK, FOUND, NEXT, POINT, STEP
from tests.cast import AT, SYSTEM, Cast, ClientOf
from tests.make import exams as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam(cast: Cast) -> Exam:
    opens_at = clock.now() + timedelta(days=3)
    return make.exam(at=AT, persons=[cast.wang, cast.li], opens_at=opens_at)


def rehearsals() -> int:
    return Entry.objects.filter(verb=Verb.EXAM_REHEARSED.value).count()


def test_the_page_shows_the_checklist_and_rehearses(
    cast: Cast, exam: Exam, client_of: ClientOf
) -> None:
    client = client_of(cast.admin)
    url = reverse("exams:rehearsal", args=[exam.public_id])
    page = client.get(url).content.decode()
    for words in ("开考前检查", "没有安排考场", "用 30 名模拟考生演练"):
        assert words in page
    assert rehearsals() == 0
    reply = client.post(url, {"candidates": "8"})
    assert reply.status_code == 200
    report = reply.content.decode()
    assert "演练通过" in report
    assert "不成立</span>" not in report
    for promise in CHECK.values():
        assert str(promise) in report
    assert rehearsals() == 1


@pytest.mark.parametrize("typed", ["", "7", "201", "viele", "²", "-8", "9" * 5000])
def test_the_page_refuses_a_number_out_of_range(
    cast: Cast, exam: Exam, client_of: ClientOf, typed: str
) -> None:
    url = reverse("exams:rehearsal", args=[exam.public_id])
    reply = client_of(cast.admin).post(url, {"candidates": typed})
    assert reply.status_code == 409
    assert "模拟考生须为 8 至 200 人" in reply.content.decode()
    assert rehearsals() == 0


def test_a_cancelled_exam_offers_no_rehearsal(cast: Cast, exam: Exam, client_of: ClientOf) -> None:
    exams.cancel(actor=SYSTEM, exam=exam, at=AT)
    client = client_of(cast.admin)
    url = reverse("exams:rehearsal", args=[exam.public_id])
    assert "名模拟考生演练" not in client.get(url).content.decode()
    assert client.post(url, {"candidates": "8"}).status_code == 409
    board = client.get(reverse("exams:board", args=[exam.public_id])).content.decode()
    assert url not in board


def test_the_board_leads_to_the_rehearsal(cast: Cast, exam: Exam, client_of: ClientOf) -> None:
    board = reverse("exams:board", args=[exam.public_id])
    url = reverse("exams:rehearsal", args=[exam.public_id])
    assert url in client_of(cast.admin).get(board).content.decode()
    assert url not in client_of(cast.invigilator).get(board).content.decode()


def test_the_api_gives_the_report(cast: Cast, exam: Exam, client_of: ClientOf) -> None:
    url = reverse("api-1:rehearse_exam", args=[exam.public_id])
    reply = client_of(cast.admin).post(url, {"candidates": 8}, content_type="application/json")
    assert reply.status_code == 200
    report = reply.json()
    assert report["sound"] is True
    assert report["exam"] == str(exam.public_id)
    assert (report["candidates"], report["item_count"]) == (8, 7)
    assert set(report["checks"]) == set(CHECK)
    assert {line["step"] for line in report["steps"]} <= {step.value for step in STEP}


@pytest.mark.parametrize("body", [{"candidates": "8"}, {"candidates": 8, "keep": True}, []])
def test_the_api_refuses_another_shape(
    cast: Cast, exam: Exam, client_of: ClientOf, body: object
) -> None:
    url = reverse("api-1:rehearse_exam", args=[exam.public_id])
    reply = client_of(cast.admin).post(url, body, content_type="application/json")
    assert (reply.status_code, reply.json()["code"]) == (422, "shared.input_invalid")


def test_the_api_refuses_while_somebody_sits(cast: Cast, exam: Exam, client_of: ClientOf) -> None:
    now = clock.now()
    other = make.exam(at=AT, persons=[], on_paper=exam.paper, opens_at=now, cohort=exam.cohort)
    make.sitting(other, cast.wang, at=now)
    url = reverse("api-1:rehearse_exam", args=[exam.public_id])
    reply = client_of(cast.admin).post(url, {}, content_type="application/json")
    assert (reply.status_code, reply.json()["code"]) == (409, "exams.rehearsal_refused")
    assert reply.json()["facts"]["reason"] == "somebody_sitting"


def test_the_command_prints_the_report(exam: Exam) -> None:
    out = StringIO()
    call_command("rehearse_exam", str(exam.public_id), candidates=8, stdout=out)
    said = out.getvalue()
    assert "8 fake candidates, 7 items" in said
    assert "NO " not in said
    assert "NOT PLANNED" not in said


def test_the_command_prints_json(exam: Exam) -> None:
    out = StringIO()
    call_command("rehearse_exam", str(exam.public_id), candidates=8, json=True, stdout=out)
    assert json.loads(out.getvalue())["sound"] is True


@pytest.mark.parametrize(
    ("exam_id", "candidates", "said"),
    [
        (None, 7, "exams.rehearsal_refused"),
        ("00000000-0000-4000-8000-000000000000", 8, "no such exam"),
    ],
)
def test_the_command_says_why_not(
    exam: Exam, exam_id: str | None, candidates: int, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("rehearse_exam", exam_id or str(exam.public_id), candidates=candidates)


def test_everything_that_needs_doing_says_what_was_found() -> None:
    assert set(NEXT) <= set(FOUND)
    assert {point for point, _ in FOUND} == set(POINT)
