"""What waits too long goes higher: findings past their deadline, rechecks past theirs.

Each level once for each deadline. Each finding is a transaction of its own: what holds the log's
head waits for no other row.
"""

from datetime import datetime
from enum import IntEnum

from django.db import transaction

from academy.audit.record import Actor, record
from academy.findings.enums import EntryKind, FindingState, Verb
from academy.findings.models import Finding, FindingEntry
from academy.findings.models.finding import FindingQuerySet
from academy.findings.operations import rows, telling
from academy.findings.rules import deadlines
from academy.shared import clock


def escalate_overdue(*, actor: Actor, at: datetime) -> int:
    """Pass on findings that were not put right in time; return how many were."""
    late = Finding.objects.overdue_on(clock.local_date(at))
    return sum(_escalate(actor, each, at=at) for each in _ids(late))


def escalate_rechecks(*, actor: Actor, at: datetime) -> int:
    """Pass on findings that nobody has looked at again in time; return how many were."""
    late = Finding.objects.recheck_overdue_on(clock.local_date(at))
    return sum(_press_recheck(actor, each, at=at) for each in _ids(late))


def _ids(late: FindingQuerySet) -> list[int]:
    return list(late.order_by("due_on", "pk").values_list("pk", flat=True))


@transaction.atomic
def _escalate(actor: Actor, finding_id: int, *, at: datetime) -> bool:
    """Tell the levels of one finding that are due and not told; whether there were any."""
    row, on = rows.locked(finding_id), clock.local_date(at)
    if row.state != FindingState.OPEN:
        return False
    told = _told(row, EntryKind.ESCALATED)
    found = deadlines.levels(row.due_on, on, told)
    for level in found:
        telling.escalated(row, _pass_on(row, EntryKind.ESCALATED, level, actor=actor, at=at))
    return bool(found)


@transaction.atomic
def _press_recheck(actor: Actor, finding_id: int, *, at: datetime) -> bool:
    """Tell the levels of one recheck that are due and not told; whether there were any."""
    row, on = rows.locked(finding_id), clock.local_date(at)
    if row.state != FindingState.RECTIFIED or row.recheck_due_on is None:
        return False
    told = _told(row, EntryKind.RECHECK_LATE)
    found = deadlines.recheck_levels(row.recheck_due_on, on, told)
    for level in found:
        entry = _pass_on(row, EntryKind.RECHECK_LATE, level, actor=actor, at=at)
        telling.recheck_late(row, entry)
    return bool(found)


#: What a kind of passing on is called in the log, and which deadline was missed.
_SAID = {
    EntryKind.ESCALATED: (Verb.ESCALATED, "due_on"),
    EntryKind.RECHECK_LATE: (Verb.RECHECK_LATE, "recheck_due_on"),
}


def _told(row: Finding, kind: EntryKind) -> set[int]:
    missed = getattr(row, _SAID[kind][1])
    past = FindingEntry.objects.filter(finding=row, kind=kind.value, due_on=missed)
    return {level or 0 for level in past.values_list("level", flat=True)}


def _pass_on(
    row: Finding, kind: EntryKind, level: IntEnum, *, actor: Actor, at: datetime
) -> FindingEntry:
    verb, deadline = _SAID[kind]
    missed = getattr(row, deadline)
    entry = rows.enter(row, kind, actor=actor, at=at, due_on=missed, level=level.value)
    record(actor, verb, row, at=at, facts={"level": level.value, "due_on": missed})
    return entry
