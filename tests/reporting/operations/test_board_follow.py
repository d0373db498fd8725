"""Objections, leaving the black list, scores that others gave; every no."""

from datetime import timedelta
from decimal import Decimal

import pytest

from academy.findings.models import Finding
from academy.findings.operations import findings
from academy.notices.models import Notice
from academy.people.access import actor
from academy.people.models import Person
from academy.reporting.enums import BoardState, OutsideFault
from academy.reporting.errors.board import (
    BoardObjectionDecided,
    BoardObjectionLate,
    BoardObjectionOwn,
    BoardObjectionWaits,
    BoardTextInvalid,
    DelistingNotBlack,
    DelistingTooSoon,
    OutsideListEmpty,
    OutsideListRefused,
    OutsideStands,
    OutsideUnitTwice,
)
from academy.reporting.models import Board, BoardLine, BoardObjection, OutsideImport
from academy.reporting.operations import board_follow, boards, outside_scores
from academy.reporting.operations.outside_scores import Given
from academy.reporting.queries import boards as queries
from academy.reporting.queries import outside, places
from academy.reporting.queries.outside import Sorted
from academy.reporting.rules import outside_rows
from academy.shared.tabular import reading as tables
from tests.cast import AT, Cast
from tests.make import boards as make
from tests.make import reporting

DAY = timedelta(days=1)
GIVEN = Given(make.MARCH, "市容环境考核", "考核通报〔2026〕4号")
LATER = make.NOTICE_UNTIL + 10 * DAY


@pytest.fixture
def trained(cast: Cast) -> Cast:
    reporting.closed_cohort(cast, at=AT)
    return cast


def _object(
    cast: Cast,
    board: Board,
    *,
    by: Person | None = None,
    words: str = "合格人数有误",
    at: object = None,
) -> BoardObjection:
    return board_follow.object_to(
        actor=actor(by or cast.officer),
        board=board,
        unit=cast.east,
        words=words,
        at=at or make.ANNOUNCED,  # type: ignore[arg-type]  # an instant
    )


@pytest.mark.parametrize(("shift", "late"), [(-1, False), (0, True), (1, True)])
def test_heard_until_the_last_second(trained: Cast, shift: int, late: bool) -> None:
    board = make.announced(trained)
    at = make.HEARD_UNTIL + shift * make.SECOND
    if late:
        with pytest.raises(BoardObjectionLate):
            _object(trained, board, at=at)
        return
    assert _object(trained, board, at=at).raised_at == at


def test_not_heard_of_a_draft(trained: Cast) -> None:
    with pytest.raises(BoardObjectionLate):
        _object(trained, make.draft(trained))


def test_one_objection_waits_at_a_time(trained: Cast) -> None:
    board = make.announced(trained)
    with pytest.raises(BoardTextInvalid):
        _object(trained, board, words=" ")
    row = _object(trained, board)
    assert _object(trained, board) == row
    with pytest.raises(BoardObjectionWaits):
        _object(trained, board, by=trained.leader)
    told = Notice.objects.filter(topic="reporting.board_objection_raised")
    assert set(told.values_list("person", flat=True)) == {
        trained.hr.pk,
        trained.admin.pk,
        trained.second_admin.pk,
    }


def test_dismissed_with_an_answer(trained: Cast) -> None:
    board = make.announced(trained)
    row = _object(trained, board)
    who = actor(trained.hr)
    with pytest.raises(BoardTextInvalid):
        board_follow.decide(actor=who, objection=row, upheld=False, answer="", at=make.ANNOUNCED)
    with pytest.raises(BoardObjectionOwn):
        board_follow.decide(
            actor=actor(trained.officer), objection=row, upheld=False, answer="无误", at=LATER
        )
    for turn in range(2):
        done = board_follow.decide(
            actor=who,
            objection=row,
            upheld=False,
            answer="核对无误",
            at=make.ANNOUNCED + turn * DAY,
        )
        assert (done.state, done.decided_at, done.answer) == (
            "dismissed",
            make.ANNOUNCED,
            "核对无误",
        )
    with pytest.raises(BoardObjectionDecided):
        board_follow.decide(actor=who, objection=row, upheld=True, answer="有误", at=LATER)
    board.refresh_from_db()
    assert board.state == BoardState.ANNOUNCED
    told = Notice.objects.get(topic="reporting.board_objection_decided")
    assert told.person == trained.officer
    # Answered, the unit may object to something else.
    assert _object(trained, board, words="人数有误") != row


def test_upheld_takes_the_board_back(trained: Cast) -> None:
    board = make.announced(trained)
    row = _object(trained, board)
    board_follow.decide(
        actor=actor(trained.hr), objection=row, upheld=True, answer="漏计补考", at=make.ANNOUNCED
    )
    board.refresh_from_db()
    assert (board.state, board.withdrawn_reason) == ("withdrawn", "漏计补考")
    assert make.draft(trained).number == 2


def _black(board: Board) -> BoardLine:
    return board.lines.black().select_related("board", "unit").get()


def _closed(cast: Cast) -> Finding:
    row = Finding.objects.get(kind="reporting.board")
    findings.report_rectified(actor=actor(cast.leader), finding=row, text="补训完成", at=LATER)
    return findings.recheck(actor=actor(cast.hr), finding=row, passed=True, at=LATER)


