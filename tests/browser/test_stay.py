"""A stay in a real browser: the roll on a phone, an objection, leave and return, and a transfer."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from academy.shared import clock
from courses.enums import CohortState
from courses.models import Cohort, Enrolment
from courses.operations import conduct_rules, teaching, transfers
from tests.browser.conftest import PHONE, OpenPage
from tests.cast import FOUNDED_ON, SYSTEM, Cast, gather
from tests.make import courses as make
from tests.make.teaching import at_times, instructor, teach

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]


@pytest.fixture
def yesterday() -> datetime:
    """Yesterday at eight, by the clock that the server has."""
    day = clock.today() - timedelta(days=1)
    return datetime.combine(day, time(8), clock.LOCAL)


@pytest.fixture
def cast(transactional_db: None, yesterday: datetime) -> Cast:
    return gather(at=yesterday)


@pytest.fixture
def cohort(cast: Cast, yesterday: datetime) -> Cohort:
    """Three people who came yesterday to a lesson at half past eight, with a class tutor."""
    first = yesterday.date()
    row = make.cohort(
        at=yesterday,
        state=CohortState.RUNNING,
        persons=[cast.wang, cast.li, cast.zhao],
        starts_on=first,
        ends_on=first + timedelta(days=4),
    )
    tutor = instructor(cast.instructor, at=yesterday, of=row.syllabus.course)
    teach(row, tutor, at_times("08:30", "10:00", first), at=yesterday)
    teaching.name_lead(actor=SYSTEM, cohort=row, instructor=tutor, at=yesterday)
    conduct_rules.load_usual(actor=SYSTEM, valid_from=FOUNDED_ON, at=yesterday)
    return row


def test_called_objected_away_and_carried(
    open_page: OpenPage, assert_sound: Sound, cast: Cast, cohort: Cohort
) -> None:
    tutor = open_page(cast.instructor, "/courses/roll-calls/", viewport=PHONE)
    assert_sound(tutor)
    tutor.get_by_role("link", name=cohort.name).click()
    tutor.get_by_label("日期").first.fill(cohort.starts_on.isoformat())
    tutor.get_by_role("button", name="查看这一天").click()
    expect(tutor.get_by_text("尚未点名")).to_be_visible()
    assert_sound(tutor)
    _call(tutor, cast, assert_sound)
    _object(open_page, assert_sound, cast)
    _away(open_page, assert_sound, cast, tutor, cohort)
    _carried(open_page, assert_sound, cast, cohort)


def _call(tutor: Page, cast: Cast, assert_sound: Sound) -> None:
    """Everybody is there but wang: one tap, one button."""
    tutor.get_by_role("link", name="点名", exact=True).last.click()
    expect(tutor.get_by_role("button", name="提交 3 人点名")).to_be_visible()
    assert_sound(tutor)
    assert tutor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    row = tutor.get_by_role("radiogroup", name=cast.wang.name)
    row.get_by_role("radio", name="缺勤").check(force=True)
    tutor.get_by_role("button", name="提交 3 人点名").click()
    expect(tutor.get_by_text("点名已保存：应到 3，实到 2，缺 1")).to_be_visible()
    expect(tutor.locator(".roll-said")).to_contain_text("缺勤 1：王建国")


def _object(open_page: OpenPage, assert_sound: Sound, cast: Cast) -> None:
    """The roll-call cost twenty points; the objection is upheld by somebody else."""
    wang = open_page(cast.wang, "/courses/conduct/mine/", viewport=PHONE)
    expect(wang.get_by_text("操行分 80")).to_be_visible()
    assert_sound(wang)
    wang.get_by_role("button", name="申诉").first.click()
    wang.get_by_label("申诉理由").fill("当时在医务室，有登记。")
    wang.get_by_role("button", name="提交申诉").click()
    expect(wang.get_by_text("申诉已提交")).to_be_visible()
    admin = open_page(cast.admin, "/courses/conduct/objections/")
    expect(admin.get_by_text("当时在医务室，有登记。")).to_be_visible()
    assert_sound(admin)
    admin.get_by_label("答复").fill("医务室登记属实")
    admin.get_by_role("button", name="申诉成立，撤回记录").click()
    expect(admin.get_by_text("没有待处理的申诉")).to_be_visible()
    wang.reload()
    expect(wang.get_by_text("操行分 100")).to_be_visible()


def _away(
    open_page: OpenPage, assert_sound: Sound, cast: Cast, tutor: Page, cohort: Cohort
) -> None:
    """Leave whose hours are shown before it is sent; the tutor grants and ends it."""
    wang = open_page(cast.wang, "/courses/leaves/mine/", viewport=PHONE)
    assert_sound(wang)
    here = wang.url.split("/courses/")[0]
    place = make.enrolment_of(cohort, cast.wang).public_id
    wang.goto(f"{here}/courses/leaves/ask/{place}/")
    now = clock.now().astimezone(clock.LOCAL)
    for name, moment in (
        ("starts_at", now - timedelta(minutes=10)),
        ("ends_at", now + timedelta(hours=2)),
    ):
        wang.locator(f"#id_{name}").fill(moment.strftime("%Y-%m-%dT%H:%M"))
    wang.get_by_label("请假事由").fill("家中急事")
    wang.get_by_role("button", name="计算所占学时").click()
    wang.get_by_role("button", name="提交请假").click()
    tutor.goto(f"{here}/courses/leaves/waiting/")
    expect(tutor.get_by_text("家中急事")).to_be_visible()
    assert_sound(tutor)
    tutor.get_by_role("button", name="同意请假").click()
    expect(tutor.get_by_text("没有待审批的请假")).to_be_visible()
    tutor.goto(f"{here}/courses/{cohort.public_id}/leaves/")
    assert_sound(tutor)
    tutor.get_by_role("button", name="销假").first.click()
    expect(tutor.get_by_text("已销假").first).to_be_visible()


def _carried(open_page: OpenPage, assert_sound: Sound, cast: Cast, cohort: Cohort) -> None:
    """What happened goes along to another cohort."""
    at = clock.now()
    other = make.cohort(
        at=at,
        state=CohortState.RUNNING,
        of=cohort.syllabus,
        number=2,
        persons=[cast.marker],
        starts_on=cohort.ends_on + timedelta(days=3),
        ends_on=cohort.ends_on + timedelta(days=7),
    )
    place = Enrolment.objects.get(cohort=cohort, person=cast.wang)
    made = transfers.transfer(actor=SYSTEM, enrolment=place, to=other, reason="单位有任务", at=at)
    admin = open_page(cast.admin, f"/courses/enrolments/{made.public_id}/")
    expect(admin.get_by_text(f"含自“{cohort.name}”转入前的考勤、请假和操行")).to_be_visible()
    absent = admin.locator("dt", has_text="旷课（学时）").locator("xpath=following-sibling::dd[1]")
    expect(absent).to_have_text("2")
    assert_sound(admin)
