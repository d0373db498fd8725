"""An entry reversed twice at once, an objection decided twice, a rule added twice."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError

from academy.people.access import actor
from courses.enums.attendance import ConductEffect, ObjectionState
from courses.models import ConductEntry, ConductObjection, ConductRule
from courses.operations import conduct, conduct_rules
from courses.operations.conduct_rules import Draft
from courses.queries.conduct import points_of
from tests.cast import FOUNDED_ON, SYSTEM, gather
from tests.make.conduct import LATER, entry, objection, running

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]


def _codes(results: Sequence[Any]) -> list[str]:
    return sorted(getattr(each, "code", type(each).__name__) for each in results)


def test_reversed_twice_at_once_counts_once(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    row = entry(running([cast.wang], at=at), cast.wang)
    results = at_once(
        [
            partial(conduct.reverse, actor=SYSTEM, entry=row, reason=each, at=LATER)
            for each in ("记错人", "记错日期")
        ]
    )
    assert _codes(results) == ["ConductEntry", "courses.conduct_reversed"]
    assert points_of([row.enrolment_id]) == {row.enrolment_id: Decimal("100.0")}


def test_control_without_the_lock_only_the_schema_refuses_a_second_reversal(
    at: datetime, at_once: Run
) -> None:
    cast = gather(at=at)
    row = entry(running([cast.wang], at=at), cast.wang)
    barrier = Barrier(2)

    def take_back(reason: str) -> ConductEntry:
        """What `reverse` would be without its lock: both look, then both write."""
        assert not ConductEntry.objects.filter(reverses=row).exists()
        barrier.wait(timeout=30)
        made = conduct.against(row, reason, actor=SYSTEM, at=LATER)
        made.save(force_insert=True)
        return made

    results = at_once([partial(take_back, each) for each in ("记错人", "记错日期")])
    assert sum(isinstance(each, IntegrityError) for each in results) == 1


def test_an_objection_is_decided_once(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    row = entry(running([cast.wang], at=at), cast.wang)
    made = objection(row, actor(cast.wang))
    results = at_once(
        [
            partial(
                conduct.decide_objection,
                actor=actor(person),
                objection=made,
                upheld=upheld,
                answer="已核实",
                at=LATER,
            )
            for person, upheld in ((cast.admin, True), (cast.second_admin, False))
        ]
    )
    assert _codes(results) == ["ConductObjection", "courses.objection_decided"]
    upheld = ConductObjection.objects.get().state == ObjectionState.UPHELD
    assert points_of([row.enrolment_id])[row.enrolment_id] == (100 if upheld else 95)


def test_control_without_the_lock_two_answers_are_given(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    row = entry(running([cast.wang], at=at), cast.wang)
    made = objection(row, actor(cast.wang))
    barrier = Barrier(2)

    def answer(state: ObjectionState) -> int:
        """What `decide_objection` would be without its lock: both look, then both write."""
        assert ConductObjection.objects.get(pk=made.pk).state == ObjectionState.OPEN
        barrier.wait(timeout=30)
        return ConductObjection.objects.filter(pk=made.pk).update(
            state=state.value, decided_at=LATER, decided_by="x", answer="已核实"
        )

    results = at_once(
        [partial(answer, each) for each in (ObjectionState.UPHELD, ObjectionState.DISMISSED)]
    )
    assert results == [1, 1]


def test_a_rule_added_by_two_at_once_is_there_once(at: datetime, at_once: Run) -> None:
    drafts = [
        Draft("noise", "熄灯后喧哗", ConductEffect.DEDUCTION, Decimal(1), Decimal(each))
        for each in (2, 3)
    ]
    results = at_once(
        [
            partial(conduct_rules.add, actor=SYSTEM, draft=each, valid_from=FOUNDED_ON, at=at)
            for each in drafts
        ]
    )
    # A rule has a code itself.
    assert _codes(results) == ["courses.conduct_rule_overlaps", "noise"]
    assert ConductRule.objects.count() == 1


def test_control_without_a_refusal_the_second_rule_breaks(at: datetime, at_once: Run) -> None:
    barrier = Barrier(2)

    def insert(most: int) -> ConductRule:
        """What `add` would be without its care: both look, then both write."""
        assert not ConductRule.objects.exists()
        barrier.wait(timeout=30)
        return ConductRule.objects.create(
            code="noise", name="喧哗", effect=ConductEffect.DEDUCTION, least=1, most=most,
            valid_from=FOUNDED_ON, recorded_at=at,
        )  # fmt: skip

    results = at_once([partial(insert, each) for each in (2, 3)])
    assert sum(isinstance(each, IntegrityError) for each in results) == 1
