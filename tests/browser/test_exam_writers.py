"""Two tabs, two devices: one writes, the other knows, and nothing is written over unseen."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from academy.shared import clock
from exams.enums import EntryRule, IncidentKind
from exams.models import Exam, Incident, Policy, Response, Sitting
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.room import (
    RESPONSES,
    abort,
    address,
    banner,
    choose,
    chosen,
    enter,
    hand_in,
    offline,
    panel,
    puts_only,
    saved,
    shot,
    unsent,
)
from tests.cast import Cast, gather
from tests.make import exams as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at() -> datetime:
    """The database's clock decides, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def cast(transactional_db: None, at: datetime) -> Cast:
    return gather(at=at)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang])


def _take_over(page: Page) -> None:
    page.get_by_role("button", name="在本机继续").click()
    page.get_by_role("button", name="接管并继续").click()
    expect(page.locator(".exam-stem")).to_be_visible()


# -- features (c) 3: a stale tab overwrites, or edits after hand-in ------------------------------


def test_second_tab_is_stopped_not_only_warned(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    first = enter(open_page, cast)
    choose(first, 1)
    saved(first, "1/7")
    second = first.context.new_page()
    second.goto(address())
    expect(panel(second)).to_contain_text("考试已在本浏览器的另一个页面打开")
    expect(second.locator(".exam-body")).to_be_hidden()
    shot(second, "tab-second")
    second.get_by_role("button", name="在本页继续").click()
    chosen(second, 1)
    expect(panel(first)).to_contain_text("已改在本浏览器的另一个页面作答")
    expect(first.locator(".exam-body")).to_be_hidden()
    choose(second, 2)
    saved(second, "2/7")
    assert Sitting.objects.get().lease == 1


def test_second_tab_carries_on_with_what_the_first_had_not_sent(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    first = enter(open_page, cast)
    fail = puts_only(abort)
    first.context.route(RESPONSES, fail)
    choose(first, 1)
    expect(banner(first)).to_contain_text("1 题尚未上传")
    second = first.context.new_page()
    second.goto(address())
    second.get_by_role("button", name="在本页继续").click()
    chosen(second, 1)
    first.context.unroute(RESPONSES, fail)
    saved(second, "1/7")
    assert unsent(second) == set()


def test_two_devices_do_not_share_a_paper(
    cast: Cast, exam: Exam, open_page: OpenPage, assert_sound: object
) -> None:
    desk = enter(open_page, cast)
    choose(desk, 1)
    saved(desk, "1/7")
    phone = open_page(cast.wang, address(), viewport=PHONE)
    expect(panel(phone)).to_contain_text("这场考试正在另一处作答")
    expect(panel(phone)).to_contain_text(re.compile(r"最近联系：\d 秒前"))
    expect(panel(phone).get_by_role("heading")).to_be_focused()
    expect(phone.locator(".exam-body")).to_be_hidden()
    shot(phone, "held-375-light-zh")
    assert Incident.objects.get().kind == IncidentKind.LEASE_REFUSED.value
    phone.get_by_role("button", name="重新检查").click()
    expect(panel(phone)).to_contain_text("这场考试正在另一处作答")
    phone.get_by_role("button", name="在本机继续").click()
    shot(phone, "take-over-375-light-zh")
    phone.get_by_role("button", name="接管并继续").click()
    chosen(phone, 1)
    choose(phone, 2)
    saved(phone, "2/7")
    choose(desk, 3)
    expect(panel(desk)).to_contain_text("已改在另一处作答，本页停止保存")
    expect(panel(desk)).to_contain_text("1 题未上传的答案仍保存在本机")
    expect(desk.locator(".exam-body")).to_be_hidden()
    shot(desk, "lost-1440-light-zh")
    assert len(unsent(desk)) == 1
    saved(phone, "2/7")
    _take_over(desk)
    saved(desk, "3/7")
    chosen(desk, 2)
    chosen(desk, 3)
    row = Sitting.objects.get()
    assert (row.lease, row.answered) == (3, 3)


def test_stale_device_cannot_write_over_a_later_answer(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """Offline with an unsent answer, while another device answers the same item otherwise."""
    desk = enter(open_page, cast)
    offline(desk)
    choose(desk, 3, option=0)
    phone = open_page(cast.wang, address(), viewport=PHONE)
    _take_over(phone)
    choose(phone, 3, option=1)
    saved(phone, "1/7")
    later = Response.objects.get().answer
    offline(desk, False)
    expect(panel(desk)).to_contain_text("已改在另一处作答")
    _take_over(desk)
    expect(desk.locator(".exam-notice")).to_contain_text("第 3 题：另一处后来保存了不同的答案")
    chosen(desk, 3, option=1)
    shot(desk, "conflict-1440-light-zh")
    assert Response.objects.get().answer == later
    desk.get_by_role("button", name="改用本机的答案").click()
    expect(desk.locator(".exam-notice")).to_have_count(0)
    chosen(desk, 3, option=0)
    expect(desk.locator('[data-strip="link-word"]')).to_have_text("连接正常")
    expect(desk.locator(".cell.unsent:visible")).to_have_count(1)  # only the legend's
    assert Response.objects.get().answer != later


def test_second_browser_cannot_edit_after_hand_in(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    desk = enter(open_page, cast)
    choose(desk, 1)
    saved(desk, "1/7")
    phone = open_page(cast.wang, address(), viewport=PHONE)
    _take_over(phone)
    hand_in(phone)
    expect(phone.get_by_role("heading", name="已交卷")).to_be_focused()
    choose(desk, 2)
    expect(panel(desk)).to_contain_text("已改在另一处作答")
    desk.get_by_role("button", name="在本机继续").click()
    desk.get_by_role("button", name="接管并继续").click()
    expect(desk.get_by_role("heading", name="已交卷")).to_be_focused()
    saved_answers = Sitting.objects.get().answered
    assert (saved_answers, Response.objects.count()) == (1, 1)


def test_where_there_are_no_locks_the_journal_tells_the_tabs_apart(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """Plain HTTP on an intranet has no Web Locks; the older tab stops at its next write."""
    first = open_page(cast.wang, "/exams/mine/")
    first.context.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    first.locator(".exam-now button").click()
    expect(first.locator(".exam-stem")).to_be_visible()
    second = first.context.new_page()
    second.goto(address())
    choose(second, 1)
    saved(second, "1/7")
    # Sent to what may be covered already: a pulse of its own is a write too, and may come first.
    first.locator("[data-grid] button").nth(1).dispatch_event("click")
    first.locator(".exam-option").first.dispatch_event("click")
    expect(panel(first)).to_contain_text("已改在本浏览器的另一个页面作答")
    saved(second, "1/7")
    assert Response.objects.count() == 1


def test_taking_over_asks_for_the_code_of_the_day(
    cast: Cast, exam: Exam, open_page: OpenPage, at: datetime
) -> None:
    make.sitting(exam, cast.wang, at=at, client="another-device")
    Policy.objects.create(
        exam=exam, entry_rule=EntryRule.ACCESS_CODE.value, access_code="2468", set_at=at
    )
    page = open_page(cast.wang, address())
    page.get_by_role("button", name="在本机继续").click()
    page.get_by_role("button", name="接管并继续").click()
    code = page.get_by_label("入场码")
    expect(code).to_be_focused()
    code.fill("1357")
    page.get_by_role("button", name="接管并继续").click()
    expect(page.locator("[data-take-over-error]")).to_be_visible()
    code.fill("2468")
    page.get_by_role("button", name="接管并继续").click()
    expect(page.locator(".exam-stem")).to_be_visible()
    assert Sitting.objects.get().lease == 2


def test_expired_ticket_is_renewed_by_entering_again(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    page = enter(open_page, cast)
    page.evaluate("document.getElementById('exam').dataset.ticket = 'old'")
    choose(page, 1)
    expect(panel(page)).to_contain_text("考试凭证已过期")
    expect(panel(page)).to_contain_text("1 题未上传的答案保存在本机")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="重新进入").click()
    saved(page, "1/7")
    chosen(page, 1)
