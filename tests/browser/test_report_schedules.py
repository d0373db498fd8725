"""Long and scheduled reports in a real browser: begun, fetched, sent; every page is sound."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from academy.people.models import Grant
from academy.reporting.enums import Every
from academy.shared import clock
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import Cast, gather
from tests.make import reporting, requirements
from tests.make import schedules as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]


@pytest.fixture
def yesterday() -> datetime:
    """Yesterday at eight, by the clock that the server has."""
    day = clock.today() - timedelta(days=1)
    return datetime.combine(day, time(8), clock.LOCAL)


@pytest.fixture
def cast(
    transactional_db: None, yesterday: datetime, settings: LazySettings, tmp_path: Path
) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    settings.JOBS_INLINE = True
    return gather(at=yesterday)


def test_a_report_is_made_in_the_background_and_fetched(
    open_page: OpenPage, assert_sound: Sound, cast: Cast, yesterday: datetime
) -> None:
    reporting.closed_cohort(cast, at=yesterday)
    page = open_page(cast.hr, "/reports/completion/")
    assert_sound(page)
    page.get_by_role("button", name="后台生成 CSV").click()
    expect(page.get_by_text("已生成")).to_be_visible()
    assert_sound(page)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="下载 CSV").click()
    assert fetched.value.suggested_filename.endswith(".csv")
    page.get_by_role("link", name="后台生成").first.click()
    assert_sound(page)


def test_a_question_of_a_report_s_page_becomes_a_schedule(
    open_page: OpenPage, assert_sound: Sound, cast: Cast, yesterday: datetime
) -> None:
    reporting.closed_cohort(cast, at=yesterday)
    page = open_page(cast.hr, "/reports/completion/")
    page.locator("select[name=unit]").select_option("T001")
    page.locator("select[name=staff_kind]").select_option("enforcement")
    page.locator("select[name=by]").select_option("rank_band")
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("link", name="按此条件定时发送").click()
    expect(page.locator("select[name=unit]")).to_have_value("T001")
    expect(page.locator("select[name=staff_kind]")).to_have_value("enforcement")
    expect(page.locator("select[name=by]")).to_have_value("rank_band")
    assert_sound(page)
    page.get_by_label("计划名称").fill("东湖结业月报")
    page.get_by_label("发送日").fill("5")
    page.get_by_label("收件人工号").fill(cast.officer.staff_number)
    page.get_by_role("button", name="建立发送计划").click()
    expect(page.get_by_text("一线执法人员")).to_be_visible()
    expect(page.get_by_text("还没有发送过")).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="试发给自己").click()
    expect(page.get_by_text("收件人不会收到")).to_be_visible()
    expect(page.get_by_text("已生成")).to_be_visible()
    with page.expect_download():
        page.get_by_role("link", name="下载 Excel").click()


def test_who_got_it_is_fetched_as_a_workbook(
    open_page: OpenPage, assert_sound: Sound, cast: Cast, yesterday: datetime
) -> None:
    row = make.made(
        cast.hr, cast.officer, at=yesterday, unit="T001", every=Every.WEEK,
        day=yesterday.isoweekday(), hour=9,
    )  # fmt: skip
    (sending,) = make.opened(at=yesterday + timedelta(hours=1))
    make.executed(sending)
    page = open_page(cast.hr, f"/reports/schedules/{row.public_id}/", viewport=PHONE)
    assert_sound(page)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="谁收到了（Excel）").click()
    assert fetched.value.suggested_filename.endswith(".xlsx")


def test_targets_are_set_in_one_table_and_seen_on_the_dashboard(
    open_page: OpenPage, assert_sound: Sound, cast: Cast, yesterday: datetime
) -> None:
    requirements.edition(at=yesterday)
    page = open_page(cast.hr, "/reports/dashboard/")
    page.get_by_role("link", name="各单位目标").click()
    page.get_by_label("全局的目标（%）").fill("85")
    page.get_by_label("东湖分局的目标（%）").fill("101")
    page.get_by_role("button", name="保存改动").click()
    expect(page.get_by_text("目标“101”无效").first).to_be_visible()
    expect(page.get_by_label("全局的目标（%）")).to_have_value("85")
    assert_sound(page)
    page.get_by_label("东湖分局的目标（%）").fill("95")
    page.get_by_role("button", name="保存改动").click()
    expect(page.get_by_text("已设定 2 个单位的目标")).to_be_visible()
    assert_sound(page)
    page.get_by_role("link", name="培训总览").last.click()
    expect(page.get_by_text("竖线为各单位自己的目标，合计目标 85%")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(("theme", "language"), [("light", "zh-hans"), ("dark", "en")])
def test_every_page_is_sound(
    open_page: OpenPage,
    assert_sound: Sound,
    cast: Cast,
    yesterday: datetime,
    viewport: dict[str, int],
    theme: str,
    language: str,
) -> None:
    empty = open_page(
        cast.hr, "/reports/schedules/", viewport=viewport, theme=theme, language=language
    )
    assert_sound(empty)
    row = make.made(
        cast.hr,
        cast.officer,
        cast.auditor,
        at=yesterday,
        unit="T001",
        every=Every.WEEK,
        day=yesterday.isoweekday(),
        hour=9,
    )
    Grant.objects.filter(person=cast.auditor).delete()
    (sending,) = make.opened(at=yesterday + timedelta(hours=1))
    make.executed(sending)
    for path in (
        "/reports/",
        "/reports/schedules/",
        "/reports/schedules/new/",
        "/reports/schedules/new/?report=results&unit=T001&sitting=final",
        "/reports/targets/",
        f"/reports/schedules/{row.public_id}/",
        f"/reports/sendings/{sending.public_id}/",
    ):
        empty.goto(path)
        assert_sound(empty)
