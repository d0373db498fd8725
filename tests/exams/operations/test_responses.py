"""Saving answers: what is acknowledged stays, and nothing else gets in."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from academy.audit.models import Entry
from exams.enums import Verb
from exams.errors import (
    AnswerInvalid,
    NothingToSave,
    SequenceConflict,
    SequenceInvalid,
    SequenceStale,
    SittingClosed,
    SittingNotStarted,
    SittingVoided,
    UnknownItem,
    UnknownOption,
)
from exams.models import LateResponse, Response, Revision, Sitting
from exams.operations import responses, sittings, watch
from exams.operations.responses import chained
from exams.queries.papers import sheet_of
from tests.cast import SYSTEM, Cast
from tests.make import exams as make

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def sitting(cast: Cast, at: datetime) -> Sitting:
    return make.sitting(make.exam(at=at, persons=[cast.wang]), cast.wang, at=at)


def _stored(sitting: Sitting) -> dict[str, str]:
    rows = Response.objects.filter(sitting=sitting).select_related("item")
    return {str(row.item.position): row.answer for row in rows}


def test_receipt_says_what_the_server_holds(sitting: Sitting, at: datetime) -> None:
    receipt = make.save(sitting, {"1": True, "3": "B"}, at=at)
    assert (receipt.sequence, receipt.saved, receipt.answered, receipt.item_count) == (1, 2, 2, 7)
    assert receipt.at == at
    second = make.save(sitting, {"3": None, "5": ["C", "A"]}, at=at + SECOND, sequence=5)
    assert (second.saved, second.answered) == (2, 2)
    assert _stored(sitting) == {"1": "true", "3": "null", "5": '["A","C"]'}
    sitting.refresh_from_db()
    assert (sitting.last_sequence, sitting.answered) == (5, 2)
    assert sitting.head_digest == second.digest


def test_the_same_statements_whatever_the_number_of_answers(
    sitting: Sitting, at: datetime, django_assert_num_queries: Any
) -> None:
    """Read and write, the savepoint around them, and the contact, due once in five seconds.

    Outside a test, PostgreSQL needs no savepoint. SQLite writes in four statements.
    """
    statements = 5 if connection.vendor == "postgresql" else 8
    sheet_of(sitting.paper_id)
    with django_assert_num_queries(statements):
        make.save(sitting, {"1": True}, at=at)
    with django_assert_num_queries(statements):
        make.save(sitting, {str(n): None for n in range(1, 8)}, at=at, sequence=2)


def test_same_sequence_same_body_is_the_same_receipt(sitting: Sitting, at: datetime) -> None:
    first = make.save(sitting, {"1": True, "2": False}, at=at)
    make.save(sitting, {"3": "A"}, at=at + SECOND, sequence=2)
    for later in (at + SECOND, at + timedelta(days=1)):
        assert make.save(sitting, {"2": False, "1": True}, at=later) == first
    assert Revision.objects.count() == 2


def test_same_sequence_other_body_conflicts(sitting: Sitting, at: datetime) -> None:
    make.save(sitting, {"1": True}, at=at)
    with pytest.raises(SequenceConflict):
        make.save(sitting, {"1": False}, at=at)
    assert _stored(sitting) == {"1": "true"}


def test_a_sequence_that_goes_backwards_is_stale(sitting: Sitting, at: datetime) -> None:
    make.save(sitting, {"1": True}, at=at, sequence=9)
    with pytest.raises(SequenceStale) as refused:
        make.save(sitting, {"1": False}, at=at, sequence=8)
    assert refused.value.facts == {"last_sequence": 9}
    assert _stored(sitting) == {"1": "true"}


@pytest.mark.parametrize("sequence", [-1, 0, responses.MAX_SEQUENCE + 1])
def test_impossible_sequences(sitting: Sitting, at: datetime, sequence: int) -> None:
    with pytest.raises(SequenceInvalid):
        make.save(sitting, {"1": True}, at=at, sequence=sequence)


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({}, NothingToSave),
        ({"8": True}, UnknownItem),
        ({"0": True}, UnknownItem),
        ({"01": True}, UnknownItem),
        ({"": True}, UnknownItem),
        ({"1\x00": True}, UnknownItem),
        ({str(n): None for n in range(1, 10)}, UnknownItem),
        ({"1": True, "3": "E"}, UnknownOption),
        ({"5": ["A", "F"]}, UnknownOption),
        ({"1": "B"}, AnswerInvalid),
        ({"3": True}, AnswerInvalid),
        ({"6": ["一"]}, AnswerInvalid),
        ({"6": ["一\x00", "二"]}, AnswerInvalid),
        ({"6": ["\ud800", "二"]}, AnswerInvalid),
        ({"7": "9" * 300}, AnswerInvalid),
        ({"7": 30}, AnswerInvalid),
    ],
)
def test_what_does_not_fit_the_paper_saves_nothing(
    sitting: Sitting, at: datetime, answers: dict[str, Any], refusal: type[Exception]
) -> None:
    make.save(sitting, {"2": True}, at=at)
    with pytest.raises(refusal):
        make.save(sitting, answers, at=at, sequence=2)
    assert _stored(sitting) == {"2": "true"}


@pytest.mark.parametrize(("offset", "kept"), [(-1, False), (0, True), (1, True)])
def test_deadline_border_and_late_answers_kept(
    sitting: Sitting, at: datetime, offset: int, kept: bool
) -> None:
    assert sitting.deadline_at is not None
    when = sitting.deadline_at + offset * SECOND
    if not kept:
        assert make.save(sitting, {"1": True}, at=when).answered == 1
        return
    for _ in range(2):
        with pytest.raises(SittingClosed):
            make.save(sitting, {"1": True}, at=when)
    late = LateResponse.objects.get()
    assert (late.sequence, json.loads(late.answers), late.received_at) == (1, {"1": True}, when)
    assert _stored(sitting) == {}
    assert Entry.objects.filter(verb=Verb.LATE_ANSWERS_KEPT.value).count() == 1


def test_after_hand_in_a_new_save_is_late_and_an_old_one_replayed(
    sitting: Sitting, at: datetime
) -> None:
    first = make.save(sitting, {"1": True}, at=at)
    sittings.hand_in(actor=SYSTEM, sitting=sitting, at=at + SECOND)
    assert make.save(sitting, {"1": True}, at=at + 2 * SECOND) == first
    with pytest.raises(SittingClosed):
        make.save(sitting, {"1": False}, at=at + 2 * SECOND, sequence=2)
    assert _stored(sitting) == {"1": "true"}
    assert LateResponse.objects.count() == 1


def test_before_start_and_after_voiding(cast: Cast, at: datetime) -> None:
    exam = make.exam(at=at, persons=[cast.wang])
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    row = Sitting.objects.get()
    with pytest.raises(SittingNotStarted):
        make.save(row, {"1": True}, at=at)
    watch.void(actor=SYSTEM, sitting=row, reason="重排座位", at=at)
    with pytest.raises(SittingVoided):
        make.save(row, {"1": True}, at=at)
    assert not LateResponse.objects.exists()


def test_revisions_are_a_chain(sitting: Sitting, at: datetime) -> None:
    for sequence in (1, 2, 5):
        make.save(sitting, {"7": str(sequence)}, at=at + sequence * SECOND, sequence=sequence)
    digest = ""
    for row in Revision.objects.filter(sitting=sitting).order_by("sequence"):
        digest = chained(digest, row.sequence, row.answers, row.saved_at)
        assert row.digest == digest
    sitting.refresh_from_db()
    assert sitting.head_digest == digest
    sittings.hand_in(actor=SYSTEM, sitting=sitting, at=at + 9 * SECOND)
    entry = Entry.objects.get(verb=Verb.SITTING_HANDED_IN.value)
    assert entry.facts == {"sequence": 5, "answered": 1, "head_digest": digest}


@pytest.mark.parametrize("change", ["update", "delete"])
def test_revisions_cannot_be_changed(sitting: Sitting, at: datetime, change: str) -> None:
    make.save(sitting, {"1": True}, at=at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if change == "update":
            Revision.objects.update(answers="{}")
        else:
            Revision.objects.filter(sequence=1).delete()
