"""A year's plan in a browser: asked for, edited, locked, planned again, accepted."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from academy.jobs.models import Job
from academy.jobs.runner import execute
from academy.people.enums import Sex
from academy.people.models import Unit
from academy.shared import clock
from courses.enums.plans import PlanState
from courses.models import Cohort, PlanningRun, Quota
from courses.operations import plan_rules, residence
from courses.rules.plan_settings import Settings
from tests.browser.conftest import PHONE, OpenPage
from tests.cast import SYSTEM, Cast, gather
from tests.make import courses as make_courses
from tests.make import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
COHORTS = 30
PEOPLE = 300
BEDS = 10


@pytest.fixture
def at() -> datetime:
    """The plan is for what lies ahead, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def cast(transactional_db: None, at: datetime) -> Cast:
    """The known people, and so many more in two branches that thirty cohorts are just enough."""
    cache.clear()
    known = gather(at=at)
    staffed(known.east, 1, at)
    staffed(known.south, 150, at)
    make_courses.syllabus(at=at)
    day = date(clock.today().year, 1, 1)
    for sex in Sex:
        residence.add_dormitory(
            actor=SYSTEM, name=f"{sex}楼", sex=sex, beds=BEDS, valid_from=day, at=at
        )
    residence.add_hall(actor=SYSTEM, name="第一教室", seats=40, valid_from=day, at=at)
    figures = Settings(away_percent=20, capacity=BEDS, minimum_fill_percent=50)
    plan_rules.adopt(actor=SYSTEM, settings=figures, valid_from=day, ground="院务会", at=at)
    return known


def staffed(unit: Unit, first: int, at: datetime) -> None:
    """Put half of the people, less the two officers whom the cast has, on the staff of a unit."""
    for number in range(first, first + PEOPLE // 2 - 1):
        people.person(number, unit=unit, at=at, sex=Sex.MALE if number % 2 else Sex.FEMALE)


def confirm(page: Page, opener: str, answer: str) -> None:
    """Press a button that asks first, and say yes."""
    page.get_by_role("button", name=opener, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=answer, exact=True).click()
    page.wait_for_load_state()


def solve(page: Page) -> PlanningRun:
    """Let the job of the latest run be done, as a worker does it, and see the page come round."""
    run = PlanningRun.objects.order_by("-pk")[0]
    expect(page.get_by_text("排班求解").first).to_be_visible()
    execute(Job.objects.get(key=f"courses.solve_plan:{run.pk}:{run.attempt}").pk)
    run.refresh_from_db()
    assert run.state == PlanState.PROPOSED, run.explanation
    expect(page.get_by_role("button", name=f"采纳 {COHORTS} 期")).to_be_visible()
    return run


def test_a_year_is_planned_edited_locked_and_accepted(
    cast: Cast, open_page: OpenPage, assert_sound: Sound
) -> None:
    page = open_page(cast.admin, "/courses/plans/")
    page.get_by_role("link", name="新的排班").first.click()
    next_year = clock.today().year + 1
    page.get_by_label("从", exact=True).fill(f"{next_year}-01-01")
    page.get_by_label("到", exact=True).fill(f"{next_year}-12-31")
    page.get_by_label("执法办案基础LAW").check()
    page.get_by_label("一线执法人员").check()
    expect(page.locator("#demand")).to_contain_text(f"{PEOPLE} 人要安排")
    expect(page.locator("#demand")).to_contain_text(f"至少 {COHORTS} 期")
    assert_sound(page)
    page.get_by_label("求解时间").fill("20")
    page.get_by_role("button", name="开始排班").click()
    first = solve(page)
    expect(page.get_by_text(f"{PEOPLE}/{PEOPLE} 人有座位")).to_be_visible()
    assert_sound(page)
    edited = edit(page, first)
    page.goto(f"/courses/plans/{first.public_id}/?tab=decisions")
    expect(page.get_by_role("rowheader", name="锁定一期")).to_be_visible()
    confirm(page, "重新排班", "按今天的情况重排")
    second = solve(page)
    assert second.previous == first
    line = second.lines.get(slot=edited)
    assert line.locked
    assert second.moved is not None
    assert second.moved <= BEDS
    page.get_by_role("link", name="调动").click()
    expect(page.get_by_text("与上一份计划")).to_be_visible()
    page.get_by_role("link", name="各单位离岗").click()
    expect(page.get_by_role("rowheader", name="东湖")).to_be_visible()
    assert_sound(page)
    page.get_by_role("link", name="今日核对").click()
    expect(page.get_by_text("每条规则今天仍然成立")).to_be_visible()
    confirm(page, f"采纳 {COHORTS} 期", f"采纳并建立 {COHORTS} 期草稿")
    expect(page.get_by_text(f"已采纳 {COHORTS} 期")).to_be_visible()
    assert Cohort.objects.count() == COHORTS
    assert sum(Quota.objects.values_list("seats", flat=True)) == PEOPLE
    page.get_by_label("计划内容").get_by_role("link", name="授课安排").click()
    expect(page.get_by_role("link", name="排执法办案基础LAW第1期的授课")).to_be_visible()
    page.get_by_role("link", name="计划与实绩").click()
    expect(page.get_by_role("link", name="执法办案基础LAW第30期")).to_be_visible()
    officer = open_page(cast.officer, "/courses/plans/", viewport=PHONE)
    expect(officer.get_by_text("今后拟派 150 人")).to_be_visible()
    assert_sound(officer)


def edit(page: Page, run: PlanningRun) -> str:
    """Lock the first line and somebody in it, and try what cannot be; return its slot."""
    line = run.lines.order_by("number")[0]
    seat = line.seats.select_related("person").order_by("person__staff_number")[0]
    page.get_by_role("link", name=f"{line.starts_on:%Y-%m-%d}").click()
    page.get_by_role("button", name=f"锁定 {seat.person.name}", exact=True).click()
    expect(page.get_by_role("button", name=f"解锁 {seat.person.name}", exact=True)).to_be_visible()
    full = run.lines.order_by("number")[1]
    other = line.seats.select_related("person").order_by("-person__staff_number")[0]
    name = other.person.name
    page.get_by_label(f"把 {name} 调到").select_option(str(full.number))
    page.get_by_role("button", name=f"调动 {name}", exact=True).click()
    expect(page.get_by_text("这样改动会违反")).to_be_visible()
    page.locator("summary", has_text="改期").click()
    page.get_by_label("开班日期").fill(f"{run.year}-10-01")
    page.get_by_label("结班日期").fill(f"{run.year}-10-05")
    page.get_by_role("button", name="改期并锁定").click()
    expect(page.get_by_text("国庆节").first).to_be_visible()
    page.goto(f"/courses/plans/lines/{line.public_id}/")
    page.get_by_role("button", name="锁定", exact=True).first.click()
    expect(page.get_by_text("重新排班时，这一期的日期和课程保持不变")).to_be_visible()
    return line.slot
