"""The board as a workbook: the table with every part of every score."""

import io

from django.conf import settings
from django.utils.translation import gettext as _

from academy.reporting import labels
from academy.reporting.enums import BoardFigure, BoardState
from academy.reporting.reports import board as framed
from academy.reporting.reports.board import Shown, Table
from academy.reporting.stamps import Stamp
from academy.shared.tabular.writing import Column, Sheet, write_workbook

_RATE, _POINTS = "0.0", "0.00"


def workbook(shown: Table, stamp: Stamp) -> bytes:
    """Return the board as XLSX bytes."""
    board = shown.board
    sheet = Sheet(
        name=_("红黑榜"),
        title=framed.title(board),
        columns=_columns(shown),
        rows=[_cells(each) for each in shown.rows],
        subtitle_lines=[
            _("填报单位：") + settings.ACADEMY_NAME,
            _("%(state)s；数据截至 %(as_of)s；排名单位平均分 %(average)s")
            % {
                "state": labels.BOARD_STATE[BoardState(board.state)],
                "as_of": board.as_of,
                "average": shown.average,
            },
        ],
        footer_lines=[
            *framed.notes(board),
            *([str(labels.NO_CAUSE)] if shown.sources else []),
            "　　　　　　　　".join((_("填表人："), _("审核人："), _("单位负责人："))),
            stamp.line,
        ],
    )
    out = io.BytesIO()
    write_workbook(out, [sheet], created_at=stamp.at)
    return out.getvalue()


def _columns(shown: Table) -> list[Column]:
    rates = [
        column
        for each, (name, weight) in zip(BoardFigure, shown.figures, strict=True)
        for column in (
            Column(f"rate_{each}", _("比率（%）"), group=f"{name} {weight}%", number_format=_RATE),
            Column(f"part_{each}", _("得分"), group=f"{name} {weight}%", number_format=_POINTS),
        )
    ]
    return [
        Column("rank", _("名次"), align="center"),
        Column("name", _("单位")),
        Column("people", _("在岗人数")),
        *rates,
        Column("count_conduct", _("操行扣分记录"), group=_("扣分")),
        Column("count_overdue", _("逾期人次"), group=_("扣分")),
        Column("off", _("合计扣分"), group=_("扣分"), number_format=_POINTS),
        Column("score", _("总分"), number_format=_POINTS),
        Column("movement", _("升降")),
        Column("colour", _("榜别")),
        *([Column("shared", _("权重变动"), width=34, wrap=True)] if shown.sharing else []),
        *(
            Column(f"outside_{number}", source, group=_("外部得分"), number_format=_POINTS)
            for number, source in enumerate(shown.sources)
        ),
    ]


def _cells(each: Shown) -> dict[str, object]:
    line = each.line
    ranked = line.score is not None
    return {
        "rank": line.rank,
        "name": line.name,
        "people": line.people,
        **{f"rate_{name}": getattr(line, f"rate_{name}") for name in BoardFigure},
        **{f"part_{name}": each.part(name) for name in BoardFigure},
        "count_conduct": line.count_conduct,
        "count_overdue": line.count_overdue,
        "off": line.off if ranked else None,
        "score": line.score,
        "movement": each.movement,
        "colour": each.colour or each.standing,
        "shared": framed.said(each.shared),
        **{f"outside_{number}": score for number, score in enumerate(each.given)},
    }
