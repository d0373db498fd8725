"""Named exclusions in a real browser: asked on a phone, decided, revoked; every page is sound."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from academy.shared import clock
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import Cast, gather
from tests.make import exclusions as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
PATH = "/reports/exclusions/"


@pytest.fixture
def yesterday() -> datetime:
    """Yesterday at eight, by the clock that the server has."""
    day = clock.today() - timedelta(days=1)
    return datetime.combine(day, time(8), clock.LOCAL)


@pytest.fixture
def cast(transactional_db: None, yesterday: datetime) -> Cast:
    return gather(at=yesterday)


def test_asked_decided_and_revoked(
    open_page: OpenPage, assert_sound: Sound, cast: Cast, yesterday: datetime
) -> None:
    officer = open_page(cast.officer, PATH, viewport=PHONE)
    expect(officer.get_by_text("还没有人不计入统计")).to_be_visible()
    assert_sound(officer)
    officer.get_by_role("link", name="申请一人").click()
    assert_sound(officer)
    officer.get_by_label("工号").fill("T1001")
    officer.get_by_label("原因").select_option("seconded")
    officer.get_by_label("第一天").fill(yesterday.date().isoformat())
    officer.get_by_label("依据").fill("人字〔2026〕8号")
    officer.get_by_role("button", name="提交申请").click()
    expect(officer.get_by_text("申请已提交")).to_be_visible()
    assert_sound(officer)

    hr = open_page(cast.hr, PATH)
    hr.get_by_role("link", name="审批申请").click()
    assert_sound(hr)
    hr.get_by_role("checkbox", name="王建国").check()
    hr.get_by_role("button", name="核对所选申请").click()
    assert_sound(hr)
    hr.get_by_label("审批意见").fill("同意")
    hr.get_by_role("button", name="批准 1 条申请", exact=True).click()
    expect(hr.get_by_text("已批准 1 条申请")).to_be_visible()
    hr.get_by_role("link", name="不计入统计人员").first.click()
    hr.get_by_role("button", name="撤销批准").click()
    assert_sound(hr)
    hr.get_by_role("dialog").get_by_label("原因").fill("提前返岗")
    hr.get_by_role("button", name="撤销 1 条批准").click()
    expect(hr.get_by_text("恢复计入统计。")).to_be_visible()


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
    long = make.draft(cast.wang, evidence="东城管人字〔2026〕第三百二十一号借调通知" * 4)
    make.granted(long, by=cast.officer, decider=cast.hr, at=yesterday)
    make.asked(make.draft(cast.zhao, track=make.track()), by=cast.officer, at=yesterday)
    make.asked(make.draft(cast.li), by=cast.hr, at=yesterday)
    page = open_page(cast.hr, PATH, viewport=viewport, theme=theme, language=language)
    for path in ("", "ask/", "decide/", "import/"):
        page.goto(f"{PATH}{path}")
        assert_sound(page)
    page.locator("#id_text").fill(
        "工号\t原因\t开始日期\t依据\nT1002\t退休\t2026-03-01\t文号\nT9\t病休\t2026-03-01\t文号"
    )
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#dry-run")).to_be_visible()
    assert_sound(page)
