"""The pages of boards: list, one board through its life, rules, outside scores."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from academy.findings.models import Finding
from academy.findings.operations import findings
from academy.people.access import actor
from academy.people.enums import UnitKind
from academy.people.models import Grant
from academy.reporting.models import Board, BoardRules, OutsideImport
from academy.reporting.pages import board_views as views
from academy.reporting.reports import board as framed
from tests import cast as casting
from tests.cast import AT, Cast, ClientOf
from tests.make import boards as make
from tests.make import reporting

LIST = reverse("reporting:boards")
RULES = reverse("reporting:board_rules")
SET = reverse("reporting:set_board_rules")
OUTSIDE = reverse("reporting:board_outside")
LIST_QUERIES = 10
BOARD_QUERIES = 16
RULES_QUERIES = 10
OUTSIDE_QUERIES = 8
DAY = timedelta(days=1)
FORM = {
    "valid_from": "2026-01",
    "weight_attendance": "50",
    "weight_passing": "50",
    "weight_hours": "0",
    "weight_holding": "0",
    "off_conduct": "0.5",
    "off_overdue": "0.2",
    "min_people": "1",
    "red": "1",
    "black": "1",
    "months": "1",
    "objection_days": "3",
    "notice_days": "5",
    "rectify_days": "30",
    "evidence": "学院〔2026〕3号",
}
PASTED = "单位\t得分\n东湖\t91.5\n南桥\t88\n"
GIVEN = {"month": "2026-03", "source": "市容环境考核", "provenance": "通报4号", "text": PASTED}


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
    text = reply.content.decode()
    assert "style=" not in text
    return text


def one(board: Board, verb: str = "board") -> str:
    return reverse(f"reporting:{verb}", args=[board.public_id])


def test_from_rules_to_the_next_board(
    trained: Cast, client_of: ClientOf, clock: time_machine.Traveller
) -> None:
    make.lead_south(trained)
    hr, admin, officer = (client_of(each) for each in (trained.hr, trained.admin, trained.officer))
    assert "还没有评比规则" in page(hr, RULES)
    assert hr.post(SET, FORM).status_code == 302
    assert "学院〔2026〕3号" in page(officer, RULES)
    assert "还没有红黑榜" in page(officer, LIST)
    assert hr.post(reverse("reporting:draw_board"), {"month": "2026-03"}).status_code == 302
    board = Board.objects.get()
    assert "2026-03 红黑榜" in page(hr, LIST)
    # A draft is for those who keep it.
    assert officer.get(one(board)).status_code == 404
    shown = page(hr, one(board))
    for word in ("红榜", "黑榜", "83.35", "新上榜", "2 个单位参加排名", "平均 91.68 分"):
        assert word in shown
    hr.post(one(board, "announce_board"))
    assert "提出异议" in page(officer, one(board))
    assert "提出异议" not in page(hr, one(board))
    told = {"unit": "T001", "words": "合格人数有误"}
    assert officer.post(one(board, "object_to_board"), told).status_code == 302
    early = admin.post(one(board, "publish_board"))
    assert (early.status_code, "公示期到" in early.content.decode()) == (409, True)
    objection = board.objections.get()
    decide = reverse("reporting:decide_objection", args=[objection.public_id])
    assert hr.post(decide, {"verb": "dismiss", "answer": "核对无误"}).status_code == 302
    assert "核对无误" in page(officer, one(board))
    clock.move_to(make.NOTICE_UNTIL)
    hr, admin, officer = (client_of(each) for each in (trained.hr, trained.admin, trained.officer))
    assert "须由另一人发布" in page(hr, one(board))
    assert admin.post(one(board, "publish_board")).status_code == 302
    assert "本期黑榜整改情况" in page(officer, one(board))
    finding = Finding.objects.get(kind="reporting.board")
    who = actor(trained.leader)
    findings.report_rectified(actor=who, finding=finding, text="补训", at=make.NOTICE_UNTIL)
    findings.recheck(actor=actor(trained.hr), finding=finding, passed=True, at=make.NOTICE_UNTIL)
    delist = reverse("reporting:delist", args=[board.lines.black().get().public_id])
    assert hr.post(delist, {"reason": "整改到位", "evidence": "复查2号"}).status_code == 302
    clock.move_to(make.NOTICE_UNTIL + 30 * DAY)
    make.rules(trained, at=make.NOTICE_UNTIL, valid_from=make.APRIL, months=2)
    hr = client_of(trained.hr)
    hr.post(reverse("reporting:draw_board"), {"month": "2026-04"})
    following = page(hr, one(Board.objects.get(month=make.APRIL)))
    for word in ("上一期（2026-03）黑榜整改情况", "整改到位", "持平"):
        assert word in following


def test_refusals_keep_what_was_typed(trained: Cast, client_of: ClientOf) -> None:
    hr, officer = client_of(trained.hr), client_of(trained.officer)
    assert hr.post(reverse("reporting:draw_board"), {"month": "March"}).status_code == 422
    reply = hr.post(reverse("reporting:draw_board"), {"month": "2026-03"})
    assert (reply.status_code, "没有生效的评比规则" in reply.content.decode()) == (409, True)
    assert hr.post(SET, FORM | {"evidence": ""}).status_code == 422
    reply = hr.post(SET, FORM | {"weight_hours": "1"})
    assert (reply.status_code, "合计 100" in reply.content.decode()) == (422, True)
    assert not BoardRules.objects.exists()
    board = make.announced(trained)
    reply = officer.post(one(board, "object_to_board"), {"unit": "T002", "words": "错"})
    assert reply.status_code == 404
    long = "字" * 501
    reply = officer.post(one(board, "object_to_board"), {"unit": "T001", "words": long})
    assert (reply.status_code, long in reply.content.decode()) == (422, True)
    assert hr.post(one(board, "withdraw_board"), {"reason": ""}).status_code == 422
    assert hr.post(one(board, "withdraw_board"), {"reason": "漏计"}).status_code == 302
    assert "漏计" in page(officer, one(board))


def test_others_objections_are_not_shown(trained: Cast, client_of: ClientOf) -> None:
    li = make.lead_south(trained)
    board = make.announced(trained)
    told = {"unit": "T001", "words": "合格人数有误"}
    client_of(trained.officer).post(one(board, "object_to_board"), told)
    assert "合格人数有误" not in page(client_of(li), one(board))
    for reader in (trained.leader, trained.auditor, trained.hr):
        assert "合格人数有误" in page(client_of(reader), one(board))


def test_who_would_have_nobody_to_answer_is_said_before_it_is_published(
    trained: Cast, client_of: ClientOf
) -> None:
    board = make.announced(trained)
    hr = client_of(trained.hr)
    assert "无人承担整改" not in page(hr, one(board))
    Grant.objects.filter(unit=trained.east).delete()
    said = "测试市城管局东湖分局 列入黑榜，但没有负责人"
    assert said in page(hr, one(board))
    assert said not in page(client_of(make.lead_south(trained)), one(board))


def test_upheld_over_the_page(trained: Cast, client_of: ClientOf) -> None:
    board = make.announced(trained)
    told = {"unit": "T001", "words": "合格人数有误"}
    client_of(trained.officer).post(one(board, "object_to_board"), told)
    decide = reverse("reporting:decide_objection", args=[board.objections.get().public_id])
    hr = client_of(trained.hr)
    assert hr.post(decide, {"verb": "uphold", "answer": ""}).status_code == 422
    hr.post(decide, {"verb": "uphold", "answer": "漏计补考"})
    board.refresh_from_db()
    assert (board.state, board.withdrawn_reason) == ("withdrawn", "漏计补考")


def test_outside_scores_over_the_page(trained: Cast, client_of: ClientOf) -> None:
    hr = client_of(trained.hr)
    assert "还没有导入过外部得分" in page(hr, OUTSIDE)
    assert hr.post(OUTSIDE, {"month": "2026-03"}).status_code == 422
    tried = hr.post(OUTSIDE, GIVEN).content.decode()
    assert "导入 2 个单位的得分" in tried
    assert not OutsideImport.objects.exists()
    twice = hr.post(OUTSIDE, GIVEN | {"text": PASTED + "T001\t1\n", "confirm": "1"})
    assert (twice.status_code, "reporting.outside_unit_twice" in twice.content.decode()) == (
        422,
        True,
    )
    assert "单位重复" in twice.content.decode()
    assert hr.post(OUTSIDE, GIVEN | {"confirm": "1"}).status_code == 302
    board = make.draft(trained)
    shown = page(hr, one(board))
    for word in ("市容环境考核", "91.50", "因果关系"):
        assert word in shown
    undo = reverse("reporting:undo_outside", args=[OutsideImport.objects.get().public_id])
    assert hr.post(undo, {"reason": ""}).status_code == 422
    assert hr.post(undo, {"reason": "抄错"}).status_code == 302
    assert "抄错" in page(hr, OUTSIDE)
    assert "91.50" not in page(hr, one(board))


def _unit(cast: Cast, number: int) -> None:
    code, name = f"T01{number}", f"镇街{number}"
    casting._unit(code, UnitKind.TOWN, name, name, 10 + number, cast.bureau, AT)


@pytest.mark.parametrize("count", [1, 3])
def test_a_board_costs_the_same_with_more_lines(
    trained: Cast,
    client_of: ClientOf,
    count: int,
    django_assert_num_queries: Any,
    clock: time_machine.Traveller,
) -> None:
    for number in range(count - 1):
        _unit(trained, number)
    make.rules(trained, black=count)
    make.published(trained)
    late = make.NOTICE_UNTIL + 30 * DAY
    clock.move_to(late)
    make.rules(trained, at=make.NOTICE_UNTIL, valid_from=make.APRIL, months=2)
    board = make.draft(trained, month=make.APRIL, at=late)
    assert board.lines.count() == count + 1
    client = client_of(trained.hr)
    with django_assert_num_queries(BOARD_QUERIES):
        page(client, one(board))


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_with_more_rows(
    cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make.rules(cast, red=number + 1)
        make.draft(cast, month=date(2026, number + 1, 1))
        hr = client_of(cast.hr)
        hr.post(OUTSIDE, GIVEN | {"source": f"来源{number}", "confirm": "1"})
    for path, queries in ((LIST, LIST_QUERIES), (RULES, RULES_QUERIES), (OUTSIDE, OUTSIDE_QUERIES)):
        client = client_of(cast.hr)
        with django_assert_num_queries(queries):
            page(client, path)


def test_in_english(trained: Cast, client_of: ClientOf, clock: time_machine.Traveller) -> None:
    clock.move_to(make.NOTICE_UNTIL)
    board = make.published(trained)
    client = client_of(trained.hr)
    client.post(OUTSIDE, GIVEN | {"confirm": "1"})
    page(client, LIST)  # What was said of it is read in the language it was said in.
    for path in (LIST, RULES, SET, OUTSIDE, one(board)):
        reply = client.get(path, headers={"Accept-Language": "en"})
        main = reply.content.decode().partition("<main")[2].partition("</main>")[0]
        text = re.sub(r"<[^>]+>|“[^”]*”", " ", main)
        for kept in (
            "测试市城管局东湖分局",
            "测试市城管局南桥分局",
            "东湖",
            "南桥",
            "郑人事",
            "周管理",
            "何局长",
            "学院〔2026〕3号",
            "市容环境考核",
            "通报4号",
        ):
            text = text.replace(kept, "")
        assert not re.findall(r"[\u4e00-\u9fff]+", text), path


def test_bars_never_leave_the_chart(trained: Cast) -> None:
    for score, share in (("-3", 0), ("0", 0), ("50", 0.5), ("100", 1), ("101", 1)):
        shown = framed.table(make.draft(trained))
        shown.rows[0].line.score = Decimal(score)
        track, *bar = views.drawings(shown)[0].groups[0].boxes
        assert round(sum(each.width for each in bar) / track.width, 2) == Decimal(str(share))


def test_published_twice_over_the_page(
    trained: Cast, client_of: ClientOf, clock: time_machine.Traveller
) -> None:
    clock.move_to(make.NOTICE_UNTIL)
    board = make.published(trained)
    assert client_of(trained.second_admin).post(one(board, "publish_board")).status_code == 302
    assert Finding.objects.filter(kind="reporting.board").count() == 1
