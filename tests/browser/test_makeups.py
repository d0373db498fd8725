"""Make-up training in a real browser: the register, one of it, and letting somebody off."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from academy.reporting.models import MakeUp
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import Cast, gather
from tests.make import courses
from tests.make import exclusions as make_exclusions
from tests.make import makeups as make
from tests.make.makeups import DUE, LATE, Run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
PATH = "/reports/make-ups/"
LOOKS = [(DESK, "light", "zh-hans"), (PHONE, "dark", "en"), (PHONE, "light", "zh-hans")]


@pytest.fixture
def cast(transactional_db: None, at: datetime, monkeypatch: pytest.MonkeyPatch) -> Cast:
    people = gather(at=at)
    run = Run(failed=[people.wang, people.zhao], absent=[people.li])
    make.closed(run, of=courses.syllabus(at=at), at=at)
    make.swept(at)
    make.swept(LATE)
    draft = make_exclusions.draft(people.zhao, first=DUE, until=None)
    make_exclusions.granted(draft, by=people.officer, decider=people.hr, at=at)
    monkeypatch.setattr(timezone, "now", lambda: LATE)
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
    page = open_page(cast.hr, PATH, **look)
    assert_sound(page)
    paused = MakeUp.objects.get(person=cast.zhao)
    page.goto(f"{PATH}{paused.public_id}/")
    assert_sound(page)
    page.goto(f"{PATH}?state=passed")
    assert_sound(page)


def test_let_off(cast: Cast, open_page: OpenPage, assert_sound: Sound) -> None:
    page = open_page(cast.hr, PATH, viewport=PHONE)
    page.get_by_role("link", name="王建国").click()
    page.get_by_role("button", name="撤销补训任务").click()
    assert_sound(page)
    page.get_by_role("dialog").get_by_label("原因").fill("已转岗，不再从事执法")
    page.get_by_role("button", name="撤销 1 项补训任务").click()
    expect(page.get_by_text("王建国 的补训任务已撤销，并已通知本人。")).to_be_visible()
    assert_sound(page)
    assert MakeUp.objects.get(person=cast.wang).state == "withdrawn"


def test_a_trainee_comes_from_home(cast: Cast, open_page: OpenPage, assert_sound: Sound) -> None:
    page = open_page(cast.wang, "/", viewport=PHONE)
    page.get_by_role("link", name="查看补训任务").click()
    page.get_by_role("link", name="王建国").click()
    expect(page.get_by_text("登记待补训")).to_be_visible()
    assert_sound(page)
