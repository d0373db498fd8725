"""Boards as files: what is on them, who took them, and the same question put again."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from academy.reporting import comparing
from academy.reporting.enums import BoardFigure
from academy.reporting.models import Board, Extract
from academy.reporting.queries import boards as queries
from academy.reporting.reports import board as framed
from academy.reporting.sheets import board_paper
from academy.reporting.stamps import Stamp
from academy.shared import clock as clocks
from academy.shared.errors import NotFound
from tests.cast import AT, Cast, ClientOf
from tests.make import boards as make
from tests.make import reporting

OUTSIDE = reverse("reporting:board_outside")
GIVEN = {
    "month": "2026-03",
    "source": "市容环境考核",
    "provenance": "通报4号",
    "text": "单位\t得分\n东湖\t91.5\n南桥\t88\n",
}
DAY = timedelta(days=1)


@pytest.fixture
def trained(cast: Cast) -> Cast:
    reporting.closed_cohort(cast, at=AT)
    return cast


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(make.ANNOUNCED, tick=False) as traveller:
        yield traveller


def page(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    return reply.content.decode()


def one(board: Board, verb: str = "board") -> str:
    return reverse(f"reporting:{verb}", args=[board.public_id])


def printed(board: Board) -> str:
    shown = framed.table(board)
    found = framed.follow_up(queries.follow_up(board.previous), on=clocks.today())
    return board_paper.html(shown, found, Stamp(uuid4(), "郑人事", clocks.now(), shown.digest))


def test_who_took_what(trained: Cast, client_of: ClientOf, clock: time_machine.Traveller) -> None:
    clock.move_to(make.NOTICE_UNTIL)
    board = make.published(trained)
    officer, hr = client_of(trained.officer), client_of(trained.hr)
    numbers = [
        officer.get(one(board, verb))["X-Extract-Id"] for verb in ("board_pdf", "board_xlsx")
    ]
    taken = [Extract.objects.get(public_id=each) for each in numbers]
    assert [(each.report, each.form, each.row_count) for each in taken] == [
        ("board", "pdf", 2),
        ("board", "xlsx", 2),
    ]
    assert {each.made_by for each in taken} == {str(trained.officer.public_id)}
    assert len({each.figures_digest for each in taken}) == 1
    assert len({each.file_digest for each in taken}) == 2
    assert "2026-03 红黑榜</td><td>XLSX</td>" in page(hr, reverse("reporting:extracts"))
    compared = reverse("reporting:comparison", args=[taken[0].public_id])
    same = page(hr, compared)
    for word in ("数字一致", "各行在制榜时写定"):
        assert word in same
    # What others gave stands beside the lines, and may come later.
    hr.post(OUTSIDE, GIVEN | {"confirm": "1"})
    changed = page(officer, compared)
    for word in ("2 个数字有变化", "市容环境考核", "测试市城管局东湖分局", "91.50"):
        assert word in changed
    body = hr.get(f"/api/v1/report-extracts/{taken[0].public_id}/comparison").json()
    assert (body["same"], body["rows_then"], body["rows_now"]) == (False, 2, 2)
    assert body["extract"]["title"] == "2026-03 红黑榜"
    assert [(each["row"], each["label"], each["now"]) for each in body["changes"]] == [
        ("T002", "市容环境考核", "88.00"),
        ("T001", "市容环境考核", "91.50"),
    ]


def test_a_leader_takes_a_board_and_hr_sees_it(trained: Cast, client_of: ClientOf) -> None:
    board = make.announced(trained)
    assert client_of(trained.leader).get(one(board, "board_xlsx")).status_code == 200
    assert Extract.objects.get().made_by == str(trained.leader.public_id)
    # A draft is out of reach, and so is the fact that there is one.
    draft = make.draft(trained, month=make.MARCH.replace(month=2))
    assert client_of(trained.leader).get(one(draft, "board_xlsx")).status_code == 404
    assert Extract.objects.count() == 1


def test_a_board_that_is_no_more_is_not_compared(trained: Cast, client_of: ClientOf) -> None:
    board = make.announced(trained)
    client_of(trained.hr).get(one(board, "board_xlsx"))
    extract = Extract.objects.get()
    gone = Extract(
        report="board", parameters={**extract.parameters, "board": str(uuid4())}, figures=None
    )
    with pytest.raises(NotFound):
        comparing.again(gone)


def test_whose_weights_were_shared_is_said_wherever_the_score_is(
    trained: Cast, client_of: ClientOf
) -> None:
    weights = dict(zip(BoardFigure, map(Decimal, (50, 30, 20, 0)), strict=True))
    make.rules(trained, weights=weights)
    board = make.draft(trained)
    lines = {line.unit.code: line for line in board.lines.select_related("unit")}
    # Nobody owes hours.
    assert [lines[code].rate_hours for code in ("T001", "T002")] == [None, None]
    said = "学时达标率没有数据，不计；参训率按 62.5% 计、补考后合格率按 37.5% 计"
    hr = client_of(trained.hr)
    shown = page(hr, one(board))
    for word in ("※ 权重变动", "<b>南桥、东湖</b>", said, "局机关人员不参加评比"):
        assert word in shown
    assert f"※ 权重变动：南桥、东湖：{said}" in printed(board)
    assert "※87.51" in printed(board)
    book = openpyxl.load_workbook(BytesIO(hr.get(one(board, "board_xlsx")).content))
    rows = [list(row) for row in book.worksheets[0].values]
    east = next(row for row in rows if "测试市城管局东湖分局" in row)
    assert east[-1] == said
    assert east[7:9] == [None, None]
    body = hr.get(f"/api/v1/boards/{board.public_id}").json()
    assert body["lines"][0]["weights"] == {"attendance": "62.50", "passing": "37.50"}


def test_weights_that_stand_are_not_spoken_of(trained: Cast, client_of: ClientOf) -> None:
    hr = client_of(trained.hr)
    board = make.draft(trained)
    assert "权重变动" not in page(hr, one(board))
    assert "权重变动" not in printed(board)
    book = openpyxl.load_workbook(BytesIO(hr.get(one(board, "board_xlsx")).content))
    assert not any("权重变动" in row for row in book.worksheets[0].values)


def test_files(trained: Cast, client_of: ClientOf, clock: time_machine.Traveller) -> None:
    clock.move_to(make.NOTICE_UNTIL)
    board = make.published(trained)
    client_of(trained.hr).post(OUTSIDE, GIVEN | {"confirm": "1"})
    officer = client_of(trained.officer)
    reply = officer.get(one(board, "board_pdf"))
    assert reply.content.startswith(b"%PDF")
    text = printed(board)
    for word in ("2026-03 红黑榜通报", "红榜", "83.35", "因果关系", "发布 周管理"):
        assert word in text
    book = openpyxl.load_workbook(BytesIO(officer.get(one(board, "board_xlsx")).content))
    rows = [list(row) for row in book.worksheets[0].values]
    east = next(row for row in rows if "测试市城管局东湖分局" in row)
    assert east[0] == 2
    assert [float(each) for each in (east[4], east[6], east[-4])] == [50.0, 33.35, 83.35]
    assert east[-3:] == ["新上榜", "黑榜", 91.5]


def test_the_notice_tells_how_the_last_one_was_put_right(
    trained: Cast, clock: time_machine.Traveller
) -> None:
    make.published(trained)
    late = make.NOTICE_UNTIL + 32 * DAY
    clock.move_to(late)
    make.rules(trained, at=make.NOTICE_UNTIL, valid_from=make.APRIL, months=2)
    text = printed(make.draft(trained, month=make.APRIL, at=late))
    for word in ("二、上一期（2026-03）黑榜整改情况", "何局长", "待整改（逾期 2 天）", "（草稿）"):
        assert word in text
