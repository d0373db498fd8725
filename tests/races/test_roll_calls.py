"""One roll taken by two officers at once, and one person corrected twice at once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError

from academy.people.access import actor
from courses.enums.attendance import Formation, Presence
from courses.models import ConductEntry, RollCall, RollCallLine
from courses.queries.conduct import points_of
from tests.cast import gather
from tests.make import courses as make
from tests.make.leave_of import running
from tests.make.roll_calls import correct, slot_of, take, usual_conduct

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]
P = Presence


def _codes(results: Sequence[Any]) -> list[str]:
    return sorted(getattr(each, "code", type(each).__name__) for each in results)


def test_the_same_roll_by_two_officers_at_once_is_one(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    usual_conduct(at=at)
    cohort = running(cast, at=at)
    results = at_once(
        [
            partial(take, cohort, {cast.li: P.ABSENT}, actor=actor(each))
            for each in (cast.instructor, cast.admin)
        ]
    )
    assert results[0] == results[1] == RollCall.objects.get()
    assert (RollCallLine.objects.count(), ConductEntry.objects.count()) == (3, 1)


def test_a_roll_taken_otherwise_at_once_is_told(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    usual_conduct(at=at)
    cohort = running(cast, at=at)
    results = at_once(
        [
            partial(take, cohort, {cast.li: presence}, actor=actor(each))
            for each, presence in ((cast.instructor, P.ABSENT), (cast.admin, P.LATE))
        ]
    )
    assert _codes(results) == ["RollCall", "courses.roll_call_taken"]
    assert (RollCallLine.objects.count(), ConductEntry.objects.count()) == (3, 1)


def test_control_without_the_lock_only_the_schema_refuses_a_second_roll(
    at: datetime, at_once: Run
) -> None:
    cast = gather(at=at)
    cohort = running(cast, at=at)
    barrier = Barrier(2)

    def insert(by: str) -> RollCall:
        """What `take` would be without its lock: both look, then both write."""
        assert not cohort.roll_calls.exists()
        barrier.wait(timeout=30)
        slot = slot_of()
        return RollCall.objects.create(
            cohort=cohort, formation=Formation.LESSON, called_on=slot.day,
            begins=slot.times.begins, ends=slot.times.ends, hours=Decimal(2),
            recorded_by=by, recorded_at=at,
        )  # fmt: skip

    results = at_once([partial(insert, each) for each in ("a", "b")])
    assert sum(isinstance(each, IntegrityError) for each in results) == 1


def test_corrected_twice_at_once_conduct_follows_the_last(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    usual_conduct(at=at)
    cohort = running(cast, at=at)
    call = take(cohort, {cast.li: P.ABSENT})
    results = at_once([partial(correct, call, {cast.li: each}) for each in (P.LATE, P.PRESENT)])
    assert _codes(results) == ["list", "list"]
    last = call.lines.last_words().get(enrolment__person=cast.li)
    place = make.enrolment_of(cohort, cast.li).pk
    assert last.revision == 2
    assert points_of({place}) == {place: Decimal(98 if last.presence == P.LATE else 100)}


def test_control_without_the_lock_only_the_schema_refuses_a_second_revision(
    at: datetime, at_once: Run
) -> None:
    cast = gather(at=at)
    usual_conduct(at=at)
    cohort = running(cast, at=at)
    call = take(cohort, {cast.li: P.ABSENT})
    barrier = Barrier(2)

    def insert(presence: Presence) -> RollCallLine:
        """What `correct` would be without its lock: both look, then both write."""
        before = call.lines.last_words().get(enrolment__person=cast.li)
        barrier.wait(timeout=30)
        return RollCallLine.objects.create(
            roll_call=call, enrolment=before.enrolment, revision=before.revision + 1,
            presence=presence, reason="x", recorded_by="a", recorded_at=at,
        )  # fmt: skip

    results = at_once([partial(insert, each) for each in (P.LATE, P.PRESENT)])
    assert sum(isinstance(each, IntegrityError) for each in results) == 1
