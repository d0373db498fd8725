"""Leave granted twice at once, withdrawn while it is granted, asked twice for one time."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError

from academy.people.access import actor
from courses.enums.attendance import LeaveKind, LeaveState
from courses.models import Leave, LeaveDecision
from courses.operations import leaves
from courses.queries import leaves as queries
from tests.cast import gather
from tests.make import courses as make
from tests.make.leave_of import T, ask, decide, moment, running

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]


def _codes(results: Sequence[Any]) -> list[str]:
    return sorted(getattr(each, "code", type(each).__name__) for each in results)


def test_granted_twice_at_once_is_one_decision(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    row = ask(running(cast, at=at), cast.wang, at=at)
    results = at_once([partial(decide, row, each, at=at) for each in (cast.instructor, cast.admin)])
    assert _codes(results) == ["Leave", "courses.leave_decided"]
    assert LeaveDecision.objects.count() == 1


def test_control_without_the_lock_only_the_schema_refuses_a_second_decision(
    at: datetime, at_once: Run
) -> None:
    cast = gather(at=at)
    row = ask(running(cast, at=at), cast.wang, at=at)
    barrier = Barrier(2)

    def consent(by: str) -> LeaveDecision:
        """What `decide` would be without its lock: both look, then both write."""
        assert not LeaveDecision.objects.filter(leave=row).exists()
        barrier.wait(timeout=30)
        return LeaveDecision.objects.create(
            leave=row, step=T, granted=True, decided_by=by, decided_at=at
        )

    results = at_once([partial(consent, each) for each in ("a", "b")])
    assert sum(isinstance(each, IntegrityError) for each in results) == 1


def test_withdrawn_while_it_is_granted_ends_withdrawn(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    row = ask(running(cast, at=at), cast.wang, at=at)
    who = actor(cast.wang)
    results = at_once(
        [
            partial(leaves.withdraw, actor=who, leave=row, at=at),
            partial(decide, row, cast.instructor, at=at),
        ]
    )
    # Either order is right: granted and then withdrawn, or withdrawn and then too late to grant.
    assert _codes(results) in (["Leave", "Leave"], ["Leave", "courses.leave_withdrawn"])
    assert Leave.objects.get().state == LeaveState.WITHDRAWN


def test_control_without_the_lock_a_withdrawn_leave_is_granted(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    row = ask(running(cast, at=at), cast.wang, at=at)
    looked, withdrawn = Barrier(2), Barrier(2)

    def grant() -> None:
        """What `decide` would be without its lock: it writes over what came in between."""
        assert Leave.objects.get(pk=row.pk).state == LeaveState.ASKED
        looked.wait(timeout=30)
        withdrawn.wait(timeout=30)
        Leave.objects.filter(pk=row.pk).update(
            state=LeaveState.GRANTED, settled_at=at, withdrawn_at=None
        )

    def withdraw() -> None:
        looked.wait(timeout=30)
        leaves.withdraw(actor=actor(cast.wang), leave=row, at=at)
        withdrawn.wait(timeout=30)

    assert at_once([grant, withdraw]) == [None, None]
    assert Leave.objects.get().state == LeaveState.GRANTED


def test_two_overlapping_requests_at_once_are_one(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    cohort = running(cast, at=at)
    results = at_once(
        [partial(ask, cohort, cast.wang, begins, "10:00", at=at) for begins in ("08:30", "09:00")]
    )
    assert _codes(results) == ["Leave", "courses.leave_overlaps"]
    assert Leave.objects.count() == 1


def test_control_without_the_lock_two_overlapping_requests_stand(
    at: datetime, at_once: Run
) -> None:
    cast = gather(at=at)
    place = make.enrolment_of(running(cast, at=at), cast.wang)
    barrier = Barrier(2)

    def insert(begins: str) -> Leave:
        """What `ask` would be without its lock: both look, then both write."""
        assert queries.live_of(place) == []
        barrier.wait(timeout=30)
        return Leave.objects.create(
            enrolment=place, kind=LeaveKind.SICK, starts_at=moment(begins), ends_at=moment("10:00"),
            hours=2, reason="x", steps=[T.value], asked_at=at, asked_by="a",
        )  # fmt: skip

    assert _codes(at_once([partial(insert, each) for each in ("08:30", "09:00")])) == ["Leave"] * 2
    assert Leave.objects.count() == 2
