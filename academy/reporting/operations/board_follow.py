"""What follows on a board: objections and their decisions, and leaving the black list (摘帽)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from academy.audit.record import Actor, record
from academy.findings.enums import FindingState
from academy.notices.operations import notices
from academy.notices.topics import Topic
from academy.people.enums import Role
from academy.people.models import Person, Unit
from academy.people.queries.audience import holders
from academy.reporting import topics
from academy.reporting.enums import (
    BoardColour,
    BoardObjectionState,
    BoardState,
    BoardVerb,
)
from academy.reporting.errors.board import (
    BoardObjectionDecided,
    BoardObjectionLate,
    BoardObjectionOwn,
    BoardObjectionWaits,
    DelistingNotBlack,
    DelistingTooSoon,
)
from academy.reporting.models import Board, BoardLine, BoardObjection, Delisting
from academy.reporting.operations import boards
from academy.reporting.queries import boards as queries
from academy.reporting.rules import board as ranking
from academy.shared import clock

DECIDERS = (Role.HR, Role.ACADEMY_ADMIN)


@transaction.atomic
def object_to(
    *, actor: Actor, board: Board, unit: Unit, words: str, at: datetime
) -> BoardObjection:
    """Object to an announced board for a unit that stands on it; the same again is the same.

    Raises:
        BoardTextInvalid: without words, or with too many.
        BoardObjectionLate: outside the days in which objections are heard.
        BoardObjectionWaits: the unit has another one that waits.
    """
    said = boards.text(words, "words")
    row = boards.lock(board)
    by = Person.objects.get(public_id=UUID(actor.key))
    waiting = row.objections.filter(unit=unit, state=BoardObjectionState.OPEN.value).first()
    if waiting is not None and (waiting.text, waiting.raised_by_id) == (said, by.pk):
        return waiting
    if row.state != BoardState.ANNOUNCED or not _in_time(row, at):
        raise BoardObjectionLate
    if waiting is not None:
        raise BoardObjectionWaits(unit=_name(row, unit))
    made = BoardObjection.objects.create(
        board=row, unit=unit, text=said, raised_by=by, raised_at=at
    )
    facts = {"month": boards.said(row.month), "unit": unit.code}
    record(actor, BoardVerb.OBJECTION_RAISED, made, at=at, facts=facts)
    deciders = holders([unit.pk], *DECIDERS, on=clock.local_date(at)) - {by.pk}
    told = {"month": boards.said(row.month), "unit": _name(row, unit)}
    _tell(topics.BOARD_OBJECTION_RAISED, row, deciders, told, key=made.public_id, at=at)
    return made


@transaction.atomic
def decide(
    *, actor: Actor, objection: BoardObjection, upheld: bool, answer: str, at: datetime
) -> BoardObjection:
    """Decide on an objection, with an answer; the same again is success.

    One that is upheld has the board withdrawn, so that it is drawn up anew.

    Raises:
        BoardTextInvalid: without an answer, or with one too long.
        BoardObjectionOwn: by who raised it.
        BoardObjectionDecided: it was decided otherwise.
    """
    said = boards.text(answer, "answer")
    board = boards.lock(objection.board)
    rows = BoardObjection.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("unit").get(pk=objection.pk)
    by = Person.objects.get(public_id=UUID(actor.key))
    to = BoardObjectionState.UPHELD if upheld else BoardObjectionState.DISMISSED
    if by.pk == row.raised_by_id:
        raise BoardObjectionOwn
    if row.state == to:
        return row
    if row.state != BoardObjectionState.OPEN:
        raise BoardObjectionDecided
    row.state, row.decided_by, row.decided_at, row.answer = to.value, by, at, said
    row.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    facts = {"month": boards.said(board.month), "unit": row.unit.code, "state": to}
    record(actor, BoardVerb.OBJECTION_DECIDED, row, at=at, facts=facts)
    told = {"month": boards.said(board.month)}
    _tell(topics.BOARD_OBJECTION_DECIDED, board, {row.raised_by_id}, told, key=row.public_id, at=at)
    if upheld:
        boards.withdraw_locked(actor=actor, row=board, reason=said, at=at)
    return row


@transaction.atomic
def delist(*, actor: Actor, line: BoardLine, reason: str, evidence: str, at: datetime) -> Delisting:
    """Decide that a unit leaves the black list, once its finding is closed; twice is success.

    Raises:
        BoardTextInvalid: without reason or evidence, or with too many words.
        DelistingNotBlack: the line is on no published black list.
        DelistingTooSoon: what was found there is not closed.
    """
    why, shown = boards.text(reason, "reason"), boards.text(evidence, "evidence")
    board = boards.lock(line.board)
    if (found := Delisting.objects.filter(line=line).first()) is not None:
        return found
    if board.state != BoardState.PUBLISHED or line.colour != BoardColour.BLACK:
        raise DelistingNotBlack(unit=line.name)
    finding = queries.findings_of([line]).get(queries.source_key(line))
    if finding is None or finding.state != FindingState.CLOSED:
        raise DelistingTooSoon(unit=line.name)
    by = Person.objects.get(public_id=UUID(actor.key))
    row = Delisting.objects.create(
        line=line, reason=why, evidence=shown, decided_by=by, decided_at=at
    )
    facts = {"month": boards.said(board.month), "unit": line.unit.code}
    record(actor, BoardVerb.DELISTED, row, at=at, facts=facts)
    held = queries.offices([line.unit_id], clock.local_date(at))[line.unit_id]
    persons = {each.pk for those in held.values() for each in those}
    told = {"month": boards.said(board.month), "unit": line.name}
    _tell(topics.DELISTED, board, persons, told, key=row.public_id, at=at)
    return row


def _in_time(row: Board, at: datetime) -> bool:
    assert row.announced_at is not None
    assert row.objections_until is not None
    return ranking.is_heard(at, announced_at=row.announced_at, until=row.objections_until)


def _name(board: Board, unit: Unit) -> str:
    """Return what a unit is called on the board."""
    return str(board.lines.values_list("name", flat=True).get(unit=unit))


def _tell(
    topic: Topic,
    board: Board,
    persons: Collection[int],
    facts: Mapping[str, object],
    *,
    key: UUID,
    at: datetime,
) -> None:
    notices.tell(
        topic=topic,
        persons=persons,
        facts=facts,
        path=reverse("reporting:board", args=[board.public_id]),
        key=f"{topic.code}:{key}",
        at=at,
    )
