"""The line goes down: nothing that was entered is lost, and nothing is called saved that is not.

The network is cut by Chromium's own offline switch or by failing single requests; server, database
and the browser's storage are real. Minutes are not waited for: the page's own clock is moved
forward, so that its timers fire as they would.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from academy.shared import clock
from exams.models import Exam, Response, Revision, Sitting
from tests.browser.conftest import Launch, OpenPage
from tests.browser.profiles import kill, written
from tests.browser.room import (
    RESPONSES,
    SAVED_ONE,
    abort,
    address,
    banner,
    choose,
    chosen,
    enter,
    go_to_kind,
    journals,
    offline,
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


Sound = Callable[[Page], None]
# Begins to look for a text, and notes after how many milliseconds it is on the screen.
WATCH = """([selector, text]) => {
  const begun = performance.now();
  window.seen = new Promise((done) => {
    const look = () => {
      const box = document.querySelector(selector);
      if (!box.hidden && box.textContent.includes(text)) done(performance.now() - begun);
      else requestAnimationFrame(look);
    };
    look();
  });
}"""
IN_BANNER = ["[data-banner]", "1 题尚未上传"]
IN_STRIP = ['[data-strip="link-word"]', "正在保存，1 题未上传"]


# -- minutes offline -----------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [1, 5])
def test_minutes_offline_lose_nothing(
    cast: Cast, exam: Exam, open_page: OpenPage, minutes: int
) -> None:
    page = enter(open_page, cast, clock=True)
    choose(page, 1)
    saved(page, "1/7")
    offline(page)
    choose(page, 2)
    choose(page, 3, option=1)
    for _ in range(minutes * 2):
        page.clock.fast_forward(30_000)
    go_to_kind(page, "数字题")
    page.locator(".exam-blank input").fill("30")
    expect(banner(page)).to_contain_text("网络中断，3 题尚未上传，已保存在本机")
    saved(page, "1/7")
    assert Response.objects.count() == 1
    offline(page, False)
    saved(page, "4/7")
    expect(banner(page)).to_be_hidden()
    expect(page.locator('[data-strip="link-word"]')).to_have_text("连接正常")
    assert Response.objects.count() == 4
    assert unsent(page) == set()


def test_back_on_line_the_timer_is_the_servers(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    """The page's clock ran five minutes ahead; the first reply puts it right."""
    page = enter(open_page, cast, clock=True)
    time = page.locator('[data-strip="time"]')
    offline(page)
    page.clock.fast_forward(5 * 60_000)
    expect(time).to_contain_text("54:")
    offline(page, False)
    expect(time).to_contain_text("59:")


# -- features (c) 2: the screen shows answers the server lacks -----------------------------------


def test_failed_save_and_reload_is_never_shown_as_saved(
    cast: Cast, exam: Exam, open_page: OpenPage, assert_sound: Sound
) -> None:
    """Elsewhere a failed save and a reload marked the answer as synced."""
    page = enter(open_page, cast)
    choose(page, 1)
    saved(page, "1/7")
    fail = puts_only(abort)
    page.route(RESPONSES, fail)
    choose(page, 2)
    expect(banner(page)).to_contain_text(SAVED_ONE)
    saved(page, "1/7")
    assert_sound(page)
    shot(page, "exam-offline")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator(".exam-stem")).to_be_visible()
    chosen(page, 2)
    saved(page, "1/7")
    second = page.locator("[data-grid] button").nth(1)
    expect(second).to_have_attribute("aria-label", "第 2 题，已答，未上传")
    page.unroute(RESPONSES, fail)
    saved(page, "2/7")
    expect(second).to_have_attribute("aria-label", "第 2 题，已答")
    expect(banner(page)).to_be_hidden()
    assert Response.objects.count() == 2


