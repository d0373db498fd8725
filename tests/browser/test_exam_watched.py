"""What the invigilator does reaches the page: pauses, time, announcements, the end.

The page asks every twenty seconds, every five while paused; its clock is moved forward so that it
asks at once. What is asked and answered is real.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from academy.shared import clock
from exams.models import Exam, Response, Sitting
from exams.operations import announcements, pauses, watch
from tests.browser.conftest import OpenPage
from tests.browser.room import again, choose, chosen, enter, offline, panel, saved, shot
from tests.cast import SYSTEM, Cast, gather
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


Sound = Callable[[Page], None]


def _pause() -> None:
    pauses.pause(actor=SYSTEM, sitting=Sitting.objects.get(), reason="停电", at=clock.now())


def _resume() -> None:
    pauses.resume(actor=SYSTEM, sitting=Sitting.objects.get(), at=clock.now())


def _ask(page: Page) -> None:
    """Let the time to the next pulse pass, on the page's clock."""
    with page.expect_response("**/pulse"):
        page.clock.fast_forward(25_000)


def test_pause_covers_the_paper_and_stops_the_timer(
    cast: Cast, exam: Exam, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = enter(open_page, cast, clock=True)
    choose(page, 1)
    saved(page, "1/7")
    _pause()
    _ask(page)
    expect(panel(page)).to_contain_text("考试已暂停")
    expect(panel(page).get_by_role("heading")).to_be_focused()
    expect(page.locator(".exam-body")).to_be_hidden()
    assert_sound(page)
    shot(page, "paused-1440-light-zh")
    time = page.locator('[data-strip="time"]')
    # A tick, for the reply has just corrected what the page's own clock had run ahead by.
    page.clock.fast_forward(1_000)
    before = time.inner_text()
    page.clock.fast_forward(120_000)
    expect(time).to_have_text(before)
    _resume()
    page.clock.fast_forward(7_000)
    expect(panel(page)).to_be_hidden()
    expect(page.locator("[data-say]")).to_have_text("考试已恢复，计时继续。")
    expect(page.locator(".exam-notice")).to_have_count(0)
    choose(page, 2)
    saved(page, "2/7")


def test_what_was_typed_as_the_pause_began_is_sent_after_it(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """The save meets the pause before the page has heard of it."""
    page = enter(open_page, cast, clock=True)
    _pause()
    choose(page, 1)
    expect(panel(page)).to_contain_text("1 题保存在本机，恢复后会自动上传")
    assert Response.objects.count() == 0
    page.reload()
    expect(panel(page)).to_contain_text("1 题保存在本机")
    _resume()
    page.clock.fast_forward(7_000)
    saved(page, "1/7")
    chosen(page, 1)


def test_extra_time_is_shown_and_said(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast, clock=True)
    _ask(page)
    watch.give_extra_time(
        actor=SYSTEM, sitting=Sitting.objects.get(), seconds=300, reason="电脑故障", at=clock.now()
    )
    _ask(page)
    notice = page.locator(".exam-notice")
    expect(notice).to_contain_text("监考人员已为您加时 5 分钟。")
    expect(page.locator('[data-strip="time"]')).to_contain_text("1:04:")
    shot(page, "extra-time-1440-light-zh")
    notice.get_by_role("button", name="知道了").click()
    expect(notice).to_have_count(0)


def test_announcement_is_shown_kept_and_not_repeated(
    cast: Cast, exam: Exam, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = enter(open_page, cast, clock=True)
    _ask(page)
    text = "第 3 题的“七日”指工作日。"
    announcements.announce(actor=SYSTEM, exam=exam, room=None, text=text, at=clock.now())
    _ask(page)
    notice = page.locator(".exam-notice")
    expect(notice).to_contain_text(text)
    assert_sound(page)
    shot(page, "announcement-1440-light-zh")
    _ask(page)
    expect(notice).to_have_count(1)
    notice.get_by_role("button", name="知道了").click()
    again(page)
    _ask(page)
    page.locator("[data-notices-kept] summary").click()
    expect(page.locator("[data-notice-list]")).to_contain_text(text)
    expect(notice).to_have_count(0)


def test_who_answers_quickly_hears_announcements_too(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """Saves put the pulse off, but not for ever."""
    page = enter(open_page, cast, clock=True)
    announcements.announce(actor=SYSTEM, exam=exam, room=None, text="请注意时间", at=clock.now())
    for number in range(1, 5):
        choose(page, number)
        page.clock.fast_forward(15_000)
        saved(page, f"{number}/7")
    expect(page.locator(".exam-notice")).to_contain_text("请注意时间")


def test_time_left_is_said_at_thirty_ten_five_and_one(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """Off line, so that the server does not put the page's clock right."""
    page = enter(open_page, cast, clock=True)
    offline(page)
    said = page.locator("[data-say]")
    timer = page.locator(".strip-time")
    for passed, minutes in ((30, 30), (20, 10), (5, 5), (4, 1)):
        page.clock.fast_forward(passed * 60_000)
        expect(said).to_have_text(f"还剩 {minutes} 分钟")
        red = minutes <= 5
        assert ("late" in (timer.get_attribute("class") or "")) is red


def test_handed_in_by_the_invigilator(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast, clock=True)
    choose(page, 1)
    saved(page, "1/7")
    watch.force_hand_in(actor=SYSTEM, sitting=Sitting.objects.get(), reason="离场", at=clock.now())
    _ask(page)
    expect(page.get_by_role("heading", name="已交卷")).to_be_focused()


def test_voided_sitting_says_so(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast, clock=True)
    watch.void(actor=SYSTEM, sitting=Sitting.objects.get(), reason="换卷", at=clock.now())
    _ask(page)
    expect(panel(page)).to_contain_text("本次作答已作废")
    go_buttons = page.locator("[data-grid] button:visible")
    expect(go_buttons).to_have_count(0)
