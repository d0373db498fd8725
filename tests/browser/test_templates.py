"""A template of one's own, from the shipped one to its publication, in a real browser."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from academy.jobs.models import Job
from academy.jobs.runner import execute
from academy.shared import clock
from certificates.models import Draft, Template
from certificates.operations import templates
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import SYSTEM, Cast, gather
from tests.make import courses as make_courses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]


@pytest.fixture
def at() -> datetime:
    return clock.now().replace(microsecond=0)


@pytest.fixture
def cast(transactional_db: None, at: datetime) -> Cast:
    return gather(at=at)


def _shot(page: Page, name: str) -> None:
    """A picture to look at, where SHOTS names a folder for them."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _replace(page: Page, label: str, old: str, new: str) -> None:
    """Change the text as somebody who types would."""
    box = page.get_by_label(label, exact=True)
    text = box.input_value()
    assert old in text
    box.fill(text.replace(old, new))


def _page_shown(page: Page, *, kept: str = "") -> str:
    """Wait until another page than `kept` is shown; return its address."""
    picture = page.locator("#picture img")
    expect(picture).to_be_visible(timeout=60_000)
    expect(picture).not_to_have_attribute("src", kept, timeout=60_000)
    return picture.get_attribute("src") or ""


def _published(page: Page, assert_sound: Sound) -> None:
    """Publish the sound draft shown, its job run here, and look at the edition."""
    page.get_by_role("button", name="发布为 v1").click()
    _shot(page, "publish-desk")
    page.get_by_role("button", name="试做并发布为 v1").click()
    expect(page.get_by_text("排队中，轮到后自动开始")).to_be_visible()
    assert_sound(page)
    _shot(page, "publication-desk")
    execute(Job.objects.get(kind="certificates.publish").pk)
    expect(page.get_by_text("已发布：业务竞赛合格证 v1")).to_be_visible(timeout=90_000)
    assert_sound(page)
    page.get_by_role("link", name="查看这个版本").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("业务竞赛合格证")
    assert_sound(page)
    _shot(page, "edition-desk")


def test_from_the_shipped_one_to_publication(
    cast: Cast, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = open_page(cast.admin, "/certificates/templates/")
    expect(page.get_by_text("还没有发布模板")).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="发布随程序提供的 4 种模板").click()
    expect(page.locator(".template-card")).to_have_count(4)
    page.get_by_role("link", name="新建模板").click()
    page.get_by_label("模板名称").fill("业务竞赛合格证")
    page.get_by_label("代号").fill("Contest!")
    page.get_by_role("button", name="建立草稿并编辑").click()
    expect(page.get_by_text("代号只能用小写字母")).to_be_visible()
    expect(page.get_by_label("模板名称")).to_have_value("业务竞赛合格证")
    assert_sound(page)
    page.get_by_label("从哪个模板开始").select_option(label="培训合格证（楷体） v1")
    page.get_by_label("代号").fill("qualification-contest")
    page.get_by_role("button", name="建立草稿并编辑").click()
    first = _page_shown(page)
    expect(page.get_by_text("检查通过，可以发布。")).to_be_visible()
    assert_sound(page)
    _shot(page, "editor-desk")

    _replace(page, "CSS", "color: #2a1d16", "color: #123456")
    second = _page_shown(page, kept=first)
    page.get_by_label("样张人员").select_option(label="各项最长，有期限，补发")
    third = _page_shown(page, kept=second)
    _shot(page, "editor-longest-desk")
    with page.expect_download() as download:
        page.get_by_role("button", name="样张 PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")

    _replace(page, "HTML", "</body>", '<script src="x.js"></script>\n</body>')
    expect(page.locator(".findings-faults")).to_contain_text(
        "不能使用元素 <script>", timeout=60_000
    )
    assert page.locator("#picture img").get_attribute("src") == third, "the last page stays"
    assert_sound(page)
    _shot(page, "editor-fault-desk")
    page.locator(".findings-faults [data-jump]").first.click()
    expect(page.get_by_label("HTML", exact=True)).to_be_focused()
    assert "<script" in page.evaluate("getSelection().toString()")
    page.get_by_role("button", name="保存草稿").first.click()
    expect(page.get_by_text("草稿已保存；有 1 处要改，改好后才能发布。")).to_be_visible()
    page.get_by_role("button", name="发布为 v1").click()
    page.get_by_role("button", name="试做并发布为 v1").click()
    expect(page.get_by_role("alert")).to_contain_text("模板有 1 处不符合要求")
    assert_sound(page)

    _replace(page, "HTML", '<script src="x.js"></script>\n', "")
    _published(page, assert_sound)
    made = Template.objects.get(name="qualification-contest")
    assert (made.edition, "#123456" in made.css) == (1, True)
    assert not Draft.objects.exists()


