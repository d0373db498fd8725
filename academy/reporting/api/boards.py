"""Boards over HTTP: rules, boards, what is done with them, scores that others gave."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.reporting import access
from academy.reporting.access import BoardReach
from academy.reporting.api import board_out as out
from academy.reporting.api import board_schemas as said
from academy.reporting.api.schemas import PageQuery
from academy.reporting.enums import (
    BoardEvent,
    BoardFigure,
)
from academy.reporting.models import BoardRules
from academy.reporting.operations import board_follow, board_rules, boards, outside_scores
from academy.reporting.operations.board_rules import Edition
from academy.reporting.operations.outside_scores import Given
from academy.reporting.queries import boards as queries
from academy.reporting.queries import outside, places
from academy.reporting.rules import board as ranking
from academy.reporting.rules.board import Scheme
from academy.reporting.rules.outside_rows import OutsideReading, OutsideRow
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply

router = Router(tags=["boards"])
READERS = ApiDoor(*access.BOARD_READERS)
KEEPERS = ApiDoor(*access.BOARD_KEEPERS)
OBJECTORS = ApiDoor(*access.BOARD_OBJECTORS)


@router.get("/boards", response=said.BoardsOut, auth=READERS, url_name="list_boards")
def list_boards(request: PersonRequest, query: Query[PageQuery]) -> HttpResponse:
    """The boards one may see: all once announced, drafts for keepers and auditors."""
    rows = access.board_reach(request.person, clock.today()).boards
    page = page_of(
        rows.select_related(*queries.SHOWN),
        key=("drawn_at", "pk"),
        cursor=query.cursor,
        limit=query.limit,
        descending=True,
    )
    items = [out.board(row) for row in page.items]
    return read_reply(request, said.BoardsOut(items=items, next_cursor=page.next_cursor))


@router.post("/boards", response={201: said.BoardOut}, auth=KEEPERS, url_name="draw_board")
@idempotent
def draw_board(request: PersonRequest, body: said.BoardDrawIn) -> tuple[int, said.BoardOut]:
    """Draw up the board of a month that has ended."""
    made = boards.draw(actor=actor(request.person), month=_month(body.month), at=clock.now())
    return 201, out.board(_reach(request).one(made.public_id))


@router.get(
    "/boards/rules", response=said.BoardRulesListOut, auth=READERS, url_name="list_board_rules"
)
def list_board_rules(request: PersonRequest, query: Query[PageQuery]) -> HttpResponse:
    """Every edition of the rules, the last one set first."""
    page = page_of(
        BoardRules.objects.select_related("set_by"),
        key=("number", "pk"),
        cursor=query.cursor,
        limit=query.limit,
        descending=True,
    )
    items = [out.rules(row) for row in page.items]
    return read_reply(request, said.BoardRulesListOut(items=items, next_cursor=page.next_cursor))


@router.post(
    "/boards/rules", response={201: said.BoardRulesOut}, auth=KEEPERS, url_name="set_board_rules"
)
@idempotent
def set_board_rules(
    request: PersonRequest, body: said.BoardRulesIn
) -> tuple[int, said.BoardRulesOut]:
    """Set an edition of the rules."""
    made = board_rules.set_rules(
        actor=actor(request.person), edition=_edition(body), at=clock.now()
    )
    return 201, out.rules(made)


@router.post(
    "/boards/outside-scores",
    response=said.OutsideReportOut,
    auth=KEEPERS,
    url_name="import_outside_scores",
)
@idempotent
def import_outside_scores(
    request: PersonRequest, body: said.OutsideIn
) -> tuple[int, said.OutsideReportOut]:
    """Try scores that others gave, or take them to stand beside the board."""
    month = _month(body.month)
    rows = tuple(
        OutsideRow("", number, each.unit.strip(), each.score)
        for number, each in enumerate(body.rows, start=1)
    )
    found = outside.sort(OutsideReading(rows, ()), places.places(ranking.following(month)))
    outside_scores.check(found)
    made = None
    if not body.dry_run:
        given = Given(month, body.source, body.provenance)
        made = outside_scores.take(
            actor=actor(request.person), given=given, found=found, at=clock.now()
        )
    return 200, said.OutsideReportOut(
        id=made.public_id if made else None, dry_run=body.dry_run, rows=len(found.rows)
    )


@router.post(
    "/boards/outside-scores/{uuid:import_id}/undo",
    response={204: None},
    auth=KEEPERS,
    url_name="undo_outside_scores",
)
def undo_outside_scores(request: PersonRequest, import_id: UUID, body: said.BoardReasonIn) -> None:
    """Let an import no longer stand beside the board."""
    found = access.outside_import(request.person, import_id, clock.today())
    outside_scores.undo(
        actor=actor(request.person), given=found, reason=body.reason, at=clock.now()
    )


@router.get(
    "/boards/{uuid:board_id}", response=said.BoardWholeOut, auth=READERS, url_name="show_board"
)
def get_board(request: PersonRequest, board_id: UUID) -> HttpResponse:
    """A board with its lines, the last one's findings, and the objections one may read."""
    reach = _reach(request)
    return read_reply(request, out.whole(reach.one(board_id), reach))


