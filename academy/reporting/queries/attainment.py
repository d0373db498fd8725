"""The facts of the hours report: one line for each person and requirement they owe something under.

What is owed is worked out by `courses.queries.owing_sql`, one statement for each requirement in
force; here it is summed, paged and listed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from academy.people.models import Person
from academy.reporting.queries.days import ends_at
from academy.reporting.queries.facts import Found, Order, Tally
from academy.reporting.queries.left_out import left_out, with_approvals
from academy.reporting.queries.standing import standings
from academy.reporting.rules.asking import Ask
from academy.shared.errors import CursorInvalid
from academy.shared.paging import cursor_of, place_of
from courses.models import RequirementEdition
from courses.queries import owing
from courses.queries.owing_sql import Piece, people

SOON_DAYS = 30
FIGURES = ("due", "excluded", "met", "short", "late", "soon", "later")
_SUMS = ("owed_tenths", "earned_tenths", "missing_tenths")
# What a figure counts, over the columns of `judged`; its values are the days behind it.
_KEPT = "s.out = 0"
_MET, _SHORT = f"{_KEPT} AND s.earned >= s.owed", f"{_KEPT} AND s.earned < s.owed"
_COLUMNS = (
    "public_id", "name", "staff_number", "pinyin_key", "person_id", "unit_id", "owed", "earned",
    "due_on", "excluded",
)  # fmt: skip


@dataclass(frozen=True)
class OwingFacts:
    """People under requirements; `short_only` leaves out who owes nothing more."""

    counts: tuple[str, ...]
    short_only: bool = False

    def tallies(self, ask: Ask) -> list[Tally]:
        """Return the counts by unit and requirement; a query for each requirement in force."""
        found = []
        for edition in _editions(ask):
            sums, values = [], []
            for name in self.counts:
                text, days = _summed(name, ask.as_of)
                sums.append(text)
                values += days
            piece = _stood(edition, ask)
            sql = f"{piece.sql} SELECT s.unit_id, {', '.join(sums)} FROM judged s"  # noqa: S608  # constants only
            where = f" WHERE {_SHORT}" if self.short_only else ""
            rows = _rows(Piece(f"{sql}{where} GROUP BY s.unit_id", [*piece.values, *values]))
            found += [
                Tally(
                    int(unit_id),
                    edition.requirement.code,
                    {name: int(n or 0) for name, n in zip(self.counts, numbers, strict=True)},
                )
                for unit_id, *numbers in rows
            ]
        return found

    def page(self, ask: Ask, *, figure: str, part: str, cursor: str | None, limit: int) -> Found:
        """Return one page of who a figure counts, people by pinyin, their requirements by code.

        Raises:
            CursorInvalid: the cursor is of another list.
        """
        after = _place(cursor)
        editions = [each for each in _editions(ask) if part in ("", each.requirement.code)]
        count, lines = 0, []
        for number, edition in enumerate(editions):
            count += self._count(edition, ask, figure)
            lines += self._some(edition, ask, figure, number, after, limit + 1)
        lines.sort(key=lambda line: (line["pinyin_key"], line["person_id"], line["number"]))
        here = lines[:limit]
        following = None
        if len(lines) > limit:
            following = cursor_of((here[-1]["person_id"], here[-1]["number"]))
        return Found(count, _with_standing(here, ask), following)

    def lines(self, ask: Ask, figure: str, order: Order) -> list[dict[str, Any]]:
        """Return all whom a figure counts ("" for all), each with its `place` in print."""
        found: list[dict[str, Any]] = []
        for number, edition in enumerate(_editions(ask)):
            found += self._some(edition, ask, figure or self._all, number, None, None)
        for line in found:
            line["place"] = (
                order[line["unit_id"]],
                line["pinyin_key"],
                line["person_id"],
                line["number"],
            )
        return _with_standing(found, ask)

    @property
    def _all(self) -> str:
        """What counts everybody there is a line for."""
        return "short" if self.short_only else ""

    def _count(self, edition: RequirementEdition, ask: Ask, figure: str) -> int:
        text, days = _condition(figure, ask.as_of)
        piece = _stood(edition, ask)
        sql = f"{piece.sql} SELECT COUNT(*) FROM judged s WHERE {text}"  # noqa: S608  # constants only
        return int(_rows(Piece(sql, [*piece.values, *days]))[0][0])

    def _some(
        self,
        edition: RequirementEdition,
        ask: Ask,
        figure: str,
        number: int,
        after: tuple[str, int, int] | None,
        limit: int | None,
    ) -> list[dict[str, Any]]:
        """Return some of who a figure counts under one edition, from a place on."""
        text, days = _condition(figure, ask.as_of)
        piece = _stood(edition, ask)
        sql = (
            f"{piece.sql} SELECT p.public_id, p.name, p.staff_number, p.pinyin_key, s.person_id,"  # noqa: S608  # constants only
            " s.unit_id, s.owed, s.earned, s.due_on, s.out FROM judged s"
            f" JOIN people_person p ON p.id = s.person_id WHERE {text}"
        )
        rest = Piece(sql, [*piece.values, *days])
        if after is not None:
            pinyin, person_id, last = after
            rest.add(
                " AND (p.pinyin_key > %s OR (p.pinyin_key = %s AND (p.id > %s"
                " OR (p.id = %s AND %s > %s))))",
                pinyin, pinyin, person_id, person_id, number, last,
            )  # fmt: skip
        rest.add(" ORDER BY p.pinyin_key, p.id")
        if limit is not None:
            rest.add(" LIMIT %s", limit)
        return [
            {
                **dict(zip(_COLUMNS, row, strict=True)),
                "edition": edition,
                "number": number,
                "part": edition.requirement.code,
            }
            for row in _rows(rest)
        ]


def _editions(ask: Ask) -> Sequence[RequirementEdition]:
    """Return the editions in force on the day, of the requirement asked for or all, by code."""
    rows: Iterable[RequirementEdition] = owing.editions_on(ask.as_of, known_before=ends_at(ask))
    wanted = [row for row in rows if ask.requirement in ("", row.requirement.code)]
    return sorted(wanted, key=lambda row: row.requirement.code)


def _stood(edition: RequirementEdition, ask: Ask) -> Piece:
    """Return the statement's `WITH` part: who stands how, as was known at the end of the day.

    It ends in `judged`, which is `stood` with `out`: 1 for who is left out by approval, else 0.
    """
    piece = people(
        edition,
        owing.Ask(ask.as_of, unit_ids=ask.scope, known_before=ends_at(ask)),
    )
    tracks = [track.pk for track in edition.tracks.all()]
    out = left_out(ask, tracks[0] if len(tracks) == 1 else None)
    sql, values = out.order_by().values("person_id").query.sql_with_params()
    chosen = f"CASE WHEN stood.person_id IN ({sql}) THEN 1 ELSE 0 END"
    piece.add(f", judged AS (SELECT stood.*, {chosen} AS out FROM stood)", *values)  # noqa: S608  # Django's own text
    return piece


def _condition(figure: str, on: date) -> tuple[str, list[date]]:
    """Return what a figure counts, with the days that it compares to."""
    soon = on + timedelta(days=SOON_DAYS)
    match figure:
        case "due":
            return _KEPT, []
        case "excluded":
            return "s.out = 1", []
        case "met":
            return _MET, []
        case "late":
            return f"{_SHORT} AND s.due_on < %s", [on]
        case "soon":
            return f"{_SHORT} AND s.due_on >= %s AND s.due_on <= %s", [on, soon]
        case "later":
            return f"{_SHORT} AND s.due_on > %s", [soon]
        case "short":
            return _SHORT, []
        case _:
            return "1 = 1", []


def _summed(name: str, on: date) -> tuple[str, list[date]]:
    match name:
        case "owed_tenths":
            return f"SUM(CASE WHEN {_KEPT} THEN s.owed ELSE 0 END)", []
        case "earned_tenths":
            return f"SUM(CASE WHEN {_KEPT} THEN s.earned ELSE 0 END)", []
        case "missing_tenths":
            return f"SUM(CASE WHEN {_SHORT} THEN s.owed - s.earned ELSE 0 END)", []
    text, days = _condition(name, on)
    return f"SUM(CASE WHEN {text} THEN 1 ELSE 0 END)", days


def _place(cursor: str | None) -> tuple[str, int, int] | None:
    """Return pinyin key, person and requirement's number of the last line of the page before."""
    if not cursor:
        return None
    person_id, number = place_of(cursor, 2)
    pinyin = Person.objects.filter(pk=person_id).values_list("pinyin_key", flat=True).first()
    if pinyin is None:
        raise CursorInvalid(field="cursor")
    return pinyin, person_id, number


def _with_standing(lines: list[dict[str, Any]], ask: Ask) -> list[dict[str, Any]]:
    """Add to each line where its person stands on the way to training, or why they are left out."""
    found = standings({line["person_id"] for line in lines}, ask)
    for line in lines:
        due = line["due_on"]
        line["due_on"] = date.fromisoformat(due) if isinstance(due, str) else due
        line["standing"] = found.get(line["person_id"])
    return with_approvals(lines, ask)


def _rows(piece: Piece) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(piece.sql, piece.values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


OWING = OwingFacts((*FIGURES, *_SUMS))
UNFINISHED = OwingFacts(("short", "late", "soon", "later", "missing_tenths"), short_only=True)
