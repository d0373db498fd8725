"""Two admins accept the same plan at once; many ask the same question at once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction

from courses.enums.plans import DecisionKind, PlanState
from courses.models import Cohort, PlanDecision, PlanningRun
from courses.operations import plan_accepting
from tests.cast import SYSTEM, gather
from tests.make import courses as make_courses
from tests.make import planning as make

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]


def _proposed(at: datetime) -> PlanningRun:
    make.staff(gather(at=at), at=at)
    return make.solved(at=at)


def _accepted() -> tuple[int, int]:
    """How many cohorts there are, and how many times a line was accepted."""
    decided = PlanDecision.objects.filter(kind=DecisionKind.LINE_ACCEPTED.value)
    return Cohort.objects.count(), decided.count()


def test_two_admins_accept_the_same_plan_once(at: datetime, at_once: Run) -> None:
    run = _proposed(at)

    def accept() -> str:
        return plan_accepting.accept(actor=SYSTEM, run=run, at=at).state

    assert at_once([accept] * 4) == [PlanState.ACCEPTED] * 4
    assert _accepted() == (3, 3)


def _without_lock(run: PlanningRun, at: datetime, together: Barrier) -> None:
    """What `accept` would be without the run's lock: everybody reads, then everybody writes."""
    waiting = list(run.lines.filter(cohort__isnull=True).order_by("starts_on", "number"))
    together.wait(timeout=20)
    for line in waiting:
        with transaction.atomic():
            plan_accepting._accept_line(SYSTEM, line, at)


def test_control_without_the_lock_lines_are_accepted_by_both(at: datetime, at_once: Run) -> None:
    run = _proposed(at)
    together = Barrier(2)
    at_once([lambda: _without_lock(run, at, together)] * 2)
    assert _accepted()[1] > 3


def test_the_same_question_asked_at_once_is_one_run(at: datetime, at_once: Run) -> None:
    make.staff(gather(at=at), at=at)
    syllabus = make_courses.syllabus(at=at)
    asked = at_once([lambda: make.waiting(at=at, of=syllabus).pk] * 6)
    assert (len(set(asked)), PlanningRun.objects.count()) == (1, 1)
