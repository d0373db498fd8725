"""The pages of make-up training: register, one of it, letting off, the file; the card at home."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from academy.audit.models import Entry
from academy.people.access import actor
from academy.reporting.models import MakeUp
from academy.reporting.operations import makeups
from academy.web.steps import own
from tests.cast import AT, Cast, ClientOf
from tests.make import courses, exclusions
from tests.make import makeups as make
from tests.make import people as make_people
from tests.make.makeups import DUE, LATE, Run

LIST = reverse("reporting:make_ups")
XLSX = reverse("reporting:make_ups_xlsx")
LIST_QUERIES = 14
ONE_QUERIES = 19


@pytest.fixture(autouse=True)
def _in_june() -> Iterator[None]:
    with time_machine.travel(LATE, tick=False):
        yield


def page(client: Client, path: str, **query: str) -> str:
    reply = client.get(path, query)
    assert reply.status_code == 200
    text = reply.content.decode()
    assert "style=" not in text
    return text


def one(row: MakeUp, verb: str = "make_up") -> str:
    return reverse(f"reporting:{verb}", args=[row.public_id])


def test_the_register(cast: Cast, client_of: ClientOf) -> None:
    make.opened([cast.wang, cast.li], at=AT)
    seen = page(client_of(cast.hr), LIST)
    assert "待补训 2 项，其中逾期 2 项 · 已补训合格 0 项 · 撤销或离职 0 项" in seen
    for said in ("王建国", "李秀英", "考试不合格", "2026-05-31", "逾期 1 天", "东湖", "南桥"):
        assert said in seen
    officer = page(client_of(cast.officer), LIST)
    assert "李秀英" not in officer
    assert "下载 Excel" in officer
    wang = page(client_of(cast.wang), LIST)
    assert "待补训 1 项" in wang
    assert "下载 Excel" not in wang


def test_nothing_to_make_up_and_nothing_found(cast: Cast, client_of: ClientOf) -> None:
    hr = client_of(cast.hr)
    assert "没有待补训的人员" in page(hr, LIST)
    assert "没有符合条件的补训任务" in page(hr, LIST, overdue="1")


def test_filters(cast: Cast, client_of: ClientOf) -> None:
    make.closed(
        Run(failed=[cast.wang], absent=[cast.li], withdrawn=[cast.zhao]),
        of=courses.syllabus(at=AT),
        at=AT,
    )
    make.swept(AT)
    off = MakeUp.objects.get(person=cast.zhao)
    makeups.withdraw(actor=actor(cast.hr), make_up=off, reason="转岗", at=AT)
    hr = client_of(cast.hr)

    def names(**query: str) -> set[str]:
        seen = page(hr, LIST, **query)
        return {each.name for each in (cast.wang, cast.li, cast.zhao) if each.name in seen}

    both = {"王建国", "李秀英"}
    assert names() == names(state="nonsense") == names(overdue="1", cause="x") == both
    assert names(state="all") == {*both, "赵䶮"}
    assert names(state="withdrawn") == {"赵䶮"}
    assert names(cause="absent") == names(unit="T002") == {"李秀英"}
    assert names(course="LAW-1") == both
    assert names(course="SAFE-1") == set()
    assert hr.get(LIST, {"unit": "T999"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries(
    cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row, *_ = make.opened(make_people.people(count, unit=cast.east, at=AT), at=AT)
    hr = client_of(cast.hr)
    with django_assert_num_queries(LIST_QUERIES):
        page(hr, LIST)
    with django_assert_num_queries(ONE_QUERIES):
        page(hr, one(row))


def test_one_with_its_history(cast: Cast, client_of: ClientOf) -> None:
    (row,) = make.opened([cast.wang], at=AT)
    make.swept(LATE)
    seen = page(client_of(cast.leader), one(row))
    for said in ("登记待补训", "逾期督办", "提醒本人和单位联络员", "系统", "逾期 1 天"):
        assert said in seen
    assert "撤销 1 项补训任务" not in seen
    assert "暂停督办" not in seen
    assert client_of(cast.li).get(one(row)).status_code == 404


def test_a_pause_is_said_without_its_reason(cast: Cast, client_of: ClientOf) -> None:
    (row,) = make.opened([cast.wang], at=AT)
    draft = exclusions.draft(cast.wang, first=DUE, until=None)
    exclusions.granted(draft, by=cast.officer, decider=cast.hr, at=AT)
    seen = page(client_of(cast.leader), one(row))
    assert "不计入统计期间，暂停督办" in seen
    assert "借调" not in seen


def test_let_off(cast: Cast, client_of: ClientOf) -> None:
    (row,) = make.opened([cast.wang], at=AT)
    hr = client_of(cast.hr)
    assert "撤销 1 项补训任务" in page(hr, one(row))
    reply = hr.post(one(row, "withdraw_make_up"), {"reason": "转岗"}, follow=True)
    seen = reply.content.decode()
    assert "王建国 的补训任务已撤销，并已通知本人。" in seen
    assert "已撤销补训" in seen
    assert "转岗" in seen
    assert "郑人事" in seen


def test_what_was_typed_is_kept(cast: Cast, client_of: ClientOf) -> None:
    (row,) = make.opened([cast.wang], at=AT)
    reply = client_of(cast.hr).post(one(row, "withdraw_make_up"), {"reason": "字" * 301})
    assert reply.status_code == 422
    assert "撤销补训的原因不超过 300 字。" in reply.content.decode()
    assert "字" * 301 in reply.content.decode()
    (own_,) = make_own(cast)
    reply = client_of(cast.hr).post(one(own_, "withdraw_make_up"), {"reason": "忙"})
    assert reply.status_code == 403
    assert "您不能撤销" in reply.content.decode()


def make_own(cast: Cast) -> list[MakeUp]:
    """Return what HR has to make up."""
    syllabus = courses.syllabus(at=AT, code="SAFE")
    make.closed(Run(absent=[cast.hr]), of=syllabus, on=date(2026, 5, 20), at=AT)
    make.swept(AT)
    return list(MakeUp.objects.filter(person=cast.hr))


def rows_of(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.values]


def test_the_file_is_what_the_page_shows(cast: Cast, client_of: ClientOf) -> None:
    make.opened([cast.li, cast.wang], at=AT)
    hr = client_of(cast.hr)
    reply = hr.get(XLSX, {"overdue": "1"})
    assert reply["Content-Disposition"] == 'attachment; filename="make-ups-2026-06-01.xlsx"'
    assert reply["Cache-Control"] == "private, no-store"
    rows = rows_of(reply.content)
    day, due = datetime(2026, 3, 2), datetime(2026, 5, 31)
    course = "执法办案基础LAW"
    assert [row for row in rows if row[0] in (1, 2)] == [
        [1, "东湖", "王建国", "T1001", course, "考试不合格", day, due, "待补训", 1, None],
        [2, "南桥", "李秀英", "T2001", course, "考试不合格", day, due, "待补训", 1, None],
    ]
    assert Entry.objects.get(verb="reporting.make_ups_taken").facts == {"rows": 2}
    only = rows_of(client_of(cast.leader).get(XLSX).content)
    assert [row[2] for row in only if row[0] in (1, 2)] == ["王建国"]


def test_in_english(cast: Cast, client_of: ClientOf) -> None:
    (row,) = make.opened([cast.wang], at=AT)
    hr = client_of(cast.hr)
    hr.cookies["django_language"] = "en"
    assert "Make-up training" in page(hr, LIST)
    assert "Failed the exam" in page(hr, one(row))


def test_the_card_at_home(cast: Cast) -> None:
    assert own.my_make_ups(cast.wang, LATE) == []
    make.opened([cast.wang], at=AT)
    (card,) = own.my_make_ups(cast.wang, AT)
    assert (str(card.line), card.chip, str(card.chip_word)) == (
        "1 门课程待补训：《执法办案基础LAW》，5月31日前补训合格。目前没有接收提名的期次",
        "owed",
        "待补训",
    )
    (late,) = own.my_make_ups(cast.wang, LATE)
    assert (late.chip, str(late.chip_word)) == ("late", "1 门逾期")
    assert own.my_make_ups(cast.li, LATE) == []
