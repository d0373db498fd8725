"""Two decisions on one person at once: never two grants of one day, never two answers."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError

from academy.people.access import actor
from academy.reporting.enums import ExclusionState
from academy.reporting.models import Exclusion
from academy.reporting.operations import exclusions
from tests.cast import Cast, gather
from tests.make import exclusions as make

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]


def _two(cast: Cast, at: datetime) -> list[Exclusion]:
    """Two requests for one person, whose days overlap."""
    drafts = [make.draft(cast.wang), make.draft(cast.wang, until=None)]
    return [make.asked(each, by=cast.officer, at=at) for each in drafts]


def _codes(results: Sequence[Any]) -> list[str]:
    return sorted(getattr(each, "code", type(each).__name__) for each in results)


def test_of_two_grants_of_one_day_one_is_refused(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    results = at_once(
        [
            partial(
                exclusions.decide,
                actor=actor(decider),
                exclusions=[row],
                grant=True,
                words="同意",
                at=at,
            )
            for decider, row in zip((cast.hr, cast.admin), _two(cast, at), strict=True)
        ]
    )
    assert _codes(results) == ["list", "reporting.exclusion_overlaps"]
    assert Exclusion.objects.filter(granted=True).count() == 1


def test_control_without_the_lock_only_the_schema_refuses_the_second_grant(
    at: datetime, at_once: Run
) -> None:
    cast = gather(at=at)
    barrier = Barrier(2)

    def grant(row: Exclusion) -> int:
        """What `decide` would be without its lock: both look, then both write."""
        assert not Exclusion.objects.filter(granted=True).exists()
        barrier.wait(timeout=30)
        return Exclusion.objects.filter(pk=row.pk).update(
            state=ExclusionState.GRANTED.value,
            granted=True,
            decided_by=cast.hr,
            decided_at=at,
            decision="同意",
        )

    results = at_once([partial(grant, row) for row in _two(cast, at)])
    assert sum(isinstance(each, DatabaseError) for each in results) == 1
    assert Exclusion.objects.filter(granted=True).count() == 1


def test_granted_and_refused_at_once_is_one_of_the_two(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    row = make.asked(make.draft(cast.wang), by=cast.officer, at=at)
    results = at_once(
        [
            partial(
                exclusions.decide,
                actor=actor(decider),
                exclusions=[row],
                grant=grant,
                words="已核实",
                at=at,
            )
            for decider, grant in ((cast.hr, True), (cast.admin, False))
        ]
    )
    assert _codes(results) == ["list", "reporting.exclusion_moved"]


def test_the_same_asked_twice_at_once_is_one_request(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    results = at_once(
        [
            partial(make.asked, make.draft(cast.wang), by=asker, at=at)
            for asker in (cast.officer, cast.hr)
        ]
    )
    assert _codes(results) == ["Exclusion", "Exclusion"]
    assert Exclusion.objects.count() == 1
