"""Who owes what by when, worked out in the database: one statement for each requirement.

The same as `rules/requirements.py` says of one person; figures are in tenths of an hour (or of a
completion) inside the statements, so that both databases reckon in whole numbers.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from academy.shared import clock
from academy.shared.errors import CursorInvalid
from courses.models import RequirementEdition
from courses.queries.owing_sql import Piece, people
from courses.rules.requirements import Standing


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: the day, whose (units, people), and what was known at which instant.

    `unit_ids` and `person_ids` None mean all; both given mean both at once. `known_before` reads
    the ledger, the requirements and who served where as it was recorded before that instant, None
    as it is now.
    """

    on: date
    unit_ids: frozenset[int] | None = None
    person_ids: tuple[int, ...] | None = None
    known_before: datetime | None = None


def end_of(day: date | None) -> datetime | None:
    """Return the instant a local day is over: what was known then was recorded before it."""
    if day is None or day == date.max:
        return None
    return clock.end_of(day)


@dataclass(frozen=True, slots=True)
class Owing:
    """One person under one edition of a requirement; `unit_id` is the unit of the day judged."""

    person_id: int
    unit_id: int
    edition: RequirementEdition
    standing: Standing


@dataclass(frozen=True, slots=True)
class UnitOwing:
    """How a unit's people stand under one edition; `missing` in hours (or completions)."""

    unit_id: int
    edition: RequirementEdition
    people: int
    met: int
    late: int
    missing: Decimal

    @property
    def short(self) -> int:
        """How many still owe something."""
        return self.people - self.met


def editions_on(
    on: date, *, only: Collection[int] | None = None, known_before: datetime | None = None
) -> list[RequirementEdition]:
    """Return the editions in force on a day, by priority, with what they rest on.

    As is said now, or was just before an instant.
    """
    rows = RequirementEdition.objects.in_force(on, known_before=known_before)
    rows = rows.select_related("requirement", "course")
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    return list(rows.prefetch_related("units", "posts", "tracks", "recognitions"))


def _asked(ask: Ask) -> list[RequirementEdition]:
    return editions_on(ask.on, known_before=ask.known_before)


def standings(
    ask: Ask, editions: Iterable[RequirementEdition] | None = None, *, short_only: bool = False
) -> list[Owing]:
    """Return how each person stands under each edition, ordered by edition and person."""
    found = []
    for edition in _asked(ask) if editions is None else editions:
        piece = people(edition, ask)
        where = " WHERE earned < owed" if short_only else ""
        sql = f"{piece.sql} SELECT person_id, unit_id, owed, earned, due_on FROM stood{where}"  # noqa: S608 - names are ours
        rows = _rows(Piece(f"{sql} ORDER BY person_id", piece.values))
        found += [_owing(edition, ask.on, row) for row in rows]
    return found


def short_page(
    ask: Ask, *, after: tuple[int, int] | None, limit: int
) -> tuple[list[Owing], tuple[int, int] | None]:
    """Return at most `limit` who still owe, and the place (edition, person) of the last if more.

    In the order of `standings`. Raises CursorInvalid for a place in an edition not in force.
    """
    editions, beyond = _from_place(_asked(ask), after)
    found: list[Owing] = []
    for edition in editions:
        piece = people(edition, ask)
        piece.add(
            " SELECT person_id, unit_id, owed, earned, due_on FROM stood"
            " WHERE earned < owed AND person_id > %s ORDER BY person_id LIMIT %s",
            beyond,
            limit + 1 - len(found),
        )
        found += [_owing(edition, ask.on, row) for row in _rows(piece)]
        beyond = 0
        if len(found) > limit:
            last = found[limit - 1]
            return found[:limit], (last.edition.pk, last.person_id)
    return found, None


def owes(
    person_ids: Collection[int], on: date, *, known_before: datetime | None = None
) -> dict[int, list[Owing]]:
    """Return by person id what each still owes on a day; who owes nothing is absent."""
    found: dict[int, list[Owing]] = {}
    ids = sorted(set(person_ids))
    editions = editions_on(on, known_before=known_before)
    for start in range(0, len(ids), 500):
        ask = Ask(on, person_ids=tuple(ids[start : start + 500]), known_before=known_before)
        for owing in standings(ask, editions, short_only=True):
            found.setdefault(owing.person_id, []).append(owing)
    return found


def by_unit(ask: Ask, editions: Iterable[RequirementEdition] | None = None) -> list[UnitOwing]:
    """Return one line for each unit and edition; nothing grows here with the staff."""
    found = []
    for edition in _asked(ask) if editions is None else editions:
        piece = people(edition, ask)
        sql = (
            f"{piece.sql} SELECT unit_id, COUNT(*),"  # noqa: S608 - names are ours
            " SUM(CASE WHEN earned >= owed THEN 1 ELSE 0 END),"
            " SUM(CASE WHEN earned < owed AND due_on < %s THEN 1 ELSE 0 END),"
            " SUM(CASE WHEN earned < owed THEN owed - earned ELSE 0 END)"
            " FROM stood GROUP BY unit_id ORDER BY unit_id"
        )
        for unit_id, count, met, late, missing in _rows(Piece(sql, [*piece.values, ask.on])):
            figures = (int(count), int(met), int(late), Decimal(int(missing)) / 10)
            found.append(UnitOwing(unit_id, edition, *figures))
    return found


def unit_page(
    ask: Ask, *, after: tuple[int, int] | None, limit: int
) -> tuple[list[UnitOwing], tuple[int, int] | None]:
    """Return at most `limit` lines of `by_unit`, and the place (edition, unit) of the last if more.

    Raises CursorInvalid for a place in an edition not in force.
    """
    editions, beyond = _from_place(_asked(ask), after)
    found: list[UnitOwing] = []
    for edition in editions:
        found += [line for line in by_unit(ask, [edition]) if line.unit_id > beyond]
        beyond = 0
        if len(found) > limit:
            last = found[limit - 1]
            return found[:limit], (last.edition.pk, last.unit_id)
    return found, None


def _from_place(
    editions: list[RequirementEdition], after: tuple[int, int] | None
) -> tuple[list[RequirementEdition], int]:
    """Return the editions from a place on, and the key within the first to go on behind."""
    if after is None:
        return editions, 0
    keys = [row.pk for row in editions]
    if after[0] not in keys:
        raise CursorInvalid(field="cursor")
    return editions[keys.index(after[0]) :], after[1]


def headcount(edition: RequirementEdition, ask: Ask) -> int:
    """Return how many people an edition is for."""
    piece = people(edition, ask)
    rows = _rows(Piece(f"{piece.sql} SELECT COUNT(*) FROM pop", piece.values))  # noqa: S608 - names are ours
    return int(rows[0][0])


def _rows(piece: Piece) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(piece.sql, piece.values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _owing(edition: RequirementEdition, on: date, row: tuple[Any, ...]) -> Owing:
    person_id, unit_id, owed, earned, due = row
    due_on = date.fromisoformat(due) if isinstance(due, str) else due
    standing = Standing(Decimal(int(owed)) / 10, Decimal(int(earned)) / 10, due_on, on)
    return Owing(int(person_id), int(unit_id), edition, standing)
