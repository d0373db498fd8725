"""Twenty clients hand in, start or save at the same moment; each with a control without its lock.

The schema has the last word (one result per sitting, one standing sitting per person), so a
control shows its race as writes that the schema had to refuse: the very errors people would see.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, close_old_connections, connections, transaction

from academy.audit.models import Entry
from academy.shared.errors import Refusal
from exams.api.candidate_replies import handed_in
from exams.enums import SittingState, Verb
from exams.models import Exam, MarkSheet, Response, Result, Revision, Sitting
from exams.operations import marking, responses, sittings
from tests.cast import SYSTEM, Cast, gather
from tests.make import exams as make

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

CLIENTS = 20
REFUSED_BY_SCHEMA = "refused by the schema"


def _at_once(work: Callable[[int], Any], clients: int = CLIENTS) -> list[Any]:
    """What ``work(0) … work(clients - 1)`` gave, started together; refusals by their code."""
    barrier = Barrier(clients)

    def run(index: int) -> Any:
        close_old_connections()
        try:
            barrier.wait(timeout=30)
            return work(index)
        except Refusal as refusal:
            return refusal.code
        except IntegrityError:
            return REFUSED_BY_SCHEMA
        finally:
            connections.close_all()

    with ThreadPoolExecutor(clients) as pool:
        futures = [pool.submit(run, index) for index in range(clients)]
        return [done.result(timeout=120) for done in futures]


def _exam(at: datetime) -> tuple[Exam, Cast]:
    cast = gather(at=at)
    return make.exam(at=at, persons=[cast.wang]), cast


def _open_sitting(at: datetime) -> Sitting:
    exam, cast = _exam(at)
    sitting = make.sitting(exam, cast.wang, at=at)
    make.save(sitting, make.right_answers(exam.paper), at=at)
    return sitting


def test_twenty_hand_ins_are_one_result_and_equal_replies(at: datetime) -> None:
    sitting = _open_sitting(at)

    def hand_in(index: int) -> tuple[str, str]:
        result = sittings.hand_in(
            actor=SYSTEM, sitting=sitting, lease=sitting.lease, at=at + make.MINUTE
        )
        assert result.sitting is not None
        return handed_in(result.sitting).model_dump_json(), str(result.score)

    told = _at_once(hand_in)
    assert len(set(told)) == 1, "replies are equal, receipts included"
    assert told[0][1] == "10.00"
    assert Result.objects.count() == MarkSheet.objects.count() == 1
    assert Entry.objects.filter(verb=Verb.SITTING_HANDED_IN.value).count() == 1


def test_control_hand_in_without_the_lock_marks_again(at: datetime) -> None:
    sitting = _open_sitting(at)
    everybody_has_looked = Barrier(CLIENTS)

    def hand_in(index: int) -> str:
        """Look, then write: between the two, all the others have looked as well."""
        row = Sitting.objects.select_related("exam").get(pk=sitting.pk)
        still_open = row.state == SittingState.OPEN.value
        everybody_has_looked.wait(timeout=30)
        with transaction.atomic():
            marking.mark(row.exam, [row], at)
        return "marked" if still_open else "ended"

    replies = _at_once(hand_in)
    assert sorted(replies) == ["marked"] + [REFUSED_BY_SCHEMA] * (CLIENTS - 1)


def test_twenty_starts_are_one_sitting(at: datetime) -> None:
    exam, cast = _exam(at)

    def start(index: int) -> int:
        return int(make.sitting(exam, cast.wang, at=at).pk)

    assert len(set(_at_once(start))) == 1
    assert Sitting.objects.count() == 1
    assert Entry.objects.filter(verb=Verb.SITTING_STARTED.value).count() == 1


def test_twenty_starts_of_a_prepared_place_are_one_sitting(at: datetime) -> None:
    exam, cast = _exam(at)
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)

    def start(index: int) -> int:
        return int(make.sitting(exam, cast.wang, at=at).pk)

    assert len(set(_at_once(start))) == 1
    assert Entry.objects.filter(verb=Verb.SITTING_STARTED.value).count() == 1


def test_control_start_without_its_guard_fails_for_all_but_one(at: datetime) -> None:
    exam, cast = _exam(at)
    seat = exam.cohort.enrolments.get(person=cast.wang)
    everybody_has_looked = Barrier(CLIENTS)

    def start(index: int) -> str:
        there = Sitting.objects.filter(exam=exam, person=cast.wang).exists()
        everybody_has_looked.wait(timeout=30)
        if not there:
            Sitting.objects.create(
                exam=exam,
                person=cast.wang,
                enrolment=seat,
                paper=exam.paper,
                seed=1,
                state=SittingState.OPEN.value,
                prepared_at=at,
                admitted_at=at,
                started_at=at,
                deadline_at=at + make.MINUTE,
            )
        return "started"

    assert sorted(_at_once(start)) == [REFUSED_BY_SCHEMA] * (CLIENTS - 1) + ["started"]


def test_the_same_save_from_twenty_clients_is_one_revision(at: datetime) -> None:
    exam, cast = _exam(at)
    sitting = make.sitting(exam, cast.wang, at=at)

    def save(index: int) -> responses.Receipt:
        return make.save(sitting, {"1": True, "3": "B"}, at=at)

    assert len(set(_at_once(save))) == 1
    assert Revision.objects.count() == 1


def test_racing_sequences_leave_the_highest_in_place(at: datetime) -> None:
    exam, cast = _exam(at)
    sitting = make.sitting(exam, cast.wang, at=at)

    def save(index: int) -> str:
        make.save(sitting, {"7": str(index + 1)}, at=at, sequence=index + 1)
        return "saved"

    replies = _at_once(save)
    assert set(replies) <= {"saved", "exams.seq_stale"}
    assert replies[-1] == "saved"
    stored = Response.objects.get()
    assert (stored.answer, stored.sequence) == (f'"{CLIENTS}"', CLIENTS)
    assert Revision.objects.count() == replies.count("saved")


def test_hand_in_against_the_closing_sweep_marks_once(at: datetime) -> None:
    sitting = _open_sitting(at)
    deadline = sitting.deadline_at
    assert deadline is not None

    def end(index: int) -> str:
        if index % 2:
            sittings.hand_in(actor=SYSTEM, sitting=sitting, at=deadline)
        else:
            sittings.close_overdue(actor=SYSTEM, exam=sitting.exam, at=deadline)
        return "ended"

    assert set(_at_once(end)) == {"ended"}
    assert Result.objects.count() == MarkSheet.objects.count() == 1


def test_control_the_sweep_without_the_lock_closes_what_was_handed_in(at: datetime) -> None:
    sitting = _open_sitting(at)
    everybody_has_looked = Barrier(CLIENTS)

    def end(index: int) -> str:
        """Hand in or sweep, having looked when all the others had looked as well."""
        row = Sitting.objects.select_related("exam").get(pk=sitting.pk)
        everybody_has_looked.wait(timeout=30)
        if row.state != SittingState.OPEN.value:
            return "ended"
        with transaction.atomic():
            state = {"state": SittingState.MARKED.value}
            ended = {"handed_in_at": at} if index % 2 else {"closed_at": row.deadline_at}
            Sitting.objects.filter(pk=row.pk).update(**state, **ended)
            marking.mark(row.exam, [row], at)
        return "marked"

    assert sorted(_at_once(end)) == ["marked"] + [REFUSED_BY_SCHEMA] * (CLIENTS - 1)