def test_keys_do_not_lock_anybody_in(cast: Cast, at: datetime, open_page: OpenPage) -> None:
    draft = _draft(at)
    page = open_page(cast.admin, f"/certificates/templates/drafts/{draft.public_id}/")
    _page_shown(page)
    box = page.get_by_label("CSS", exact=True)
    box.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    assert box.input_value().startswith("  @page")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(box).not_to_be_focused()


def test_a_picture_becomes_an_address(
    cast: Cast, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    draft = _draft(at)
    page = open_page(cast.admin, f"/certificates/templates/drafts/{draft.public_id}/")
    picture = {"name": "a.png", "mimeType": "image/png", "buffer": b"GIF89a"}
    page.get_by_label("图片").set_input_files(picture)  # type: ignore[arg-type]  # a TypedDict
    page.get_by_role("button", name="换成地址").click()
    expect(page.get_by_text("图片不是可读的 PNG 或 JPEG")).to_be_visible()
    assert_sound(page)


def _draft(at: datetime) -> Draft:
    row = templates.publish_shipped(actor=SYSTEM, at=at)[0]
    return templates.save_draft(
        actor=SYSTEM,
        name=row.name,
        title=row.title,
        kind=templates.SHIPPED[row.name][1],
        html=row.html,
        css=row.css.replace("#2a1d16", "#123456"),
        revision=0,
        at=at,
    )


@pytest.mark.parametrize(
    ("look", "viewport", "theme", "language"),
    [
        ("desk", DESK, "light", "zh-hans"),
        ("desk-dark-en", DESK, "dark", "en"),
        ("phone", PHONE, "light", "zh-hans"),
        ("phone-dark-en", PHONE, "dark", "en"),
    ],
)
def test_every_page_at_every_width(
    cast: Cast,
    at: datetime,
    open_page: OpenPage,
    assert_sound: Sound,
    look: str,
    viewport: dict[str, int],
    theme: str,
    language: str,
) -> None:
    draft = _draft(at)
    course = make_courses.syllabus(at=at).course
    newest = templates.newest_of(draft.name)
    assert newest is not None
    paths = {
        "list": "/certificates/templates/",
        "edition": f"/certificates/templates/{newest.public_id}/",
        "new": "/certificates/templates/new/",
        "editor": f"/certificates/templates/drafts/{draft.public_id}/",
        "changes": f"/certificates/templates/drafts/{draft.public_id}/changes/",
        "awards": "/certificates/templates/awards/",
        "award": f"/certificates/templates/awards/{course.public_id}/",
    }
    page = open_page(cast.admin, viewport=viewport, theme=theme, language=language)
    for name, path in paths.items():
        page.goto(path)
        if name == "editor":
            _page_shown(page)
        for picture in page.locator("main img").all():
            picture.scroll_into_view_if_needed()
        page.wait_for_function(
            "() => [...document.images].every((each) => each.complete)", timeout=60_000
        )
        page.evaluate("scrollTo(0, 0)")
        assert_sound(page)
        _shot(page, f"{name}-{look}")
