"""Findings as lists and numbers."""

from datetime import date, datetime

from academy.findings.enums import FindingState
from academy.findings.models import Finding
from academy.findings.operations import findings
from academy.findings.queries import findings as queries
from academy.findings.queries.findings import Counts, Wanted
from academy.people.access import actor
from tests.cast import Cast
from tests.make import findings as make

ON = date(2026, 3, 13)


def keys(wanted: Wanted) -> list[str]:
    rows = queries.narrowed(Finding.objects.all(), wanted, on=ON)
    return [each.source_key for each in rows.order_by("pk")]


def test_narrowed_and_counted(cast: Cast, at: datetime) -> None:
    make.opened(cast, "late")
    make.opened(cast, "today", due_on=ON, unit=cast.south, owner=cast.li)
    make.opened(cast, "check", kind=make.CHECK.code, due_on=date(2026, 4, 1))
    make.reported(cast, "waits")
    closed = make.reported(cast, "closed")
    findings.recheck(actor=actor(cast.admin), finding=closed, passed=True, at=at)
    gone = make.opened(cast, "gone")
    findings.withdraw(actor=actor(cast.admin), finding=gone, reason="x", at=at)
    assert keys(Wanted()) == ["late", "today", "check", "waits", "closed", "gone"]
    assert keys(Wanted(live=True)) == ["late", "today", "check", "waits"]
    assert keys(Wanted(overdue=True)) == ["late"]
    assert keys(Wanted(state=FindingState.CLOSED)) == ["closed"]
    assert keys(Wanted(kind="tests.check")) == ["check"]
    assert keys(Wanted(unit_ids=frozenset({cast.south.pk}))) == ["today"]
    assert queries.counts(Finding.objects.all(), on=ON) == Counts(3, 1, 1, 1)


def test_names_of_people_and_of_nobody_else(cast: Cast) -> None:
    key = str(cast.wang.public_id)
    assert queries.names_of([key, "findings.escalate_overdue", ""]) == {key: cast.wang.name}