def test_off_the_list_once_the_finding_is_closed(trained: Cast) -> None:
    board = make.published(trained)
    line = _black(board)
    told = {"reason": "整改到位", "evidence": "复查记录 2 号"}
    with pytest.raises(DelistingTooSoon):
        board_follow.delist(actor=actor(trained.admin), line=line, **told, at=LATER)
    _closed(trained)
    with pytest.raises(BoardTextInvalid):
        board_follow.delist(
            actor=actor(trained.admin), line=line, reason="整改到位", evidence=" ", at=LATER
        )
    row = board_follow.delist(actor=actor(trained.admin), line=line, **told, at=LATER)
    assert (row.decided_by, row.decided_at, row.reason) == (trained.admin, LATER, "整改到位")
    again = board_follow.delist(actor=actor(trained.hr), line=line, **told, at=LATER + DAY)
    assert again == row
    (followed,) = queries.follow_up(board)
    assert followed.finding is not None
    assert (followed.line, followed.finding.state, followed.delisting) == (line, "closed", row)
    notice = Notice.objects.filter(topic="reporting.delisted")
    assert set(notice.values_list("person", flat=True)) == {trained.officer.pk, trained.leader.pk}


def test_only_off_a_published_black_list(trained: Cast) -> None:
    told = {"reason": "整改到位", "evidence": "复查记录"}
    board = make.announced(trained)
    with pytest.raises(DelistingNotBlack):
        board_follow.delist(actor=actor(trained.admin), line=_black(board), **told, at=LATER)
    boards.publish(actor=actor(trained.admin), board=board, at=make.NOTICE_UNTIL)
    red = board.lines.select_related("board", "unit").get(rank=1)
    with pytest.raises(DelistingNotBlack):
        board_follow.delist(actor=actor(trained.admin), line=red, **told, at=LATER)


def _list(text: str) -> Sorted:
    book = tables.read(text.encode(), "pasted.csv", encoding="utf-8")
    return outside.sort(outside_rows.read(book), places.places(make.APRIL))


GOOD = "单位\t得分\n东湖\t91.5\nT002\t88\n"


def test_outside_scores_stand_beside(trained: Cast) -> None:
    who = actor(trained.hr)
    row = outside_scores.take(actor=who, given=GIVEN, found=_list(GOOD), at=make.DRAWN)
    same = outside_scores.take(actor=who, given=GIVEN, found=_list(GOOD), at=LATER)
    assert same == row
    sources, scores = queries.outside_of(make.MARCH)
    assert sources == ["市容环境考核"]
    assert scores == {
        trained.east.pk: {"市容环境考核": Decimal("91.50")},
        trained.south.pk: {"市容环境考核": Decimal("88.00")},
    }
    other = _list(GOOD.replace("88", "89"))
    with pytest.raises(OutsideStands):
        outside_scores.take(actor=who, given=GIVEN, found=other, at=LATER)
    with pytest.raises(BoardTextInvalid):
        outside_scores.undo(actor=who, given=row, reason="", at=LATER)
    for turn in range(2):
        done = outside_scores.undo(actor=who, given=row, reason="抄错", at=LATER + turn * DAY)
        assert done.undone_at == LATER
    assert queries.outside_of(make.MARCH) == ([], {})
    outside_scores.take(actor=who, given=GIVEN, found=other, at=LATER)


def test_a_unit_twice_is_refused(trained: Cast) -> None:
    found = _list("单位,得分\n东湖,91\n测试市城管局东湖分局,92\n")
    (fault,) = found.faults
    assert (fault.number, fault.column, fault.fault) == (3, "单位", OutsideFault.UNIT_TWICE)
    with pytest.raises(OutsideUnitTwice):
        outside_scores.take(actor=actor(trained.hr), given=GIVEN, found=found, at=make.DRAWN)
    assert not OutsideImport.objects.exists()


def test_rows_that_cannot_be_taken(cast: Cast) -> None:
    text = "单位\t得分\n市局\t90\n\t90\n东湖\t\n南桥\t优\n南桥\t90.001\n南桥\t1000\n"
    found = _list(text)
    assert [(each.number, each.column, each.fault.value) for each in found.faults] == [
        (2, "单位", "unknown_unit"),
        (3, "单位", "no_unit"),
        (4, "得分", "no_score"),
        (5, "得分", "bad_score"),
        (6, "得分", "bad_score"),
        (7, "得分", "bad_score"),
    ]
    with pytest.raises(OutsideListRefused):
        outside_scores.take(actor=actor(cast.hr), given=GIVEN, found=found, at=make.DRAWN)
    with pytest.raises(OutsideListEmpty):
        outside_scores.take(actor=actor(cast.hr), given=GIVEN, found=_list("见附件"), at=make.DRAWN)
    with pytest.raises(BoardTextInvalid):
        outside_scores.take(
            actor=actor(cast.hr),
            given=Given(make.MARCH, " ", "文号"),
            found=_list(GOOD),
            at=make.DRAWN,
        )


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("999.99", "999.99"),
        ("-999.99", "-999.99"),
        ("1000", None),
        ("0", "0.00"),
        ("1e1", "10.00"),
        ("NaN", None),
        ("Infinity", None),
        ("9.999", None),
    ],
)
def test_points(text: str, points: str | None) -> None:
    found = outside_rows.points_of(text)
    assert (None if found is None else str(found)) == points
