"""The pages of blocked days, and of a cohort over a holiday."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.errors.planning import BlockListEmpty, BlockListLong
from courses.labels.planning import BLOCK_KIND
from courses.models import Block, Cohort
from courses.pages.blocks import LIMIT_ROWS
from courses.rules import block_rows
from tests.cast import Cast, ClientOf
from tests.make import courses as make

pytestmark = pytest.mark.django_db
LIST = reverse("courses:blocks")
RECORD = reverse("courses:record_block")
IMPORT = reverse("courses:import_blocks")
PASTED = (
    "工号\t姓名\t日期\nT1001\t王建国\t2099-03-09\nT2001\t李秀英\t2099-03-10\nT9\t\t2099-03-11\n"
)


def page(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    return reply.content.decode()


def test_one_block_and_its_end(cast: Cast, client_of: ClientOf) -> None:
    officer = client_of(cast.officer)
    assert "没有不派出记录" in page(officer, LIST)
    form = {
        "staff_number": "T1001",
        "kind": "leave",
        "starts_on": "2099-03-09",
        "ends_on": "2099-03-13",
    }
    for other, status, said in (
        ({"staff_number": "T2001"}, 422, "查无此人"),
        ({"ends_on": "2099-03-08"}, 422, "早于"),
        ({"ends_on": "2099-02-30"}, 422, "日期不存在"),
        ({}, 302, ""),
    ):
        reply = officer.post(RECORD, form | other)
        assert (reply.status_code, said in reply.content.decode()) == (status, True)
    assert "王建国" in page(officer, LIST)
    assert "王建国" not in page(officer, LIST + "?kind=duty")
    assert "王建国" in page(client_of(cast.admin), f"{LIST}?unit={cast.east.pk}")
    assert "王建国" not in page(client_of(cast.admin), f"{LIST}?unit={cast.south.pk}")
    block = Block.objects.get()
    officer.post(reverse("courses:lift_block", args=[block.public_id]))
    assert "没有不派出记录" in page(officer, LIST)


def test_somebody_elses_block_is_not_there(cast: Cast, client_of: ClientOf) -> None:
    form = {"staff_number": "T2001", "kind": "duty", "starts_on": "2099-03-09"}
    client_of(cast.admin).post(RECORD, form | {"ends_on": "2099-03-09"})
    block = Block.objects.get()
    lift = reverse("courses:lift_block", args=[block.public_id])
    assert client_of(cast.officer).post(lift).status_code == 404
    assert "李秀英" not in page(client_of(cast.officer), LIST)


def test_a_pasted_list_is_tried_then_entered(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    assert client.post(IMPORT, {"kind": "duty"}).status_code == 422
    form = {"kind": "duty", "text": PASTED}
    tried = client.post(IMPORT, form).content.decode()
    for words in ("登记 2 条", "跳过 1 行", "查无此人"):
        assert words in tried
    assert not Block.objects.exists()
    refused = client.post(IMPORT, form | {"confirm": "1"})
    assert (refused.status_code, "没有写入" in refused.content.decode()) == (422, True)
    for _turn in range(2):
        done = client.post(IMPORT, form | {"confirm": "1", "skip_refused": "on"})
        assert done.status_code == 302
    assert Block.objects.count() == 2


def test_an_uploaded_workbook(cast: Cast, client_of: ClientOf) -> None:
    book, out = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (["值班表"], ["工号", "值班日期"], ["T1001、T1002", date(2099, 3, 9)]):
        sheet.append(row)
    book.save(out)
    client = client_of(cast.officer)
    upload = SimpleUploadedFile("值班表.xlsx", out.getvalue())
    tried = client.post(IMPORT, {"kind": "duty", "file": upload}).content.decode()
    assert "登记 2 条" in tried
    assert "T1001、T1002\t2099-03-09" in tried
    broken = SimpleUploadedFile("值班表.xlsx", b"PK\x03\x04 nonsense")
    refused = client.post(IMPORT, {"kind": "duty", "file": broken})
    assert (refused.status_code, Block.objects.count()) == (415, 0)


def test_lists_that_are_none_or_too_long(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    empty = client.post(IMPORT, {"kind": "duty", "text": "请见附件"})
    assert (empty.status_code, BlockListEmpty.code in empty.content.decode()) == (422, True)
    lines = "".join(f"T{number}\t2099-03-09\n" for number in range(LIMIT_ROWS + 1))
    for text, long in ((lines, True), (lines.rpartition("T")[0], False)):
        reply = client.post(IMPORT, {"kind": "duty", "text": f"工号\t日期\n{text}"})
        assert (BlockListLong.code in reply.content.decode()) is long


def test_the_form_shows_the_holiday_and_asks_for_the_word(
    at: datetime, cast: Cast, client_of: ClientOf
) -> None:
    client, path = client_of(cast.admin), reverse("courses:new_cohort")
    form = {
        "syllabus": make.syllabus(at=at).pk,
        "number": 1,
        "name": "清明班",
        "starts_on": "2026-04-06",
        "ends_on": "2026-04-10",
        "capacity": 10,
    }
    refused = client.post(path, form)
    text = refused.content.decode()
    assert refused.status_code == 422
    for words in ("2026-04-06 清明节（补假）", "最近没有假日的同样一段是", "假日照开的理由"):
        assert words in text
    assert client.post(path, form | {"holiday_reason": "应急集训"}).status_code == 302
    cohort = Cohort.objects.get()
    shown = page(client, reverse("courses:cohort", args=[cohort.public_id]))
    assert "应急集训" in shown


BLOCKS_PAGE_QUERIES = 15


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(
    cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: Any
) -> None:
    client = client_of(cast.admin)
    text = "工号\t日期\n" + "".join(
        f"{number}\t2099-03-09\n" for number in ("T1001", "T2001", "T1002")[:count]
    )
    client.post(IMPORT, {"kind": "duty", "text": text, "confirm": "1"})
    assert Block.objects.count() == count
    page(client, LIST)
    with django_assert_num_queries(BLOCKS_PAGE_QUERIES):
        page(client, LIST)


def test_a_search_by_name_or_number(cast: Cast, client_of: ClientOf) -> None:
    admin = client_of(cast.admin)
    for number in ("T1001", "T2001"):
        form = {"staff_number": number, "kind": "leave"}
        admin.post(RECORD, form | {"starts_on": "2099-03-09", "ends_on": "2099-03-09"})
    page(admin, LIST)  # What was entered is said once.
    for wanted, found in (("建国", (True, False)), ("t2", (False, True)), ("无", (False, False))):
        text = page(admin, f"{LIST}?q={wanted}")
        assert ("王建国" in text, "李秀英" in text) == found
    assert "没有符合条件的记录" in page(admin, f"{LIST}?q=无")


def test_an_empty_sheet_holds_what_is_understood(cast: Cast, client_of: ClientOf) -> None:
    reply = client_of(cast.officer).get(reverse("courses:block_template"))
    rows = list(openpyxl.load_workbook(BytesIO(reply.content)).worksheets[0].values)
    assert list(block_rows.TEMPLATE) in [list(row) for row in rows]
    assert {block_rows.kind_of(str(word)) for word in BLOCK_KIND.values()} == set(BLOCK_KIND)


def test_faulty_rows_come_back_and_are_read_again(cast: Cast, client_of: ClientOf) -> None:
    """What cannot be entered is handed out as it stood; mended, the same file goes in."""
    officer = client_of(cast.officer)
    reply = officer.post(IMPORT, {"text": PASTED, "kind": "duty", "faults": "1"})
    book = openpyxl.load_workbook(BytesIO(reply.content))
    rows = [[cell or "" for cell in row] for row in book.worksheets[0].values]
    assert ["工号", "姓名", "日期", "不能登记的原因"] in rows
    assert [row[:3] for row in rows[-2:]] == [
        ["T2001", "李秀英", "2099-03-10"],
        ["T9", "", "2099-03-11"],
    ]
    assert "查无此人" in str(rows[-1][3])
    assert not Block.objects.exists()
    for cell in book.worksheets[0]["A"]:
        cell.value = "T1002" if cell.value == "T9" else cell.value
    out = BytesIO()
    book.save(out)
    upload = SimpleUploadedFile("mended.xlsx", out.getvalue())
    text = officer.post(IMPORT, {"file": upload, "kind": "duty"}).content.decode()
    assert "可登记 1 条，不能登记 1 行" in text
