"""What only the pages of a board show: bars, objections, tones."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from academy.reporting import labels
from academy.reporting.enums import BoardObjectionState, BoardState
from academy.reporting.models import BoardObjection
from academy.reporting.pages.views import Bar, Chart
from academy.reporting.reports.board import Shown, Table
from academy.reporting.rules import board as ranking

STATE_TONE = {
    BoardState.DRAFT: "plain",
    BoardState.ANNOUNCED: "owed",
    BoardState.PUBLISHED: "done",
    BoardState.WITHDRAWN: "stop",
}
OBJECTION_TONE = {
    BoardObjectionState.OPEN: "owed",
    BoardObjectionState.UPHELD: "late",
    BoardObjectionState.DISMISSED: "done",
}
_STEP, _FROM, _WIDTH = 26, Decimal(20), Decimal(48)


def charts(shown: Table) -> list[Chart]:
    """Return the scores of ranked units as bars in two halves, the mean as a line."""
    ranked = [each for each in shown.rows if each.line.score is not None]
    middle = (len(ranked) + 1) // 2
    mean = ranking.average([each.line.score for each in ranked if each.line.score is not None])
    return [
        Chart(
            bars=[_bar(each, place) for place, each in enumerate(half)],
            height=len(half) * _STEP + 4,
            mark="" if mean is None else f"{_FROM + _across(mean):.2f}%",
            start=f"{_FROM}%",
            numbers_from=f"{_FROM + _WIDTH + 2}%",
        )
        for half in (ranked[:middle], ranked[middle:])
        if half
    ]


def _bar(each: Shown, place: int) -> Bar:
    return Bar(
        label=each.line.short_name,
        value=each.score,
        parts=" ".join(word for word in (each.colour, each.movement) if word),
        top=place * _STEP + 5,
        middle=place * _STEP + 17,
        width=f"{_across(each.line.score or Decimal(0)):.2f}%",
    )


def _across(score: Decimal) -> Decimal:
    """Return how far a score reaches; one below 0 shows as nothing, one above 100 as full."""
    return max(Decimal(0), min(score, Decimal(100))) * _WIDTH / 100


def objections(rows: Collection[BoardObjection], names: dict[int, str]) -> list[dict[str, Any]]:
    """Return objections in words; `names` are the units' on the board."""
    return [
        {
            "row": row,
            "unit": names.get(row.unit_id, row.unit.code),
            "state": labels.BOARD_OBJECTION[BoardObjectionState(row.state)],
            "tone": OBJECTION_TONE[BoardObjectionState(row.state)],
            "open": row.state == BoardObjectionState.OPEN,
        }
        for row in rows
    ]
