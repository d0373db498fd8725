"""Boards as pages: the list, one board, and what is done with it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.reporting import access, labels
from academy.reporting.access import BoardReach
from academy.reporting.enums import BoardColour, BoardState
from academy.reporting.models import Board
from academy.reporting.operations import board_follow, boards
from academy.reporting.pages import board_forms as forms
from academy.reporting.pages import board_views as views
from academy.reporting.queries import boards as queries
from academy.reporting.reports import board as framed
from academy.reporting.reports.board import Table
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from academy.shared.paging import page_of
from academy.shared.parameters import knows

PAGE = 50
_BEFORE = (BoardState.DRAFT, BoardState.ANNOUNCED)
LIST, ONE = "reporting/boards.html", "reporting/board.html"


@require_http_methods(["GET"])
@page_door(*access.BOARD_READERS)
@knows("cursor")
def board_list(request: PersonRequest) -> HttpResponse:
    """All boards in reach, the latest month first."""
    return _list(request, forms.DrawForm())


def _list(
    request: PersonRequest, form: forms.DrawForm, refusal: Refusal | None = None
) -> HttpResponse:
    reach = access.board_reach(request.person, clock.today())
    page = page_of(
        reach.boards.select_related("drawn_by", "published_by", "rules"),
        key=("drawn_at", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    rows = [
        {
            "row": row,
            "title": framed.title(row),
            "state": labels.BOARD_STATE[BoardState(row.state)],
            "tone": views.STATE_TONE[BoardState(row.state)],
        }
        for row in page.items
    ]
    context = {"page": page, "rows": rows, "reach": reach, "form": form, "refusal": refusal}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, LIST, context, status=status)


@require_POST
@page_door(*access.BOARD_KEEPERS)
def draw(request: PersonRequest) -> HttpResponse:
    """Draw up the board of a month."""
    form = forms.DrawForm(request.POST)
    if not form.is_valid():
        return _list(request, form)
    month = form.cleaned_data["month"]
    try:
        made = boards.draw(actor=actor(request.person), month=month, at=clock.now())
    except Refusal as no:
        return _list(request, form, no)
    messages.success(
        request, _("%(title)s 已制成草稿，请核对后公示。") % {"title": framed.title(made)}
    )
    return redirect("reporting:board", made.public_id)


@require_GET
@page_door(*access.BOARD_READERS)
@knows()
def board_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One board: table, bars, the last board's findings, objections, what can be done."""
    reach = access.board_reach(request.person, clock.today())
    return _page(request, reach, reach.one(public_id))


def _page(
    request: PersonRequest, reach: BoardReach, board: Board, refusal: Refusal | None = None
) -> HttpResponse:
    at = clock.now()
    on = clock.local_date(at)
    shown = framed.table(board)
    state = BoardState(board.state)
    names = {each.line.unit_id: each.line.name for each in shown.rows}
    announced = state is BoardState.ANNOUNCED
    hears = announced and board.objections_until is not None and at < board.objections_until
    own = queries.follow_up(board) if state is BoardState.PUBLISHED else []
    context: dict[str, Any] = {
        "board": board,
        "title": framed.title(board),
        "state": labels.BOARD_STATE[state],
        "tone": views.STATE_TONE[state],
        "table": shown,
        "drawings": views.drawings(shown),
        "notes": framed.notes(board),
        "unowned": _unowned(shown, on) if reach.keeps and state in _BEFORE else "",
        "no_cause": labels.NO_CAUSE,
        "previous": board.previous,
        "last_found": framed.follow_up(queries.follow_up(board.previous), on=on),
        "own_found": framed.follow_up(own, on=on),
        "objections": views.objections(queries.objections_of(board, reach.objections_of), names),
        "units": [(unit, names[unit.pk]) for unit in reach.units_on(board)] if hears else [],
        "keeps": reach.keeps,
        "reader": request.person,
        "is_draft": state is BoardState.DRAFT,
        "is_announced": announced,
        "own_draft": board.drawn_by_id == request.person.pk,
        "ripe": board.notice_until is not None and at >= board.notice_until,
        "typed": request.POST,
        "refusal": refusal,
    }
    return render(request, ONE, context, status=refusal.status if refusal else 200)


