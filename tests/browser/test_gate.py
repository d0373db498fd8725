"""The gate on a phone and by keyboard: found, checked in, taken back; nothing else needed."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from academy.shared import clock
from courses.enums import CohortState
from courses.models import Cohort
from tests.browser.conftest import OpenPage
from tests.cast import Cast, gather
from tests.make import courses as make
from tests.make import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return gather(at=now)


@pytest.fixture
def gate(cast: Cast, now: datetime) -> Cohort:
    """A running cohort that expects wang and li among thirty others."""
    first = clock.local_date(now)
    return make.cohort(
        at=now,
        state=CohortState.RUNNING,
        persons=[*people.people(30, unit=cast.east, at=now), cast.wang, cast.li],
        check_in=False,
        starts_on=first,
        ends_on=first + timedelta(days=4),
    )


def test_by_keyboard_and_by_thumb(
    open_page: OpenPage, assert_sound: Sound, cast: Cast, gate: Cohort
) -> None:
    page = open_page(cast.admin)
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"/courses/{gate.public_id}/arrivals/")
    expect(page.get_by_text("应到 32 · 实到 0 · 未到 32")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_sound(page)

    # The field has the focus: three letters, Enter to the person, Enter again.
    page.keyboard.type("wjg")
    shown = page.locator(".gate-list li:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("王建国")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="王建国 报到")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("应到 32 · 实到 1 · 未到 31")).to_be_visible()
    expect(page.locator(".just-now")).to_contain_text("王建国（东湖）")
    expect(page.get_by_label("姓名、拼音或工号末几位")).to_be_focused()

    # The wrong one: taken back with one tap.
    page.locator(".just-now").get_by_role("button", name="撤销").click()
    expect(page.get_by_text("应到 32 · 实到 0 · 未到 32")).to_be_visible()

    page.get_by_label("姓名、拼音或工号末几位").fill("nobody")
    expect(page.get_by_text("名单里没有这样的人")).to_be_visible()
    page.keyboard.press("Escape")
    expect(shown).to_have_count(32)

    page.get_by_role("button", name="李秀英 报到").click()
    page.get_by_role("link", name="已到").click()
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("李秀英")
    assert_sound(page)
