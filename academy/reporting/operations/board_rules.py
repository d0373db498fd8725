"""Setting the rules by which boards are drawn."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from academy.audit.record import Actor, record
from academy.people.models import Person
from academy.reporting import labels
from academy.reporting.enums import BoardEvent, BoardFigure, BoardVerb
from academy.reporting.errors.board import (
    BoardRulesInUse,
    BoardRulesInvalid,
    BoardTextInvalid,
)
from academy.reporting.models import Board, BoardRules
from academy.reporting.rules import board as ranking
from academy.reporting.rules.board import Scheme

EVIDENCE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Edition:
    """Rules that are to hold from a month on, and the document they come from."""

    valid_from: date
    scheme: Scheme
    evidence: str


def hold() -> None:
    """Hold the series of boards: what depends on other boards, or on rules, is decided in turn.

    Inside the caller's transaction, before any board's own row. What is locked is the first
    edition, which is never changed and is there before any board is.
    """
    rows = BoardRules.objects.select_for_update(of=("self",), no_key=True)
    rows.order_by("number").first()


@transaction.atomic
def set_rules(*, actor: Actor, edition: Edition, at: datetime) -> BoardRules:
    """Set an edition; what says the same as the last one set is that one.

    Raises:
        BoardRulesInvalid, BoardTextInvalid: it cannot be set like this.
        BoardRulesInUse: the month, or a later one, was announced already.
    """
    why = ranking.why_not_scheme(edition.scheme)
    if why is not None:
        raise BoardRulesInvalid(what=labels.BOARD_SCHEME_WHY[why])
    if not 0 < len(edition.evidence.strip()) <= EVIDENCE_LENGTH:
        raise BoardTextInvalid(field="evidence", limit=EVIDENCE_LENGTH)
    month = ranking.month_of(edition.valid_from)
    used = Board.objects.live().filter(announced_at__isnull=False, month__gte=month)
    by = Person.objects.get(public_id=UUID(actor.key))
    hold()
    while True:
        last = BoardRules.objects.order_by("-number").first()
        if last is not None and (last.valid_from, last.scheme) == (month, edition.scheme):
            return last
        if (latest := used.aggregate(latest=Max("month"))["latest"]) is not None:
            raise BoardRulesInUse(field="valid_from", month=f"{latest:%Y-%m}")
        drafted = _row(edition, month, number=last.number + 1 if last else 1)
        drafted.set_by, drafted.set_at = by, at
        # Nothing can be held before the first: who took its number is seen on the next turn.
        BoardRules.objects.bulk_create([drafted], ignore_conflicts=True)
        row = BoardRules.objects.filter(public_id=drafted.public_id).first()
        if row is not None:
            facts = {"number": row.number, "from": month}
            record(actor, BoardVerb.RULES_SET, row, at=at, facts=facts)
            return row


def _row(edition: Edition, month: date, *, number: int) -> BoardRules:
    scheme = edition.scheme
    return BoardRules(
        number=number,
        valid_from=month,
        min_people=scheme.min_people,
        red=scheme.red,
        black=scheme.black,
        months=scheme.months,
        objection_days=scheme.objection_days,
        notice_days=scheme.notice_days,
        rectify_days=scheme.rectify_days,
        evidence=edition.evidence.strip(),
        **{f"weight_{each}": int(scheme.weights[each]) for each in BoardFigure},
        **{f"off_{each}": scheme.off[each] for each in BoardEvent},
    )
