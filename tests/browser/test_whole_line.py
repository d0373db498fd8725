"""The whole line in a browser: an admin, two trainees, a second admin and HR, one after another.

Roster in, cohort drafted to closed out, exam sat, certificate issued, downloaded and verified,
report read and taken away. Whatever a person would click is clicked; nothing is set by hand.
"""

import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from academy.people.models import Person
from academy.people.operations import dictionary
from academy.shared import clock
from certificates.models import Certificate
from courses.models import Completion
from exams.enums import ItemKind, ItemState
from exams.models import ItemVersion
from exams.rules.assembly import Line
from tests.browser.conftest import OpenPage
from tests.cast import Cast, gather
from tests.make import courses, exams, workbooks
from tests.make.people import id_number

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
LINES = (Line(ItemKind.TRUE_FALSE, 2, Decimal(10)), Line(ItemKind.SINGLE, 8, Decimal(10)))
NEWCOMER, NUMBER = "郑新来", "T1009"


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    people = gather(at=now)
    dictionary.ensure_posts(["科员"])
    courses.syllabus(at=now)
    exams.blueprint(at=now, of=exams.bank(at=now, each=12), lines=LINES)
    return people


@pytest.fixture
def today(now: datetime) -> date:
    return clock.local_date(now)


def _confirm(page: Page, opener: str, answer: str) -> None:
    """Press a button that asks first, and say yes."""
    page.get_by_role("button", name=opener, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=answer, exact=True).click()
    page.wait_for_load_state()


def _roster(tmp_path: Path) -> Path:
    """An east-branch list as the branch would send it: one newcomer, and one bad row."""
    rows: list[list[object]] = [
        ["东湖分局人员名册"],
        ["单位：测试市城管局东湖分局"],
        ["序号", "工号", "姓名", "性别", "身份证号", "人员类别", "编制类型", "职务", "入职日期"],
        [1, NUMBER, NEWCOMER, "男", id_number(9), "一线执法人员", "参公", "科员", "2024年3月5日"],
        [2, "T1010", "钱错号", "男", "110101199003078888", "协管人员", "聘员", "科员", "20240301"],
        ["合计", "2人"],
    ]
    path = tmp_path / "东湖.xlsx"
    path.write_bytes(workbooks.xlsx(("名册", rows)))
    return path


def _import_roster(page: Page, tmp_path: Path, cast: Cast) -> None:
    page.goto("/people/roster/")
    page.set_input_files("input[type=file]", _roster(tmp_path))
    page.get_by_label("单个单位名单", exact=False).check()
    page.locator("select[name=unit]").select_option(cast.east.code)
    page.get_by_role("button", name="上传并预览变动").click()
    expect(page.get_by_text("身份证号校验位不符")).to_be_visible()
    page.get_by_role("link", name="新增 1").click()
    expect(page.get_by_text(NEWCOMER)).to_be_visible()
    assert not Person.objects.filter(staff_number=NUMBER).exists()
    page.locator("input[name=skip_refused]").check()
    page.get_by_role("button", name=re.compile("提交 1 人名单")).click()
    expect(page.get_by_text("已提交 1 人名单")).to_be_visible()


def _open_cohort(page: Page, today: date) -> None:
    page.goto("/courses/new/")
    page.locator("select[name=syllabus]").select_option(index=1)
    page.get_by_label("期号").fill("1")
    page.get_by_label("班名").fill("执法办案第1期")
    page.get_by_label("开班日期").fill(today.isoformat())
    page.get_by_label("结班日期").fill((today + timedelta(days=4)).isoformat())
    page.get_by_label("名额").fill("0")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("名额至少").first).to_be_visible()
    expect(page.get_by_label("班名")).to_have_value("执法办案第1期")
    page.get_by_label("名额").fill("3")
    page.get_by_role("button", name="存为草稿").click()
    _confirm(page, "发布", "发布到各单位")
    page.get_by_role("link", name="安排学员").click()
    page.get_by_label("工号").fill(f"T1001 T1002 {NUMBER}")
    page.get_by_role("button", name="先试算").click()
    _confirm(page, "安排 3 人入班", "安排 3 人入班")
    _confirm(page, "开班", "以 3 人开班")
    _confirm(page, "3 人报到", "确认 3 人已到")


