"""The line is down when it matters most: at hand-in, and at the deadline.

The network is cut by Chromium's own offline switch or by failing single requests; deadlines are a
few real seconds away.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from academy.shared import clock
from exams.models import Exam, LateResponse, Result, Sitting
from tests.browser.conftest import OpenPage
from tests.browser.room import (
    HAND_IN,
    RESPONSES,
    abort,
    banner,
    choose,
    chosen,
    enter,
    hand_in,
    journals,
    offline,
    puts_only,
    saved,
    shot,
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


def test_hand_in_while_offline_is_queued_through_a_reload(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """The API is out of reach while the page itself can be loaded again."""
    page = enter(open_page, cast)
    choose(page, 1)
    saved(page, "1/7")
    fail = puts_only(abort)
    page.route(RESPONSES, fail)
    page.route(HAND_IN, abort)
    choose(page, 2)
    hand_in(page)
    waiting = "尚未交卷：网络中断，等待 1 题上传"
    expect(banner(page)).to_contain_text(waiting)
    expect(page.locator(".exam-option input").first).to_be_disabled()
    shot(page, "exam-hand-in-queued")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(banner(page)).to_contain_text(waiting)
    assert Sitting.objects.get().handed_in_at is None
    page.unroute(RESPONSES, fail)
    page.unroute(HAND_IN, abort)
    expect(page.get_by_role("heading", name="已交卷")).to_be_focused(timeout=15_000)
    row = Sitting.objects.get()
    assert (row.answered, row.handed_in_at is not None) == (2, True)
    assert journals(page) == []


def test_queued_hand_in_can_be_called_off(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast)
    offline(page)
    choose(page, 1)
    hand_in(page)
    expect(banner(page)).to_contain_text("尚未交卷")
    page.get_by_role("button", name="先不交卷，继续作答").click()
    choose(page, 2)
    offline(page, False)
    saved(page, "2/7")
    assert Sitting.objects.get().handed_in_at is None


def test_deadline_while_offline(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    """The page stops, says what counts, and sends the rest as late answers once it can."""
    page = enter(open_page, cast)
    choose(page, 1)
    saved(page, "1/7")
    Sitting.objects.update(deadline_at=clock.now() + timedelta(seconds=9))
    page.reload()
    chosen(page, 1)
    offline(page)
    choose(page, 2)
    expect(banner(page)).to_contain_text(
        "时间到，网络仍然中断。截止前到达服务器的答案有效；还有 1 题"
    )
    expect(page.locator(".exam-option input").first).to_be_disabled()
    shot(page, "exam-deadline-offline")
    # The page stops half a second early, so that what is typed last can still arrive.
    page.wait_for_timeout(1000)
    offline(page, False)
    expect(page.get_by_role("heading", name="已到时收卷")).to_be_focused(timeout=15_000)
    expect(page.locator(".exam-done-late")).to_contain_text("另有 1 题在截止之后才到达")
    shot(page, "exam-done-late")
    row, late = Sitting.objects.get(), LateResponse.objects.get()
    assert (row.answered, row.closed_at) == (1, row.deadline_at)
    assert late.cause == "deadline"
    assert Result.objects.count() == 1
    [record] = journals(page)
    assert len(record["late"]) == 1


def test_time_given_while_offline_counts_when_back(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """The page thinks that time is up; the server has given more, so it goes on."""
    page = enter(open_page, cast)
    Sitting.objects.update(deadline_at=clock.now() + timedelta(seconds=8))
    page.reload()
    expect(page.locator(".exam-stem")).to_be_visible()
    offline(page)
    choose(page, 1)
    expect(banner(page)).to_contain_text("时间到，网络仍然中断")
    Sitting.objects.update(deadline_at=clock.now() + timedelta(minutes=10))
    offline(page, False)
    saved(page, "1/7")
    expect(page.locator(".exam-option input").first).to_be_enabled()
    expect(page.locator(".exam-notice")).to_contain_text("监考人员已为您加时 10 分钟")
