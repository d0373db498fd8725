"""The board as files: the notice (通报) as PDF, and the table as a workbook."""

import io
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, page_door
from academy.reporting import access, labels
from academy.reporting import pdf as printing
from academy.reporting.enums import BoardFigure, BoardState
from academy.reporting.models import Board
from academy.reporting.pages import board_views as views
from academy.reporting.pages.board_views import Shown, Table
from academy.reporting.queries import boards as queries
from academy.shared import clock
from academy.shared.parameters import knows
from academy.shared.tabular.writing import Column, Sheet, write_workbook
from academy.shared.text import digest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@page_door(*access.BOARD_READERS)
@knows()
def pdf(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The notice: the table, how the last board's findings stand, how the scores came about."""
    board = access.board_reach(request.person, clock.today()).one(public_id)
    page = html(board)
    content = printing.render(page, identifier=digest(page)[:32])
    return _reply(board, content, "pdf", "application/pdf")


def html(board: Board) -> str:
    """Return the page that `pdf` prints."""
    shown = views.table(board)
    words = _("第 %(page)s 页，共 %(pages)s 页") % {"page": "\0", "pages": "\0"}
    context = {
        "language": get_language() or settings.LANGUAGE_CODE,
        "board": board,
        "title": views.title(board),
        "state": labels.BOARD_STATE[BoardState(board.state)],
        "is_published": board.state == BoardState.PUBLISHED,
        "table": shown,
        "follow_up": views.follow_up(queries.follow_up(board.previous), on=clock.today()),
        "previous": board.previous,
        "notes": views.notes(board),
        "no_cause": labels.NO_CAUSE if shown.sources else "",
        "academy": settings.ACADEMY_NAME,
        "page_words": [part.strip() for part in words.split("\0")],
    }
    return render_to_string("reporting/board_pdf.html", context)


@require_GET
@page_door(*access.BOARD_READERS)
@knows()
def xlsx(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The table with every part of every score."""
    board = access.board_reach(request.person, clock.today()).one(public_id)
    shown = views.table(board)
    state = str(labels.BOARD_STATE[BoardState(board.state)])
    sheet = Sheet(
        name=_("红黑榜"),
        title=views.title(board),
        columns=_columns(shown),
        rows=[_cells(each) for each in shown.rows],
        subtitle_lines=[
            _("%(state)s；数据截至 %(as_of)s；排名单位平均分 %(average)s")
            % {"state": state, "as_of": board.as_of, "average": shown.average}
        ],
        footer_lines=[*views.notes(board), *([str(labels.NO_CAUSE)] if shown.sources else [])],
    )
    out = io.BytesIO()
    write_workbook(out, [sheet])
    return _reply(board, out.getvalue(), "xlsx", XLSX)


def _columns(shown: Table) -> list[Column]:
    rates = [
        column
        for each, (name, weight) in zip(BoardFigure, shown.figures, strict=True)
        for column in (
            Column(f"rate_{each}", _("比率（%）"), group=f"{name} {weight}%"),
            Column(f"part_{each}", _("得分"), group=f"{name} {weight}%"),
        )
    ]
    return [
        Column("rank", _("名次")),
        Column("name", _("单位")),
        Column("people", _("在岗人数")),
        *rates,
        Column("count_conduct", _("操行扣分记录"), group=_("扣分")),
        Column("count_overdue", _("逾期人次"), group=_("扣分")),
        Column("off", _("合计扣分"), group=_("扣分")),
        Column("score", _("总分")),
        Column("movement", _("升降")),
        Column("colour", _("榜别")),
        *(
            Column(f"outside_{number}", source, group=_("外部得分"))
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
        **{
            f"part_{name}": getattr(line, f"part_{name}") if ranked else None
            for name in BoardFigure
        },
        "count_conduct": line.count_conduct,
        "count_overdue": line.count_overdue,
        "off": line.off if ranked else None,
        "score": line.score,
        "movement": each.movement,
        "colour": each.colour or each.standing,
        **{f"outside_{number}": score for number, score in enumerate(each.given)},
    }


def _reply(board: Board, content: bytes, ending: str, kind: str) -> HttpResponse:
    """A file to save, kept by no cache."""
    reply = HttpResponse(content, content_type=kind)
    name = f"{views.title(board)}.{ending}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    reply["Content-Disposition"] = disposition or "attachment"
    reply["Cache-Control"] = "private, no-store"
    return reply
