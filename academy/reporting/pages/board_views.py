"""What only the pages of a board show: bars, objections, tones."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from academy.reporting import labels
from academy.reporting.charts import BESIDE_FROM
from academy.reporting.enums import BoardObjectionState, BoardState
from academy.reporting.models import BoardObjection
from academy.reporting.reports.board import Table
from academy.reporting.rules import board as ranking
from academy.reporting.rules.bar_charts import bars
from academy.reporting.rules.shapes import SCREEN, WHOLE, Datum, Drawing, Mark

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


def drawings(shown: Table) -> list[Drawing]:
    """Return the scores of ranked units as bars, the mean as a line.

    A score below 0 has no bar, one above 100 a full one.
    """
    scores = [each.line.score for each in shown.rows if each.line.score is not None]
    mean = ranking.average(scores)
    words = _("平均 %(average)s") % {"average": shown.average}
    data = [
        Datum(
            each.line.short_name,
            each.line.score,
            each.score,
            " ".join(word for word in (each.colour, each.movement) if word),
        )
        for each in shown.rows
        if each.line.score is not None
    ]
    marks = [] if mean is None else [Mark(mean, words)]
    columns = 2 if len(data) >= BESIDE_FROM else 1
    return bars(data, full=WHOLE, look=SCREEN, marks=marks, columns=columns)


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
