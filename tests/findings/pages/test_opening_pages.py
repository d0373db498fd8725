"""A finding opened by hand on its page, and the register as a file."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from academy.audit.models import Entry
from academy.findings.models import Finding
from academy.findings.operations import findings
from academy.people.access import actor
from tests.cast import Cast, ClientOf
from tests.make import findings as make
from tests.make.findings import LATE

pytestmark = pytest.mark.usefixtures("late")
OPEN = reverse("findings:open_finding")
REGISTER = 15
SAID = {
    "key": "form-1",
    "unit": "T001",
    "title": "消防通道堆放杂物",
    "owner": "T1003",
    "due_on": "2026-03-20",
    "person": "",
    "evidence": "照片 4 张",
}


def send(client: Client, **change: str) -> tuple[int, str]:
    reply = client.post(OPEN, {**SAID, **change}, follow=True)
    return reply.status_code, reply.content.decode()


def test_opened_by_hand_on_its_page(cast: Cast, client_of: ClientOf) -> None:
    leader = client_of(cast.leader)
    seen = leader.get(OPEN).content.decode()
    # Whoever has one unit finds it chosen; officer and leader are suggested as owners.
    assert '<option value="T001" selected>' in seen
    assert '<option value="T1003">陈联络</option>' in seen
    assert "南桥" not in seen
    for _again in range(2):
        status, seen = send(leader)
        assert status == 200
    assert "已登记 1 项检查发现，并已通知责任人 陈联络。" in seen
    assert "照片 4 张" in seen
    row = Finding.objects.get()
    assert (row.title, row.due_on) == ("消防通道堆放杂物", date(2026, 3, 20))
    status, seen = send(leader, title="另一件事")
    assert status == 409
    assert "这份登记表已经提交过，内容与这次不同。" in seen
    assert "另一件事" in seen


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unit": ""}, "请选择单位。"),
        ({"title": ""}, "请填写这一项。"),
        ({"title": "长" * 201}, "不能超过 200 个字。"),
        ({"evidence": ""}, "请填写这一项。"),
        ({"due_on": ""}, "请选择日期。"),
        ({"due_on": "2026-03-12"}, "整改期限须在 2026-03-13 至 2028-03-12 之间。"),
        ({"owner": "T2001"}, "没有找到可以作为责任人的在职人员。"),
        ({"person": "T2001"}, "涉及人员不在这个单位。"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    cast: Cast, client_of: ClientOf, change: dict[str, str], said: str
) -> None:
    status, seen = send(client_of(cast.leader), **change)
    assert status == 422
    assert said in seen
    assert "有 1 处需要修改" in seen
    assert not Finding.objects.exists()


def test_another_unit_is_absent_and_the_others_have_no_button(
    cast: Cast, client_of: ClientOf
) -> None:
    assert send(client_of(cast.leader), unit="T002")[0] == 404
    place = reverse("findings:findings")
    for person, opens, reads in (
        (cast.leader, True, True),
        (cast.officer, False, True),
        (cast.wang, False, False),
    ):
        seen = client_of(person).get(place).content.decode()
        assert [OPEN in seen, "下载 Excel" in seen] == [opens, reads]


def cells(reply: Any) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(BytesIO(reply.content)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_register_as_a_workbook(cast: Cast, client_of: ClientOf) -> None:
    make.opened(cast, title="=HYPERLINK(1)", person=cast.wang)
    row = make.reported(cast, "waits")
    findings.recheck(
        actor=actor(cast.leader), finding=row, passed=False, text="缺签到表",
        due_on=date(2026, 3, 20), at=LATE,
    )  # fmt: skip
    make.opened(cast, "south", unit=cast.south, owner=cast.li)
    hr = client_of(cast.hr)
    reply = hr.get(reverse("findings:register_xlsx"), {"unit": cast.east.pk})
    assert reply["Cache-Control"] == "private, no-store"
    assert 'filename="findings-2026-03-13.xlsx"' in reply["Content-Disposition"]
    found = cells(reply)
    assert [row[0] for row in found[:3]] == [
        "整改台账", "单位：测试市城管局东湖分局", "截至 2026-03-13 09:00，共 2 项",
    ]  # fmt: skip
    assert found[-1][0] == "填表人：　　　　　　　　审核人：　　　　　　　　日期："
    first, second = found[4:6]
    assert first[:7] == [1, "东湖", "=HYPERLINK(1)", "测试通报", "王建国", "陈联络", "T1003"]
    assert first[9:11] == ["待整改", 1]
    assert second[9:15] == [
        "待整改", None, "补训签到表第 3 号", None, None, "复查未通过，继续整改。缺签到表",
    ]  # fmt: skip
    taken = Entry.objects.get(verb="findings.register_taken")
    assert taken.facts == {"rows": 2}


def test_the_register_for_programs(cast: Cast, client_of: ClientOf) -> None:
    make.opened(cast, title="=1+1")
    make.opened(cast, "south", title="南桥的事", unit=cast.south, owner=cast.li)
    reply = client_of(cast.leader).get(reverse("findings:register_csv"))
    assert reply["Content-Type"] == "text/csv; charset=utf-8"
    text = reply.content.decode("utf-8-sig")
    assert text.startswith("序号,单位,事项,来源,")
    assert ",'=1+1," in text
    assert "南桥的事" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_takes_as_many_queries_for_one_as_for_three(
    cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make.reported(cast, str(number))
    hr = client_of(cast.hr)
    with django_assert_num_queries(REGISTER):
        hr.get(reverse("findings:register_csv"))
