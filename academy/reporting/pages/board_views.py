"""What the pages and files of a board show, drawn from its lines."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.findings.enums import FindingState
from academy.findings.labels import STATE, TONE
from academy.findings.rules import deadlines
from academy.reporting import labels
from academy.reporting.charts import BESIDE_FROM
from academy.reporting.enums import (
    BoardColour,
    BoardFigure,
    BoardObjectionState,
    BoardStanding,
    BoardState,
)
from academy.reporting.models import Board, BoardLine, BoardObjection
from academy.reporting.queries import boards as queries
from academy.reporting.queries.boards import FollowUp
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


@dataclass(frozen=True, slots=True)
class Shown:
    """A line in words: rates beside their parts, movement, colour, scores of others."""

    line: BoardLine
    figures: list[tuple[str, str]]
    off: str
    score: str
    rank: str
    movement: str
    standing: str
    colour: str
    tone: str
    outside: list[str]
    given: list[Decimal | None]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole board in words; `sources` name the columns of others' scores."""

    rows: list[Shown]
    figures: list[tuple[str, int]]
    sources: list[str]
    average: str
    ranked: int


def table(board: Board) -> Table:
    """Return a board's table; two queries."""
    lines = queries.lines_of(board)
    sources, outside = queries.outside_of(board.month)
    scores = [line.score for line in lines if line.score is not None]
    scheme = board.rules.scheme
    return Table(
        rows=[_shown(line, sources, outside.get(line.unit_id, {})) for line in lines],
        figures=[
            (str(labels.BOARD_FIGURE[each]), int(scheme.weights[each])) for each in BoardFigure
        ],
        sources=sources,
        average=labels.printed(ranking.average(scores)),
        ranked=len(scores),
    )


def _shown(line: BoardLine, sources: Collection[str], others: dict[str, Decimal]) -> Shown:
    colour, standing = BoardColour(line.colour), BoardStanding(line.standing)
    ranked = standing is BoardStanding.RANKED
    return Shown(
        line=line,
        figures=[
            (
                labels.printed(getattr(line, f"rate_{each}")),
                labels.printed(getattr(line, f"part_{each}") if ranked else None),
            )
            for each in BoardFigure
        ],
        off=labels.printed(line.off if ranked else None),
        score=labels.printed(line.score),
        rank=labels.printed(line.rank),
        movement=labels.moved_by(line.movement) if ranked else labels.NOTHING,
        standing="" if ranked else str(labels.BOARD_STANDING[standing]),
        colour="" if colour is BoardColour.PLAIN else str(labels.BOARD_COLOUR[colour]),
        tone=colour.value,
        outside=[labels.printed(others.get(source)) for source in sources],
        given=[others.get(source) for source in sources],
    )


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


def follow_up(rows: Collection[FollowUp], *, on: date) -> list[dict[str, Any]]:
    """Return how what a board found stands, in words."""
    return [_followed(each, on=on) for each in rows]


def _followed(each: FollowUp, *, on: date) -> dict[str, Any]:
    found = each.finding
    state = FindingState(found.state) if found else None
    late = ""
    if found is not None and state is FindingState.OPEN:
        over = deadlines.days_over(found.due_on, on)
        late = ngettext("逾期 %(n)d 天", "逾期 %(n)d 天", over) % {"n": over} if over else ""
    return {
        "line": each.line,
        "finding": found,
        "state": STATE[state] if state else labels.NOTHING,
        "tone": TONE[state] if state else "plain",
        "late": late,
        "delisting": each.delisting,
        "ready": state is FindingState.CLOSED and each.delisting is None,
    }


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


def title(board: Board) -> str:
    """Return what a board is called."""
    return _("%(month)s 红黑榜") % {"month": f"{board.month:%Y-%m}"}


def notes(board: Board) -> list[str]:
    """Return how the scores came about, one sentence each, from the board's own rules."""
    scheme = board.rules.scheme
    told = {
        "months": scheme.months,
        "as_of": board.as_of,
        "conduct": board.rules.off_conduct,
        "overdue": board.rules.off_overdue,
        "least": scheme.min_people,
        "red": scheme.red,
        "black": scheme.black,
        "number": board.rules.number,
        "from": f"{board.rules.valid_from:%Y-%m}",
    }
    return [
        _(
            "得分 = 各项比率 × 权重 ÷ 100 之和 − 扣分；各项保留两位小数，四舍五入，"
            "得分为各项之和。没有数据的一项不计，其权重由其余各项按比例分担。"
        ),
        _(
            "参训率、补考后合格率统计最近 %(months)s 个月（含当月）开班的期次；"
            "各项数据截至 %(as_of)s。"
        )
        % told,
        _("操行扣分记录每条扣 %(conduct)s 分，逾期未完成每人次扣 %(overdue)s 分。") % told,
        _(
            "在岗不足 %(least)s 人的单位不排名；同分同名次，其后名次顺延（1、2、2、4）；"
            "升降与上一期已发布的榜比较。"
        )
        % told,
        _("红榜取前 %(red)s 名，黑榜取后 %(black)s 名；末位同分的一并列入，已上红榜的不列黑榜。")
        % told,
        _("评比规则第 %(number)s 版，%(from)s 起生效。") % told,
    ]
