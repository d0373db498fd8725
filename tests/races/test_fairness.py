"""Two invigilators give back one outage; a late decision meets the sweep and the release."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from academy.audit.models import Entry
from academy.shared.errors import Refusal
from exams.enums import Verb
from exams.models import Exam, LateDecision, MarkSheet, OutageCredit, Result, Revision, Sitting
from exams.operations import late, outages, release, sweeping
from exams.queries.outages import places
from tests.cast import SYSTEM, gather
from tests.make import exams as make
from tests.make import fairness

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]
SECOND = timedelta(seconds=1)
WRITERS = 8


def _interrupted(at: datetime) -> Exam:
    """Three people sit; silence between 3000 and 3120 seconds after the start."""
    cast = gather(at=at)
    exam = make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])
    for person in (cast.wang, cast.zhao, cast.li):
        make.sitting(exam, person, at=at)
    fairness.silence(
        exam,
        started_at=at,
        began_at=at + 3000 * SECOND,
        ended_at=at + 3120 * SECOND,
        until=at + 3700 * SECOND,
    )
    return exam


def test_one_outage_is_given_back_once(at: datetime, at_once: Run) -> None:
    exam = _interrupted(at)

    def credit() -> int:
        row = outages.credit(
            actor=SYSTEM,
            exam=exam,
            place=0,
            began_at=at + 3000 * SECOND,
            reason="断网",
            at=at + 3200 * SECOND,
        )
        return int(row.pk)

    assert len(set(at_once([credit] * WRITERS))) == 1
    assert set(Sitting.objects.values_list("incident_seconds", flat=True)) == {120}
    assert Entry.objects.filter(verb=Verb.OUTAGE_CREDITED.value).count() == 4


def test_control_looking_without_the_lock_has_to_be_stopped_by_the_schema(
    at: datetime, at_once: Run
) -> None:
    exam = _interrupted(at)
    now, everybody_has_looked = at + 3200 * SECOND, Barrier(WRITERS)

    def credit() -> str:
        [place] = places(exam, at=now, only=0)
        [outage] = place.outages[:1]
        unknown = place.credit_of(outage) is None
        everybody_has_looked.wait(timeout=30)
        try:
            with transaction.atomic():
                OutageCredit.objects.create(
                    exam=exam,
                    place=0,
                    began_at=outage.began_at,
                    ended_at=outage.ended_at,
                    sittings=3,
                    reason="断网",
                    credited_by="x",
                    credited_at=now,
                )
        except IntegrityError:
            return "refused by the schema"
        return "given back" if unknown else "known"

    assert sorted(at_once([credit] * WRITERS)) == [
        "given back",
        *["refused by the schema"] * (WRITERS - 1),
    ]


def test_a_decision_meets_the_sweep_and_the_release(at: datetime, at_once: Run) -> None:
    """Whoever is first, nobody waits for ever, and what is released was marked with it."""
    exam = _interrupted(at)
    row = Sitting.objects.order_by("-pk")[0]
    kept = fairness.late(row, make.right_answers(exam.paper), at=at + 3660 * SECOND, sequence=1)
    now = at + 4000 * SECOND

    def decide() -> str:
        late.decide(actor=SYSTEM, late=kept, admit=True, reason="断网", at=now)
        return "decided"

    def sweep() -> str:
        sweeping.close_overdue(actor=SYSTEM, at=now)
        return "swept"

    def publish() -> str:
        try:
            release.release(actor=SYSTEM, exam=exam, at=now)
        except Refusal as refusal:
            return refusal.code
        return "released"

    said = at_once([decide, sweep, publish] * 3)
    assert set(said) <= {"decided", "swept", "released", "exams.late_undecided"}, said
    assert said.count("decided") == said.count("swept") == 3
    assert (LateDecision.objects.count(), Revision.objects.count()) == (1, 1)
    assert MarkSheet.objects.filter(sitting=row).count() == 2
    assert str(Result.objects.get(sitting=row).score) == "10.00"
    assert Result.objects.count() == 3
