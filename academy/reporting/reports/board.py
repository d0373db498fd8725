"""The frame of a board: what page, workbook, PDF and JSON show of it, drawn from its lines."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from academy.findings.enums import FindingState
from academy.findings.labels import STATE, TONE
from academy.findings.rules import deadlines
from academy.reporting import labels
from academy.reporting.enums import BoardColour, BoardEvent, BoardFigure, BoardStanding
from academy.reporting.models import Board, BoardLine
from academy.reporting.queries import boards as queries
from academy.reporting.queries.boards import FollowUp
from academy.reporting.rules import board as ranking
from academy.reporting.rules.board import Shared
from academy.shared.errors import plain
from academy.shared.text import digest

CODE = "board"
"""What its extracts are known by."""
_FACTS = ("people", "standing", "score", "rank", "earlier_rank", "colour")
_KEPT = (
    *_FACTS,
    *(f"{kind}_{each}" for each in BoardFigure for kind in ("rate", "part")),
    *(f"{kind}_{each}" for each in BoardEvent for kind in ("count", "off")),
)
_OUTSIDE = "outside:"
_FACT_LABELS = dict(
    zip(
        _FACTS,
        (
            gettext_lazy("在岗人数"),
            gettext_lazy("是否参加排名"),
            gettext_lazy("总分"),
            gettext_lazy("名次"),
            gettext_lazy("上期名次"),
            gettext_lazy("榜别"),
        ),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line in words: rates beside their parts, movement, colour, scores of others.

    `shared` says how its weights were shared, None where the rules' own stand.
    """

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
    shared: Shared | None

    @property
    def mark(self) -> str:
        """The sign at a score whose weights were shared; what became of them stands below."""
        return "※" if self.shared is not None else ""

    def part(self, figure: BoardFigure) -> Decimal | None:
        """Return what a rate gave in points; None where there is no rate, or no score."""
        line = self.line
        if line.score is None or getattr(line, f"rate_{figure}") is None:
            return None
        found: Decimal = getattr(line, f"part_{figure}")
        return found


@dataclass(frozen=True)
class Table:
    """A whole board in words; `sources` name the columns of others' scores.

    `sharing` says, for all units for which the same was left out, how their weights were shared.
    """

    board: Board
    rows: list[Shown]
    figures: list[tuple[str, int]]
    sources: list[str]
    average: str
    ranked: int
    sharing: list[tuple[str, str]]

    @property
    def parameters(self) -> dict[str, object]:
        """All it takes to make it again. Boards are about everybody: of no unit in particular."""
        board = self.board
        return {
            "board": str(board.public_id),
            "month": f"{board.month:%Y-%m}",
            "as_of": board.as_of.isoformat(),
            "scope": [],
        }

    @property
    def columns(self) -> list[str]:
        """The codes of all that is told of a unit."""
        return [*_KEPT, *(_OUTSIDE + source for source in self.sources)]

    def values(self) -> list[list[object]]:
        """Return level, unit, part and plain values of each line, as extracts keep them."""
        return [
            [
                "unit",
                each.line.unit.code,
                "",
                *(plain(getattr(each.line, name)) for name in _KEPT),
                *map(plain, each.given),
            ]
            for each in self.rows
        ]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over question and figures: equal boards have equal digests."""
        told = {"columns": self.columns, "rows": self.values()}
        return digest({"parameters": {"report": CODE, **self.parameters}, "figures": told})


def table(board: Board) -> Table:
    """Return a board's table; two queries."""
    lines = queries.lines_of(board)
    sources, outside = queries.outside_of(board.month)
    scores = [line.score for line in lines if line.score is not None]
    scheme = board.rules.scheme
    rows = [_shown(line, scheme, sources, outside.get(line.unit_id, {})) for line in lines]
    return Table(
        board=board,
        rows=rows,
        figures=[
            (str(labels.BOARD_FIGURE[each]), int(scheme.weights[each])) for each in BoardFigure
        ],
        sources=sources,
        average=labels.printed(ranking.average(scores)),
        ranked=len(scores),
        sharing=_sharing(rows),
    )


def _shown(
    line: BoardLine, scheme: ranking.Scheme, sources: Sequence[str], others: Mapping[str, Decimal]
) -> Shown:
    colour, standing = BoardColour(line.colour), BoardStanding(line.standing)
    ranked = standing is BoardStanding.RANKED
    rates = {each: getattr(line, f"rate_{each}") for each in BoardFigure}
    return Shown(
        line=line,
        figures=[
            (
                labels.printed(rates[each]),
                labels.printed(getattr(line, f"part_{each}"))
                if ranked and rates[each] is not None
                else "",
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
        shared=ranking.shared(rates, scheme) if ranked else None,
    )


def said(shared: Shared | None) -> str:
    """Return in words how weights were shared; "" where the rules' own stand."""
    if shared is None:
        return ""
    return _("%(left_out)s没有数据，不计；%(weights)s") % {
        "left_out": _("、").join(str(labels.BOARD_FIGURE[each]) for each in shared.left_out),
        "weights": _("、").join(
            _("%(name)s按 %(weight)s%% 计")
            % {"name": labels.BOARD_FIGURE[each], "weight": f"{weight.normalize():f}"}
            for each, weight in shared.weights.items()
        ),
    }


def _sharing(rows: Sequence[Shown]) -> list[tuple[str, str]]:
    """Return the units whose weights were shared, those of the same kind together."""
    found: dict[str, list[str]] = {}
    for each in rows:
        if each.shared is not None:
            found.setdefault(said(each.shared), []).append(each.line.short_name)
    return [(_("、").join(names), words) for words, names in found.items()]


def extract_title(month: str) -> str:
    """Return what an extract of the board of a month (2026-03) is called."""
    return _("%(month)s 红黑榜") % {"month": month}


def column_label(code: str) -> str:
    """Return what a column of the kept figures is called."""
    if code.startswith(_OUTSIDE):
        return code.removeprefix(_OUTSIDE)
    kind, _sign, name = code.partition("_")
    match kind:
        case "rate":
            return _("%(name)s（%%）") % {"name": labels.BOARD_FIGURE[BoardFigure(name)]}
        case "part":
            return _("%(name)s得分") % {"name": labels.BOARD_FIGURE[BoardFigure(name)]}
        case "count":
            return str(labels.BOARD_EVENT[BoardEvent(name)])
        case "off":
            return _("%(name)s扣分") % {"name": labels.BOARD_EVENT[BoardEvent(name)]}
    return str(_FACT_LABELS.get(code, code))


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


def title(board: Board) -> str:
    """Return what a board is called."""
    return extract_title(f"{board.month:%Y-%m}")


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
        _("局机关人员不参加评比，不在榜上；中队、班计入所属分局。"),
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
