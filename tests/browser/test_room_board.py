"""The board of a room in a real browser: admit, pause, resume, lengthen, announce, note, force."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from academy.shared import clock
from exams.enums import Admission, IncidentKind
from exams.models import Announcement, Exam, Incident, Policy, Room, Sitting
from exams.operations import admission, entry, incidents, pauses, sittings, watch
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import SYSTEM, Cast, gather
from tests.make import exams as make
from tests.make import people as make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
SECOND = timedelta(seconds=1)


@pytest.fixture
def at() -> datetime:
    """The database's clock decides, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def cast(transactional_db: None, at: datetime) -> Cast:
    return gather(at=at)


@pytest.fixture
def room(cast: Cast, at: datetime) -> Room:
    return Room.objects.create(name="一号机房", capacity=30, opened_at=at)


@pytest.fixture
def exam(cast: Cast, room: Room, at: datetime) -> Exam:
    """Two candidates seated in a room where an invigilator stands at the door."""
    exam = make.exam(at=at, persons=[cast.wang, cast.zhao])
    Policy.objects.create(exam=exam, admission=Admission.INVIGILATOR.value, set_at=at)
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    for seat, person in enumerate((cast.wang, cast.zhao), start=1):
        Sitting.objects.filter(person=person).update(room=room, seat=seat)
        entry.check_in(actor=SYSTEM, exam=exam, person=person, at=at)
    return exam


def _shot(page: Page, name: str) -> None:
    """A picture to look at, where SHOTS names a folder for them."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def _url(exam: Exam, room: Room) -> str:
    return f"/exams/{exam.public_id}/watch/?room={room.public_id}"


def _row(page: Page, name: str) -> str:
    """The row's text, on one line."""
    text = page.locator("tr[data-deeds]", has_text=name).inner_text()
    return re.sub(r"\s+", " ", text)


def _do_room(page: Page, opener: str, button: str, **fields: str) -> None:
    """Open a dialog of the bar or header, fill it in and press its button."""
    page.get_by_role("button", name=re.compile(f"^{opener} ?[0-9]*$")).click()
    dialog = page.locator("dialog[open]")
    for name, value in fields.items():
        dialog.locator(f"[name={name}]").fill(value)
    dialog.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("dialog[open]")).to_have_count(0)


def _do_person(page: Page, name: str, deed: str, button: str, **fields: str) -> None:
    page.get_by_role("button", name=f"处理 {name}").click()
    dialog = page.locator("dialog[open]")
    part = dialog.locator("details", has=page.locator("summary", has_text=deed))
    part.locator("summary").click()
    for field, value in fields.items():
        part.locator(f"[name={field}]").fill(value)
    part.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_an_invigilators_morning(
    cast: Cast, exam: Exam, room: Room, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = open_page(cast.invigilator, _url(exam, room))
    wang, zhao = (Sitting.objects.get(person=person) for person in (cast.wang, cast.zhao))
    assert "待放行" in _row(page, "王建国")
    _shot(page, "board-waiting")
    _do_room(page, "放行全部", "放行 2 人")
    expect(page.locator("[data-said]")).to_have_text("已放行 2 人")
    for row in (wang, zhao):
        sittings.start(actor=SYSTEM, sitting=row, at=clock.database_now())
    make.save(wang, dict(list(make.right_answers(exam.paper).items())[:4]), at=clock.now())
    expect(page.locator("tr", has_text="王建国")).to_contain_text("4/7")

    _do_room(page, "全场暂停", "暂停 2 人", reason="消防演练")
    expect(page.locator("tr", has_text="赵䶮")).to_contain_text("已暂停")
    _do_room(page, "全场恢复", "恢复 2 人")
    expect(page.locator("tr", has_text="赵䶮")).to_contain_text("作答中")
    _do_room(page, "全场加时", "给 2 人加时", minutes="10", reason="消防演练")
    expect(page.locator("tr", has_text="赵䶮")).to_contain_text("+10 分")
    _do_room(page, "发公告", "发出公告", text="因消防演练，全场加时 10 分钟。")
    expect(page.locator(".watch-feeds")).to_contain_text("全场加时 10 分钟")

    _do_person(page, "赵䶮", "记事件", "记事件", text="更换键盘")
    expect(page.locator(".watch-feeds")).to_contain_text("更换键盘")
    page.get_by_role("button", name="处理 赵䶮").click()
    expect(page.locator("dialog[open] details")).to_have_count(5)
    page.locator("dialog[open] summary", has_text="强制收卷").click()
    assert_sound(page)
    _shot(page, "board-person")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="处理 赵䶮")).to_be_focused()
    _do_person(page, "赵䶮", "强制收卷", "强制收卷（0/7 题已答）", reason="违纪离场")
    expect(page.locator("tr", has_text="赵䶮")).to_contain_text("监考收卷")

    zhao.refresh_from_db()
    assert (zhao.forced_reason, zhao.incident_seconds) == ("违纪离场", 600)
    assert Incident.objects.get().text == "更换键盘"
    assert Announcement.objects.get().room == room
    page.get_by_role("link", name="王建国").click()
    expect(page.get_by_role("table", name=re.compile("服务器收到的保存"))).to_contain_text("4")
    assert_sound(page)
    _shot(page, "board-story")


