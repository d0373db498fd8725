"""Locks, moves and other changes of a proposal, and the rules that forbid some."""

from datetime import date, datetime
from typing import Any

import pytest

from courses.enums.planning import BlockKind
from courses.enums.plans import DecisionKind, PlanState
from courses.errors import CohortOverHoliday, EndsBeforeStart, QuotasOverCapacity
from courses.errors.plans import (
    PlanLineAccepted,
    PlanLineLocked,
    PlanNotProposed,
    PlanQuotaBelowSeats,
    PlanRuleBroken,
    PlanSeatTaken,
)
from courses.models import PlanDecision, PlanLine, PlanningRun, PlanSeat
from courses.operations import blocks, plan_accepting, plan_edits
from tests.cast import SYSTEM, Cast
from tests.make import courses as make_courses
from tests.make import planning as make

pytestmark = pytest.mark.django_db
# Two lines of five, in which nothing but their seats is short.
FIGURES = {
    "capacity": 5,
    "minimum_fill_percent": 0,
    "away_percent": 100,
    "men_beds": 9,
    "women_beds": 9,
}


@pytest.fixture
def run(at: datetime, cast: Cast) -> PlanningRun:
    """A proposal for ten people in three lines of at most five."""
    make.staff(cast, at=at)
    return make.solved(at=at, **FIGURES)


def kinds() -> list[str]:
    return list(PlanDecision.objects.order_by("pk").values_list("kind", flat=True))


def two(run: PlanningRun) -> tuple[PlanLine, PlanLine]:
    """The first two lines of a run."""
    first, second = run.lines.order_by("number")[:2]
    return first, second


def test_a_lock_is_kept_by_the_next_run(at: datetime, cast: Cast, run: PlanningRun) -> None:
    line, _ = two(run)
    for _turn in range(2):
        plan_edits.lock_line(actor=SYSTEM, line=line, locked=True, reason="场地已定", at=at)
    assert kinds() == [DecisionKind.LINE_LOCKED]
    again = make.solved(at=at, of=line.syllabus, previous=run, **FIGURES)
    assert again.lines.get(slot=line.slot).locked
    plan_edits.lock_line(actor=SYSTEM, line=again.lines.get(slot=line.slot), locked=False, at=at)
    assert kinds()[-1] == DecisionKind.LINE_RELEASED


def test_a_seat_is_locked_and_released_once(at: datetime, run: PlanningRun) -> None:
    seat = run.seats.order_by("pk")[0]
    for locked in (True, True, False, False):
        plan_edits.lock_seat(actor=SYSTEM, seat=seat, locked=locked, at=at)
    assert kinds() == [DecisionKind.SEAT_LOCKED, DecisionKind.SEAT_RELEASED]


def move_to_free(at: datetime, run: PlanningRun) -> tuple[PlanSeat, PlanLine]:
    """Take somebody out of the second line, then move somebody of the first into it."""
    first, second = two(run)
    leaving = second.seats.order_by("pk")[0]
    plan_edits.drop(actor=SYSTEM, seat=leaving, reason="借调", at=at)
    same = first.seats.filter(unit_id=leaving.unit_id).order_by("pk")
    seat = same[0] if same else first.seats.order_by("pk")[0]
    return plan_edits.move(actor=SYSTEM, seat=seat, to=second, reason="本人申请", at=at), second


def test_a_move_is_kept_with_its_quota(at: datetime, run: PlanningRun) -> None:
    seat, second = move_to_free(at, run)
    assert (seat.line_id, seat.locked) == (second.pk, True)
    for line in run.lines.all():
        quotas = dict(line.quotas.values_list("unit_id", "seats"))
        for unit, seats in quotas.items():
            assert line.seats.filter(unit_id=unit).count() == seats
    assert plan_edits.move(actor=SYSTEM, seat=seat, to=second, at=at) == seat
    assert kinds() == [DecisionKind.SEAT_DROPPED, DecisionKind.SEAT_MOVED]
    run.refresh_from_db()
    assert run.seated == 9


def test_a_moved_person_is_locked_where_they_are(at: datetime, run: PlanningRun) -> None:
    seat, second = move_to_free(at, run)
    elsewhere = run.lines.exclude(pk=second.pk)[0]
    with pytest.raises(PlanLineLocked):
        plan_edits.move(actor=SYSTEM, seat=seat, to=elsewhere, at=at)
    with pytest.raises(PlanLineLocked):
        plan_edits.drop(actor=SYSTEM, seat=seat, reason="", at=at)


def test_a_move_into_a_full_line_names_the_rule(at: datetime, run: PlanningRun) -> None:
    first, second = two(run)
    with pytest.raises(PlanRuleBroken) as caught:
        plan_edits.move(actor=SYSTEM, seat=first.seats.order_by("pk")[0], to=second, at=at)
    assert "每期人数上限" in str(caught.value)
    assert "6" in str(caught.value)


