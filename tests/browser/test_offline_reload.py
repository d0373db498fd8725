"""The room's page is loaded again without a line: it comes back, and nothing is lost.

The worker, its caches and the browser's database are real; the line is cut by Chromium's own
offline switch, which the worker's requests meet too.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Dialog, Error, Page, expect

from academy.shared import clock
from exams.models import Exam, Response, Sitting
from exams.operations import leases, watch
from tests.browser.conftest import Launch, OpenPage
from tests.browser.profiles import kill, written
from tests.browser.room import (
    address,
    banner,
    choose,
    chosen,
    enter,
    hand_in,
    journals,
    offline,
    panel,
    saved,
    shot,
    unsent,
)
from tests.cast import SYSTEM, Cast, gather, sign_in
from tests.make import exams as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Sound = Callable[[Page], None]


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


def kept(page: Page) -> None:
    """Expect that page and paper lie in the browser."""
    expect(page.locator("#exam")).to_have_attribute("data-kept", "true", timeout=15_000)
    page.evaluate("navigator.serviceWorker.ready")


def caches(page: Page) -> list[str]:
    """Return the names of the browser's caches of sittings."""
    names: list[str] = page.evaluate("caches.keys()")
    return names


def expect_caches(page: Page, *names: str) -> None:
    """Expect just these caches, within ten seconds: page and worker tidy in their own time."""
    until = time.monotonic() + 10
    while caches(page) != [*names] and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert caches(page) == [*names]


def reload(page: Page) -> None:
    """Load the page again, whatever it asks first, and see the room."""

    def leave(dialog: Dialog) -> None:
        dialog.accept()

    page.on("dialog", leave)
    page.reload()
    page.remove_listener("dialog", leave)
    expect(page.locator(".exam-stem")).to_be_visible()


