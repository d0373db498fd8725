"""The bell, the list, the settings and HR's addresses in a real browser."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from academy.notices.models import Contact
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import Cast, gather
from tests.make import mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
LOOKS = [(DESK, "light", "zh-hans"), (PHONE, "dark", "en"), (PHONE, "light", "zh-hans")]


@pytest.fixture
def cast(transactional_db: None, at: datetime) -> Cast:
    people = gather(at=at)
    for number in range(3):
        mail.told(people.wang, f"k{number}", at=at + timedelta(minutes=number), what=number)
    return people


def test_from_the_bell_to_nothing_unread(
    cast: Cast, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = open_page(cast.wang)
    page.get_by_role("link", name="通知，未读 3 条").click()
    assert_sound(page)
    page.get_by_role("link", name="T 2").click()
    page.goto("/notices/")
    expect(page.get_by_role("link", name="通知，未读 2 条")).to_be_visible()
    page.get_by_role("button", name="全部标为已读").click()
    expect(page.locator(".empty")).to_be_visible()
    assert_sound(page)


@pytest.mark.parametrize(("viewport", "theme", "language"), LOOKS)
def test_pages_are_sound(
    cast: Cast,
    open_page: OpenPage,
    assert_sound: Sound,
    at: datetime,
    viewport: dict[str, int],
    theme: str,
    language: str,
) -> None:
    mail.confirmed(cast.li, at=at)
    Contact.objects.update(bounced_at=at, bounce_code=550)
    look = {"viewport": viewport, "theme": theme, "language": language}
    page = open_page(cast.wang, "/notices/?all=1", **look)
    assert_sound(page)
    page.goto("/notices/settings/")
    page.locator("#id_address").fill("wang@example.gov.cn")
    page.locator("form[action='/notices/settings/address/'] button").click()
    expect(page.get_by_text("w***@example.gov.cn")).to_be_visible()
    assert_sound(page)
    keeper = open_page(cast.hr, "/notices/addresses/", **look)
    assert_sound(keeper)
    keeper.goto(f"/notices/people/{cast.li.public_id}/")
    assert_sound(keeper)
    keeper.goto("/notices/addresses/import/")
    keeper.locator("#id_text").fill("T1001 a@x.cn\nT9999 b@x.cn")
    keeper.locator("form button[type=submit]").last.click()
    expect(keeper.locator("table")).to_be_visible()
    assert_sound(keeper)
