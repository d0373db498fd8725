"""The pages of named exclusions: list, form, board, import, file."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from academy.audit.models import Entry
from academy.people.enums import Role
from academy.people.operations import grants
from academy.reporting.enums import ExclusionReason
from academy.reporting.errors import ExclusionListEmpty, ExclusionListLong
from academy.reporting.models import Exclusion
from academy.reporting.pages.exclusion_sheets import LIMIT_ROWS
from academy.reporting.rules import exclusion_rows
from tests.cast import FOUNDED_ON, SYSTEM, Cast, ClientOf
from tests.make import exclusions as make

LIST = reverse("reporting:exclusions")
ASK = reverse("reporting:ask_exclusion")
BOARD = reverse("reporting:exclusion_board")
IMPORT = reverse("reporting:import_exclusions")
IN_FORCE = reverse("reporting:exclusions_in_force")
LIST_QUERIES = 14
BOARD_QUERIES = 15
FORM = {
    "staff_number": "T1001",
    "reason": "seconded",
    "starts_on": "2026-03-01",
    "last_on": "2026-03-31",
    "evidence": "人字〔2026〕8号",
}
PASTED = (
    "工号\t姓名\t原因\t开始日期\t结束日期\t依据\n"
    "T1001\t王建国\t借调\t2026-03-01\t2026-03-31\t人字8号\n"
    "T1002\t\t病休\t2026-03-01\t\t\n"
    "T2001\t\t退休\t2026-03-01\t\t人字9号\n"
)


@pytest.fixture(autouse=True)
def _in_march(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        yield


def page(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    text = reply.content.decode()
    assert "style=" not in text
    return text


def rows_of(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.values]


def test_one_is_asked(cast: Cast, client_of: ClientOf) -> None:
    officer = client_of(cast.officer)
    assert "还没有人不计入统计" in page(officer, LIST)
    page(officer, ASK)
    for other, status, said in (
        ({"staff_number": "T2001"}, 422, "查无此人"),
        ({"last_on": "2026-02-28"}, 422, "早于第一天"),
        ({"last_on": "2026-02-30"}, 422, "日期不存在"),
        ({"last_on": "9999-12-31"}, 422, "年份有误"),
        ({"reason": "other"}, 422, "须写明具体情况"),
        ({"evidence": ""}, 422, "请写明依据"),
    ):
        reply = officer.post(ASK, FORM | other)
        text = reply.content.decode()
        assert (reply.status_code, said in text) == (status, True), other
        assert 'value="2026-03-01"' in text
    assert officer.post(ASK, FORM).status_code == 302
    row = Exclusion.objects.get()
    assert (row.valid_from, row.valid_until) == (make.FIRST, make.UNTIL)
    text = page(officer, LIST)
    for words in ("王建国", "借调", "2026-03-31", "人字〔2026〕8号", "待审批", "撤回 1 条申请"):
        assert words in text
    assert "审批申请" not in text
    assert "审批申请" in page(client_of(cast.hr), LIST)


def test_an_auditor_reads_and_changes_nothing(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    row = make.granted(make.draft(cast.wang), by=cast.officer, decider=cast.hr, at=at)
    auditor = client_of(cast.auditor)
    text = page(auditor, LIST)
    assert "王建国" in text
    for words in ("申请一人", "导入名单", "撤销 1 条批准"):
        assert words not in text
    revoke = reverse("reporting:revoke_exclusion", args=[row.public_id])
    assert auditor.post(revoke, {"reason": "返岗"}).status_code == 403


def test_withdrawn_and_revoked(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    officer, hr = client_of(cast.officer), client_of(cast.hr)
    first = make.asked(make.draft(cast.wang), by=cast.officer, at=at)
    withdraw = reverse("reporting:withdraw_exclusion", args=[first.public_id])
    refused = officer.post(withdraw, {"reason": " "})
    assert (refused.status_code, "没有写明" in refused.content.decode()) == (422, True)
    assert hr.post(withdraw, {"reason": "重复"}).status_code == 403
    assert officer.post(withdraw, {"reason": "重复"}).status_code == 302
    assert "已撤回" in page(officer, LIST)
    second = make.granted(make.draft(cast.zhao), by=cast.officer, decider=cast.hr, at=at)
    revoke = reverse("reporting:revoke_exclusion", args=[second.public_id])
    refused = hr.post(revoke, {"reason": "字" * 301})
    assert (refused.status_code, "字" * 301 in refused.content.decode()) == (422, True)
    assert "撤销 1 条批准" in page(hr, LIST)
    assert hr.post(revoke, {"reason": "提前返岗"}).status_code == 302
    assert "提前返岗" in page(officer, f"{LIST}?state=revoked")


def test_another_units_row_is_not_there(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    row = make.asked(make.draft(cast.li), by=cast.hr, at=at)
    officer = client_of(cast.officer)
    assert "李秀英" not in page(officer, LIST)
    withdraw = reverse("reporting:withdraw_exclusion", args=[row.public_id])
    assert officer.post(withdraw, {"reason": "重复"}).status_code == 404
    assert officer.get(f"{LIST}?unit=T002").status_code == 404
    assert officer.get(f"{IN_FORCE}?unit=T002").status_code == 404


def test_health_is_not_said_in_the_next_unit(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    wanted = make.draft(cast.wang, reason=ExclusionReason.SICK, evidence="诊断书")
    make.granted(wanted, by=cast.officer, decider=cast.hr, at=at - timedelta(days=1))
    make.moved(cast.wang, cast.south, on=date(2026, 3, 2))
    grants.grant(
        actor=SYSTEM,
        person=cast.li,
        role=Role.UNIT_TRAINING_OFFICER,
        unit=cast.south,
        valid_from=FOUNDED_ON,
        at=at,
    )
    for person, said in ((cast.officer, True), (cast.hr, True), (cast.li, False)):
        client = client_of(person)
        text = page(client, LIST)
        assert "王建国" in text
        assert ("诊断书" in text, "个人原因（不公开）" in text) == (said, not said)
        (line,) = (row for row in rows_of(client.get(IN_FORCE).content) if "T1001" in row)
        assert ("诊断书" in line, "个人原因（不公开）" in line) == (said, not said)
    assert "王建国" not in page(client_of(cast.li), f"{LIST}?reason=sick")


def test_filters_stay_and_narrow(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.granted(make.draft(cast.wang), by=cast.officer, decider=cast.hr, at=at)
    make.asked(make.draft(cast.li, reason=ExclusionReason.NEW), by=cast.admin, at=at)
    hr = client_of(cast.hr)
    page(hr, LIST)
    for query, wang, li in (
        ("state=granted", True, False),
        ("state=nonsense", True, True),
        ("reason=new", False, True),
        ("unit=T001", True, False),
        ("on=2026-03-31", True, True),
        ("on=2026-04-01", False, False),
        ("on=nonsense", True, True),
        ("q=秀", False, True),
    ):
        text = page(hr, f"{LIST}?{query}")
        assert ("王建国" in text, "李秀英" in text) == (wang, li), query
    assert "没有符合条件的记录" in page(hr, f"{LIST}?q=无")
    assert 'value="2026-04-01"' in page(hr, f"{LIST}?on=2026-04-01")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same(
    cast: Cast,
    at: datetime,
    client_of: ClientOf,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for each in (cast.wang, cast.zhao, cast.li)[:count]:
        make.granted(make.draft(each), by=cast.admin, decider=cast.hr, at=at)
        later = make.draft(each, first=make.UNTIL, until=None)
        make.asked(later, by=cast.second_admin, at=at)
    client = client_of(cast.admin)
    for path, queries in ((LIST, LIST_QUERIES), (BOARD, BOARD_QUERIES)):
        page(client, path)
        with django_assert_num_queries(queries):
            page(client, path)


def test_the_board_decides_what_was_looked_at(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    people = [cast.wang, cast.zhao]
    ours = [make.asked(make.draft(each), by=cast.officer, at=at) for each in people]
    own = make.asked(make.draft(cast.li), by=cast.hr, at=at)
    hr = client_of(cast.hr)
    text = page(hr, BOARD)
    assert "3 条申请等待审批" in text
    assert "须由另一人审批" in text
    assert str(own.public_id) not in text
    ids = [str(row.public_id) for row in ours]
    none = hr.post(BOARD, {"chosen": ["nonsense"]})
    assert (none.status_code, "没有选择要审批的申请" in none.content.decode()) == (422, True)
    looked = hr.post(BOARD, {"chosen": ids})
    text = looked.content.decode()
    assert (looked.status_code, Exclusion.objects.filter(granted=True).exists()) == (200, False)
    assert "批准 2 条申请" in text
    assert "不批准 2 条申请" in text
    assert re.findall(r'name="chosen" value="([^"]+)"', text) == ids
    refused = hr.post(BOARD, {"chosen": ids, "verb": "grant", "words": " "})
    assert (refused.status_code, "批准 2 条申请" in refused.content.decode()) == (422, True)
    mixed = [*ids, str(own.public_id)]
    refused = hr.post(BOARD, {"chosen": mixed, "verb": "grant", "words": "同意办理"})
    text = refused.content.decode()
    assert (refused.status_code, "由您本人提出" in text, "同意办理" in text) == (403, True, True)
    done = hr.post(BOARD, {"chosen": ids[:1], "verb": "grant", "words": "同意"}, follow=True)
    assert "已批准 1 条申请" in done.content.decode()
    done = hr.post(BOARD, {"chosen": ids[1:], "verb": "refuse", "words": "材料不足"}, follow=True)
    assert "已不批准 1 条申请" in done.content.decode()
    states = {row.person.name: row.state for row in Exclusion.objects.select_related("person")}
    assert states == {"王建国": "granted", "赵䶮": "refused", "李秀英": "asked"}
    other = hr.post(BOARD, {"chosen": ["00000000-0000-0000-0000-000000000000"]})
    assert other.status_code == 404


def test_an_empty_board(cast: Cast, client_of: ClientOf) -> None:
    assert "没有待审批的申请" in page(client_of(cast.hr), BOARD)


def test_a_pasted_list_is_tried_then_asked(cast: Cast, client_of: ClientOf) -> None:
    officer = client_of(cast.officer)
    page(officer, IMPORT)
    assert officer.post(IMPORT, {}).status_code == 422
    tried = officer.post(IMPORT, {"text": PASTED}).content.decode()
    for words in ("可申请 1 条，不能申请 2 行", "提交 1 条申请", "没有依据", "查无此人"):
        assert words in tried
    usual = {"text": PASTED, "evidence": "统一文号"}
    tried = officer.post(IMPORT, usual).content.decode()
    assert "提交 2 条申请" in tried
    assert not Exclusion.objects.exists()
    refused = officer.post(IMPORT, usual | {"confirm": "1"})
    assert (refused.status_code, "整份没有提交" in refused.content.decode()) == (422, True)
    for _turn in range(2):
        done = officer.post(IMPORT, usual | {"confirm": "1", "skip_refused": "on"})
        assert done.status_code == 302
    rows = Exclusion.objects.order_by("pk")
    assert [(row.reason, row.evidence, row.valid_until) for row in rows] == [
        ("seconded", "人字8号", make.UNTIL),
        ("sick", "统一文号", None),
    ]


def test_an_uploaded_workbook(cast: Cast, client_of: ClientOf) -> None:
    officer = client_of(cast.officer)
    blank = officer.get(reverse("reporting:exclusion_template"))
    book, out = openpyxl.load_workbook(BytesIO(blank.content)), BytesIO()
    sheet = book.worksheets[0]
    assert list(exclusion_rows.TEMPLATE) in [list(row) for row in sheet.values]
    sheet.append(["T1001", "王建国", "孕产", date(2026, 3, 1), None, None, "证明", None])
    book.save(out)
    tried = officer.post(IMPORT, {"file": SimpleUploadedFile("名单.xlsx", out.getvalue())})
    assert "提交 1 条申请" in tried.content.decode()
    broken = SimpleUploadedFile("名单.xlsx", b"PK\x03\x04 nonsense")
    assert officer.post(IMPORT, {"file": broken}).status_code == 415


def test_lists_that_are_none_or_too_long(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    empty = client.post(IMPORT, {"text": "请见附件"})
    assert (empty.status_code, ExclusionListEmpty.code in empty.content.decode()) == (422, True)
    lines = "".join(f"T{number}\t2026-03-01\n" for number in range(LIMIT_ROWS + 1))
    for text, long in ((lines, True), (lines.rpartition("T")[0], False)):
        reply = client.post(IMPORT, {"text": f"工号\t开始日期\n{text}"})
        assert (ExclusionListLong.code in reply.content.decode()) is long


def test_those_in_force_as_a_file_with_their_approval(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    earlier = at - timedelta(days=1)
    make.granted(make.draft(cast.li), by=cast.admin, decider=cast.hr, at=earlier)
    wanted = make.draft(cast.wang, until=None, track=make.track())
    make.granted(wanted, by=cast.officer, decider=cast.hr, at=earlier)
    make.asked(make.draft(cast.zhao), by=cast.officer, at=earlier)
    reply = client_of(cast.hr).get(IN_FORCE)
    assert reply["Cache-Control"] == "private, no-store"
    lines = [row for row in rows_of(reply.content) if str(row[0]) in "12"]
    assert [(row[2], row[3], row[4], str(row[7])[:10], row[8]) for row in lines] == [
        ("王建国", "T1001", "借调", "长期", "综合执法"),
        ("李秀英", "T2001", "借调", "2026-03-31", "全部业务线"),
    ]
    assert [(row[10], row[12], row[14]) for row in lines] == [
        ("陈联络", "郑人事", "同意"),
        ("周管理", "郑人事", "同意"),
    ]
    entry = Entry.objects.get(verb="reporting.exclusions_taken")
    assert entry.facts == {"rows": 2, "on": "2026-03-02"}
    april = rows_of(client_of(cast.hr).get(f"{IN_FORCE}?on=2026-04-01").content)
    assert [row[2] for row in april if str(row[0]) in "12"] == ["王建国"]
    south = rows_of(client_of(cast.hr).get(f"{IN_FORCE}?unit=T002").content)
    assert [row[2] for row in south if str(row[0]) in "12"] == ["李秀英"]
    for text in ("2026-02-30", "三月", "9999-01-01"):  # no day, so not today either
        assert client_of(cast.hr).get(IN_FORCE, {"on": text}).status_code == 422


def test_in_english(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.granted(make.draft(cast.wang), by=cast.officer, decider=cast.hr, at=at)
    make.asked(make.draft(cast.zhao), by=cast.officer, at=at)
    client = client_of(cast.hr)
    for path in (LIST, ASK, BOARD, IMPORT):
        reply = client.get(path, headers={"Accept-Language": "en"})
        main = reply.content.decode().partition("<main")[2].partition("</main>")[0]
        # Headings of the list are named as they stand in it.
        text = re.sub(r"<[^>]+>|“[^”]*”", " ", main)
        for kept in (
            "王建国",
            "赵䶮",
            "陈联络",
            "郑人事",
            "同意",
            "人字〔2026〕8号",
            "东湖",
            "南桥",
            "市局",
        ):
            text = text.replace(kept, "")
        assert not re.findall(r"[\u4e00-\u9fff]+", text), path
