"""Findings in a real browser: the list, and one from its report to its closing."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from academy.findings.models import Finding
from academy.findings.operations import escalating, findings
from academy.people.access import actor
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import SYSTEM, Cast, gather
from tests.make import findings as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
LOOKS = [(DESK, "light", "zh-hans"), (PHONE, "dark", "en"), (PHONE, "light", "zh-hans")]
WHAT = "2026 年 2 月执法业务培训参训率百分之六十二，低于全局规定的百分之八十，且连续两月未改善"


@pytest.fixture
def cast(transactional_db: None, at: datetime, monkeypatch: pytest.MonkeyPatch) -> Cast:
    people = gather(at=at)
    row = make.opened(people, title=WHAT, person=people.wang)
    make.opened(people, "ahead", due_on=make.DUE + timedelta(days=9), kind=make.CHECK.code)
    make.reported(people, "waits")
    findings.add_evidence(
        actor=actor(people.officer), finding=row, text="补训计划：3 月 10 日", at=at
    )
    escalating.escalate_overdue(actor=SYSTEM, at=make.LATE)
    monkeypatch.setattr(timezone, "now", lambda: make.LATE)
    return people


@pytest.mark.parametrize(("viewport", "theme", "language"), LOOKS)
def test_pages_are_sound(
    cast: Cast,
    open_page: OpenPage,
    assert_sound: Sound,
    viewport: dict[str, int],
    theme: str,
    language: str,
) -> None:
    look = {"viewport": viewport, "theme": theme, "language": language}
    page = open_page(cast.admin, "/findings/", **look)
    assert_sound(page)
    page.get_by_role("link", name=WHAT).click()
    for deed in page.locator(".deed > summary").all():
        deed.click()
    assert_sound(page)
    waits = Finding.objects.get(source_key="waits")
    page.goto(f"/findings/{waits.public_id}/")
    assert_sound(page)
    page.goto("/findings/new/")
    assert_sound(page)


def test_from_report_to_closing(cast: Cast, open_page: OpenPage, assert_sound: Sound) -> None:
    row = Finding.objects.get(title=WHAT)
    page = open_page(cast.officer, f"/findings/{row.public_id}/")
    page.get_by_label("整改情况和依据").fill("补训 26 人，签到表第 7 号")
    page.get_by_role("button", name="报告整改完成").click()
    expect(page.get_by_text("已报告整改完成，等待复查。")).to_be_visible()
    page = open_page(cast.leader, f"/findings/{row.public_id}/")
    page.get_by_role("button", name="未通过，继续整改").click()
    expect(page.locator(".field-error", has_text="请写明未通过的原因。")).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="复查通过，办结").click()
    expect(page.get_by_text("复查通过，整改办结。")).to_be_visible()
    row.refresh_from_db()
    assert row.closed_by == str(cast.leader.public_id)


def test_opened_by_hand_then_put_right_and_closed(
    cast: Cast, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = open_page(cast.hr, "/findings/")
    page.get_by_role("link", name="登记检查发现").click()
    page.get_by_label("单位", exact=True).select_option("T001")
    page.get_by_label("发现的问题").fill("三楼宿舍消防通道堆放杂物")
    page.get_by_label("情况和依据").fill("3 月 13 日检查，照片 4 张")
    page.get_by_label("责任人工号").fill("T2999")
    page.get_by_label("整改期限").fill("2026-03-20")
    page.get_by_role("button", name="登记 1 项并通知责任人").click()
    expect(page.locator(".field-error", has_text="没有找到可以作为责任人")).to_be_visible()
    expect(page.get_by_label("发现的问题")).to_have_value("三楼宿舍消防通道堆放杂物")
    assert_sound(page)
    page.get_by_label("责任人工号").fill("T1003")
    page.get_by_role("button", name="登记 1 项并通知责任人").click()
    expect(page.get_by_text("已登记 1 项检查发现，并已通知责任人 陈联络。")).to_be_visible()
    row = Finding.objects.get(kind="findings.inspection")
    where = f"/findings/{row.public_id}/"
    page = open_page(cast.officer, where)
    page.get_by_label("整改情况和依据").fill("已清理，照片 2 张")
    page.get_by_role("button", name="报告整改完成").click()
    page = open_page(cast.hr, where)
    expect(page.get_by_text("请在 2026-03-20 及以前复查")).to_be_visible()
    page.get_by_role("button", name="复查通过，办结").click()
    expect(page.get_by_text("复查通过，整改办结。")).to_be_visible()
    row.refresh_from_db()
    assert row.closed_by == str(cast.hr.public_id)
