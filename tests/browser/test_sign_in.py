"""The first thing everybody sees, in a real browser."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import PASSWORD, Cast, gather, with_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
LOOKS = [
    (DESK, "light", "zh-hans"),
    (DESK, "dark", "en"),
    (PHONE, "light", "en"),
    (PHONE, "dark", "zh-hans"),
]


@pytest.fixture
def cast(transactional_db: None, at: datetime) -> Cast:
    people = gather(at=at)
    with_password(people.wang, at=at)
    return people


def test_keyboard_alone_signs_in(cast: Cast, open_page: OpenPage, assert_sound: Sound) -> None:
    page = open_page(path="/account/login/")
    expect(page.locator("#id_login")).to_be_focused()
    page.keyboard.type("T1001")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("工号或口令不正确")
    expect(page.locator("#id_login")).to_have_value("T1001")
    assert_sound(page)
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("王建国")
    assert_sound(page)


def test_password_can_be_shown(cast: Cast, open_page: OpenPage) -> None:
    page = open_page(path="/account/login/")
    page.locator("#id_password").fill("typed")
    page.get_by_role("button", name="显示口令").click()
    expect(page.locator("#id_password")).to_have_attribute("type", "text")
    page.get_by_role("button", name="显示口令").click()
    expect(page.locator("#id_password")).to_have_attribute("type", "password")


@pytest.mark.parametrize(("viewport", "theme", "language"), LOOKS)
def test_login_and_home_are_sound(
    cast: Cast,
    open_page: OpenPage,
    assert_sound: Sound,
    viewport: dict[str, int],
    theme: str,
    language: str,
) -> None:
    look = {"viewport": viewport, "theme": theme, "language": language}
    for page in (
        open_page(path="/account/login/", **look),
        open_page(path="/account/password/help/", **look),
        open_page(cast.wang, "/", **look),
        open_page(cast.admin, "/", **look),
        open_page(cast.wang, "/account/password/", **look),
        open_page(cast.wang, "/nowhere/", **look),
    ):
        assert_sound(page)


def test_theme_switches_without_a_reload(
    cast: Cast, sign_in: OpenPage, assert_sound: Sound
) -> None:
    page = sign_in(cast.wang)
    page.locator(".person-menu > summary").click()
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="深色").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert_sound(page)
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_language_switches(cast: Cast, sign_in: OpenPage) -> None:
    page = sign_in(cast.wang)
    page.locator(".person-menu > summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")


def test_menu_on_a_phone(cast: Cast, sign_in: OpenPage, assert_sound: Sound) -> None:
    page = sign_in(cast.admin, viewport=PHONE)
    expect(page.locator(".sidebar")).to_be_hidden()
    page.locator(".mobile-nav > summary").click()
    expect(page.locator(".mobile-nav").get_by_role("link", name="首页")).to_be_visible()
    assert_sound(page)
    page.keyboard.press("Escape")
    expect(page.locator(".mobile-nav .menu-panel")).to_be_hidden()


def test_skip_link_is_the_first_stop(cast: Cast, sign_in: OpenPage) -> None:
    page = sign_in(cast.wang)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_sign_out(cast: Cast, sign_in: OpenPage) -> None:
    page = sign_in(cast.wang)
    page.locator(".person-menu > summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.goto("/")
    expect(page).to_have_url(re.compile("/account/login/"))
