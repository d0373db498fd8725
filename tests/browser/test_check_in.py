"""Coming into an exam in a real browser: check-in, waiting, admission, the room; staff's pages."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from academy.shared import clock
from exams.enums import Admission, EntryRule, SittingState
from exams.models import Exam, Incident, Sitting
from exams.operations import announcements
from exams.rules.lockdown import request_hash
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import SYSTEM, Cast, gather
from tests.make import entry as make_entry
from tests.make import exams as make
from tests.make.entry import KEY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at() -> datetime:
    """The database's clock decides, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def cast(transactional_db: None, at: datetime) -> Cast:
    return gather(at=at)


def _exam(cast: Cast, at: datetime, opens_in: timedelta) -> Exam:
    exam = make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li], opens_at=at + opens_in)
    make_entry.seated(exam, make_entry.room(at=at, name="综合楼三层一号考场"), at=at)
    return exam


def _shot(page: Page, name: str) -> None:
    """A picture to look at, where SHOTS names a folder for them."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_from_the_list_through_waiting_into_the_room(
    cast: Cast, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    exam = _exam(cast, at, timedelta(seconds=45))
    make_entry.policy(exam, entry_rule=EntryRule.ACCESS_CODE, access_code="K7MQ2X", at=at)
    page = open_page(cast.wang, "/exams/mine/")
    assert_sound(page)
    _shot(page, "list-desk")
    page.get_by_role("link", name="签到", exact=True).click()
    assert_sound(page)
    page.get_by_label("入场口令").fill("wrong")
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_text("入场码不对")).to_be_visible()
    assert_sound(page)
    _shot(page, "check-in-wrong-desk")
    page.get_by_label("入场口令").fill("k7mq2x")
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_role("heading", name="等待开考")).to_be_visible()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^00:\d\d$"))
    assert_sound(page)
    _shot(page, "waiting-desk")
    page.reload()
    expect(page.get_by_role("heading", name="等待开考")).to_be_visible()
    start = page.get_by_role("link", name="开始考试")
    expect(start).to_be_hidden()
    expect(start).to_be_visible(timeout=60_000)
    expect(start).to_be_focused()
    assert_sound(page)
    _shot(page, "waiting-open-desk")
    start.click()
    expect(page.locator(".exam-stem")).to_be_visible()
    row = Sitting.objects.get(person=cast.wang)
    assert (row.state, row.lease) == (SittingState.OPEN.value, 1)


def test_announcements_and_admission_come_without_reloading(
    cast: Cast, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    exam = _exam(cast, at, timedelta())
    make_entry.policy(exam, admission=Admission.INVIGILATOR, at=at)
    page = open_page(cast.wang, f"/exams/mine/{exam.public_id}/check-in/", viewport=PHONE)
    assert_sound(page)
    _shot(page, "check-in-phone")
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_role("heading", name="等待监考人员放行")).to_be_visible()
    announcements.announce(
        actor=SYSTEM, exam=exam, room=None, text="请关闭手机，放入储物柜。", at=clock.now()
    )
    expect(page.get_by_text("请关闭手机，放入储物柜。")).to_be_visible(timeout=20_000)
    _shot(page, "waiting-phone")
    assert_sound(page)
    Sitting.objects.filter(person=cast.wang).update(
        state=SittingState.READY.value, admitted_at=clock.now()
    )
    expect(page.get_by_role("link", name="开始考试")).to_be_visible(timeout=20_000)
    assert page.get_by_text("请关闭手机，放入储物柜。").count() == 1
    page.get_by_role("link", name="开始考试").click()
    expect(page.locator(".exam-stem")).to_be_visible()


def test_a_lost_line_is_said_and_heals(
    cast: Cast, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    exam = _exam(cast, at, 10 * MINUTE)
    page = open_page(cast.wang, f"/exams/mine/{exam.public_id}/check-in/")
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_role("heading", name="等待开考")).to_be_visible()
    page.context.set_offline(True)
    broken = page.get_by_text("连接中断")
    expect(broken).to_be_visible(timeout=20_000)
    _shot(page, "waiting-offline-desk")
    assert_sound(page)
    page.context.set_offline(False)
    expect(broken).to_be_hidden(timeout=20_000)


def test_a_web_view_that_cannot_add_headers(
    cast: Cast, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    exam = _exam(cast, at, timedelta())
    make_entry.policy(exam, config_keys=(KEY,), at=at)
    page = open_page(cast.wang, f"/exams/mine/{exam.public_id}/lockdown-check/")
    expect(page.get_by_text("这不是规定的考试浏览器")).to_be_visible()
    assert_sound(page)
    _shot(page, "lockdown-refused-desk")
    # From here on the page is in a Safe Exam Browser that tells its hashes to scripts alone.
    page.context.expose_function("sebHash", lambda url: request_hash(url.split("#")[0], KEY))
    page.context.add_init_script(
        "window.SafeExamBrowser = { security: { updateKeys(done) {"
        " window.sebHash(location.href).then((hash) => { this.configKey = hash; done(); }); } } };"
    )
    page.reload()
    expect(page.get_by_text("这个浏览器可以参加考试")).to_be_visible()
    _shot(page, "lockdown-accepted-desk")
    assert not Incident.objects.exists()
    page.goto(f"/exams/mine/{exam.public_id}/check-in/")
    page.wait_for_function("document.querySelector('[data-lockdown=configKey]').value !== ''")
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_role("heading", name="可以开始了")).to_be_visible()
    page.get_by_role("link", name="开始考试").click()
    expect(page.locator(".exam-stem")).to_be_visible()
    assert not Incident.objects.exists()


def test_staff_pages(cast: Cast, at: datetime, open_page: OpenPage, assert_sound: Sound) -> None:
    exam = _exam(cast, at, 10 * MINUTE)
    make_entry.room(at=at, name="小间", capacity=2, networks=["10.3.0.0/24"], separate=True)
    make_entry.policy(exam, entry_rule=EntryRule.ONE_TIME_CODE, at=at)
    seats, room = f"/exams/{exam.public_id}/seats/", Sitting.objects.first()
    assert room is not None
    assert room.room is not None
    paths = {
        "rooms": "/exams/rooms/",
        "room": f"/exams/rooms/{room.room.public_id}/",
        "policy": f"/exams/{exam.public_id}/policy/",
        "seats": seats,
        "seat": f"/exams/seats/{room.public_id}/",
        "print": f"{seats}print/",
        "sign-in": f"{seats}print/?sheet=sign-in",
    }
    for look, viewport in (("desk", DESK), ("phone", PHONE)):
        page = open_page(cast.admin, "/exams/rooms/", viewport=viewport)
        for name, path in paths.items():
            page.goto(path)
            assert_sound(page)
            _shot(page, f"{name}-{look}")
    dark = open_page(cast.admin, seats, theme="dark", language="en")
    assert_sound(dark)
    _shot(dark, "seats-dark-en")
    dark.goto(f"/exams/{exam.public_id}/policy/")
    assert_sound(dark)
    _shot(dark, "policy-dark-en")


def test_slips_are_issued_and_shown_once(
    cast: Cast, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    exam = _exam(cast, at, 10 * MINUTE)
    make_entry.policy(exam, entry_rule=EntryRule.ONE_TIME_CODE, at=at)
    page = open_page(cast.invigilator, f"/exams/{exam.public_id}/seats/")
    page.get_by_role("button", name="发放入场码").click()
    assert_sound(page)
    _shot(page, "codes-dialog-desk")
    page.get_by_role("button", name="生成并打印").click()
    expect(page.locator(".slip-code")).to_have_count(3)
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    assert_sound(page)
    _shot(page, "slips-desk")
