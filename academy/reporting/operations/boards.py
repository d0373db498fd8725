"""Boards: drawn up, announced for objections, published by a second person, withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from academy.audit.record import Actor, record
from academy.findings.operations import findings
from academy.findings.operations.findings import Source
from academy.notices.operations import notices
from academy.notices.topics import Topic
from academy.people.models import Person
from academy.reporting import kinds, labels, topics
from academy.reporting.enums import (
    BoardEvent,
    BoardFigure,
    BoardMove,
    BoardObjectionState,
    BoardState,
    BoardVerb,
)
from academy.reporting.errors.board import (
    BoardEmpty,
    BoardInNotice,
    BoardMonthOpen,
    BoardMoved,
    BoardObjectionsOpen,
    BoardOutdated,
    BoardOwnDraft,
    BoardOwnerMissing,
    BoardRulesMissing,
    BoardStands,
    BoardTextInvalid,
)
from academy.reporting.models import Board, BoardLine
from academy.reporting.operations import board_figures, board_rules
from academy.reporting.operations.board_figures import Drawn
from academy.reporting.queries import boards as queries
from academy.reporting.rules import board as ranking
from academy.reporting.rules.board import Placed, PublishWhy
from academy.shared import clock


def draw(*, actor: Actor, month: date, at: datetime) -> Board:
    """Draw up the board of a month that has ended; a draft that stands is that draft.

    The figures are read in one snapshot before anything is written.

    Raises:
        BoardMonthOpen, BoardRulesMissing: there is nothing to draw, or nothing to draw it by.
        BoardStands: the month's board was announced or published.
    """
    month = ranking.month_of(month)
    last_on = ranking.following(month) - timedelta(days=1)
    if clock.local_date(at) <= last_on:
        raise BoardMonthOpen(field="month", month=said(month))
    if (standing := _standing(month)) is not None:
        return standing
    rules = queries.rules_of(month)
    if rules is None:
        raise BoardRulesMissing(field="month", month=said(month))
    drawn = board_figures.read(month, rules.months)
    with transaction.atomic():
        last = Board.objects.filter(month=month).aggregate(last=Max("number"))["last"]
        previous = queries.published_before(month)
        drafted = Board(
            month=month,
            number=(last or 0) + 1,
            rules=rules,
            as_of=last_on,
            previous=previous,
            drawn_by=_person(actor),
            drawn_at=at,
        )
        # Two may draw at once: the schema lets one of them in, and the other gets that one.
        Board.objects.bulk_create([drafted], ignore_conflicts=True)
        row = Board.objects.filter(public_id=drafted.public_id).first()
        if row is not None:
            placed = ranking.drawn(drawn.facts, rules.scheme, queries.ranks_of(previous))
            BoardLine.objects.bulk_create(_lines(row, placed, drawn))
            facts = {"month": said(month), "number": row.number, "units": len(placed)}
            record(actor, BoardVerb.DRAWN, row, at=at, facts=facts)
            return row
    other = _standing(month)
    if other is None:  # Drawn and withdrawn by somebody else in between.
        raise BoardStands(month=said(month))
    return other


@transaction.atomic
def announce(*, actor: Actor, board: Board, at: datetime) -> Board:
    """Announce a draft: the objection and the notice period begin; announced already is success.

    Raises:
        BoardMoved: it was published or withdrawn.
        BoardOutdated: another board was published, or other rules were set, meanwhile.
        BoardEmpty: no unit is ranked.
    """
    board_rules.hold()
    row = _locked(board)
    if not _moves(row, BoardMove.ANNOUNCE):
        return row
    _refuse_outdated(row)
    if queries.rules_of(row.month) != row.rules:
        raise BoardOutdated
    if not row.lines.filter(rank__isnull=False).exists():
        raise BoardEmpty
    row.announced_by, row.announced_at = _person(actor), at
    row.objections_until = ranking.after_days(at, row.rules.objection_days, clock.LOCAL)
    row.notice_until = ranking.after_days(at, row.rules.notice_days, clock.LOCAL)
    row.save(
        update_fields=["state", "announced_by", "announced_at", "objections_until", "notice_until"]
    )
    facts = {"month": said(row.month), "until": row.objections_until}
    record(actor, BoardVerb.ANNOUNCED, row, at=at, facts=facts)
    told = {"month": said(row.month), "until": row.objections_until}
    _tell(topics.BOARD_ANNOUNCED, row, told, at=at)
    return row


@transaction.atomic
def publish(*, actor: Actor, board: Board, at: datetime) -> Board:
    """Publish an announced board, as a second person; published already is success.

    Boards are published one after the other, so that each knows the last one before it. Each line
    of the black list opens a finding: its owner is the unit's leader, else its training officer,
    its deadline as the rules say. The board's row is held, and the keys are its own, so that no
    other transaction opens the same findings in another order.

    Raises:
        BoardMoved: it is a draft, or withdrawn.
        BoardOwnDraft: by who drew it up.
        BoardInNotice, BoardObjectionsOpen: it is too early.
        BoardOutdated: another board was published meanwhile.
        BoardOwnerMissing: nobody could own what the black list finds.
    """
    board_rules.hold()
    row = _locked(board)
    if not _moves(row, BoardMove.PUBLISH):
        return row
    by = _person(actor)
    _refuse_publishing(row, by, at)
    _refuse_outdated(row)
    black = list(row.lines.black().select_related("unit").order_by("place"))
    owners = _owners(black, at)
    row.published_by, row.published_at = by, at
    row.save(update_fields=["state", "published_by", "published_at"])
    facts = {"month": said(row.month), "black": len(black)}
    record(actor, BoardVerb.PUBLISHED, row, at=at, facts=facts)
    due_on = clock.local_date(at) + timedelta(days=row.rules.rectify_days)
    for line in black:
        findings.open_finding(
            actor=actor,
            source=Source(kinds.BOARD.code, queries.source_key(line)),
            unit=line.unit,
            owner=owners[line.unit_id],
            title=f"{said(row.month)} 红黑榜列黑榜：第 {line.rank} 位，得分 {line.score}",
            due_on=due_on,
            at=at,
        )
    _tell(topics.BOARD_PUBLISHED, row, {"month": said(row.month)}, at=at)
    return row


@transaction.atomic
def withdraw(*, actor: Actor, board: Board, reason: str, at: datetime) -> Board:
    """Take a draft or an announced board back, for a reason; withdrawn already is success.

    Raises:
        BoardTextInvalid, BoardMoved
    """
    words = text(reason, "reason")
    return withdraw_locked(actor=actor, row=_locked(board), reason=words, at=at)


def withdraw_locked(*, actor: Actor, row: Board, reason: str, at: datetime) -> Board:
    """Take a board back whose row is locked.

    Raises:
        BoardMoved
    """
    if not _moves(row, BoardMove.WITHDRAW):
        return row
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = _person(actor), at, reason
    row.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    record(actor, BoardVerb.WITHDRAWN, row, at=at, facts={"month": said(row.month)})
    if row.announced_at is not None:
        _tell(topics.BOARD_WITHDRAWN, row, {"month": said(row.month)}, at=at)
    return row


def lock(board: Board) -> Board:
    """Lock a board's row and return it fresh."""
    return _locked(board)


