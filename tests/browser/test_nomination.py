"""Enrolment in a browser: notice, list with refusals, two approvals, waiting, substitution, fill.

Officer, leader, admin and trainee one after another; whatever a person would click is clicked.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from academy.people.models import Person
from academy.shared import clock
from courses.models import Cohort, CohortNotice, Enrolment
from courses.operations import cohorts
from tests.browser.conftest import OpenPage
from tests.cast import SYSTEM, Cast, gather
from tests.make import courses as make
from tests.make import enrolling, people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return gather(at=now)


@pytest.fixture
def cohort(cast: Cast, now: datetime) -> Cohort:
    """A draft of six seats that starts in a week: two for east, three for south."""
    first = clock.local_date(now) + timedelta(days=7)
    row = cohorts.draft(
        actor=SYSTEM,
        syllabus=make.syllabus(at=now),
        number=1,
        name="执法办案第1期",
        starts_on=first,
        ends_on=first + timedelta(days=4),
        capacity=6,
        at=now,
    )
    quotas = {cast.east.pk: 2, cast.south.pk: 3}
    return cohorts.set_quotas(actor=SYSTEM, cohort=row, quotas=quotas, at=now)


@pytest.fixture
def crowd(cast: Cast, now: datetime) -> list[Person]:
    """Four more of the east branch; the last one is on duty in the cohort's week."""
    return people.people(4, unit=cast.east, at=now)


def _confirm(page: Page, label: str) -> None:
    """Press a button that asks first, and say yes by the same words."""
    page.get_by_role("button", name=label, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=label, exact=True).click()
    page.wait_for_load_state()


def _issue(page: Page, cohort: Cohort, now: datetime) -> None:
    page.goto(f"/courses/{cohort.public_id}/notice/")
    local = now.astimezone(clock.LOCAL)
    page.get_by_label("文号").fill("莞城管培〔2026〕12号")
    page.get_by_label("正文").fill("请各单位按名额选派人员参训。")
    page.get_by_label("提名截止").fill(f"{local + timedelta(days=1):%Y-%m-%dT%H:%M}")
    page.get_by_label("替训截止").fill(f"{local + timedelta(days=3):%Y-%m-%dT%H:%M}")
    page.get_by_label("超出名额的提名").select_option("wait")
    page.get_by_role("button", name="印发给 2 个单位").click()
    expect(page.get_by_text("通知已印发")).to_be_visible()


def _nominate(page: Page, cohort: Cohort) -> None:
    page.goto(f"/courses/{cohort.public_id}/nominate/")
    page.get_by_label("名单").fill("P00001\nP00002\n学员3 东湖\nP00004\nP00001\nT2001")
    page.get_by_role("button", name="先试算").click()
    for said in ("已有安排（值班）", "与第 1 行是同一人", "“T2001”查无此人"):
        expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_text("超出名额，列为候补", exact=True)).to_be_visible()
    assert not Enrolment.objects.exists()
    _confirm(page, "提名 3 人")
    expect(page.get_by_text("名额 2 · 已入班 0 · 审批中 2 · 候补 1")).to_be_visible()


def _decide(page: Page, path: str, button: str, said: str) -> None:
    page.goto(path)
    expect(page.get_by_text("3 人等待审批")).to_be_visible()
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(said)).to_be_visible()


def _substitute(page: Page, cohort: Cohort) -> None:
    page.goto(f"/courses/{cohort.public_id}/unit/")
    page.get_by_role("row", name="学员1").get_by_role("link", name="替训").click()
    page.get_by_label("接替人员工号").fill("T2001")
    page.get_by_label("原因").fill("当周专项行动")
    page.get_by_role("button", name="办理 1 人替训").click()
    expect(page.get_by_text("查无此人").first).to_be_visible()
    expect(page.get_by_label("原因")).to_have_value("当周专项行动")
    page.get_by_label("接替人员工号").fill("T1001")
    page.get_by_role("button", name="办理 1 人替训").click()
    expect(page.get_by_text("王建国 已接替 学员1")).to_be_visible()


def _fill(page: Page, cohort: Cohort) -> None:
    """The deadline passes; the rule gives one unused seat to who waits."""
    past = clock.now() - timedelta(minutes=1)
    CohortNotice.objects.filter(cohort=cohort).update(nominate_until_at=past)
    page.goto(f"/courses/{cohort.public_id}/fill/")
    page.get_by_role("button", name="先试算").click()
    _confirm(page, "调剂 1 个名额")
    expect(page.get_by_text("名额已调剂")).to_be_visible()
    expect(page.get_by_text("需求最多的单位优先")).to_be_visible()


def _arrive(page: Page, cohort: Cohort) -> None:
    page.goto(f"/courses/{cohort.public_id}/")
    page.get_by_role("button", name="开班", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="以 3 人开班").click()
    page.get_by_role("link", name="报到名单").click()
    page.get_by_role("button", name="王建国 报到").click()
    expect(page.get_by_text("应到 3 · 实到 1 · 未到 2")).to_be_visible()


def test_from_the_notice_to_check_in(
    open_page: OpenPage,
    assert_sound: Sound,
    cast: Cast,
    cohort: Cohort,
    crowd: list[Person],
    now: datetime,
) -> None:
    enrolling.block(crowd[3], at=now, starts_on=cohort.starts_on, ends_on=cohort.starts_on)
    admin = open_page(cast.admin, "/")
    _issue(admin, cohort, now)
    assert_sound(admin)
    officer = open_page(cast.officer, f"/courses/{cohort.public_id}/notice/print/")
    expect(officer.get_by_text("莞城管培〔2026〕12号").first).to_be_visible()
    assert_sound(officer)
    _nominate(officer, cohort)
    assert_sound(officer)
    leader = open_page(cast.leader, "/")
    _decide(leader, "/courses/to-endorse/", "同意所选人员", "已同意 3 人")
    _decide(admin, "/courses/to-approve/", "批准所选人员", "已批准 3 人")
    trainee = open_page(crowd[2], "/courses/mine/")
    expect(trainee.get_by_text("目前是候补第 1 位")).to_be_visible()
    assert_sound(trainee)
    _substitute(officer, cohort)
    trainee.reload()
    expect(trainee.get_by_text("目前是候补第 1 位")).to_be_visible()
    _fill(admin, cohort)
    assert_sound(admin)
    trainee.reload()
    expect(trainee.get_by_text("报到。").first).to_be_visible()
    _arrive(admin, cohort)
    assert_sound(admin)
