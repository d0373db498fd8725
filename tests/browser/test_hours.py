"""Requirements and hours in a browser: loaded, looked through by name, imported, undone."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from academy.people.operations import dictionary
from academy.shared import clock
from courses.enums.hours import ImportState
from courses.models import HoursImport
from courses.operations import requirements
from tests.browser.conftest import DESK, PHONE, OpenPage, violations
from tests.cast import SYSTEM, Cast, gather
from tests.make import requirements as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTED = """工号,姓名,学时,专业,结束日期,依据
T1001,王建国,40,LAW,2017-05-12,2017年轮训第3期
T9999,无名氏,40,LAW,2017-05-12,2017年轮训第3期
"""


@pytest.fixture
def at() -> datetime:
    """Requirements are in force today, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def cast(transactional_db: None, at: datetime) -> Cast:
    """The known people and the ranks that the usual requirements name."""
    cache.clear()
    known = gather(at=at)
    dictionary.ensure_ranks(["四级调研员", "一级主任科员"])
    make.track(at=at)
    return known


def test_the_usual_are_loaded_and_open_to_names(cast: Cast, open_page: OpenPage) -> None:
    page = open_page(cast.hr, "/courses/requirements/")
    expect(page.get_by_text("今天没有适用的培训要求")).to_be_visible()
    page.get_by_role("button", name="载入常用要求").click()
    expect(page.get_by_text("今天适用 4 项，其中 4 项待核对")).to_be_visible()
    assert violations(page) == []
    page.goto("/courses/hours/")
    assert violations(page) == []
    page.locator("td.num a").first.click()
    expect(page.get_by_role("heading", name="未达标名单", level=1)).to_be_visible()
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", name="的学时台账")).to_be_visible()
    assert violations(page) == []


def test_a_pasted_list_is_tried_entered_and_undone(cast: Cast, open_page: OpenPage) -> None:
    page = open_page(cast.hr, "/courses/hours/imports/")
    page.get_by_label("或粘贴表格").fill(PASTED)
    page.get_by_role("button", name="预演").click()
    expect(page.get_by_text("名册中没有这个工号")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载未通过的行").click()
    assert saved.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name="登记 1 行").click()
    expect(page.get_by_text("新登记 1 条")).to_be_visible()
    page.get_by_role("button", name="撤销导入").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("原因").fill("用错文件")
    dialog.get_by_role("button", name="撤销这次导入").click()
    expect(page.get_by_text("这次导入已撤销")).to_be_visible()
    assert HoursImport.objects.get().state == ImportState.UNDONE


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_trainee_sees_how_far(
    cast: Cast, at: datetime, open_page: OpenPage, viewport: dict[str, int]
) -> None:
    requirements.publish_usual(actor=SYSTEM, at=at)
    page = open_page(cast.wang, "/courses/mine/", viewport=viewport)
    expect(page.get_by_text("每年 60 学时")).to_be_visible()
    expect(page.locator("progress, [role=progressbar], .bar").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
