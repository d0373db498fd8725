"""How the exam room looks and reads: sizes, themes, languages, print, long texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from academy.shared import clock
from exams.enums import ItemKind
from exams.models import Accommodation, Exam, Sitting
from exams.operations import bank as banks
from exams.operations import pauses
from exams.rules.assembly import Line
from tests.browser.conftest import DESK, PHONE, OpenPage, overflow
from tests.browser.room import banner, choose, enter, offline, panel, saved, shot
from tests.cast import SYSTEM, Cast, gather
from tests.make import exams as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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


Sound = Callable[[Page], None]


@pytest.mark.parametrize(
    ("viewport", "theme", "language"),
    [(DESK, "dark", "en"), (PHONE, "light", "zh-hans"), (PHONE, "dark", "en")],
)
def test_pages_are_sound(
    cast: Cast,
    exam: Exam,
    open_page: OpenPage,
    assert_sound: Sound,
    viewport: dict[str, int],
    theme: str,
    language: str,
) -> None:
    look = {"viewport": viewport, "theme": theme, "language": language}
    name = f"{viewport['width']}-{theme}-{language}"
    page = open_page(cast.wang, "/exams/mine/", **look)
    assert_sound(page)
    shot(page, f"mine-{name}")
    _through_its_states(enter(open_page, cast, clock=True, **look), name, assert_sound)
    for path in ("/exams/", f"/exams/{exam.public_id}/", "/exams/new/"):
        page = open_page(cast.admin, path, **look)
        assert_sound(page)
        shot(page, f"admin-{path.strip('/').split('/')[-1][:5]}-{name}")


def _through_its_states(page: Page, name: str, assert_sound: Sound) -> None:
    """Look at the room as it is, off line, paused and at the end."""
    choose(page, 1)
    page.locator("[data-item]").focus()
    page.keyboard.press("f")
    saved(page, "1/7")
    assert_sound(page)
    shot(page, f"room-{name}")
    offline(page)
    choose(page, 4)
    expect(banner(page)).to_be_visible()
    assert_sound(page)
    shot(page, f"offline-{name}")
    offline(page, False)
    saved(page, "2/7")
    row = Sitting.objects.get()
    pauses.pause(actor=SYSTEM, sitting=row, reason="停电", at=clock.now())
    page.clock.fast_forward(25_000)
    expect(panel(page)).to_be_visible()
    assert_sound(page)
    shot(page, f"paused-{name}")
    pauses.resume(actor=SYSTEM, sitting=row, at=clock.now())
    page.clock.fast_forward(7_000)
    expect(panel(page)).to_be_hidden()
    page.locator('[data-do="ask-hand-in"]').click()
    assert_sound(page)
    shot(page, f"hand-in-{name}")
    page.locator('[data-do="hand-in"]').click()
    expect(page.locator(".exam-done h2")).to_be_focused()
    assert_sound(page)
    shot(page, f"done-{name}")


def test_paper_is_not_printed(cast: Cast, exam: Exam, open_page: OpenPage) -> None:
    page = enter(open_page, cast)
    page.emulate_media(media="print")
    expect(page.locator(".exam-stem")).to_be_hidden()
    expect(page.get_by_text("试卷不能打印")).to_be_visible()


def test_zoom_is_remembered_and_fits_a_narrow_screen(
    cast: Cast, exam: Exam, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = enter(open_page, cast, viewport={"width": 320, "height": 640})
    plain = _letter(page)
    page.get_by_role("button", name="200%").click()
    page.reload()
    expect(page.get_by_role("button", name="200%")).to_have_attribute("aria-pressed", "true")
    assert _letter(page) == 2 * plain
    for cell in page.locator("[data-grid] button").all():
        cell.click()
        assert overflow(page) <= 0
    assert_sound(page)
    shot(page, "room-320-200")
    page.locator('[data-do="ask-hand-in"]').click()
    assert overflow(page) <= 0
    shot(page, "hand-in-320-200")


def _letter(page: Page) -> float:
    size: str = page.locator(".exam-stem").evaluate("(node) => getComputedStyle(node).fontSize")
    return float(size.removesuffix("px"))


def test_who_is_granted_large_print_begins_with_it(
    cast: Cast, exam: Exam, open_page: OpenPage, at: datetime
) -> None:
    Accommodation.objects.create(
        person=cast.wang,
        large_print=True,
        ground="视力",
        starts_on=clock.local_date(at),
        granted_at=at,
    )
    page = enter(open_page, cast)
    expect(page.get_by_role("button", name="150%")).to_have_attribute("aria-pressed", "true")


def test_fifty_items_with_long_texts(
    cast: Cast, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    """Long sentences wrap, and so does a word that has no place to break."""
    of = make.bank(at=at, each=1)
    stem = "当事人对行政处罚决定不服，" * 12 + "w" * 120 + "，应当怎么办？"
    items = [
        make.item(number, options=[{"id": c, "text": c + "依法办理" * 20} for c in "ABCD"])
        | {"stem": f"{number}：{stem}"}
        for number in range(100, 150)
    ]
    banks.import_items(actor=SYSTEM, bank=of, items=items, at=at)
    line = (Line(ItemKind.SINGLE, 50, Decimal(2)),)
    make.exam(at=at, persons=[cast.wang], on_paper=make.paper(at=at, of=of, lines=line))
    page = enter(open_page, cast, viewport={"width": 320, "height": 640})
    assert overflow(page) <= 0
    shot(page, "fifty-320")
    page.set_viewport_size({"width": 1440, "height": 900})
    choose(page, 7)
    page.get_by_role("button", name="标记本题").click()
    assert_sound(page)
    shot(page, "fifty-1440")
    page.get_by_role("button", name="150%").click()
    assert_sound(page)
    shot(page, "fifty-1440-150")