def test_resending_waits_for_nothing_but_the_line(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """Elsewhere answers were sent again only after another connection had come back."""
    page = enter(open_page, cast)
    fail = puts_only(abort)
    page.route(RESPONSES, fail)
    page.route("**/pulse", abort)
    choose(page, 1)
    expect(banner(page)).to_contain_text(SAVED_ONE)
    page.unroute(RESPONSES, fail)
    saved(page, "1/7")


def test_lost_reply_is_asked_for_again_word_for_word(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """The server has the answer, the page never hears of it and sends the same bytes again."""
    page = enter(open_page, cast)
    bodies: list[str | None] = []

    def lose_once(route: Route) -> None:
        bodies.append(route.request.post_data)
        if len(bodies) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(RESPONSES, puts_only(lose_once))
    choose(page, 1)
    saved(page, "1/7")
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    row = Sitting.objects.get()
    assert (row.last_sequence, row.revisions.count()) == (1, 1)


def test_lost_reply_then_reload_asks_again(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast)
    bodies: list[str | None] = []

    def lose(route: Route) -> None:
        bodies.append(route.request.post_data)
        if len(bodies) == 1:
            route.fetch()
        route.abort()

    lost = puts_only(lose)
    page.route(RESPONSES, lost)
    choose(page, 1)
    expect(banner(page)).to_contain_text(SAVED_ONE)
    [record] = journals(page)
    page.unroute(RESPONSES, lost)
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_request(lambda request: request.method == "PUT") as again:
        page.reload()
    assert json.loads(again.value.post_data or "") == record["flight"]["body"]
    saved(page, "1/7")
    expect(banner(page)).to_be_hidden()
    assert Revision.objects.count() == 1


def _later_number(reply: dict[str, Any]) -> dict[str, Any]:
    return reply | {"sequence": reply["sequence"] + 1}


def _fewer_saved(reply: dict[str, Any]) -> dict[str, Any]:
    return reply | {"saved": 0}


def _other_digest(reply: dict[str, Any]) -> dict[str, Any]:
    return reply | {"digest": "0" * 64}


def _unsigned(reply: dict[str, Any]) -> dict[str, Any]:
    return reply | {"receipt": "e30.e30.e30"}


@pytest.mark.parametrize("tamper", [_later_number, _fewer_saved, _other_digest, _unsigned])
def test_journal_lets_go_only_at_a_matching_receipt(
    cast: Cast,
    exam: Exam,
    open_page: OpenPage,
    tamper: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    page = enter(open_page, cast)

    def answer(route: Route) -> None:
        reply = route.fetch()
        route.fulfill(response=reply, json=tamper(reply.json()))

    tampering = puts_only(answer)
    page.route(RESPONSES, tampering)
    choose(page, 1)
    expect(banner(page)).to_contain_text("1 题尚未上传")
    # What the strip says is not looked at: a pulse may truthfully tell that the server has it.
    assert len(unsent(page)) == 1
    page.unroute(RESPONSES, tampering)
    saved(page, "1/7")
    expect(banner(page)).to_be_hidden()
    assert unsent(page) == set()


def test_hotspot_page_is_nobodys_receipt(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast)
    hotspot = puts_only(
        lambda route: route.fulfill(status=200, content_type="text/html", body="<p>Sign in</p>")
    )
    page.route(RESPONSES, hotspot)
    choose(page, 1)
    expect(banner(page)).to_contain_text(SAVED_ONE)
    saved(page, "0/7")
    page.unroute(RESPONSES, hotspot)
    saved(page, "1/7")


# -- within a second -----------------------------------------------------------------------------


def test_unsaved_is_said_within_a_second_of_a_failing_save(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """Measured in the page, from before the click to the first frame with the banner."""
    page = enter(open_page, cast)
    page.route(RESPONSES, puts_only(abort))
    page.evaluate(WATCH, IN_BANNER)
    choose(page, 1)
    took = page.evaluate("window.seen")
    assert took < 1000, took


def test_unsaved_is_said_within_a_second_of_going_offline(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    page = enter(open_page, cast)
    offline(page)
    expect(banner(page)).to_contain_text("答案都已在服务器上", timeout=1000)
    page.evaluate(WATCH, IN_BANNER)
    choose(page, 1)
    took = page.evaluate("window.seen")
    assert took < 1000, took


def test_a_silent_server_is_counted_within_a_second(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """No failure, no reply: the strip counts what waits, the banner follows."""
    page = enter(open_page, cast)
    page.route(RESPONSES, puts_only(lambda route: None))
    go_to_kind(page, "数字题")
    page.evaluate(WATCH, IN_STRIP)
    page.locator(".exam-blank input").press_sequentially("3")
    took = page.evaluate("window.seen")
    assert took < 1000, took
    expect(banner(page)).to_contain_text("网络缓慢，1 题还在上传")
    saved(page, "0/7")


# -- the browser is killed -----------------------------------------------------------------------


def test_browser_killed_during_an_outage(
    cast: Cast, exam: Exam, launch: Launch, tmp_path: Path
) -> None:
    """SIGKILL, real profile on disk; what was typed last is there when it is opened again."""
    context = launch()
    page = context.new_page()
    page.goto("/exams/mine/")
    page.locator(".exam-now button").click()
    choose(page, 1)
    saved(page, "1/7")
    offline(page)
    choose(page, 2)
    go_to_kind(page, "数字题")
    page.locator(".exam-blank input").press_sequentially("30.5")
    page.keyboard.press("Tab")
    expect(banner(page)).to_contain_text("2 题尚未上传")
    written(page, 2, "30.5")
    kill(tmp_path)
    again = launch().new_page()
    again.goto(address())
    saved(again, "3/7")
    chosen(again, 2)
    go_to_kind(again, "数字题")
    expect(again.locator(".exam-blank input")).to_have_value("30.5")
    assert Response.objects.count() == 3
    assert unsent(again) == set()
