"""The reports in a real browser: sound on a phone and a desk, light and dark, each to its names."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from academy.reporting.reports import REPORTS
from courses.operations import requirements
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import SYSTEM, Cast
from tests.make import certificates, reporting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
LOOKS = (
    {"viewport": PHONE, "theme": "dark", "language": "en"},
    {"viewport": DESK, "theme": "light", "language": "zh-hans"},
)
#: Where one finds everything else that reporting has.
AROUND = ("", "extracts/", "runs/", "targets/", "cohorts/", "persons/", "record/")


@pytest.fixture
def lived(cast: Cast, at: datetime) -> None:
    """A cohort with one of each fate, its certificates, and what everybody owes."""
    certificates.issued(reporting.closed_cohort(cast, at=at), at=at)
    requirements.publish_usual(actor=SYSTEM, at=at)


def test_reports_before_there_is_anything(
    open_page: OpenPage, assert_sound: Sound, cast: Cast
) -> None:
    page = open_page(cast.hr, "/reports/")
    assert_sound(page)
    for code in REPORTS:
        page.goto(f"/reports/{code}/")
        assert_sound(page)


@pytest.mark.parametrize("look", LOOKS, ids=["phone", "desk"])
def test_from_each_report_to_its_names(
    open_page: OpenPage,
    assert_sound: Sound,
    cast: Cast,
    at: datetime,
    lived: None,
    look: dict[str, object],
) -> None:
    page = open_page(cast.hr, "/reports/", **look)
    for code, spec in REPORTS.items():
        days = {"as_of": at.date().isoformat()}
        if spec.has_period:
            days |= {"from": "2026-01-01", "to": "2026-12-31"}
        page.goto(f"/reports/{code}/?" + "&".join(f"{key}={day}" for key, day in days.items()))
        assert_sound(page)
        page.locator(".stats a").first.click()
        expect(page.locator("main table tbody tr").first).to_be_visible()
        assert_sound(page)
    for path in AROUND:
        page.goto(f"/reports/{path}")
        assert_sound(page)
