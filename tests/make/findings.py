"""Builders of findings; they come from a board that only tests know."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from academy.audit.record import Actor
from academy.findings.kinds import source_kind
from academy.findings.models import Finding
from academy.findings.operations import findings, inspections
from academy.findings.operations.findings import Source
from academy.people.access import actor
from academy.people.models import Person, Unit
from tests.cast import AT, SYSTEM, Cast

BOARD = source_kind("tests.board", label=_("测试通报"))
CHECK = source_kind("tests.check", label=_("测试检查"))
#: Ten days after the story begins.
DUE = date(2026, 3, 12)
#: The day after that day, in the morning.
LATE = datetime(2026, 3, 13, 1, tzinfo=UTC)
TITLE = "参训率连续两月低于百分之八十"


def opened(
    cast: Cast,
    key: str = "2026-02/T001",
    *,
    kind: str = BOARD.code,
    unit: Unit | None = None,
    owner: Person | None = None,
    person: Person | None = None,
    title: str = TITLE,
    due_on: date = DUE,
    who: Actor = SYSTEM,
    at: datetime = AT,
) -> Finding:
    """A finding of the east branch that its training officer owns."""
    return findings.open_finding(
        actor=who,
        source=Source(kind, key),
        unit=unit or cast.east,
        owner=owner or cast.officer,
        person=person,
        title=title,
        due_on=due_on,
        at=at,
    )


def by_hand(cast: Cast, key: str = "form-1", *, by: Person | None = None, **said: Any) -> Finding:
    """What the east branch's leader found in it, for its training officer to put right."""
    given: dict[str, Any] = {
        "unit": cast.east,
        "owner": cast.officer,
        "title": "三楼宿舍消防通道堆放杂物",
        "due_on": DUE,
        "evidence": "3 月 2 日检查，照片 4 张存学院办",
        "at": AT,
    }
    return inspections.open_by_hand(actor=actor(by or cast.leader), key=key, **given | said)


def reported(cast: Cast, key: str = "2026-02/T001", *, at: datetime = AT) -> Finding:
    """A finding that its owner has reported as put right."""
    row = opened(cast, key, at=at)
    who = actor(cast.officer)
    return findings.report_rectified(actor=who, finding=row, text="补训签到表第 3 号", at=at)
