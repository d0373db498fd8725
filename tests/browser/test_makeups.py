"""Make-up training in a real browser: the register, one of it, and letting somebody off."""

from collections.abc import Callable
from datetime import date, datetime

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
    syllabus = courses.syllabus(at=at)
    make.closed(run, of=syllabus, at=at)
    courses.cohort(
        at=at, number=2, of=syllabus, starts_on=date(2026, 7, 6), ends_on=date(2026, 7, 10)
    )
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
    page = open_page(cast.admin, f"{PATH}next/", **look)
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
    # Whoever has one to make up needs no list of it.
    page.get_by_role("link", name="查看补训任务").click()
    expect(page.get_by_text("请联系单位联络员陈联络提名")).to_be_visible()
    expect(page.get_by_text("登记待补训")).to_be_visible()
    assert_sound(page)


def test_a_unit_arranges_it_in_one_press(
    cast: Cast, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = open_page(cast.officer, PATH)
    page.get_by_role("link", name="安排补训").click()
    page.get_by_role("button", name="试算提名 2 人").click()
    expect(page.get_by_role("heading", name="试算结果")).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="提名 2 人").first.click()
    page.get_by_role("dialog").get_by_role("button", name="提名 2 人").click()
    expect(page.get_by_text("已提名 2 人，等待单位负责人审批。")).to_be_visible()
    page.goto(f"{PATH}next/")
    expect(page.get_by_text("都已安排")).to_be_visible()
    page = open_page(cast.wang, "/")
    expect(page.get_by_text("已安排：第 2 期执法骨干班，7月6日开班")).to_be_visible()
