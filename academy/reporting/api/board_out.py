"""Boards as the API says them."""

from typing import Any

from academy.findings.enums import FindingState
from academy.reporting.access import BoardReach
from academy.reporting.api import board_schemas as said
from academy.reporting.enums import (
    BoardColour,
    BoardEvent,
    BoardFigure,
    BoardObjectionState,
    BoardStanding,
    BoardState,
)
from academy.reporting.models import Board, BoardLine, BoardObjection, BoardRules, Delisting
from academy.reporting.queries import boards as queries
from academy.reporting.queries.boards import FollowUp
from academy.reporting.rules import board as ranking
from academy.reporting.rules.board import Scheme


def rules(row: BoardRules) -> said.BoardRulesOut:
    """An edition of the rules."""
    scheme = row.scheme
    same = ("min_people", "red", "black", "months", "objection_days", "notice_days")
    return said.BoardRulesOut(
        id=row.public_id,
        weights={each: int(weight) for each, weight in scheme.weights.items()},
        deductions=dict(scheme.off),
        set_by=row.set_by.staff_number,
        **{name: getattr(row, name) for name in (*same, "rectify_days", "number", "valid_from")},
        evidence=row.evidence,
        set_at=row.set_at,
    )


def board(row: Board) -> said.BoardOut:
    """A board without its lines."""
    return said.BoardOut(**_told(row))


def _told(row: Board) -> dict[str, Any]:
    same = ("month", "number", "as_of", "drawn_at", "announced_at", "objections_until")
    ends = ("notice_until", "published_at", "withdrawn_at", "withdrawn_reason")
    return {
        "id": row.public_id,
        "rules": row.rules.number,
        "previous": row.previous.public_id if row.previous else None,
        "state": BoardState(row.state),
        "drawn_by": row.drawn_by.staff_number,
        "published_by": row.published_by.staff_number if row.published_by else None,
        **{name: getattr(row, name) for name in (*same, *ends)},
    }


def whole(row: Board, reach: BoardReach) -> said.BoardWholeOut:
    """A board with everything that stands on its page; a fixed number of queries."""
    lines = queries.lines_of(row)
    _sources, scores = queries.outside_of(row.month)
    return said.BoardWholeOut.model_validate(
        {
            **_told(row),
            "average": ranking.average([one.score for one in lines if one.score is not None]),
            "lines": [
                _line(each, row.rules.scheme, scores.get(each.unit_id, {})) for each in lines
            ],
            "last_found": [_found(each) for each in queries.follow_up(row.previous)],
            "objections": [
                objection(each) for each in queries.objections_of(row, reach.objections_of)
            ],
        }
    )


def _line(row: BoardLine, scheme: Scheme, outside: object) -> dict[str, object]:
    rates = {each: getattr(row, f"rate_{each}") for each in BoardFigure}
    shared = ranking.shared(rates, scheme) if row.score is not None else None
    return {
        "id": row.public_id,
        "unit": row.unit.code,
        "rates": rates,
        "weights": shared.weights if shared else scheme.weights,
        "parts": {each: getattr(row, f"part_{each}") for each in BoardFigure},
        "counts": {each: getattr(row, f"count_{each}") for each in BoardEvent},
        "deductions": {each: getattr(row, f"off_{each}") for each in BoardEvent},
        "standing": BoardStanding(row.standing),
        "colour": BoardColour(row.colour),
        "movement": row.movement,
        "outside": outside,
        **{name: getattr(row, name) for name in ("name", "people", "score", "rank")},
    }


def _found(each: FollowUp) -> said.BoardFoundOut:
    return said.BoardFoundOut(
        unit=each.line.unit.code,
        name=each.line.name,
        rank=each.line.rank,
        finding=each.finding.public_id if each.finding else None,
        state=FindingState(each.finding.state) if each.finding else None,
        due_on=each.finding.due_on if each.finding else None,
        delisted_at=each.delisting.decided_at if each.delisting else None,
    )


def objection(row: BoardObjection) -> said.BoardObjectionOut:
    """An objection."""
    return said.BoardObjectionOut(
        id=row.public_id,
        unit=row.unit.code,
        text=row.text,
        state=BoardObjectionState(row.state),
        raised_by=row.raised_by.staff_number,
        raised_at=row.raised_at,
        decided_by=row.decided_by.staff_number if row.decided_by else None,
        decided_at=row.decided_at,
        answer=row.answer,
    )


def delisting(row: Delisting, line: BoardLine) -> said.DelistingOut:
    """The decision that a unit leaves the black list."""
    return said.DelistingOut(
        unit=line.unit.code,
        reason=row.reason,
        evidence=row.evidence,
        decided_by=row.decided_by.staff_number,
        decided_at=row.decided_at,
    )
