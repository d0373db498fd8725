"""Boards in a real browser: announced, objected to on a phone, answered; every page is sound."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from academy.people.access import actor
from academy.reporting.models import Board
from academy.reporting.operations import outside_scores
from academy.reporting.operations.outside_scores import Given
from academy.reporting.queries import outside, places
from academy.reporting.rules import outside_rows
from academy.shared.tabular import reading as tables
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.cast import AT, Cast, gather
from tests.make import boards as make
from tests.make import reporting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
PATH = "/reports/board/"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = gather(at=AT)
    reporting.closed_cohort(cast, at=AT)
    return cast


@pytest.fixture
def april(cast: Cast) -> Board:
    """April's draft, beside scores of others, after March's board was published."""
    make.published(cast)
    may = make.NOTICE_UNTIL + timedelta(days=30)
    make.rules(cast, at=make.NOTICE_UNTIL, valid_from=make.APRIL, months=2)
    book = tables.read("单位,得分\n东湖,91\n南桥,88\n".encode(), "x.csv", encoding="utf-8")
    outside_scores.take(
        actor=actor(cast.hr),
        given=Given(make.APRIL, "市容环境卫生综合考核", "考核通报〔2026〕4号"),
        found=outside.sort(outside_rows.read(book), places.places(make.APRIL)),
        at=may,
    )
    return make.draft(cast, month=make.APRIL, at=may)


def test_announced_objected_to_and_answered(
    open_page: OpenPage, assert_sound: Sound, cast: Cast, april: Board
) -> None:
    path = f"{PATH}{april.public_id}/"
    hr = open_page(cast.hr, path)
    hr.get_by_role("button", name="公示", exact=True).click()
    assert_sound(hr)
    hr.get_by_role("button", name="公示 1 期红黑榜").click()
    expect(hr.get_by_text("各单位已收到通知")).to_be_visible()
    officer = open_page(cast.officer, path, viewport=PHONE)
    officer.get_by_label("异议内容").fill("合格人数有误，见补考成绩单")
    officer.get_by_role("button", name="提交 1 条异议").click()
    expect(officer.get_by_text("异议已提交")).to_be_visible()
    assert_sound(officer)
    hr.reload()
    hr.get_by_role("button", name="不成立").click()
    assert_sound(hr)
    hr.get_by_role("dialog").get_by_label("答复").fill("已核对，无误")
    hr.get_by_role("button", name="答复 1 条异议").click()
    expect(hr.get_by_text("已答复提出人")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(("theme", "language"), [("light", "zh-hans"), ("dark", "en")])
def test_every_page_is_sound(
    open_page: OpenPage,
    assert_sound: Sound,
    cast: Cast,
    april: Board,
    viewport: dict[str, int],
    theme: str,
    language: str,
) -> None:
    page = open_page(cast.hr, PATH, viewport=viewport, theme=theme, language=language)
    assert april.previous is not None
    for path in ("", april.public_id, april.previous.public_id, "rules", "rules/set", "outside"):
        page.goto(f"{PATH}{path}/" if path else PATH)
        assert_sound(page)
