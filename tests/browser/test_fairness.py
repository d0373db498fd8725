"""The pages of fairness in a real browser: sound on every screen, and their one button works."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from academy.shared import clock
from exams.models import Accommodation, Exam, LateDecision, OutageCredit
from exams.operations import accommodations, excuses
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import SYSTEM, Cast, gather
from tests.make import exams as make
from tests.make import fairness

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
SECOND = timedelta(seconds=1)


@pytest.fixture
def now() -> datetime:
    """The database's clock decides, so the story ends now, at a whole five seconds."""
    at = clock.now().replace(microsecond=0)
    return at - (int(at.timestamp()) % 5) * SECOND


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return gather(at=now - timedelta(hours=4))


@pytest.fixture
def exam(cast: Cast, now: datetime) -> Exam:
    """Wang is over and late; zhao, who started later, still sits; li has leave."""
    start = now - 4200 * SECOND
    exam = make.exam(at=start, persons=[cast.wang, cast.zhao, cast.li], window=3600 * SECOND)
    first = make.sitting(exam, cast.wang, at=start)
    make.sitting(exam, cast.zhao, at=start + 1200 * SECOND)
    fairness.silence(
        exam,
        started_at=start,
        began_at=start + 3000 * SECOND,
        ended_at=start + 3120 * SECOND,
        until=now + 120 * SECOND,
    )
    fairness.late(first, make.right_answers(exam.paper), at=start + 3660 * SECOND, sequence=1)
    excuses.grant(actor=SYSTEM, exam=exam, person=cast.li, reason="出差", at=now)
    accommodations.grant(
        actor=SYSTEM,
        person=cast.li,
        extra_percent=25,
        extra_minutes=10,
        large_print=True,
        separate_room=True,
        ground="腕部骨折，附医院证明",
        starts_on=clock.today(),
        at=now,
    )
    return exam


def _shot(page: Page, name: str) -> None:
    """A picture to look at, where SHOTS names a folder for them."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_give_an_outage_back_and_decide_late_answers(
    cast: Cast, exam: Exam, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = open_page(cast.admin, f"/exams/{exam.public_id}/outages/")
    page.get_by_role("button", name="为 1 人补 120 秒").first.click()
    page.locator("dialog[open]").get_by_label("理由").fill("交换机断电")
    assert_sound(page)
    _shot(page, "outages-dialog")
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.get_by_text("已为 1 人补时")).to_be_visible()
    assert OutageCredit.objects.get().sittings == 1
    page.get_by_role("link", name="迟到的答案").click()
    page.get_by_role("button", name="计入", exact=True).click()
    page.locator("dialog[open]").get_by_label("理由").fill("断网两分钟")
    _shot(page, "late-dialog")
    page.get_by_role("button", name="计入 7 题").click()
    expect(page.get_by_text("已计入并重新评分")).to_be_visible()
    assert LateDecision.objects.get().admitted


@pytest.mark.parametrize(
    ("viewport", "theme", "language"),
    [
        (DESK, "light", "zh-hans"),
        (DESK, "dark", "en"),
        (PHONE, "light", "zh-hans"),
        (PHONE, "dark", "en"),
    ],
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
    row = Accommodation.objects.get()
    for what, path in {
        "accommodations": "/exams/accommodations/",
        "accommodations-none": "/exams/accommodations/?q=nobody",
        "accommodation": f"/exams/accommodations/{row.public_id}/",
        "outages": f"/exams/{exam.public_id}/outages/",
        "late": f"/exams/{exam.public_id}/late/",
        "excuses": f"/exams/{exam.public_id}/excuses/",
        "board": f"/exams/{exam.public_id}/",
    }.items():
        page = open_page(cast.admin, path, **look)
        assert_sound(page)
        _shot(page, f"{what}-{name}")
        page.context.close()
