"""Boards, reached as people reach them: ranks come from a closed cohort of February 2026."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from academy.people.access import actor
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.operations import grants
from academy.reporting.enums import BoardEvent, BoardFigure
from academy.reporting.models import Board, BoardRules
from academy.reporting.operations import board_rules, boards
from academy.reporting.operations.board_rules import Edition
from academy.reporting.rules.board import Scheme
from tests.cast import FOUNDED_ON, SYSTEM, Cast

MARCH = date(2026, 3, 1)
APRIL = date(2026, 4, 1)
#: When March is over: Wednesday 1 April 2026, 09:00 local time.
DRAWN = datetime(2026, 4, 1, 1, tzinfo=UTC)
ANNOUNCED = DRAWN + timedelta(hours=1)
#: Three whole days after that day, and five.
HEARD_UNTIL = datetime(2026, 4, 4, 16, tzinfo=UTC)
NOTICE_UNTIL = datetime(2026, 4, 6, 16, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def scheme(**facts: Any) -> Scheme:
    """Return rules by which both branches of the cast are ranked, one red and one black."""
    told: dict[str, Any] = {
        "weights": dict(
            zip(BoardFigure, (Decimal(50), Decimal(50), Decimal(0), Decimal(0)), strict=True)
        ),
        "off": {BoardEvent.CONDUCT: Decimal("0.50"), BoardEvent.OVERDUE: Decimal("0.20")},
        "min_people": 1,
        "red": 1,
        "black": 1,
        "objection_days": 3,
        "notice_days": 5,
        "rectify_days": 30,
        **facts,
    }
    return Scheme(**told)


def rules(
    cast: Cast, *, at: datetime = DRAWN, valid_from: date = date(2026, 1, 1), **facts: Any
) -> BoardRules:
    """Return an edition in force since January."""
    edition = Edition(valid_from, scheme(**facts), "学院〔2026〕3号")
    return board_rules.set_rules(actor=actor(cast.hr), edition=edition, at=at)


def lead_south(cast: Cast) -> Person:
    """Let Li train the south branch, so that somebody owns what is found there."""
    grants.grant(
        actor=SYSTEM,
        person=cast.li,
        role=Role.UNIT_TRAINING_OFFICER,
        unit=cast.south,
        valid_from=FOUNDED_ON,
        at=DRAWN,
    )
    return cast.li


def draft(
    cast: Cast, *, month: date = MARCH, at: datetime = DRAWN, by: Person | None = None
) -> Board:
    """Return a draft that HR drew up."""
    if not BoardRules.objects.exists():
        rules(cast)
    return boards.draw(actor=actor(by or cast.hr), month=month, at=at)


def announced(cast: Cast, *, at: datetime = ANNOUNCED) -> Board:
    """Return March's board, announced."""
    return boards.announce(actor=actor(cast.hr), board=draft(cast), at=at)


def published(cast: Cast, *, at: datetime = NOTICE_UNTIL) -> Board:
    """Return March's board, published by a second person when its notice period was over."""
    lead_south(cast)
    return boards.publish(actor=actor(cast.admin), board=announced(cast), at=at)
