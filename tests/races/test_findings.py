"""A finding rechecked by two at once, opened twice at once, escalated by two jobs."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError

from academy.findings.enums import EntryKind, FindingState
from academy.findings.models import Finding, FindingEntry
from academy.findings.operations import escalating, findings
from academy.notices.models import Notice
from academy.people.access import actor
from tests.cast import SYSTEM, gather
from tests.make import findings as make
from tests.make.findings import LATE

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]
NEXT = date(2026, 3, 20)
VERDICTS = (EntryKind.RECHECK_PASSED.value, EntryKind.RECHECK_FAILED.value)


def test_of_two_rechecks_at_once_one_counts(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    row = make.reported(cast)
    results = at_once(
        [
            partial(
                findings.recheck,
                actor=actor(person),
                finding=row,
                passed=passed,
                text="已看现场",
                due_on=None if passed else NEXT,
                at=LATE,
            )
            for person, passed in ((cast.leader, True), (cast.admin, False))
        ]
    )
    codes = {getattr(each, "code", type(each).__name__) for each in results}
    passed = Finding.objects.get().state == FindingState.CLOSED
    refused = "findings.finding_closed" if passed else "findings.not_reported"
    assert codes == {"Finding", refused}
    assert FindingEntry.objects.filter(kind__in=VERDICTS).count() == 1


def test_control_without_the_lock_both_verdicts_are_given(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    row = make.reported(cast)
    barrier = Barrier(2)

    def recheck(kind: str) -> int:
        """What `recheck` would be without its lock: both look, then both write."""
        assert Finding.objects.get(pk=row.pk).state == FindingState.RECTIFIED
        barrier.wait(timeout=30)
        due_on = NEXT if kind == EntryKind.RECHECK_FAILED else None
        FindingEntry.objects.create(
            finding=row, kind=kind, text="已看现场", due_on=due_on, by="somebody", at=LATE
        )
        return FindingEntry.objects.filter(kind=kind).count()

    assert at_once([partial(recheck, kind) for kind in VERDICTS]) == [1, 1]
    assert FindingEntry.objects.filter(kind__in=VERDICTS).count() == 2


def test_opened_by_two_at_once_it_is_one(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    results = at_once([partial(make.opened, cast) for _again in range(4)])
    assert {each.pk for each in results} == {Finding.objects.get().pk}
    assert FindingEntry.objects.count() == 1
    assert Notice.objects.filter(topic="findings.opened").count() == 1


def test_control_without_its_care_the_second_opening_breaks(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    barrier = Barrier(2)

    def insert() -> Finding:
        """What `open_finding` would be without its care: both look, then both write."""
        assert not Finding.objects.exists()
        barrier.wait(timeout=30)
        return Finding.objects.create(
            kind=make.BOARD.code, source_key="1", unit=cast.east, owner=cast.officer,
            title=make.TITLE, due_on=make.DUE, opened_at=at, opened_by="somebody",
        )  # fmt: skip

    results = at_once([insert, insert])
    assert sum(isinstance(each, IntegrityError) for each in results) == 1


def test_one_form_sent_twice_at_once_is_one(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    results = at_once([partial(make.by_hand, cast) for _again in range(4)])
    assert {each.pk for each in results} == {Finding.objects.get().pk}
    kinds = FindingEntry.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [EntryKind.OPENED, EntryKind.EVIDENCE]
    assert Notice.objects.filter(topic="findings.opened").count() == 1


def test_two_jobs_at_once_press_once_for_a_recheck(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    make.reported(cast)
    job = partial(escalating.escalate_rechecks, actor=SYSTEM, at=LATE)
    assert sorted(at_once([job, job])) == [0, 1]
    assert Notice.objects.filter(topic="findings.recheck_late").count() == 1


def test_two_jobs_at_once_tell_once(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    make.opened(cast)
    job = partial(escalating.escalate_overdue, actor=SYSTEM, at=LATE)
    assert sorted(at_once([job, job])) == [0, 1]
    assert Notice.objects.filter(topic="findings.overdue").count() == 1
