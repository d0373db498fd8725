"""Long and scheduled reports in a real browser: begun, fetched, sent; every page is sound."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from academy.people.models import Grant
from academy.reporting.enums import Every
from academy.shared import clock
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import Cast, gather
from tests.make import reporting
from tests.make import schedules as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]


@pytest.fixture
def yesterday() -> datetime:
    """Yesterday at eight, by the clock that the server has."""
    day = clock.today() - timedelta(days=1)
    return datetime.combine(day, time(8), clock.LOCAL)


@pytest.fixture
def cast(
    transactional_db: None, yesterday: datetime, settings: LazySettings, tmp_path: Path
) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    settings.JOBS_INLINE = True
    return gather(at=yesterday)


def test_a_report_is_made_in_the_background_and_fetched(
    open_page: OpenPage, assert_sound: Sound, cast: Cast, yesterday: datetime
) -> None:
    reporting.closed_cohort(cast, at=yesterday)
    page = open_page(cast.hr, "/reports/completion/")
    assert_sound(page)
    page.get_by_role("button", name="后台生成 CSV").click()
    expect(page.get_by_text("已生成")).to_be_visible()
    assert_sound(page)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="下载 CSV").click()
    assert fetched.value.suggested_filename.endswith(".csv")
    page.get_by_role("link", name="后台生成").first.click()
    assert_sound(page)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(("theme", "language"), [("light", "zh-hans"), ("dark", "en")])
def test_every_page_is_sound(
    open_page: OpenPage,
    assert_sound: Sound,
    cast: Cast,
    yesterday: datetime,
    viewport: dict[str, int],
    theme: str,
    language: str,
) -> None:
    empty = open_page(
        cast.hr, "/reports/schedules/", viewport=viewport, theme=theme, language=language
    )
    assert_sound(empty)
    row = make.made(
        cast.hr,
        cast.officer,
        cast.auditor,
        at=yesterday,
        unit="T001",
        every=Every.WEEK,
        day=yesterday.isoweekday(),
        hour=9,
    )
    Grant.objects.filter(person=cast.auditor).delete()
    (sending,) = make.opened(at=yesterday + timedelta(hours=1))
    make.executed(sending)
    for path in (
        "/reports/",
        "/reports/schedules/",
        "/reports/schedules/new/",
        f"/reports/schedules/{row.public_id}/",
        f"/reports/sendings/{sending.public_id}/",
    ):
        empty.goto(path)
        assert_sound(empty)