@router.post(
    "/boards/{uuid:board_id}/announce",
    response=said.BoardOut,
    auth=KEEPERS,
    url_name="announce_board",
)
def announce_board(request: PersonRequest, board_id: UUID) -> said.BoardOut:
    """Announce a draft for objections."""
    board = _reach(request).one(board_id)
    boards.announce(actor=actor(request.person), board=board, at=clock.now())
    return out.board(_reach(request).one(board_id))


@router.post(
    "/boards/{uuid:board_id}/publish",
    response=said.BoardOut,
    auth=KEEPERS,
    url_name="publish_board",
)
def publish_board(request: PersonRequest, board_id: UUID) -> said.BoardOut:
    """Publish an announced board, as a second person, when its notice period is over."""
    board = _reach(request).one(board_id)
    boards.publish(actor=actor(request.person), board=board, at=clock.now())
    return out.board(_reach(request).one(board_id))


@router.post(
    "/boards/{uuid:board_id}/withdraw",
    response=said.BoardOut,
    auth=KEEPERS,
    url_name="withdraw_board",
)
def withdraw_board(
    request: PersonRequest, board_id: UUID, body: said.BoardReasonIn
) -> said.BoardOut:
    """Take a draft or an announced board back."""
    board = _reach(request).one(board_id)
    who = actor(request.person)
    boards.withdraw(actor=who, board=board, reason=body.reason, at=clock.now())
    return out.board(_reach(request).one(board_id))


@router.post(
    "/boards/{uuid:board_id}/objections",
    response={201: said.BoardObjectionOut},
    auth=OBJECTORS,
    url_name="object_to_board",
)
@idempotent
def object_to_board(
    request: PersonRequest, board_id: UUID, body: said.BoardObjectionIn
) -> tuple[int, said.BoardObjectionOut]:
    """Object to an announced board for one's unit."""
    reach = _reach(request)
    board = reach.one(board_id)
    unit = next((each for each in reach.units_on(board) if each.code == body.unit), None)
    if unit is None:
        raise NotFound(field="unit")
    who = actor(request.person)
    made = board_follow.object_to(
        actor=who, board=board, unit=unit, words=body.words, at=clock.now()
    )
    return 201, out.objection(made)


@router.post(
    "/boards/objections/{uuid:objection_id}/decide",
    response=said.BoardObjectionOut,
    auth=KEEPERS,
    url_name="decide_board_objection",
)
def decide_board_objection(
    request: PersonRequest, objection_id: UUID, body: said.BoardDecisionIn
) -> said.BoardObjectionOut:
    """Decide on an objection; one that is upheld has the board withdrawn."""
    found = access.board_objection(request.person, objection_id, clock.today())
    done = board_follow.decide(
        actor=actor(request.person),
        objection=found,
        upheld=body.uphold,
        answer=body.answer,
        at=clock.now(),
    )
    return out.objection(done)


@router.post(
    "/boards/lines/{uuid:line_id}/delist",
    response=said.DelistingOut,
    auth=KEEPERS,
    url_name="delist_board_line",
)
def delist_board_line(
    request: PersonRequest, line_id: UUID, body: said.DelistingIn
) -> said.DelistingOut:
    """Decide that a unit leaves the black list, once its finding is closed."""
    line = access.board_line(request.person, line_id, clock.today())
    done = board_follow.delist(
        actor=actor(request.person),
        line=line,
        reason=body.reason,
        evidence=body.evidence,
        at=clock.now(),
    )
    return out.delisting(done, line)


def _reach(request: PersonRequest) -> BoardReach:
    return access.board_reach(request.person, clock.today())


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _edition(body: said.BoardRulesIn) -> Edition:
    """Return the rules of a request; a weight or deduction that is not named is nought."""
    scheme = Scheme(
        weights={each: Decimal(body.weights.get(each, 0)) for each in BoardFigure},
        off={each: body.deductions.get(each, Decimal(0)) for each in BoardEvent},
        min_people=body.min_people,
        red=body.red,
        black=body.black,
        months=body.months,
        objection_days=body.objection_days,
        notice_days=body.notice_days,
        rectify_days=body.rectify_days,
    )
    return Edition(_month(body.valid_from), scheme, body.evidence)