def _unowned(shown: Table, on: date) -> str:
    """Return the units on the black list that nobody would answer for."""
    black = [each.line for each in shown.rows if each.line.colour == BoardColour.BLACK]
    held = queries.offices([line.unit_id for line in black], on)
    names = [line.name for line in black if queries.owner_of(held[line.unit_id]) is None]
    return _("、").join(names)


def _do(
    request: PersonRequest, public_id: UUID, deed: Callable[[BoardReach, Board], str]
) -> HttpResponse:
    """Do something with a board in reach and say so, or show the board with the refusal."""
    reach = access.board_reach(request.person, clock.today())
    board = reach.one(public_id)
    try:
        said = deed(reach, board)
    except NotFound:
        raise
    except Refusal as no:
        return _page(request, reach, reach.one(public_id), no)
    messages.success(request, said)
    return redirect("reporting:board", public_id)


@require_POST
@page_door(*access.BOARD_KEEPERS)
def announce(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Announce a draft."""

    def deed(reach: BoardReach, board: Board) -> str:
        done = boards.announce(actor=actor(request.person), board=board, at=clock.now())
        return _("%(title)s 已公示，各单位已收到通知。") % {"title": framed.title(done)}

    return _do(request, public_id, deed)


@require_POST
@page_door(*access.BOARD_KEEPERS)
def publish(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Publish an announced board as a second person."""

    def deed(reach: BoardReach, board: Board) -> str:
        done = boards.publish(actor=actor(request.person), board=board, at=clock.now())
        return _("%(title)s 已发布，黑榜单位已列入整改台账。") % {"title": framed.title(done)}

    return _do(request, public_id, deed)


@require_POST
@page_door(*access.BOARD_KEEPERS)
def withdraw(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take a draft or an announced board back."""

    def deed(reach: BoardReach, board: Board) -> str:
        reason = request.POST.get("reason", "")
        who = actor(request.person)
        boards.withdraw(actor=who, board=board, reason=reason, at=clock.now())
        return _("已撤回，可以重新制榜。")

    return _do(request, public_id, deed)


@require_POST
@page_door(*access.BOARD_OBJECTORS)
def object_to(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Object to an announced board for one's unit."""

    def deed(reach: BoardReach, board: Board) -> str:
        code = request.POST.get("unit", "")
        unit = next((each for each in reach.units_on(board) if each.code == code), None)
        if unit is None:
            raise NotFound(field="unit")
        words = request.POST.get("words", "")
        who = actor(request.person)
        board_follow.object_to(actor=who, board=board, unit=unit, words=words, at=clock.now())
        return _("异议已提交，等待人事或学院处理。")

    return _do(request, public_id, deed)


@require_POST
@page_door(*access.BOARD_KEEPERS)
def decide(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Decide on an objection."""
    found = access.board_objection(request.person, public_id, clock.today())

    def deed(reach: BoardReach, board: Board) -> str:
        upheld = request.POST.get("verb") == "uphold"
        board_follow.decide(
            actor=actor(request.person),
            objection=found,
            upheld=upheld,
            answer=request.POST.get("answer", ""),
            at=clock.now(),
        )
        if upheld:
            return _("异议成立，这期已撤回，请重新制榜。")
        return _("异议不成立，已答复提出人。")

    return _do(request, found.board.public_id, deed)


@require_POST
@page_door(*access.BOARD_KEEPERS)
def delist(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Decide that a unit leaves the black list."""
    line = access.board_line(request.person, public_id, clock.today())

    def deed(reach: BoardReach, board: Board) -> str:
        board_follow.delist(
            actor=actor(request.person),
            line=line,
            reason=request.POST.get("reason", ""),
            evidence=request.POST.get("evidence", ""),
            at=clock.now(),
        )
        return _("%(unit)s 已摘帽。") % {"unit": line.name}

    return _do(request, line.board.public_id, deed)
