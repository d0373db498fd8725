"""Everything the board of a room shows, put together for page and API alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from academy.people.queries.units import editions_on
from academy.shared import clock
from exams.enums import WatchDeed
from exams.models import Announcement, Exam
from exams.queries import room_board, sitting_story
from exams.queries.policies import policy_of
from exams.queries.room_board import Place, Row, Totals
from exams.rules import watching


@dataclass(frozen=True, slots=True)
class Watched:
    """One row with its unit's name and what may be done about the person now."""

    row: Row
    unit: str
    deeds: tuple[WatchDeed, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A place of an exam at one moment."""

    at: datetime
    people: list[Watched]
    totals: Totals
    places: list[Place]
    incidents: list[sitting_story.Noted]
    announcements: list[Announcement]
    lockdown: bool


def board(exam: Exam, units: frozenset[int], place: int | None, *, at: datetime) -> Board:
    """The board of a place (None: the whole exam) by a fixed number of queries."""
    policy = policy_of(exam)
    lockdown = bool(policy.config_keys or policy.exam_keys)
    names = {each.unit_id: each.short_name for each in editions_on(clock.local_date(at))}
    rows = room_board.rows(exam, units, place, at=at)
    people = [Watched(row, names.get(row.unit_id, ""), _deeds(row, lockdown)) for row in rows]
    return Board(
        at=at,
        people=people,
        totals=room_board.totals(rows),
        places=room_board.places(exam, units, at=at),
        incidents=sitting_story.incidents_of(exam, units, place),
        announcements=sitting_story.announcements_of(exam, place),
        lockdown=lockdown,
    )


def _deeds(row: Row, lockdown: bool) -> tuple[WatchDeed, ...]:
    if row.sitting is None:
        return ()
    return watching.deeds(
        row.state,
        checked_in=row.checked_in_at is not None,
        lockdown=lockdown,
        waived=row.waived,
    )
