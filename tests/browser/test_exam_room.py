"""The exam room in a real browser: answering, losing the network, reloading, handing in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from academy.shared import clock
from exams.models import Exam, Response, Result, Sitting
from tests.browser.conftest import OpenPage
from tests.browser.room import (
    banner,
    choose,
    enter,
    go_to_kind,
    hand_in,
    journals,
    offline,
    saved,
    shot,
)
from tests.cast import Cast, gather
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


def test_answer_everything_and_hand_in(
    cast: Cast, exam: Exam, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = enter(open_page, cast)
    assert_sound(page)
    shot(page, "exam-desk")
    for cell in page.locator("[data-grid] button").all():
        cell.click()
        choices, blanks = page.locator(".exam-option"), page.locator(".exam-blank input")
        if choices.count():
            choices.first.click()
        for blank in blanks.all():
            blank.fill("30")
    saved(page, "7/7")
    page.get_by_role("button", name="交卷", exact=True).click()
    assert_sound(page)
    page.get_by_role("button", name="交卷（7 题已答）").click()
    expect(page.get_by_role("heading", name="已交卷")).to_be_focused()
    shot(page, "exam-done")
    assert_sound(page)
    assert Result.objects.count() == 1
    assert journals(page) == []


def test_what_is_shown_is_what_is_stored(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast)
    go_to_kind(page, "多选题")
    chosen = page.locator(".exam-option")
    for n in (0, 2):
        chosen.nth(n).click()
    texts = [chosen.nth(n).locator("span").last.inner_text() for n in (0, 2)]
    saved(page, "1/7")
    expect(page.locator('[data-strip="link-word"]')).to_have_text("连接正常")
    row = Response.objects.select_related("item__version").get()
    ids = {option["text"]: option["id"] for option in row.item.version.options}
    assert json.loads(row.answer) == sorted(ids[text] for text in texts)


def test_keyboard_alone(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast)
    expect(page.locator("[data-item]")).to_be_focused()
    page.keyboard.press("b")
    page.keyboard.press("f")
    page.keyboard.press("n")
    page.keyboard.press("1")
    saved(page, "2/7")
    expect(page.locator('[data-strip="flagged"]')).to_have_text("1")
    first = page.locator("[data-grid] button").first
    expect(first).to_have_attribute("aria-label", "第 1 题，已答，已标记")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".exam-option input").nth(1)).to_be_checked()
    page.keyboard.press("p")
    expect(page.locator(".exam-nth")).to_have_text("第 1 题，共 7 题")
    page.keyboard.press("?")
    expect(page.locator("dialog[data-help]")).to_be_visible()
    page.keyboard.press("Escape")
    go_to_kind(page, "填空题")
    blanks = page.locator(".exam-blank input")
    blanks.first.focus()
    page.keyboard.type("7 nf")
    page.keyboard.press("Enter")
    expect(blanks.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-item]")).to_be_focused()
    saved(page, "3/7")


def test_flags_survive_a_reload(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast)
    page.get_by_role("button", name="标记本题").click()
    expect(page.get_by_role("button", name="取消标记")).to_be_focused()
    page.reload()
    expect(page.locator('[data-strip="flagged"]')).to_have_text("1")


def test_receipt_is_shown_saved_and_verifies(
    cast: Cast, exam: Exam, open_page: OpenPage, tmp_path: Path
) -> None:
    page = enter(open_page, cast)
    page.get_by_text("服务器回执").click()
    expect(page.get_by_text("还没有。每次保存后")).to_be_visible()
    choose(page, 1)
    saved(page, "1/7")
    row = Sitting.objects.get()
    expect(page.locator("[data-receipt]")).to_contain_text(row.head_digest[:12])
    hand_in(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="保存回执").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == f"receipt-{str(row.public_id)[:8]}-1.txt"
    said = StringIO()
    call_command("verify_receipt", str(file), stdout=said)
    assert str(row.public_id) in said.getvalue()
    assert row.head_digest in said.getvalue()
    page.emulate_media(media="print")
    expect(page.locator(".exam-receipt-token")).to_be_visible()
    expect(page.locator(".exam-done .actions")).to_be_hidden()


def test_nothing_depends_on_the_key_before_release(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """Everything the browser is sent, from the first page to the last, without a trace of keys."""
    page = open_page(cast.wang, "/exams/mine/")
    heard: list[str] = []
    page.on("response", lambda reply: heard.append(reply.text()) if _api(reply.url) else None)
    page.locator(".exam-now button").click()
    expect(page.locator(".exam-stem")).to_be_visible()
    choose(page, 1)
    saved(page, "1/7")
    heard.append(page.content())
    hand_in(page)
    expect(page.get_by_role("heading", name="已交卷")).to_be_focused()
    heard.append(page.content())
    text = "\n".join(heard)
    assert len(heard) >= 7
    canaries = (make.KEY_CANARY, make.EXPLANATION_CANARY, make.LAW_CANARY)
    assert [canary for canary in canaries if canary in text] == []
    assert re.findall(r'"(?:key|right|correct|score|tolerance|explanation)":\s*[^"\s]', text) == []


def _api(url: str) -> bool:
    return "/api/v1/" in url


# -- where the browser keeps nothing, or too much ------------------------------------------------


def test_without_indexeddb_local_storage_serves(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    page = open_page(cast.wang, "/exams/mine/")
    page.context.add_init_script("delete window.indexedDB; window.indexedDB = undefined;")
    page.context.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined});")
    page.locator(".exam-now button").click()
    expect(page.locator(".exam-stem")).to_be_visible()
    expect(page.locator("[data-storage]")).to_be_hidden()
    offline(page)
    choose(page, 2)
    expect(banner(page)).to_contain_text("1 题尚未上传")
    mine = Sitting.objects.get().public_id
    kept = json.loads(page.evaluate(f"localStorage.getItem('exam:{mine}')"))
    assert len(kept["dirty"] or kept["flight"]["body"]["answers"]) == 1


def test_a_database_that_breaks_midway_is_replaced_and_found_again(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    """The disk is full, say: the journal moves on to localStorage, and back at the next visit."""
    page = enter(open_page, cast)
    offline(page)
    page.evaluate(
        "() => { IDBDatabase.prototype.transaction = () => { throw new Error('full'); }; }"
    )
    choose(page, 2)
    expect(banner(page)).to_contain_text("1 题尚未上传")
    mine = f"exam:{Sitting.objects.get().public_id}"
    page.wait_for_function(f"localStorage.getItem('{mine}') !== null")
    page.on("dialog", lambda dialog: dialog.accept())
    offline(page, False)
    page.reload()
    saved(page, "1/7")
    page.wait_for_function(f"localStorage.getItem('{mine}') === null")
    assert len(journals(page)) == 1


def test_without_any_storage_the_page_says_so(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = open_page(cast.wang, "/exams/mine/")
    page.context.add_init_script(
        "for (const name of ['indexedDB', 'localStorage'])"
        " Object.defineProperty(window, name, {get() { throw new Error('shut'); }});"
    )
    page.locator(".exam-now button").click()
    expect(page.locator("[data-storage]")).to_contain_text("这个浏览器不让网页保存资料")
    choose(page, 1)
    saved(page, "1/7")


def test_journals_of_other_sittings_go_after_thirty_days(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    page = enter(open_page, cast)
    day = 24 * 3600 * 1000
    page.evaluate(
        _PLANT, [{"sitting": "old", "age": 31 * day}, {"sitting": "new", "age": 29 * day}]
    )
    page.reload()
    expect(page.locator(".exam-stem")).to_be_visible()
    page.wait_for_function("document.getElementById('exam').dataset.mode === 'open'")
    names = {record["sitting"] for record in journals(page)}
    assert names == {"new", str(Sitting.objects.get().public_id)}


_PLANT = """(records) => new Promise((done) => {
  indexedDB.open("academy-exams").onsuccess = ({ target: { result: db } }) => {
    const transaction = db.transaction("journals", "readwrite");
    for (const { sitting, age } of records)
      transaction.objectStore("journals").put({ sitting, touched: Date.now() - age });
    transaction.oncomplete = () => { db.close(); done(); };
  };
})"""


def test_an_answer_that_does_not_fit_holds_up_no_other(
    cast: Cast, exam: Exam, open_page: OpenPage
) -> None:
    page = enter(open_page, cast)
    offline(page)
    go_to_kind(page, "数字题")
    # NUL cannot be typed, but a paste or a broken keyboard driver can bring it.
    page.locator(".exam-blank input").evaluate(
        "(box) => { box.value = '3\\u0000'; box.dispatchEvent(new Event('input')); }"
    )
    choose(page, 1)
    offline(page, False)
    saved(page, "1/7")
    expect(page.locator(".exam-notice")).to_contain_text("第 7 题没有保存")
    expect(page.locator("[data-grid] button").last).to_have_attribute(
        "aria-label", "第 7 题，已答，未上传"
    )


def test_time_runs_out_while_the_page_is_open(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast)
    page.locator(".exam-option").first.click()
    saved(page, "1/7")
    Sitting.objects.update(deadline_at=clock.now() + timedelta(seconds=4))
    page.reload()
    expect(page.get_by_role("heading", name=re.compile("已到时收卷|已交卷"))).to_be_visible(
        timeout=15_000
    )
    row = Sitting.objects.get()
    assert (row.answered, row.closed_at, row.handed_in_at) == (1, row.deadline_at, None)