def test_a_refusal_stays_in_the_dialog(
    cast: Cast, exam: Exam, room: Room, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = open_page(cast.invigilator, _url(exam, room))
    page.get_by_role("button", name="处理 王建国").click()
    dialog = page.locator("dialog[open]")
    part = dialog.locator("details", has=page.locator("summary", has_text="作废"))
    part.locator("summary").click()
    row = Sitting.objects.get(person=cast.wang)
    sittings.start(actor=SYSTEM, sitting=admission.admit(actor=SYSTEM, sitting=row, at=at), at=at)
    sittings.hand_in(actor=SYSTEM, sitting=row, at=clock.database_now())
    part.locator("[name=reason]").fill("替考")
    part.get_by_role("button", name=re.compile("^作废第 1 次作答")).click()
    expect(dialog).to_contain_text("本次作答已评分，不能作废")
    assert_sound(page)
    expect(dialog.locator("summary")).to_have_text(["记事件"])


def test_what_is_ticked_and_open_outlives_each_refresh(
    cast: Cast, exam: Exam, room: Room, open_page: OpenPage
) -> None:
    page = open_page(cast.invigilator, _url(exam, room))
    page.get_by_role("checkbox", name="选择 赵䶮").check()
    expect(page.locator("[data-scope]")).to_have_text("已选 1 人")
    page.get_by_role("button", name=re.compile("^放行")).click()
    field = page.locator("dialog[open]")
    expect(field).to_contain_text("已选 1 人")
    with page.expect_response(re.compile("/watch/.room=")):
        pass
    expect(field).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("checkbox", name="选择 赵䶮").focus()
    with page.expect_response(re.compile("/watch/.room=")):
        pass
    page.wait_for_timeout(300)
    expect(page.get_by_role("checkbox", name="选择 赵䶮")).to_be_checked()
    expect(page.get_by_role("checkbox", name="选择 赵䶮")).to_be_focused()
    _do_room(page, "放行", "放行 1 人")
    states = dict(Sitting.objects.values_list("person", "state"))
    assert states == {cast.wang.pk: "prepared", cast.zhao.pk: "ready"}


def test_a_board_that_is_not_fresh_says_so_and_recovers(
    cast: Cast, exam: Exam, room: Room, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = open_page(cast.invigilator, _url(exam, room))
    expect(page.locator("[data-age]")).to_contain_text("秒前的情况")
    polls = re.compile("/watch/.room=")

    def fail(route: Route) -> None:
        route.fulfill(status=500, body="nothing to see")

    page.route(polls, fail)
    alarm = page.locator("[data-alarm]")
    expect(alarm).to_contain_text("与服务器失去联系")
    expect(page.locator("tr", has_text="王建国")).to_be_visible()
    assert_sound(page)
    _shot(page, "board-stale")
    page.unroute(polls)
    expect(alarm).to_be_hidden()
    page.route(polls, lambda route: route.abort())
    expect(alarm).to_contain_text("与服务器失去联系")
    page.unroute(polls)
    expect(alarm).to_be_hidden()


def _busy_room(cast: Cast, room: Room, at: datetime) -> Exam:
    """A room with somebody in every state."""
    began = at - timedelta(minutes=20)
    people = make_people.people(14, unit=cast.east, at=at)
    exam = make.exam(at=began, persons=people, window=timedelta(hours=1), duration_seconds=1500)
    sittings.prepare(actor=SYSTEM, exam=exam, at=began)
    rows = list(Sitting.objects.order_by("pk").select_related("person"))
    answers = list(make.right_answers(exam.paper).items())
    Sitting.objects.update(room=room)
    for seat, row in enumerate(rows, start=1):
        Sitting.objects.filter(pk=row.pk).update(seat=seat)
        if seat > 12:
            continue
        make.sitting(exam, row.person, at=began + seat * SECOND)
        row.refresh_from_db()
        make.save(row, dict(answers[: seat % 7 + 1]), at=at - seat * seat * SECOND)
    now = at
    pauses.pause(actor=SYSTEM, sitting=rows[1], reason="身体不适", at=now)
    watch.give_extra_time(actor=SYSTEM, sitting=rows[2], seconds=600, reason="停电", at=now)
    sittings.hand_in(actor=SYSTEM, sitting=rows[3], at=now)
    watch.force_hand_in(actor=SYSTEM, sitting=rows[4], reason="违纪", at=now)
    watch.void(actor=SYSTEM, sitting=rows[5], reason="替考", at=now)
    incidents.report(
        actor=SYSTEM, exam=exam, kind=IncidentKind.MISCONDUCT, text="夹带纸条，已收缴",
        at=now, sitting=rows[4],
    )  # fmt: skip
    incidents.note(
        actor=SYSTEM, exam=exam, kind=IncidentKind.TAKEN_OVER, at=now, sitting=rows[6], room=room
    )
    Sitting.objects.filter(pk=rows[6].pk).update(lease=2)
    return exam


@pytest.mark.parametrize(
    ("viewport", "theme", "language"),
    [
        (DESK, "light", "zh-hans"),
        (DESK, "dark", "en"),
        ({"width": 1280, "height": 760}, "light", "en"),
        (PHONE, "light", "zh-hans"),
        (PHONE, "dark", "en"),
    ],
)
def test_boards_are_sound(
    cast: Cast,
    room: Room,
    at: datetime,
    open_page: OpenPage,
    assert_sound: Sound,
    viewport: dict[str, int],
    theme: str,
    language: str,
) -> None:
    exam = _busy_room(cast, room, at)
    look = {"viewport": viewport, "theme": theme, "language": language}
    name = f"{viewport['width']}-{theme}-{language}"
    page = open_page(cast.invigilator, _url(exam, room), **look)
    expect(page.locator("[data-age]")).not_to_be_empty()
    _shot(page, f"board-{name}")
    assert_sound(page)
    # Where the box does not scroll, the table must not stick out of it.
    sticks_out = "(box) => innerWidth >= 1024 ? box.scrollWidth - box.clientWidth : 0"
    assert page.locator(".watch-table").evaluate(sticks_out) <= 0
    page.locator("[data-room-deed=extend]").click()
    assert_sound(page)
    _shot(page, f"board-extend-{name}")
    page.keyboard.press("Escape")
    page.locator("[data-person]").first.click()
    expect(page.locator("dialog[open] summary").first).to_be_visible()
    page.locator("dialog[open] summary").first.click()
    assert_sound(page)
    _shot(page, f"board-person-{name}")
    page.locator("dialog[open] .watch-more a").click()
    assert_sound(page)
    _shot(page, f"board-story-{name}")
