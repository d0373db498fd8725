"""One page writes at a time, and taking over is said aloud."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from academy.audit.models import Entry
from exams.enums import EntryRule, IncidentKind, LateCause, Verb
from exams.errors import (
    EntryCodeWrong,
    LeaseHeld,
    LeaseLost,
    NotAdmitted,
    SequenceConflict,
    SittingClosed,
    SittingNotStarted,
    SittingPaused,
    SittingVoided,
)
from exams.models import Exam, Incident, LateResponse, Policy, Response, Revision, Sitting
from exams.operations import leases, pauses, sittings, watch
from exams.rules.entry import Circumstances
from tests.cast import SYSTEM, Cast
from tests.make import exams as make

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
ONE, TWO = "page-one", "page-two"


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang])


@pytest.fixture
def sitting(exam: Exam, cast: Cast, at: datetime) -> Sitting:
    return make.sitting(exam, cast.wang, at=at, client=ONE)


def _take(
    sitting: Sitting,
    client: str,
    at: datetime,
    *,
    take_over: bool = False,
    circumstances: Circumstances | None = None,
) -> Sitting:
    return leases.take(
        actor=SYSTEM,
        sitting=sitting,
        client=client,
        take_over=take_over,
        circumstances=circumstances,
        at=at,
    )


def _incidents() -> list[str]:
    return list(Incident.objects.order_by("pk").values_list("kind", flat=True))


def test_who_starts_has_the_lease(sitting: Sitting, at: datetime) -> None:
    assert (sitting.lease, sitting.lease_client) == (1, ONE)
    again = sittings.start(actor=SYSTEM, sitting=sitting, client=ONE, at=at + SECOND)
    assert (again.lease, again.lease_client) == (1, ONE)


def test_starting_again_does_not_take_it(sitting: Sitting, at: datetime) -> None:
    again = sittings.start(actor=SYSTEM, sitting=sitting, client=TWO, at=at + SECOND)
    assert (again.lease, again.lease_client) == (1, ONE)


def test_a_lease_that_nobody_has_goes_to_who_asks(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    assert (row.lease, row.lease_client) == (0, "")
    assert _take(row, ONE, at).lease == 1
    with pytest.raises(LeaseHeld):
        _take(row, TWO, at)


def test_a_start_without_a_page_leaves_it_to_the_first(
    exam: Exam, cast: Cast, at: datetime
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    again = sittings.start(actor=SYSTEM, sitting=row, client=ONE, at=at)
    assert (again.lease, again.lease_client) == (1, ONE)


def test_who_has_it_gets_the_same_number(sitting: Sitting, at: datetime) -> None:
    assert _take(sitting, ONE, at).lease == 1
    assert _take(sitting, ONE, at, take_over=True).lease == 1
    assert _incidents() == []


def test_another_page_is_told_and_noted(sitting: Sitting, at: datetime) -> None:
    with pytest.raises(LeaseHeld) as refused:
        _take(sitting, TWO, at + SECOND)
    assert refused.value.facts == {"last_seen_at": at.isoformat()}
    assert _incidents() == [IncidentKind.LEASE_REFUSED]
    sitting.refresh_from_db()
    assert (sitting.lease, sitting.lease_client) == (1, ONE)


def test_taking_over_is_logged_and_noted(sitting: Sitting, at: datetime) -> None:
    taken = _take(sitting, TWO, at, take_over=True)
    assert (taken.lease, taken.lease_client) == (2, TWO)
    assert _incidents() == [IncidentKind.TAKEN_OVER]
    entry = Entry.objects.get(verb=Verb.SITTING_TAKEN_OVER.value)
    assert entry.facts == {"lease": 2}
    assert _take(sitting, ONE, at, take_over=True).lease == 3


def test_taking_over_asks_for_the_code(sitting: Sitting, exam: Exam, at: datetime) -> None:
    Policy.objects.create(
        exam=exam, entry_rule=EntryRule.ACCESS_CODE.value, access_code="H7K2QD", set_at=at
    )
    with pytest.raises(EntryCodeWrong):
        _take(sitting, TWO, at, take_over=True, circumstances=Circumstances("10.0.0.1", "WRONG"))
    assert _incidents() == [IncidentKind.CODE_REFUSED]
    right = Circumstances("10.0.0.1", "h7k2qd")
    assert _take(sitting, TWO, at, take_over=True, circumstances=right).lease == 2


def test_no_lease_before_the_start_nor_after_the_end(exam: Exam, cast: Cast, at: datetime) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    row = Sitting.objects.get()
    with pytest.raises(SittingNotStarted):
        _take(row, ONE, at)
    with pytest.raises(NotAdmitted):
        sittings.start(actor=SYSTEM, sitting=row, client=ONE, at=at)
    row = make.sitting(exam, cast.wang, at=at, client=ONE)
    assert row.deadline_at is not None
    with pytest.raises(SittingClosed):
        _take(row, TWO, row.deadline_at)
    assert _take(row, TWO, row.deadline_at - SECOND, take_over=True).lease == 2
    watch.void(actor=SYSTEM, sitting=row, reason="重排座位", at=at)
    with pytest.raises(SittingVoided):
        _take(row, ONE, at)


# -- what the loser of a lease may and may not do -------------------------------------------------


@pytest.mark.parametrize("lease", [0, 1, 3])
def test_only_the_newest_lease_saves(sitting: Sitting, at: datetime, lease: int) -> None:
    _take(sitting, TWO, at, take_over=True)
    with pytest.raises(LeaseLost):
        make.save(sitting, {"1": True}, at=at, lease=lease)
    assert not Response.objects.exists()
    late = LateResponse.objects.get()
    assert (late.cause, late.sequence, late.answers) == (LateCause.LEASE, 1, '{"1":true}')
    assert make.save(sitting, {"1": False}, at=at, lease=2).answered == 1


def test_what_was_acknowledged_stays_acknowledged(sitting: Sitting, at: datetime) -> None:
    """Sent again by a page that has lost the lease since, or after the end: the same receipt."""
    first = make.save(sitting, {"1": True}, at=at, lease=1)
    _take(sitting, TWO, at, take_over=True)
    assert make.save(sitting, {"1": True}, at=at + SECOND, lease=1) == first
    with pytest.raises(LeaseLost):
        make.save(sitting, {"1": False}, at=at + SECOND, lease=1)
    with pytest.raises(SequenceConflict):
        make.save(sitting, {"1": False}, at=at + SECOND, lease=2)
    sittings.hand_in(actor=SYSTEM, sitting=sitting, lease=2, at=at + SECOND)
    assert make.save(sitting, {"1": True}, at=at + 2 * SECOND, lease=1) == first
    assert Revision.objects.count() == 1


def test_a_lost_lease_does_not_hand_in(sitting: Sitting, at: datetime) -> None:
    _take(sitting, TWO, at, take_over=True)
    with pytest.raises(LeaseLost):
        sittings.hand_in(actor=SYSTEM, sitting=sitting, lease=1, at=at)
    first = sittings.hand_in(actor=SYSTEM, sitting=sitting, lease=2, at=at)
    assert sittings.hand_in(actor=SYSTEM, sitting=sitting, lease=1, at=at + SECOND) == first


def test_a_lost_lease_ends_a_sitting_that_is_over(sitting: Sitting, at: datetime) -> None:
    _take(sitting, TWO, at, take_over=True)
    assert sitting.deadline_at is not None
    just_before = sitting.deadline_at - SECOND
    with pytest.raises(LeaseLost):
        sittings.hand_in(actor=SYSTEM, sitting=sitting, lease=1, at=just_before)
    result = sittings.hand_in(actor=SYSTEM, sitting=sitting, lease=1, at=sitting.deadline_at)
    assert result.sitting is not None
    assert result.sitting.closed_at == sitting.deadline_at


def test_a_paused_sitting_takes_nothing_and_loses_nothing(sitting: Sitting, at: datetime) -> None:
    first = make.save(sitting, {"1": True}, at=at)
    pauses.pause(actor=SYSTEM, sitting=sitting, reason="停电", at=at + SECOND)
    assert make.save(sitting, {"1": True}, at=at + SECOND) == first
    with pytest.raises(SittingPaused):
        make.save(sitting, {"2": True}, at=at + SECOND, sequence=2)
    with pytest.raises(LeaseLost):
        make.save(sitting, {"2": True}, at=at + SECOND, sequence=2, lease=9)
    with pytest.raises(SittingPaused):
        sittings.hand_in(actor=SYSTEM, sitting=sitting, lease=1, at=at + SECOND)
    assert LateResponse.objects.get().cause == LateCause.PAUSED
    pauses.resume(actor=SYSTEM, sitting=sitting, at=at + 60 * SECOND)
    assert make.save(sitting, {"2": True}, at=at + 61 * SECOND, sequence=2).answered == 2