def test_a_move_into_somebodys_leave_names_the_rule(
    at: datetime, cast: Cast, run: PlanningRun
) -> None:
    first, second = two(run)
    seat = first.seats.select_related("person").order_by("pk")[0]
    plan_edits.drop(actor=SYSTEM, seat=second.seats.order_by("pk")[0], reason="", at=at)
    blocks.record_block(
        actor=SYSTEM,
        person=seat.person,
        kind=BlockKind.LEAVE,
        starts_on=second.ends_on,
        ends_on=second.ends_on,
        source="test",
        at=at,
    )
    with pytest.raises(PlanRuleBroken) as caught:
        plan_edits.move(actor=SYSTEM, seat=seat, to=second, at=at)
    assert "本人不派出的日期" in str(caught.value)
    assert PlanSeat.objects.get(pk=seat.pk).line_id == first.pk


def test_a_move_to_another_course_is_refused(at: datetime, cast: Cast, run: PlanningRun) -> None:
    other = make.solved(at=at, of=make_courses.syllabus(at=at, code="SAFE"))
    seat, line = run.seats.all()[0], other.lines.all()[0]
    with pytest.raises(PlanSeatTaken):
        plan_edits.move(actor=SYSTEM, seat=seat, to=line, at=at)


def test_other_days(at: datetime, run: PlanningRun) -> None:
    line, second = two(run)
    monday = date(2026, 4, 13)
    moved = plan_edits.reschedule(
        actor=SYSTEM, line=line, starts_on=monday, ends_on=date(2026, 4, 17), reason="会议", at=at
    )
    assert (moved.slot, moved.locked) == ("2026-04-13/1", True)
    again = plan_edits.reschedule(
        actor=SYSTEM, line=line, starts_on=monday, ends_on=date(2026, 4, 17), at=at
    )
    assert (again.pk, kinds()) == (line.pk, [DecisionKind.LINE_EDITED])
    with pytest.raises(PlanLineLocked):
        plan_edits.reschedule(
            actor=SYSTEM, line=line, starts_on=date(2026, 4, 20), ends_on=date(2026, 4, 24), at=at
        )
    assert second.slot != moved.slot


def test_days_that_cannot_be(at: datetime, run: PlanningRun) -> None:
    line, _ = two(run)
    with pytest.raises(EndsBeforeStart):
        plan_edits.reschedule(
            actor=SYSTEM, line=line, starts_on=date(2026, 4, 14), ends_on=date(2026, 4, 13), at=at
        )
    holiday: dict[str, Any] = {"starts_on": date(2026, 4, 6), "ends_on": date(2026, 4, 10)}
    with pytest.raises(CohortOverHoliday):
        plan_edits.reschedule(actor=SYSTEM, line=line, at=at, **holiday)
    row = plan_edits.reschedule(
        actor=SYSTEM, line=line, holiday_reason="应急集训", at=at, **holiday
    )
    assert row.holiday_reason == "应急集训"
    run = plan_accepting.accept(actor=SYSTEM, run=row.run, at=at)
    cohort = run.lines.get(pk=line.pk).cohort
    assert cohort is not None
    assert cohort.holiday_reason == "应急集训"


def test_quotas_of_a_line(at: datetime, cast: Cast, run: PlanningRun) -> None:
    line, _ = two(run)
    have = dict(line.quotas.values_list("unit_id", "seats"))
    unit = max(have)
    with pytest.raises(QuotasOverCapacity):
        plan_edits.set_quotas(
            actor=SYSTEM, line=line, quotas={**have, unit: line.capacity + 1}, at=at
        )
    with pytest.raises(PlanQuotaBelowSeats):
        plan_edits.set_quotas(actor=SYSTEM, line=line, quotas={**have, unit: 0}, at=at)
    seat = line.seats.filter(unit_id=unit).order_by("pk")[0]
    plan_edits.drop(actor=SYSTEM, seat=seat, reason="", at=at)
    for _turn in range(2):
        plan_edits.set_quotas(actor=SYSTEM, line=line, quotas=have, at=at)
    assert dict(line.quotas.values_list("unit_id", "seats")) == have
    assert kinds() == [DecisionKind.SEAT_DROPPED, DecisionKind.LINE_EDITED]


def test_what_is_accepted_is_not_edited(at: datetime, run: PlanningRun) -> None:
    line, second = two(run)
    plan_accepting.accept(actor=SYSTEM, run=run, lines=[line], at=at)
    with pytest.raises(PlanLineAccepted):
        plan_edits.lock_line(actor=SYSTEM, line=line, locked=True, at=at)
    plan_accepting.accept(actor=SYSTEM, run=run, at=at)
    with pytest.raises(PlanNotProposed):
        plan_edits.lock_line(actor=SYSTEM, line=second, locked=True, at=at)
    run.refresh_from_db()
    assert run.state == PlanState.ACCEPTED


def test_who_was_dropped_stays_out_of_that_line(at: datetime, run: PlanningRun) -> None:
    line, _ = two(run)
    seat = line.seats.order_by("pk")[0]
    person, slot = seat.person_id, line.slot
    plan_edits.drop(actor=SYSTEM, seat=seat, reason="单位值守", at=at)
    plan_edits.drop(actor=SYSTEM, seat=seat, reason="单位值守", at=at)
    assert kinds() == [DecisionKind.SEAT_DROPPED]
    again = make.solved(at=at, of=line.syllabus, previous=run, **FIGURES)
    assert again.state == PlanState.PROPOSED
    assert not again.seats.filter(person_id=person, line__slot=slot).exists()
