"""What the database itself holds of boards."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from academy.people.access import actor
from academy.reporting.models import (
    Board,
    BoardLine,
    BoardObjection,
    BoardRules,
    OutsideImport,
    OutsideScore,
)
from academy.reporting.operations import board_follow
from tests.cast import AT, Cast
from tests.make import boards as make
from tests.make import reporting

DAY = timedelta(days=1)


@pytest.fixture
def trained(cast: Cast) -> Cast:
    reporting.closed_cohort(cast, at=AT)
    return cast


def _refused(change: Callable[[], Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def _draft(cast: Cast, **facts: Any) -> Board:
    told: dict[str, Any] = {
        "month": make.MARCH,
        "number": 1,
        "rules": make.rules(cast),
        "as_of": make.DRAWN.date(),
        "drawn_by": cast.hr,
        "drawn_at": make.DRAWN,
        **facts,
    }
    return Board(**told)


def _announced(cast: Cast, **facts: Any) -> dict[str, Any]:
    return {
        "state": "announced",
        "announced_by": cast.hr,
        "announced_at": make.ANNOUNCED,
        "objections_until": make.HEARD_UNTIL,
        "notice_until": make.NOTICE_UNTIL,
        **facts,
    }


def _published(cast: Cast, **facts: Any) -> dict[str, Any]:
    told = {"state": "published", "published_by": cast.admin, "published_at": make.NOTICE_UNTIL}
    return _announced(cast, **{**told, **facts})


def _stored(row: Board) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def test_states_and_their_instants(cast: Cast) -> None:
    wrong: list[dict[str, Any]] = [
        {"state": "lost"},
        {"state": "announced"},
        {"state": "withdrawn"},
        {"announced_at": make.ANNOUNCED},
        _announced(cast, announced_by=None),
        _announced(cast, announced_at=make.DRAWN - DAY),
        _announced(cast, notice_until=make.HEARD_UNTIL - DAY),
        _announced(cast, objections_until=make.ANNOUNCED),
        _announced(cast, published_at=make.NOTICE_UNTIL),
        _published(cast, published_by=None),
        # Who drew it up, and too early.
        _published(cast, published_by=cast.hr),
        _published(cast, published_at=make.NOTICE_UNTIL - timedelta(seconds=1)),
        {"state": "withdrawn", "withdrawn_at": AT, "withdrawn_by": cast.hr, "withdrawn_reason": ""},
    ]
    for facts in wrong:
        assert not _stored(_draft(cast, **facts)), facts
    assert _stored(_draft(cast, **_published(cast)))


def test_one_live_board_a_month(cast: Cast) -> None:
    taken: dict[str, Any] = {
        "state": "withdrawn",
        "withdrawn_at": make.ANNOUNCED,
        "withdrawn_by": cast.hr,
        "withdrawn_reason": "漏计",
    }
    assert _stored(_draft(cast, **taken))
    assert not _stored(_draft(cast))
    assert _stored(_draft(cast, number=2))
    assert not _stored(_draft(cast, number=3))
    assert _stored(_draft(cast, number=3, **taken))


def test_what_was_said_stays_said(trained: Cast) -> None:
    board = make.announced(trained)
    rows = Board.objects.filter(pk=board.pk)
    for change in (
        {"month": make.APRIL},
        {"drawn_by": trained.admin},
        {"announced_at": make.ANNOUNCED + DAY},
        {"notice_until": make.NOTICE_UNTIL - DAY},
    ):
        _refused(partial(rows.update, **change))
    _refused(rows.delete)
    _refused(lambda: BoardLine.objects.update(score=1))
    _refused(lambda: BoardLine.objects.filter(board=board).delete())
    _refused(lambda: BoardRules.objects.update(red=9))
    line = board.lines.get(unit=trained.east)
    line.pk, line.public_id, line.unit = None, board.public_id, trained.bureau
    # Announced, a board takes no more lines.
    _refused(lambda: line.save(force_insert=True))


def test_objections_and_delistings(trained: Cast) -> None:
    board = make.announced(trained)
    row = board_follow.object_to(
        actor=actor(trained.officer),
        board=board,
        unit=trained.east,
        words="有误",
        at=make.ANNOUNCED,
    )
    rows = BoardObjection.objects.filter(pk=row.pk)
    decided = {"decided_at": make.ANNOUNCED, "answer": "无误", "state": "dismissed"}
    _refused(lambda: rows.update(text="没有"))
    _refused(lambda: rows.update(**decided, decided_by=trained.officer))
    _refused(lambda: rows.update(state="dismissed"))
    rows.update(**decided, decided_by=trained.hr)
    _refused(lambda: rows.update(answer="有误"))


@pytest.mark.parametrize(
    "facts",
    [
        {"weight_hours": 1},
        {"red": 0},
        {"months": 13},
        {"notice_days": 2},
        {"off_conduct": -1},
        {"evidence": ""},
    ],
)
def test_rules_that_contradict_themselves(cast: Cast, facts: dict[str, Any]) -> None:
    row = make.rules(cast)
    row.pk, row.number = None, 2
    row.public_id = cast.hr.public_id
    for name, value in facts.items():
        setattr(row, name, value)
    _refused(lambda: row.save(force_insert=True))


def test_a_unit_has_one_score_in_an_import(cast: Cast) -> None:
    given = OutsideImport.objects.create(
        month=make.MARCH,
        source="考核",
        provenance="通报",
        imported_by=cast.hr,
        imported_at=make.DRAWN,
    )
    OutsideScore.objects.create(given=given, unit=cast.east, score=90, row=2)
    _refused(lambda: OutsideScore.objects.create(given=given, unit=cast.east, score=91, row=3))
    _refused(lambda: OutsideScore.objects.update(score=91))
