"""Overdue findings go higher, each level once for each deadline."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import Settings

from academy.audit.models import Entry
from academy.findings import tasks
from academy.findings.enums import EntryKind
from academy.findings.models import FindingEntry
from academy.findings.operations import escalating, findings
from academy.jobs.registry import handler, periods
from academy.notices.models import Notice
from academy.people.access import actor
from academy.people.models import Person
from tests.cast import SYSTEM, Cast
from tests.make import findings as make

DAY = timedelta(days=1)
#: 09:00 local time on the last day in time.
LAST = datetime(2026, 3, 12, 1, tzinfo=UTC)


def escalate(days: int) -> int:
    return escalating.escalate_overdue(actor=SYSTEM, at=LAST + days * DAY)


def levels() -> list[tuple[int | None, date | None]]:
    rows = FindingEntry.objects.filter(kind=EntryKind.ESCALATED.value).order_by("pk")
    return [(each.level, each.due_on) for each in rows]


def told(person: Person) -> list[str]:
    mine = Notice.objects.filter(person=person).exclude(topic="findings.opened")
    return [each.topic for each in mine.order_by("pk")]


def test_nobody_is_told_on_the_last_day(cast: Cast) -> None:
    make.opened(cast)
    assert escalate(0) == 0
    # The last minute of the day in Dongguan, and the first of the next.
    night = datetime(2026, 3, 12, 15, 59, tzinfo=UTC)
    assert escalating.escalate_overdue(actor=SYSTEM, at=night) == 0
    assert escalating.escalate_overdue(actor=SYSTEM, at=night + timedelta(minutes=1)) == 1


def test_owner_then_leader_then_academy_each_once(cast: Cast) -> None:
    row = make.opened(cast)
    found = [escalate(days) for days in (0, 1, 1, 6, 7, 7, 13, 14, 15)]
    assert found == [0, 1, 0, 0, 1, 0, 0, 1, 0]
    assert levels() == [(1, row.due_on), (2, row.due_on), (3, row.due_on)]
    assert told(cast.officer) == ["findings.overdue"]
    assert told(cast.leader) == ["findings.escalated"]
    assert told(cast.admin) == told(cast.second_admin) == ["findings.escalated"]
    days = Notice.objects.get(person=cast.leader, topic="findings.escalated").facts["days"]
    assert days == 7


def test_after_a_long_silence_all_levels_at_once(cast: Cast) -> None:
    make.opened(cast)
    make.opened(cast, "another")
    assert escalate(30) == 2
    assert [level for level, _due in levels()] == [1, 2, 3, 1, 2, 3]


def test_where_no_leader_is_the_academy_hears_at_once(cast: Cast) -> None:
    make.opened(cast, unit=cast.south, owner=cast.li)
    assert escalate(7) == 1
    assert told(cast.admin) == ["findings.escalated"]
    assert told(cast.leader) == []


def test_where_the_owner_has_left_the_leader_hears_at_once(cast: Cast) -> None:
    make.opened(cast)
    Person.objects.filter(pk=cast.officer.pk).update(left_on=date(2026, 3, 9))
    assert escalate(1) == 1
    assert told(cast.officer) == []
    assert told(cast.leader) == ["findings.escalated"]


def test_a_new_deadline_begins_anew(cast: Cast, at: datetime) -> None:
    row = make.opened(cast)
    escalate(1)
    due = date(2026, 3, 20)
    findings.extend(actor=SYSTEM, finding=row, due_on=due, reason="场地检修", at=LAST + DAY)
    assert escalate(8) == 0
    assert escalate(9) == 1
    assert levels() == [(1, date(2026, 3, 12)), (1, due)]


@pytest.mark.parametrize("end", ["reported", "withdrawn"])
def test_what_waits_or_has_ended_is_not_passed_on(cast: Cast, at: datetime, end: str) -> None:
    row = make.opened(cast)
    if end == "reported":
        findings.report_rectified(actor=actor(cast.officer), finding=row, text="x", at=at)
    else:
        findings.withdraw(actor=actor(cast.admin), finding=row, reason="x", at=at)
    assert escalate(30) == 0
    assert levels() == []


REPORTED = datetime(2026, 3, 2, 1, tzinfo=UTC)


def press(days: int) -> int:
    """Press for rechecks so many days after the last day on which one was in time."""
    return escalating.escalate_rechecks(actor=SYSTEM, at=REPORTED + (7 + days) * DAY)


def pressed() -> list[tuple[int | None, date | None]]:
    rows = FindingEntry.objects.filter(kind=EntryKind.RECHECK_LATE.value).order_by("pk")
    return [(each.level, each.due_on) for each in rows]


def test_a_recheck_that_waits_is_pressed_for_then_academy_and_hr_hear(cast: Cast) -> None:
    row = make.reported(cast, at=REPORTED)
    assert row.recheck_due_on == date(2026, 3, 9)
    found = [press(days) for days in (-1, 0, 1, 1, 7, 8, 8, 9)]
    assert found == [0, 0, 1, 0, 0, 1, 0, 0]
    assert pressed() == [(1, row.recheck_due_on), (2, row.recheck_due_on)]
    assert told(cast.leader) == ["findings.recheck_waits", "findings.recheck_late"]
    for person in (cast.admin, cast.second_admin, cast.hr):
        assert told(person) == ["findings.recheck_late"]
    assert told(cast.officer) == []
    days = Notice.objects.get(person=cast.hr, topic="findings.recheck_late").facts["days"]
    assert days == 8
    facts = {"level": 2, "due_on": "2026-03-09"}
    assert Entry.objects.filter(verb="findings.recheck_late").latest("pk").facts == facts


def test_who_reported_is_not_asked_to_look_again(cast: Cast) -> None:
    row = make.opened(cast, at=REPORTED)
    who = actor(cast.leader)
    findings.report_rectified(actor=who, finding=row, text="签到表", at=REPORTED)
    assert press(1) == 1
    assert told(cast.leader) == []
    assert told(cast.admin) == ["findings.recheck_waits", "findings.recheck_late"]


@pytest.mark.parametrize("end", ["passed", "failed", "withdrawn"])
def test_what_was_looked_at_is_not_pressed_for(cast: Cast, at: datetime, end: str) -> None:
    row = make.reported(cast, at=REPORTED)
    who = actor(cast.leader)
    if end == "withdrawn":
        row = findings.withdraw(actor=actor(cast.hr), finding=row, reason="x", at=at)
    else:
        row = findings.recheck(
            actor=who, finding=row, passed=end == "passed", text="x", due_on=make.DUE, at=at
        )
    assert (row.recheck_due_on is None) is (end != "passed")
    assert press(30) == 0
    assert pressed() == []


def test_another_report_begins_anew(cast: Cast) -> None:
    row = make.reported(cast, at=REPORTED)
    press(1)
    late = REPORTED + 8 * DAY
    findings.recheck(
        actor=actor(cast.leader),
        finding=row,
        passed=False,
        text="缺签到表",
        due_on=make.DUE,
        at=late,
    )
    findings.report_rectified(actor=actor(cast.officer), finding=row, text="签到表", at=late)
    assert [press(days) for days in (8, 9)] == [0, 1]
    assert pressed() == [(1, date(2026, 3, 9)), (1, date(2026, 3, 17))]


def test_another_setting_moves_no_recheck_that_waits(cast: Cast, settings: Settings) -> None:
    settings.ACADEMY_RECHECK_DAYS = 3
    row = make.reported(cast, at=REPORTED)
    assert row.recheck_due_on == date(2026, 3, 5)
    settings.ACADEMY_RECHECK_DAYS = 30
    assert press(-3) == 1
    assert make.reported(cast, "another", at=REPORTED).recheck_due_on == date(2026, 4, 1)


def test_the_job_presses_for_both(cast: Cast, late: None) -> None:
    make.opened(cast)
    make.reported(cast, "waits", at=REPORTED)
    assert handler("findings.escalate_overdue")(None) == {"escalated": 1, "rechecks": 1}


def test_the_job_runs_daily(db: None) -> None:
    assert periods()["findings.escalate_overdue"] == 24 * 3600
    assert handler("findings.escalate_overdue") is tasks.escalate_overdue
