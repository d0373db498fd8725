"""What the tests of the exam room share: going in, answering, looking at strip and journal."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from exams.models import Sitting
from tests.browser.conftest import OpenPage
from tests.cast import Cast

RESPONSES = re.compile(r"/api/v1/me/sittings/.*/responses$")
HAND_IN = re.compile(r"/api/v1/me/sittings/.*/hand-in$")
SAVED_ONE = "网络中断，1 题尚未上传，已保存在本机"

_JOURNALS = """() => new Promise((done, fail) => {
  const asked = indexedDB.open("academy-exams");
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction("journals").objectStore("journals").getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result); };
  };
})"""


def shot(page: Page, name: str) -> None:
    """Take a picture to look at, where SHOTS names a folder for them."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def enter(open_page: OpenPage, cast: Cast, *, clock: bool = False, **look: Any) -> Page:
    """Go into the exam room as wang; with `clock`, the page's timers can be moved forward.

    Only the page's clock moves: network, storage and server go on in real time.
    """
    page = open_page(cast.wang, "/exams/mine/", **look)
    if clock:
        page.clock.install()
    page.locator(".exam-now button").click()
    inside(page)
    return page


def inside(page: Page) -> None:
    """Expect the room to be open and the server to have been heard."""
    expect(page.locator(".exam-stem")).to_be_visible()
    expect(page.locator('[data-strip="link-word"]')).not_to_have_text(re.compile("正在连接"))


def again(page: Page) -> None:
    """Load the room's page again and wait until it is back.

    Moving the page's clock before that would let its own time limits run out, the one for opening
    the browser's database among them.
    """
    page.reload()
    inside(page)


def address() -> str:
    """Return the path of the exam room of the only sitting there is."""
    return f"/exams/mine/sittings/{Sitting.objects.get().public_id}/"


def go(page: Page, number: int) -> None:
    """Go to the item of a number, from 1."""
    page.locator("[data-grid] button").nth(number - 1).click()


def go_to_kind(page: Page, kind: str) -> None:
    """Go to the first item of a kind."""
    for cell in page.locator("[data-grid] button").all():
        cell.click()
        if kind in page.locator(".exam-kind").inner_text():
            return
    raise AssertionError(f"no item of kind {kind}")


def choose(page: Page, number: int, option: int = 0) -> None:
    """Go to an item and choose one of its options."""
    go(page, number)
    page.locator(".exam-option").nth(option).click()


def chosen(page: Page, number: int, option: int = 0) -> None:
    """Expect an option of an item to be chosen."""
    go(page, number)
    expect(page.locator(".exam-option input").nth(option)).to_be_checked()


def saved(page: Page, text: str) -> None:
    """Expect the strip to say that the server has so many answers."""
    expect(page.locator('[data-strip="saved"]')).to_have_text(text)


def banner(page: Page) -> Locator:
    """Return the banner under the strip."""
    return page.locator("[data-banner]")


def panel(page: Page) -> Locator:
    """Return the panel that covers the paper."""
    return page.locator("[data-panel]")


def journals(page: Page) -> list[dict[str, Any]]:
    """Return what lies in the browser's database."""
    found: list[dict[str, Any]] = page.evaluate(_JOURNALS)
    return found


def unsent(page: Page) -> set[str]:
    """Return the keys of answers that the journal of the only sitting still holds."""
    [record] = journals(page)
    flight = record["flight"]["body"]["answers"] if record["flight"] else {}
    return {*record["dirty"], *flight}


def puts_only(handler: Any) -> Any:
    """Return a route handler that sees saves alone; reads pass."""
    return lambda route: handler(route) if route.request.method == "PUT" else route.continue_()


def abort(route: Route) -> None:
    """Let a request fail as if the cable were out."""
    route.abort()


def offline(page: Page, off: bool = True) -> None:
    """Pull the network cable of a page's browser context, or put it back."""
    context: BrowserContext = page.context
    context.set_offline(off)


def hand_in(page: Page) -> None:
    """Hand in, and confirm."""
    page.locator('[data-do="ask-hand-in"]').click()
    page.locator('[data-do="hand-in"]').click()
