"""Findings on pages: the list, one with its history, and what each can do there."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from academy.findings.enums import FindingState
from academy.findings.models import Finding
from academy.findings.operations import escalating, findings
from academy.people.access import actor
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import findings as make

LIST = 15
ONE = 17
pytestmark = pytest.mark.usefixtures("late")


def page(client: Client, name: str, *keys: object, **query: str | int) -> str:
    reply = client.get(reverse(f"findings:{name}", args=keys), query)
    assert reply.status_code == 200
    return reply.content.decode()


def send(client: Client, name: str, row: Finding, **body: object) -> tuple[int, str]:
    where = reverse(f"findings:{name}", args=[row.public_id])
    reply = client.post(where, body, follow=True)
    return reply.status_code, reply.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list(
    cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make.opened(cast, str(number), title=f"事项第{number}号")
    admin = client_of(cast.admin)
    with django_assert_num_queries(LIST):
        seen = page(admin, "findings")
    for number in range(count):
        assert f"事项第{number}号" in seen
    assert f"待整改 {count} 项，其中逾期 {count} 项" in seen
    assert "逾期 1 天" in seen
    assert "测试通报" in seen


def test_filters(cast: Cast, client_of: ClientOf) -> None:
    make.opened(cast, "late", title="逾期的事项")
    make.opened(cast, "ahead", title="未到期的事项", due_on=date(2026, 3, 20))
    make.opened(cast, "south", title="南桥的事项", unit=cast.south, owner=cast.li,
                kind=make.CHECK.code)  # fmt: skip
    done = make.reported(cast, "done")
    findings.recheck(actor=actor(cast.hr), finding=done, passed=True, at=make.LATE)
    admin = client_of(cast.admin)

    def titles(**query: str | int) -> set[str]:
        seen = page(admin, "findings", **query)
        rows = Finding.objects.all()
        return {each.source_key for each in rows if str(each.public_id) in seen}

    assert titles() == {"late", "ahead", "south"}
    assert titles(state="all") == {"late", "ahead", "south", "done"}
    assert titles(state="closed") == {"done"}
    assert titles(overdue="1") == {"late", "south"}
    assert titles(unit=cast.south.pk) == {"south"}
    assert titles(unit="nonsense") == {"late", "ahead", "south"}
    assert titles(kind="tests.check") == {"south"}
    assert "没有符合条件的整改事项" in page(admin, "findings", state="withdrawn")
    assert "没有在办的整改事项" in page(client_of(cast.wang), "findings")


@pytest.mark.parametrize("count", [1, 3])
def test_one_with_its_history(
    cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = make.opened(cast, person=cast.wang, who=actor(cast.hr))
    for number in range(count - 1):
        findings.add_evidence(actor=actor(cast.hr), finding=row, text=f"材料{number}", at=make.LATE)
    admin = client_of(cast.admin)
    with django_assert_num_queries(ONE):
        seen = page(admin, "finding", row.public_id)
    assert "待整改 · 整改期限 2026-03-12 · 逾期 1 天" in seen
    assert "责任人：陈联络" in seen
    assert "郑人事" in seen
    assert seen.count('<li><div class="timeline-line">') == count


def test_each_finds_what_they_can_do(cast: Cast, client_of: ClientOf) -> None:
    row = make.opened(cast)

    def forms(person: Any) -> list[str]:
        seen = page(client_of(person), "finding", row.public_id)
        names = ("report", "recheck", "evidence", "assign", "extend", "withdraw")
        return [each for each in names if f"/{row.public_id}/{each}/" in seen]

    assert forms(cast.officer) == ["report", "evidence"]
    assert forms(cast.leader) == ["report", "evidence", "assign"]
    assert forms(cast.admin) == ["evidence", "assign", "extend", "withdraw"]
    assert forms(cast.auditor) == []
    findings.report_rectified(actor=actor(cast.officer), finding=row, text="x", at=make.LATE)
    assert forms(cast.officer) == ["evidence"]
    assert forms(cast.leader) == ["recheck", "evidence"]
    stranger = client_of(cast.li).get(reverse("findings:finding", args=[row.public_id]))
    assert stranger.status_code == 404


def test_the_whole_way(cast: Cast, client_of: ClientOf) -> None:
    row = make.opened(cast)
    officer, leader, hr = (client_of(each) for each in (cast.officer, cast.leader, cast.hr))
    assert send(officer, "add_evidence", row, text=" ")[0] == 422
    assert "补充材料已保存" in send(officer, "add_evidence", row, text="补训计划")[1]
    status, seen = send(hr, "extend", row, due_on="2026-03-12", reason="场地检修")
    assert status == 422
    assert "新的期限须晚于现在的期限" in seen
    assert "场地检修" in seen
    assert send(hr, "extend", row, due_on="", reason="场地检修")[0] == 422
    assert "整改期限已延长" in send(hr, "extend", row, due_on="2026-03-20", reason="检修")[1]
    status, seen = send(leader, "assign", row, owner="T2001")
    assert status == 422
    assert "没有找到可以作为责任人的在职人员" in seen
    assert "责任人已变更" in send(leader, "assign", row, owner="T1002")[1]
    zhao = client_of(cast.zhao)
    assert "等待复查" in send(zhao, "report", row, text="签到表")[1]
    status, seen = send(leader, "recheck", row, passed="no", text="", due_on="")
    assert status == 422
    assert "请写明未通过的原因" in seen
    assert "请选择新的整改期限" in seen
    sent = {"passed": "no", "text": "缺一场签到", "due_on": "2026-03-25"}
    assert "复查未通过" in send(leader, "recheck", row, **sent)[1]
    assert "待复查 · 请在 2026-03-20 及以前复查" in send(zhao, "report", row, text="签到表补全")[1]
    status, seen = send(leader, "recheck", row, passed="yes", due_on="2026-03-30")
    assert status == 422
    assert "未通过的，请选择“未通过”" in seen
    assert send(leader, "recheck", row, passed="perhaps")[0] == 422
    assert "复查通过，整改办结" in send(leader, "recheck", row, passed="yes", text="已核对")[1]
    row.refresh_from_db()
    assert row.state == FindingState.CLOSED
    status, seen = send(hr, "withdraw", row, reason="口径有误")
    assert status == 409
    assert "已经办结" in seen


def test_withdrawn_from_its_page(cast: Cast, client_of: ClientOf) -> None:
    row = make.opened(cast)
    assert "整改已撤销" in send(client_of(cast.hr), "withdraw", row, reason="口径有误")[1]
    assert "口径有误" in page(client_of(cast.officer), "finding", row.public_id)


def test_own_recheck_is_refused_and_what_is_no_ones_is_absent(
    cast: Cast, client_of: ClientOf
) -> None:
    row = make.opened(cast)
    findings.report_rectified(actor=actor(cast.leader), finding=row, text="x", at=make.LATE)
    status, seen = send(client_of(cast.leader), "recheck", row, passed="yes")
    assert status == 403
    assert "findings.own_recheck" in seen
    south = make.opened(cast, "south", unit=cast.south, owner=cast.leader)
    assert send(client_of(cast.leader), "assign", south, owner="T1002")[0] == 404
    assert send(client_of(cast.auditor), "add_evidence", row, text="x")[0] == 404


def test_the_system_is_named_in_the_history(cast: Cast, client_of: ClientOf) -> None:
    row = make.opened(cast)
    escalating.escalate_overdue(actor=SYSTEM, at=make.LATE)
    seen = page(client_of(cast.officer), "finding", row.public_id)
    assert "系统" in seen
    assert "提醒责任人 · 原定期限：2026-03-12" in seen


def test_english(cast: Cast, client_of: ClientOf) -> None:
    row = make.opened(cast)
    client = client_of(cast.admin)
    reply = client.get(
        reverse("findings:finding", args=[row.public_id]), headers={"Accept-Language": "en"}
    )
    assert "1 day overdue" in reply.content.decode()


def test_offices_find_it_in_the_navigation(cast: Cast, client_of: ClientOf) -> None:
    for person in (cast.admin, cast.hr, cast.auditor, cast.leader, cast.officer):
        assert page(client_of(person), "findings").count(f'href="{reverse("findings:findings")}"')
    seen = page(client_of(cast.wang), "findings")
    assert f'href="{reverse("findings:findings")}"' not in seen
