"""Findings on their way: opened once, put right, looked at again by another, closed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from academy.audit.models import Entry
from academy.findings import errors as no
from academy.findings.enums import EntryKind, FindingState
from academy.findings.models import Finding, FindingEntry
from academy.findings.operations import findings
from academy.findings.operations.findings import Source
from academy.notices.models import Notice
from academy.people.access import actor
from academy.people.models import Person
from tests.cast import SYSTEM, Cast
from tests.make import findings as make
from tests.make.findings import DUE, LATE

DAY = timedelta(days=1)
LATER = date(2026, 3, 20)


def told(person: Person) -> list[str]:
    return [each.topic for each in Notice.objects.filter(person=person).order_by("pk")]


def history() -> list[str]:
    return [each.kind for each in FindingEntry.objects.order_by("pk")]


def test_opened_once_whatever_is_said_the_second_time(cast: Cast, at: datetime) -> None:
    row = make.opened(cast)
    assert (row.state, row.owner, row.due_on) == (FindingState.OPEN, cast.officer, DUE)
    again = make.opened(cast, title="另一个说法", owner=cast.leader, due_on=LATER)
    assert (again.pk, again.title, again.due_on) == (row.pk, make.TITLE, DUE)
    assert make.opened(cast, "2026-03/T001").pk != row.pk
    assert make.opened(cast, kind=make.CHECK.code).pk != row.pk
    assert told(cast.officer) == ["findings.opened"] * 3
    assert told(cast.leader) == []
    assert history() == [EntryKind.OPENED] * 3
    first = Entry.objects.filter(verb="findings.opened").earliest("pk")
    assert first.facts == {"kind": "tests.board", "unit": "T001", "due_on": "2026-03-12"}


def test_what_is_closed_is_not_opened_again(cast: Cast, at: datetime) -> None:
    row = make.reported(cast)
    findings.recheck(actor=actor(cast.admin), finding=row, passed=True, at=at)
    assert make.opened(cast).state == FindingState.CLOSED


def test_a_kind_that_nobody_registered_is_a_defect(cast: Cast, at: datetime) -> None:
    with pytest.raises(ValueError, match=r"tests\.unknown"):
        make.opened(cast, kind="tests.unknown")


@pytest.mark.parametrize(
    ("due_on", "stands"),
    [(date(2026, 3, 1), False), (date(2026, 3, 2), True), (date(2028, 3, 1), True),
     (date(2028, 3, 2), False)],
)  # fmt: skip
def test_deadlines_lie_ahead(cast: Cast, at: datetime, due_on: date, stands: bool) -> None:
    if stands:
        assert make.opened(cast, due_on=due_on).due_on == due_on
        return
    with pytest.raises(no.FindingDueInvalid):
        make.opened(cast, due_on=due_on)


@pytest.mark.parametrize(
    ("title", "refusal"),
    [(" ", no.FindingTextRequired), ("长" * 201, no.FindingTextTooLong)],
)
def test_titles_are_said_and_fit(
    cast: Cast, at: datetime, title: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        make.opened(cast, title=title)
    assert len(make.opened(cast, title="长" * 200).title) == 200


def test_who_has_left_owns_nothing(cast: Cast, at: datetime) -> None:
    row = make.opened(cast)
    cast.zhao.left_on = date(2026, 3, 1)
    cast.zhao.save(update_fields=["left_on"])
    with pytest.raises(no.FindingOwnerInvalid):
        make.opened(cast, "another", owner=cast.zhao)
    with pytest.raises(no.FindingOwnerInvalid):
        findings.assign(actor=SYSTEM, finding=row, owner=cast.zhao, at=at)


def test_evidence_is_added_and_the_same_twice_is_one(cast: Cast, at: datetime) -> None:
    row = make.opened(cast)
    who = actor(cast.officer)
    first = findings.add_evidence(actor=who, finding=row, text=" 补训计划 ", at=at)
    assert first.text == "补训计划"
    assert findings.add_evidence(actor=who, finding=row, text="补训计划", at=LATE) == first
    findings.add_evidence(actor=actor(cast.leader), finding=row, text="补训计划", at=at)
    assert history() == [EntryKind.OPENED, EntryKind.EVIDENCE, EntryKind.EVIDENCE]
    with pytest.raises(no.FindingTextRequired):
        findings.add_evidence(actor=who, finding=row, text=" ", at=at)
    with pytest.raises(no.FindingTextTooLong):
        findings.add_evidence(actor=who, finding=row, text="长" * 1001, at=at)
    said = Entry.objects.filter(verb="findings.evidence_added").earliest("pk")
    assert said.facts == {"entry": str(first.public_id)}


def test_handed_to_another_who_is_told(cast: Cast, at: datetime) -> None:
    row = make.opened(cast)
    who = actor(cast.leader)
    for _again in range(2):
        row = findings.assign(actor=who, finding=row, owner=cast.zhao, reason="负责培训台账", at=at)
    assert row.owner == cast.zhao
    assert told(cast.zhao) == ["findings.assigned"]
    assert history() == [EntryKind.OPENED, EntryKind.REASSIGNED]
    # Who takes it over is not told what they did themselves.
    findings.assign(actor=who, finding=row, owner=cast.leader, at=at)
    assert told(cast.leader) == []


def test_a_deadline_moves_later_for_a_reason(cast: Cast, at: datetime) -> None:
    row = make.opened(cast)
    who = actor(cast.hr)
    for _again in range(2):
        row = findings.extend(actor=who, finding=row, due_on=LATER, reason="场地检修", at=at)
    assert row.due_on == LATER
    assert told(cast.officer) == ["findings.opened", "findings.deadline_moved"]
    assert history() == [EntryKind.OPENED, EntryKind.DEADLINE_MOVED]
    for due_on in (LATER - DAY, LATER):
        with pytest.raises(no.FindingDueNotLater):
            findings.extend(actor=who, finding=row, due_on=due_on, reason="另有原因", at=at)
    with pytest.raises(no.FindingTextRequired):
        findings.extend(actor=who, finding=row, due_on=LATER + DAY, reason="", at=at)
    # Later than it was, and past all the same.
    past = datetime(2026, 4, 1, tzinfo=UTC)
    with pytest.raises(no.FindingDueInvalid):
        findings.extend(actor=who, finding=row, due_on=LATER + DAY, reason="场地检修", at=past)


def test_reported_then_waits_for_another(cast: Cast, at: datetime) -> None:
    row = make.opened(cast)
    who = actor(cast.officer)
    with pytest.raises(no.FindingTextRequired):
        findings.report_rectified(actor=who, finding=row, text=" ", at=at)
    for _again in range(2):
        row = findings.report_rectified(actor=who, finding=row, text="签到表", at=LATE)
    assert (row.state, row.rectified_at) == (FindingState.RECTIFIED, LATE)
    assert history() == [EntryKind.OPENED, EntryKind.RECTIFIED]
    assert told(cast.leader) == ["findings.recheck_waits"]
    assert told(cast.admin) == []
    with pytest.raises(no.FindingReported):
        findings.report_rectified(actor=who, finding=row, text="另一份", at=LATE)
    with pytest.raises(no.FindingReported):
        findings.assign(actor=who, finding=row, owner=cast.zhao, at=LATE)
    with pytest.raises(no.FindingReported):
        findings.extend(actor=who, finding=row, due_on=LATER, reason="x", at=LATE)
    assert Entry.objects.get(verb="findings.rectified").facts == {"days_over": 1}


def test_where_the_leader_reports_the_academy_looks_again(cast: Cast, at: datetime) -> None:
    row = make.opened(cast)
    findings.report_rectified(actor=actor(cast.leader), finding=row, text="签到表", at=at)
    assert told(cast.leader) == []
    assert told(cast.admin) == told(cast.second_admin) == ["findings.recheck_waits"]


def test_passed_by_another_it_is_closed(cast: Cast, at: datetime) -> None:
    row = make.reported(cast)
    with pytest.raises(no.FindingOwnRecheck):
        findings.recheck(actor=actor(cast.officer), finding=row, passed=True, at=at)
    for _again in range(2):
        row = findings.recheck(actor=actor(cast.leader), finding=row, passed=True, at=LATE)
    assert (row.state, row.closed_at) == (FindingState.CLOSED, LATE)
    assert told(cast.officer) == ["findings.opened", "findings.closed"]
    assert history() == [EntryKind.OPENED, EntryKind.RECTIFIED, EntryKind.RECHECK_PASSED]


def test_neither_reporter_nor_owner_rechecks(cast: Cast, at: datetime) -> None:
    row = make.opened(cast)
    findings.report_rectified(actor=actor(cast.leader), finding=row, text="签到表", at=at)
    for person in (cast.leader, cast.officer):
        for passed in (True, False):
            with pytest.raises(no.FindingOwnRecheck):
                findings.recheck(
                    actor=actor(person), finding=row, passed=passed, text="x", due_on=LATER, at=at
                )


def test_failed_it_is_open_again_with_a_new_deadline(cast: Cast, at: datetime) -> None:
    row = make.reported(cast)
    who = actor(cast.leader)
    with pytest.raises(no.FindingTextRequired):
        findings.recheck(actor=who, finding=row, passed=False, due_on=LATER, at=LATE)
    for due_on in (None, date(2026, 3, 12)):
        with pytest.raises(no.FindingDueInvalid):
            findings.recheck(
                actor=who, finding=row, passed=False, text="缺签到表", due_on=due_on, at=LATE
            )
    for _again in range(2):
        row = findings.recheck(
            actor=who, finding=row, passed=False, text="缺签到表", due_on=LATER, at=LATE
        )
    assert (row.state, row.due_on, row.rectified_at) == (FindingState.OPEN, LATER, None)
    assert told(cast.officer) == ["findings.opened", "findings.failed"]
    assert history() == [EntryKind.OPENED, EntryKind.RECTIFIED, EntryKind.RECHECK_FAILED]
    with pytest.raises(no.FindingNotReported):
        findings.recheck(actor=who, finding=row, passed=True, at=LATE)
    # The same words as before, after the second try: that is a new report.
    findings.report_rectified(actor=actor(cast.officer), finding=row, text="补训签到表", at=LATE)
    assert findings.recheck(actor=who, finding=row, passed=True, at=LATE).closed_at == LATE


@pytest.mark.parametrize("report", [False, True])
def test_withdrawn_for_a_reason(cast: Cast, at: datetime, report: bool) -> None:
    row = make.reported(cast) if report else make.opened(cast)
    who = actor(cast.admin)
    with pytest.raises(no.FindingTextRequired):
        findings.withdraw(actor=who, finding=row, reason="", at=at)
    for _again in range(2):
        row = findings.withdraw(actor=who, finding=row, reason="统计口径有误", at=LATE)
    assert (row.state, row.withdrawn_at, row.rectified_at) == (FindingState.WITHDRAWN, LATE, None)
    assert told(cast.officer)[-1] == "findings.withdrawn"
    assert history().count(EntryKind.WITHDRAWN) == 1


@pytest.mark.parametrize("closed", [True, False])
def test_what_has_ended_stays_as_it_is(cast: Cast, at: datetime, closed: bool) -> None:
    row = make.reported(cast)
    who = actor(cast.admin)
    if closed:
        findings.recheck(actor=who, finding=row, passed=True, at=at)
    else:
        findings.withdraw(actor=who, finding=row, reason="x", at=at)
    refusal = no.FindingClosed if closed else no.FindingWithdrawn
    with pytest.raises(refusal):
        findings.add_evidence(actor=who, finding=row, text="x", at=at)
    with pytest.raises(refusal):
        findings.assign(actor=who, finding=row, owner=cast.zhao, at=at)
    with pytest.raises(refusal):
        findings.extend(actor=who, finding=row, due_on=LATER, reason="x", at=at)
    with pytest.raises(refusal):
        findings.report_rectified(actor=who, finding=row, text="x", at=at)
    with pytest.raises(refusal):
        findings.recheck(actor=who, finding=row, passed=False, text="x", due_on=LATER, at=at)
    with pytest.raises(refusal):
        if closed:
            findings.withdraw(actor=who, finding=row, reason="x", at=at)
        else:
            findings.recheck(actor=who, finding=row, passed=True, at=at)
    assert Finding.objects.count() == 1


def test_a_source_has_a_kind_and_a_key() -> None:
    assert Source("tests.board", "1") != Source("tests.check", "1")
