"""Cohort report and training record in a real browser: every page is sound, numbers lead on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import AT, Cast, gather
from tests.make import stories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return gather(at=AT)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(("theme", "language"), [("light", "zh-hans"), ("dark", "en")])
def test_every_page_is_sound(
    open_page: OpenPage,
    assert_sound: Sound,
    cast: Cast,
    viewport: dict[str, int],
    theme: str,
    language: str,
) -> None:
    lived = stories.lived(cast, at=AT)
    first = lived.crowd[0]
    looks = {"viewport": viewport, "theme": theme, "language": language}
    for reader, path in (
        (cast.hr, "/reports/cohorts/"),
        (cast.hr, f"/reports/cohorts/{lived.cohort.public_id}/"),
        (cast.officer, f"/reports/cohorts/{lived.cohort.public_id}/"),
        (cast.hr, "/reports/persons/"),
        (cast.hr, f"/reports/persons/{first.public_id}/"),
        (first, "/reports/record/"),
        (cast.hr, f"/reports/persons/{first.public_id}/?as_of=2999-01-01"),
    ):
        assert_sound(open_page(reader, path, **looks))


def test_a_number_leads_to_its_names(open_page: OpenPage, assert_sound: Sound, cast: Cast) -> None:
    lived = stories.lived(cast, at=AT)
    page = open_page(cast.hr, "/reports/cohorts/")
    page.get_by_role("link", name=lived.cohort.name).click()
    expect(page.get_by_role("heading", name="三、考试成绩")).to_be_visible()
    results = page.locator("#results")
    results.get_by_role("link", name="5", exact=True).first.click()
    expect(page.locator(".state-line")).to_contain_text("共 5 人次")
    assert_sound(page)