def test_reload_without_a_line_brings_the_room_back(
    cast: Cast, exam: Exam, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = enter(open_page, cast)
    kept(page)
    choose(page, 1)
    choose(page, 2)
    saved(page, "2/7")
    offline(page)
    choose(page, 2, option=1)
    choose(page, 3)
    expect(banner(page)).to_contain_text("2 题尚未上传")
    reload(page)
    expect(banner(page)).to_contain_text("网络中断，2 题尚未上传，已保存在本机", timeout=1500)
    saved(page, "2/7")
    for number, option in ((1, 0), (2, 1), (3, 0)):
        chosen(page, number, option)
    expect(page.locator('[data-strip="time"]')).to_contain_text("59:")
    expect(page.locator('[data-strip="estimate"]')).to_be_visible()
    assert_sound(page)
    shot(page, "exam-returned")
    choose(page, 4)
    expect(banner(page)).to_contain_text("3 题尚未上传")
    reload(page)
    chosen(page, 4)
    assert Response.objects.count() == 2
    offline(page, False)
    saved(page, "4/7")
    expect(banner(page)).to_be_hidden()
    expect(page.locator('[data-strip="link-word"]')).to_have_text("连接正常")
    expect(page.locator('[data-strip="estimate"]')).to_be_hidden()
    assert unsent(page) == set()
    [record] = journals(page)
    row = Sitting.objects.get()
    # Server, screen and browser agree.
    rows = Response.objects.filter(sitting=row).select_related("item")
    stored = {str(each.item.position): json.loads(each.answer) for each in rows}
    assert {key: each for key, each in record["known"].items() if each is not None} == stored
    assert (row.answered, row.lease) == (4, 1)


def test_worker_that_saw_the_page_come_needs_no_second_request(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """The list has started the worker; the room's page is asked for once."""
    page = open_page(cast.wang, "/exams/mine/")
    page.wait_for_function(
        "navigator.serviceWorker.getRegistrations().then(([found]) => found?.active !== null)"
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".exam-now button").click()
    kept(page)
    assert sum(url.endswith(address()) for url in asked) == 1
    assert page.evaluate("navigator.serviceWorker.controller !== null")


def test_saves_pass_the_worker_by(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast)
    kept(page)
    reload(page)
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    with page.expect_response(lambda reply: reply.request.method == "PUT") as put:
        choose(page, 1)
    assert not put.value.from_service_worker
    saved(page, "1/7")


def test_a_line_that_only_hangs_shows_the_kept_page(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """The server's port takes the request and never answers."""
    page = enter(open_page, cast)
    kept(page)
    choose(page, 1)
    saved(page, "1/7")
    session = page.context.new_cdp_session(page)
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 30_000, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    reload(page)
    chosen(page, 1)


def test_second_tab_without_a_line_still_refuses(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    page = enter(open_page, cast)
    kept(page)
    choose(page, 1)
    saved(page, "1/7")
    offline(page)
    second = page.context.new_page()
    second.goto(address())
    expect(panel(second)).to_contain_text("已在本浏览器的另一个页面打开")
    panel(second).get_by_role("button", name="在本页继续").click()
    chosen(second, 1)
    choose(second, 2)
    expect(panel(page)).to_contain_text("已改在本浏览器的另一个页面作答")
    expect(banner(second)).to_contain_text("1 题尚未上传")
    offline(page, False)
    saved(second, "2/7")


def test_taken_over_meanwhile_is_said_on_return(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    page = enter(open_page, cast)
    kept(page)
    offline(page)
    choose(page, 1)
    reload(page)
    chosen(page, 1)
    leases.take(
        actor=SYSTEM,
        sitting=Sitting.objects.get(),
        client="another-computer",
        take_over=True,
        at=clock.database_now(),
    )
    offline(page, False)
    expect(panel(page)).to_contain_text("已改在另一处作答，本页停止保存")
    expect(panel(page)).to_contain_text("1 题未上传的答案仍保存在本机")
    assert Response.objects.count() == 0


def test_time_given_meanwhile_is_heard_on_return(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    page = enter(open_page, cast)
    kept(page)
    offline(page)
    reload(page)
    watch.give_extra_time(
        actor=SYSTEM,
        sitting=Sitting.objects.get(),
        seconds=20 * 60,
        reason="power cut",
        at=clock.database_now(),
    )
    expect(page.locator('[data-strip="time"]')).to_contain_text("59:")
    offline(page, False)
    expect(page.locator('[data-strip="time"]')).to_contain_text("1:19:")


def test_handed_in_without_a_line_after_a_reload(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    page = enter(open_page, cast)
    kept(page)
    offline(page)
    choose(page, 1)
    reload(page)
    choose(page, 2)
    hand_in(page)
    expect(banner(page)).to_contain_text("尚未交卷：网络中断，等待 2 题上传")
    reload(page)
    expect(banner(page)).to_contain_text("尚未交卷：网络中断，等待 2 题上传")
    offline(page, False)
    expect(page.locator(".exam-done h2")).to_have_text("已交卷")
    assert Response.objects.count() == 2
    expect_caches(page)
    assert journals(page) == []


def test_time_runs_out_after_a_reload_without_a_line(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    page = enter(open_page, cast, clock=True)
    kept(page)
    choose(page, 1)
    saved(page, "1/7")
    offline(page)
    reload(page)
    page.clock.fast_forward(61 * 60_000)
    expect(banner(page)).to_contain_text("时间到，网络仍然中断")
    offline(page, False)
    # By the server's clock there is time: it goes on.
    choose(page, 2)
    saved(page, "2/7")


def test_after_handing_in_nothing_is_kept(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast)
    kept(page)
    choose(page, 1)
    saved(page, "1/7")
    assert caches(page) == [f"exam-{Sitting.objects.get().public_id}"]
    hand_in(page)
    expect(page.locator(".exam-done")).to_be_visible()
    expect_caches(page)
    assert journals(page) == []


def test_voided_sitting_leaves_nothing(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast)
    kept(page)
    choose(page, 1)
    saved(page, "1/7")
    watch.void(
        actor=SYSTEM,
        sitting=Sitting.objects.get(),
        reason="wrong person",
        at=clock.database_now(),
    )
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(panel(page)).to_contain_text("作废")
    expect_caches(page)
    [record] = journals(page)
    assert (record["known"], record["stood"]) == ({}, None)


def test_list_lets_go_of_what_is_not_ones_own_or_over(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    page = enter(open_page, cast)
    kept(page)
    mine = f"exam-{Sitting.objects.get().public_id}"
    page.evaluate("caches.open('exam-00000000-0000-4000-8000-000000000000').then(() => null)")
    page.goto("/exams/mine/")
    expect_caches(page, mine)
    page.context.clear_cookies()
    cookie = sign_in(cast.zhao).cookies[settings.SESSION_COOKIE_NAME].value
    base = page.url.split("/exams/")[0]
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base}])
    page.goto("/exams/mine/")
    expect_caches(page)


def test_another_person_is_not_shown_it_by_a_server_that_answers(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    page = enter(open_page, cast)
    kept(page)
    base = page.url.split("/exams/")[0]
    page.context.clear_cookies()
    cookie = sign_in(cast.zhao).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base}])
    page.goto(address())
    expect(page.locator("#exam")).to_have_count(0)
    expect_caches(page)


def test_old_caches_are_not_shown(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast)
    kept(page)
    page.evaluate(
        """async () => {
          const [name] = await caches.keys();
          const old = Date.now() - 2 * 24 * 3600 * 1000 - 1;
          await (await caches.open(name)).put("/exam-kept-at", new Response(String(old)));
        }"""
    )
    offline(page)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        page.reload()


# -- the browser is killed -----------------------------------------------------------------------


def test_browser_killed_and_opened_again_without_a_line(
    cast: Cast, exam: Exam, launch: Launch, tmp_path: Path
) -> None:
    """SIGKILL, real profile on disk, and the line still down when it is opened again."""
    context = launch()
    page = context.new_page()
    page.goto("/exams/mine/")
    page.locator(".exam-now button").click()
    kept(page)
    choose(page, 1)
    saved(page, "1/7")
    offline(page)
    choose(page, 2)
    expect(banner(page)).to_contain_text("1 题尚未上传")
    written(page, 1)
    kill(tmp_path)
    context = launch()
    context.set_offline(True)
    again = context.new_page()
    again.goto(address())
    expect(banner(again)).to_contain_text("网络中断，1 题尚未上传，已保存在本机")
    saved(again, "1/7")
    chosen(again, 1)
    chosen(again, 2)
    choose(again, 3)
    expect(banner(again)).to_contain_text(re.compile("2 题尚未上传"))
    context.set_offline(False)
    saved(again, "3/7")
    expect(banner(again)).to_be_hidden()
    assert Response.objects.count() == 3
    assert unsent(again) == set()
