"""The dashboard in a real browser: sound on a phone and a desk, and one click to the names."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from academy.reporting.operations import summaries
from academy.shared import clock
from courses.enums import CohortState
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import Cast, gather
from tests.make import courses, requirements

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
PATH = "/reports/dashboard/"


@pytest.fixture
def yesterday() -> datetime:
    """Yesterday at eight, by the clock that the server has."""
    day = clock.today() - timedelta(days=1)
    return datetime.combine(day, time(8), clock.LOCAL)


@pytest.fixture
def cast(transactional_db: None, yesterday: datetime) -> Cast:
    return gather(at=yesterday)


def test_from_a_number_to_its_names(
    open_page: OpenPage, assert_sound: Sound, cast: Cast, yesterday: datetime
) -> None:
    empty = open_page(cast.leader, PATH, viewport=PHONE)
    expect(empty.get_by_text("还没有可以汇总的内容")).to_be_visible()
    assert_sound(empty)
    requirements.edition(at=yesterday)
    courses.cohort(
        at=yesterday,
        starts_on=yesterday.date(),
        ends_on=yesterday.date() + timedelta(days=4),
        state=CohortState.RUNNING,
        persons=[cast.wang, cast.li],
    )
    summaries.refresh(at=clock.now())
    for viewport in (PHONE, DESK):
        leader = open_page(cast.leader, PATH, viewport=viewport)
        assert_sound(leader)
        leader.get_by_role("link", name="应达标").click()
        expect(leader.get_by_text("王建国")).to_be_visible()
        expect(leader.get_by_text("李秀英")).to_have_count(0)
        assert_sound(leader)
    hr = open_page(cast.hr, PATH)
    hr.locator("#running").get_by_role("link", name="2", exact=True).click()
    expect(hr.get_by_text("李秀英")).to_be_visible()
