"""Who is told of a finding: the last beat of its operations."""

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse

from academy.findings import topics
from academy.findings.models import Finding, FindingEntry
from academy.findings.rules import deadlines
from academy.findings.rules.deadlines import Level, RecheckLevel
from academy.notices.operations import notices
from academy.notices.topics import Topic
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.queries.audience import holders
from academy.shared import clock


def owner(topic: Topic, row: Finding, entry: FindingEntry) -> None:
    """Tell the owner what happened; not if it was the owner who did it."""
    if entry.by != str(row.owner.public_id):
        _tell(topic, row, entry, {row.owner_id}, reason=entry.text)


def recheckers(row: Finding, entry: FindingEntry) -> None:
    """Tell who can look again: the leaders of the unit, or else the academy's admins."""
    _tell(topics.RECHECK_WAITS, row, entry, _recheckers(row, entry.at))


def recheck_late(row: Finding, entry: FindingEntry) -> None:
    """Tell those of a level that nobody has looked again: who can, then academy and HR."""
    persons = _recheckers(row, entry.at)
    if RecheckLevel(entry.level or 0) is RecheckLevel.ACADEMY:
        persons = _but(_keepers(row, entry.at), _barred(row))
    days = deadlines.days_over(entry.due_on or row.due_on, clock.local_date(entry.at))
    _tell(topics.RECHECK_LATE, row, entry, persons, days=days)


def escalated(row: Finding, entry: FindingEntry) -> None:
    """Tell those of a level that the deadline is past: the leaders, if the owner has left."""
    level = Level(entry.level or 0)
    if level is Level.OWNER and row.owner.left_on is None:
        _tell(topics.OVERDUE, row, entry, {row.owner_id})
        return
    persons = _admins(row, entry.at)
    if level is not Level.ACADEMY:
        persons = _leaders(row, entry.at) or persons
    days = deadlines.days_over(row.due_on, clock.local_date(entry.at))
    _tell(topics.ESCALATED, row, entry, persons, days=days)


def _recheckers(row: Finding, at: datetime) -> set[int]:
    barred = _barred(row)
    return _but(_leaders(row, at), barred) or _but(_admins(row, at), barred)


def _barred(row: Finding) -> set[str]:
    """Who may not look again: who reported, and who owns it."""
    return {row.rectified_by, str(row.owner.public_id)}


def _but(persons: Collection[int], barred: Collection[str]) -> set[int]:
    """Return these people without those whom the log names by these keys."""
    keys = Person.objects.filter(pk__in=persons).values_list("pk", "public_id")
    return {pk for pk, key in keys if str(key) not in barred}


def _leaders(row: Finding, at: datetime) -> set[int]:
    return holders([row.unit_id], Role.UNIT_LEADER, on=clock.local_date(at))


def _admins(row: Finding, at: datetime) -> set[int]:
    return holders([row.unit_id], Role.ACADEMY_ADMIN, on=clock.local_date(at))


def _keepers(row: Finding, at: datetime) -> set[int]:
    return holders([row.unit_id], Role.ACADEMY_ADMIN, Role.HR, on=clock.local_date(at))


def _tell(
    topic: Topic, row: Finding, entry: FindingEntry, persons: Collection[int], **facts: object
) -> None:
    if not persons:
        return
    notices.tell(
        topic=topic,
        persons=persons,
        facts={"finding": row.title, "due_on": row.due_on, **facts},
        path=reverse("findings:finding", args=[row.public_id]),
        key=f"{topic.code}:{entry.public_id}",
        at=entry.at,
    )