def said(month: date) -> str:
    """Return a month as tables write it: 2026-03."""
    return f"{month:%Y-%m}"


def text(words: str, field: str) -> str:
    """Return words without blanks around them.

    Raises:
        BoardTextInvalid: there are none, or too many.
    """
    found = words.strip()
    if not 0 < len(found) <= ranking.TEXT_LENGTH:
        raise BoardTextInvalid(field=field, limit=ranking.TEXT_LENGTH)
    return found


def _standing(month: date) -> Board | None:
    """Return the draft of a month, None if it has no board.

    Raises:
        BoardStands: its board was announced or published.
    """
    row = Board.objects.live().filter(month=month).first()
    if row is not None and row.state != BoardState.DRAFT:
        raise BoardStands(field="month", month=said(month))
    return row


def _lines(board: Board, placed: Sequence[Placed], drawn: Drawn) -> list[BoardLine]:
    return [
        BoardLine(
            board=board,
            unit_id=each.facts.unit,
            place=place,
            name=drawn.units[each.facts.unit].name,
            short_name=drawn.units[each.facts.unit].short_name,
            people=each.facts.people,
            standing=each.standing.value,
            score=each.score,
            rank=each.rank,
            earlier_rank=each.earlier,
            colour=each.colour.value,
            **{f"rate_{name}": each.facts.rates[name] for name in BoardFigure},
            **{f"part_{name}": each.parts[name] for name in BoardFigure},
            **{f"count_{name}": each.facts.events[name] for name in BoardEvent},
            **{f"off_{name}": each.off[name] for name in BoardEvent},
        )
        for place, each in enumerate(placed, start=1)
    ]


def _locked(board: Board) -> Board:
    rows = Board.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("rules").get(pk=board.pk)


def _moves(row: Board, move: BoardMove) -> bool:
    """Set the state that a move leads to; False if it was reached before."""
    before = BoardState(row.state)
    after = ranking.moved(before, move)
    if after is None:
        raise BoardMoved(state=labels.BOARD_STATE[before])
    row.state = after.value
    return after is not before


def _refuse_publishing(row: Board, by: Person, at: datetime) -> None:
    assert row.notice_until is not None
    waiting = row.objections.filter(state=BoardObjectionState.OPEN.value).count()
    why = ranking.why_not_publish(
        by=by.pk,
        drawn_by=row.drawn_by_id,
        at=at,
        notice_until=row.notice_until,
        open_objections=waiting,
    )
    match why:
        case PublishWhy.OWN:
            raise BoardOwnDraft
        case PublishWhy.NOTICE:
            until = row.notice_until.astimezone(clock.LOCAL)
            raise BoardInNotice(until=f"{until:%Y-%m-%d %H:%M}")
        case PublishWhy.OBJECTIONS:
            raise BoardObjectionsOpen(count=waiting)


def _refuse_outdated(row: Board) -> None:
    latest = queries.published_before(row.month)
    if (latest.pk if latest else None) != row.previous_id:
        raise BoardOutdated


def _owners(black: Sequence[BoardLine], at: datetime) -> dict[int, Person]:
    held = queries.offices([line.unit_id for line in black], clock.local_date(at))
    found: dict[int, Person] = {}
    for line in black:
        owner = queries.owner_of(held[line.unit_id])
        if owner is None:
            raise BoardOwnerMissing(unit=line.name)
        found[line.unit_id] = owner
    return found


def _person(actor: Actor) -> Person:
    """Return who acts: only people draw up and publish, and are named on the board."""
    return Person.objects.get(public_id=UUID(actor.key))


def _tell(topic: Topic, row: Board, facts: Mapping[str, object], *, at: datetime) -> None:
    """Tell who leads and who trains the units on the board."""
    units = row.lines.values_list("unit_id", flat=True)
    held = queries.offices(list(units), clock.local_date(at))
    persons = {each.pk for roles in held.values() for those in roles.values() for each in those}
    notices.tell(
        topic=topic,
        persons=persons,
        facts=facts,
        path=reverse("reporting:board", args=[row.public_id]),
        key=f"{topic.code}:{row.public_id}",
        at=at,
    )
