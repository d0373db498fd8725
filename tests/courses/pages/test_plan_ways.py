"""Each change that would help can be made: with the next run, or by a link to where it is made."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from academy.people.models import Person
from academy.shared import clock
from courses.enums.planning import BlockKind, PlanRule
from courses.enums.plans import DecisionKind, PlanState
from courses.models import Block, PlanDecision, PlanningRun, PlanSeat
from courses.operations import blocks, plan_accepting, plan_edits, plan_solving
from courses.rules import plan_relax
from courses.rules.calendar import Span
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import planning as make

pytestmark = pytest.mark.django_db


def url(name: str, *arguments: object) -> str:
    return reverse(f"courses:{name}", args=arguments)


def on_leave(person: Person, first: date, last: date, at: datetime) -> Block:
    return blocks.record_block(
        actor=SYSTEM,
        person=person,
        kind=BlockKind.LEAVE,
        starts_on=first,
        ends_on=last,
        source="请假条",
        at=at,
    )


def ahead() -> Span:
    """Four weeks from the day of the pages."""
    return Span(clock.today(), clock.today() + timedelta(days=28))


@pytest.fixture
def locked(at: datetime, cast: Cast) -> PlanSeat:
    """A proposal with one person locked into a line in which they are now on leave."""
    make.staff(cast, at=at)
    run = make.solved(at=clock.now(), span=ahead())
    seat = PlanSeat.objects.filter(run=run).select_related("line", "person").order_by("pk")[0]
    plan_edits.lock_seat(actor=SYSTEM, seat=seat, locked=True, at=at)
    on_leave(seat.person, seat.line.starts_on, seat.line.ends_on, at)
    return seat


def again(seat: PlanSeat) -> PlanningRun:
    run = make.solved(at=clock.now(), of=seat.syllabus, previous=seat.run, span=ahead())
    assert run.state == PlanState.INFEASIBLE
    return run


def test_a_decision_in_the_way_is_released_by_planning_again(
    at: datetime, cast: Cast, locked: PlanSeat, client_of: ClientOf
) -> None:
    run, client = again(locked), client_of(cast.admin)
    assert {each["rule"] for each in run.explanation["relaxations"]} == {PlanRule.LOCK}
    text = client.get(url("plan", run.public_id)).content.decode()
    for words in ("重排时一并解锁", locked.person.name, "按这 1 项放宽后重排"):
        assert words in text
    for _turn in range(2):
        client.post(url("relax_plan", run.public_id))
    locked.refresh_from_db()
    assert not locked.locked
    released = PlanDecision.objects.filter(kind=DecisionKind.SEAT_RELEASED.value)
    assert [each.reason for each in released] == ["锁定的内容使下一次排不出"]
    after = PlanningRun.objects.order_by("-pk")[0]
    assert (after.previous_id, after.state) == (locked.run_id, PlanState.DRAFT)
    assert plan_solving.answer_run(run=after, at=clock.now()).state == PlanState.PROPOSED


def test_an_accepted_cohort_is_gone_to_instead(
    at: datetime, cast: Cast, locked: PlanSeat, client_of: ClientOf
) -> None:
    locked.run.lines.update(holiday_reason="测试")
    plan_accepting.accept(actor=SYSTEM, run=locked.run, lines=[locked.line], at=at)
    run, client = again(locked), client_of(cast.admin)
    locked.line.refresh_from_db()
    assert locked.line.cohort is not None
    text = client.get(url("plan", run.public_id)).content.decode()
    assert url("cohort", locked.line.cohort.public_id) in text
    client.post(url("relax_plan", run.public_id))
    locked.refresh_from_db()
    assert locked.locked


def test_leave_and_a_line_locked_are_told_with_names_and_links(
    at: datetime, cast: Cast, locked: PlanSeat, client_of: ClientOf
) -> None:
    on_leave(locked.person, ahead().starts_on, ahead().ends_on, at)
    plan_edits.lock_seat(actor=SYSTEM, seat=locked, locked=False, at=at)
    run, client = again(locked), client_of(cast.admin)
    changes = {each["rule"]: each for each in run.explanation["relaxations"]}
    change = changes[PlanRule.BLOCK]
    text = client.get(url("plan", run.public_id)).content.decode()
    assert f"{url('blocks')}?unit={change['place']['unit']}" in text
    assert locked.person.name in text


def test_a_locked_line_is_released(
    at: datetime, cast: Cast, locked: PlanSeat, client_of: ClientOf
) -> None:
    plan_edits.lock_seat(actor=SYSTEM, seat=locked, locked=False, at=at)
    line = plan_edits.lock_line(actor=SYSTEM, line=locked.line, locked=True, at=at)
    # Locked for its course, while everybody is on leave in its days.
    for person in Person.objects.filter(plan_seats__run=locked.run).distinct():
        on_leave(person, line.starts_on, line.ends_on, at)
    run = again(locked)
    rules = {each["rule"] for each in run.explanation["relaxations"]}
    client = client_of(cast.admin)
    client.post(url("relax_plan", run.public_id))
    line.refresh_from_db()
    assert line.locked is (PlanRule.LOCK not in rules)


def test_the_same_on_different_days_is_told_once(
    at: datetime, cast: Cast, locked: PlanSeat, client_of: ClientOf
) -> None:
    run, client = again(locked), client_of(cast.admin)
    place: dict[str, Any] = {"unit": None, "persons": [], "course": None}
    days = ("2026-12-07", "2026-12-14", "2026-12-21")
    run.explanation["relaxations"] = [
        {
            "rule": PlanRule.BEDS_WOMEN.value,
            "place": {**place, "slots": [f"{day}/1"], "resource": day},
            "allowed": 22,
            "needed": needed,
            "percent": None,
        }
        for day, needed in zip(days, (25, 25, 26), strict=True)
    ]
    run.save(update_fields=["explanation"])
    text = client.get(url("plan", run.public_id)).content.decode()
    assert "2026-12-07、2026-12-14 开班的期次 · 女床位：由 22 改为 25" in text
    assert "2026-12-21 开班的期次 · 女床位：由 22 改为 26" in text
    assert text.count("女床位：由 22 改为 25") == 1


@pytest.mark.parametrize("dated", [True, False])
def test_a_deadline_is_a_setting_only_where_the_run_set_it(dated: bool) -> None:
    each = plan_relax.Relaxing(PlanRule.DEADLINE, 0, 3)
    assert plan_relax.is_setting(each, bedded=False, dated=dated) is dated


def test_the_page_asks_no_more_of_the_database_for_more_changes(
    at: datetime, cast: Cast, locked: PlanSeat, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    run, client = again(locked), client_of(cast.admin)
    client.get(url("plan", run.public_id))
    with django_assert_num_queries(23) as one:
        client.get(url("plan", run.public_id))
    change = run.explanation["relaxations"][0]
    run.explanation = {**run.explanation, "relaxations": [change] * 3}
    run.save(update_fields=["explanation"])
    with django_assert_num_queries(len(one)):
        client.get(url("plan", run.public_id))
