"""Who is told of make-ups: the last beat of their operations.

Who owes one is told of each; who is to urge others is told once of all that became due together.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from academy.notices.operations import notices
from academy.notices.operations.notices import Telling
from academy.notices.topics import Topic
from academy.people.enums import Role
from academy.people.queries.audience import holders_by_unit
from academy.reporting import topics
from academy.reporting.models import MakeUp
from academy.reporting.queries.makeups import alert_days
from academy.reporting.rules.makeup import Level
from academy.shared import clock

_NAMED = 3
_ROLE = {
    Level.OFFICER: Role.UNIT_TRAINING_OFFICER,
    Level.LEADER: Role.UNIT_LEADER,
    Level.ACADEMY: Role.ACADEMY_ADMIN,
}


def opened(rows: Iterable[MakeUp], *, at: datetime) -> None:
    """Tell people what they have to make up, and until when."""
    _tell(topics.MAKE_UP_OPENED, rows, at=at)


def passed(rows: Iterable[MakeUp], *, at: datetime) -> None:
    """Tell people that they have passed what they had to make up."""
    _tell(topics.MAKE_UP_PASSED, rows, at=at)


def withdrawn(row: MakeUp, reason: str, *, at: datetime) -> None:
    """Tell somebody that they were let off, and why."""
    _tell(topics.MAKE_UP_WITHDRAWN, [row], at=at, reason=reason)


def escalated(
    escalations: Sequence[tuple[MakeUp, Level]], unit_of: Mapping[int, int], *, at: datetime
) -> None:
    """Tell the levels what is overdue: the unit is the one in which the person serves now."""
    late = [row for row, level in escalations if level is Level.OFFICER]
    _tell(topics.MAKE_UP_OVERDUE, late, at=at)
    for level in Level:
        rows = [row for row, told in escalations if told is level]
        if rows:
            _tell_office(level, rows, unit_of, at=at)


def _tell_office(
    level: Level, rows: Sequence[MakeUp], unit_of: Mapping[int, int], *, at: datetime
) -> None:
    on, after = clock.local_date(at), alert_days()
    units = {unit_of[row.person_id] for row in rows}
    offices = holders_by_unit(units, _ROLE[level], on=on)
    # Where nobody holds the office the academy hears at once: somebody has to.
    if vacant := [unit for unit, holders in offices.items() if not holders]:
        offices |= holders_by_unit(vacant, Role.ACADEMY_ADMIN, on=on)
    by_reader: dict[int, list[MakeUp]] = {}
    for row in rows:
        # Who is late themselves hears of it as such.
        for reader in sorted(offices[unit_of[row.person_id]] - {row.person_id}):
            by_reader.setdefault(reader, []).append(row)
    tellings = [
        Telling(
            person_id=reader,
            facts={"count": len(own), "days": after[level], "people": _names(own)},
            path=f"{reverse('reporting:make_ups')}?overdue=1",
            key=f"{topics.MAKE_UPS_OVERDUE.code}:{level.value}:{own[0].public_id}",
        )
        for reader, own in by_reader.items()
    ]
    notices.tell_each(topic=topics.MAKE_UPS_OVERDUE, tellings=tellings, at=at)


def _names(rows: Sequence[MakeUp]) -> str:
    names = list(dict.fromkeys(row.person.name for row in rows))
    return "、".join(names[:_NAMED]) + ("……" if len(names) > _NAMED else "")


def _tell(topic: Topic, rows: Iterable[MakeUp], *, at: datetime, **also: object) -> None:
    tellings = [
        Telling(
            person_id=row.person_id,
            facts={"course": row.course.name, "due_on": row.due_on, **also},
            path=reverse("reporting:make_up", args=[row.public_id]),
            key=f"{topic.code}:{row.public_id}",
        )
        for row in rows
    ]
    notices.tell_each(topic=topic, tellings=tellings, at=at)
