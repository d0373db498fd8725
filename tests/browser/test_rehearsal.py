"""The page before the day in a real browser: checklist, button, report."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from academy.shared import clock
from exams.operations import rooms, seating
from tests.browser.conftest import PHONE, OpenPage
from tests.cast import AT, SYSTEM, gather
from tests.make import exams as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_checklist_the_button_and_the_report(
    open_page: OpenPage, assert_sound: Callable[[Page], None], theme: str
) -> None:
    cast = gather(at=AT)
    opens_at = clock.now() + timedelta(days=3)
    exam = make.exam(at=AT, persons=[cast.wang, cast.li, cast.zhao], opens_at=opens_at)
    hall = rooms.open_(actor=SYSTEM, name="一号机房", capacity=30, at=AT)
    seating.assign(actor=SYSTEM, exam=exam, rooms=[hall], at=AT)
    path = f"/exams/{exam.public_id}/rehearsal/"
    page = open_page(cast.admin, path, theme=theme)
    page.get_by_role("button", name="用 30 名模拟考生演练").click()
    page.get_by_text("演练通过").wait_for()
    assert page.get_by_role("cell", name="不成立").count() == 0
    assert_sound(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # playwright's own TypedDict
    assert_sound(page)
