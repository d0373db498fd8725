"""The door to boards: who keeps them, who reads them, and for which units one may object."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from academy.people.access import roles_of, visible_units
from academy.people.enums import Role
from academy.people.models import Person, Unit
from academy.reporting.models import (
    Board,
    BoardLine,
    BoardObjection,
    OutsideImport,
)
from academy.reporting.models.board import BoardQuerySet
from academy.reporting.queries import boards
from academy.shared.errors import NotFound

_Row = TypeVar("_Row", BoardObjection, BoardLine, OutsideImport)
BOARD_KEEPERS = (Role.HR, Role.ACADEMY_ADMIN)
BOARD_OBJECTORS = (Role.UNIT_LEADER, Role.UNIT_TRAINING_OFFICER)
BOARD_READERS = (*BOARD_KEEPERS, Role.AUDITOR, *BOARD_OBJECTORS)


@dataclass(frozen=True, slots=True)
class BoardReach:
    """What a person sees and does of boards on a day.

    Boards are about everybody and shown to everybody who reads them, once they are announced;
    drafts to keepers and auditors. `objects` are the units that the person may object for.
    """

    person: Person
    keeps: bool
    audits: bool
    objects: frozenset[int]

    @property
    def boards(self) -> BoardQuerySet:
        """The boards in reach."""
        rows = Board.objects.all()
        if self.keeps or self.audits:
            return rows
        return rows.filter(announced_at__isnull=False)

    @property
    def objections_of(self) -> frozenset[int] | None:
        """The units whose objections are read; None for all."""
        return None if self.keeps or self.audits else self.objects

    def one(self, public_id: UUID) -> Board:
        """Return one board in reach, or raise NotFound."""
        row = self.boards.select_related(*boards.SHOWN).filter(public_id=public_id).first()
        if row is None:
            raise NotFound
        return row

    def units_on(self, board: Board) -> list[Unit]:
        """Return the units on a board that the person may object for, in the board's order."""
        rows = board.lines.filter(unit__in=self.objects).select_related("unit")
        return [line.unit for line in rows.order_by("place")]


def board_reach(person: Person, on: date) -> BoardReach:
    """Return what the person sees and does of boards on a day."""
    roles = roles_of(person, on)
    return BoardReach(
        person=person,
        keeps=bool(roles & set(BOARD_KEEPERS)),
        audits=Role.AUDITOR in roles,
        objects=visible_units(person, *BOARD_OBJECTORS, on=on),
    )


def board_objection(person: Person, public_id: UUID, on: date) -> BoardObjection:
    """Return an objection that the person's office decides on, or raise NotFound."""
    rows = BoardObjection.objects.select_related("board", "unit", "raised_by", "decided_by")
    return _kept(person, rows, public_id, on)


def board_line(person: Person, public_id: UUID, on: date) -> BoardLine:
    """Return a line whose unit the person's office lets off the list, or raise NotFound."""
    return _kept(person, BoardLine.objects.select_related("board", "unit"), public_id, on)


def outside_import(person: Person, public_id: UUID, on: date) -> OutsideImport:
    """Return an import that the person's office may undo, or raise NotFound."""
    return _kept(person, OutsideImport.objects.all(), public_id, on)


def _kept(person: Person, rows: "QuerySet[_Row]", public_id: UUID, on: date) -> _Row:
    row = rows.filter(public_id=public_id).first()
    if row is None or not board_reach(person, on).keeps:
        raise NotFound
    return row