def _schedule(page: Page, now: datetime) -> None:
    local = now.astimezone(clock.LOCAL)
    page.goto("/exams/new/")
    page.get_by_label("期次").select_option(label="执法办案第1期")
    page.get_by_label("试卷").select_option(index=1)
    page.get_by_label("最早入场").fill((local - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("最晚入场").fill((local + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("考试时长").fill("60")
    page.get_by_role("button", name="安排这场考试").click()
    expect(page.get_by_text("未开考").first).to_be_visible()


def _right(version: ItemVersion) -> str:
    """Return the text that is the right choice."""
    if version.kind == ItemKind.TRUE_FALSE:
        return "正确" if version.key else "错误"
    text: str = next(each["text"] for each in version.options if each["id"] in version.key)
    return text


def _sit(page: Page, keys: dict[str, str], *, right: bool) -> None:
    """Take the exam by clicking: all right, or all wrong."""
    page.goto("/exams/mine/")
    page.get_by_role("button", name="开始考试").click()
    expect(page.locator(".exam-nth")).to_be_visible()
    count = len(page.locator("[data-grid] button").all())
    for turn in range(count):
        key = keys[page.locator(".exam-stem").inner_text()]
        labels = page.locator(".exam-answer label").all()
        fitting = [each for each in labels if each.inner_text().strip().endswith(key) is right]
        fitting[0].click()
        if turn < count - 1:
            page.get_by_role("button", name="下一题").click()
    expect(page.locator('[data-strip="saved"]')).to_have_text(f"{count}/{count}")
    page.get_by_role("button", name="交卷", exact=True).click()
    page.locator('[data-do="hand-in"]').click()
    expect(page.get_by_text(f"服务器收到 {count}/{count} 题")).to_be_visible()


def _keys() -> dict[str, str]:
    versions = ItemVersion.objects.filter(item__state=ItemState.ACTIVE.value)
    return {
        version.stem: _right(version)
        for version in versions
        if version.kind in (ItemKind.TRUE_FALSE, ItemKind.SINGLE)
    }


def _release(page: Page) -> None:
    page.goto("/exams/")
    page.get_by_role("link", name="结业考试").click()
    _confirm(page, "发布 2 人成绩", "发布 2 人成绩")


def _withdraw_newcomer(page: Page) -> None:
    page.goto("/courses/")
    page.get_by_role("link", name="执法办案第1期").click()
    page.get_by_role("link", name=NEWCOMER).click()
    page.locator("#withdraw_reason").fill("因公出差")
    page.get_by_role("button", name="办理 1 人退出").click()
    expect(page.get_by_text("已退出").first).to_be_visible()


def _close_out(page: Page) -> None:
    page.goto("/courses/")
    page.get_by_role("link", name="执法办案第1期").click()
    page.get_by_role("link", name="结班检查").click()
    _confirm(page, "结班", "结班并写入 3 份结业记录")


def _propose(page: Page) -> str:
    page.goto("/certificates/batches/")
    page.get_by_role("link", name="提出证书批次").last.click()
    page.get_by_label("证书种类").select_option("qualification")
    page.get_by_role("button", name="先看结果").click()
    page.get_by_role("button", name="提出 1 张培训合格证").click()
    expect(page.get_by_text("等待另一位学院管理员批准")).to_be_visible()
    return page.url


def _download(page: Page, press: Callable[[], Any]) -> bytes:
    with page.expect_download() as waiting:
        press()
    return Path(waiting.value.path()).read_bytes()


def _trainee_keeps_the_certificate(page: Page) -> str:
    page.goto("/certificates/")
    pdf = _download(page, page.get_by_role("link", name="下载 PDF").click)
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "王建国" in text
    assert "结业" in text
    return Certificate.objects.get().token


def _hr_reads_the_report(page: Page, assert_sound: Sound) -> None:
    page.goto("/reports/")
    assert_sound(page)
    page.get_by_role("link", name="培训结业情况").click()
    expect(page.get_by_text("参训率").first).to_be_visible()
    assert_sound(page)
    book = _download(page, page.get_by_role("link", name="下载 Excel").click)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    assert any("结业情况" in str(cell.value) for row in sheet.iter_rows() for cell in row)


@override_settings(JOBS_INLINE=True)
def test_from_a_roster_to_a_verified_certificate_and_a_report(
    cast: Cast,
    now: datetime,
    today: date,
    open_page: OpenPage,
    assert_sound: Sound,
    tmp_path: Path,
) -> None:
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        admin = open_page(cast.admin)
        _import_roster(admin, tmp_path, cast)
        assert_sound(admin)
        _open_cohort(admin, today)
        assert_sound(admin)
        _schedule(admin, now)

        keys = _keys()
        wang = open_page(cast.wang)
        _sit(wang, keys, right=True)
        _sit(open_page(cast.zhao), keys, right=False)
        assert_sound(wang)

        # The newcomer never came; once they are withdrawn, nobody is waited for.
        _withdraw_newcomer(admin)
        _release(admin)
        _close_out(admin)
        ended = dict(Completion.objects.values_list("enrolment__person__staff_number", "verdict"))
        assert ended == {"T1001": "passed", "T1002": "failed", NUMBER: "withdrawn"}

        batch = _propose(admin)
        second = open_page(cast.second_admin, batch)
        _confirm(second, "批准", "批准 1 人的证书")
        _confirm(second, "签发 1 张证书", "签发 1 张证书")

        wang.goto("/exams/mine/")
        expect(wang.get_by_text("100.00")).to_be_visible()
        token = _trainee_keeps_the_certificate(wang)
        stranger = open_page(path=f"/verify/{token}/")
        expect(stranger.get_by_text("王建国").first).to_be_visible()
        expect(stranger.get_by_text("有效").first).to_be_visible()
        assert_sound(stranger)

        _hr_reads_the_report(open_page(cast.hr), assert_sound)
