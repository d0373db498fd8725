"""Teaching in a real browser: an upload, its reader, the evaluation and what is shown of it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from academy.shared import clock
from courses.enums import CohortState
from courses.models import Cohort, Evaluation, Reading, Turnout
from courses.operations.evaluations import asked_of
from courses.rules.evaluation import Answer
from tests.browser.conftest import PHONE, OpenPage
from tests.cast import Cast
from tests.make import courses as make
from tests.make import evaluations as make_evaluations
from tests.make import media, people
from tests.make.teaching import instructor, slot, teach

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cohort(cast: Cast, settings: Any, tmp_path: Path) -> Cohort:
    """A cohort of six whose last day is today, as the browser's own clock has it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    at = clock.now()
    today = clock.local_date(at)
    row = make.cohort(
        at=at,
        state=CohortState.RUNNING,
        starts_on=today - timedelta(days=4),
        ends_on=today,
        persons=[cast.wang, *people.people(5, unit=cast.east, at=at)],
    )
    teach(row, instructor(cast.instructor, at=at, of=row.syllabus.course), slot(today), at=at)
    return row


def _upload(page: Page, tmp_path: Path, name: str, data: bytes, title: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    page.get_by_label("科目").select_option(label="行政处罚程序")
    page.get_by_label("名称").fill(title)
    page.locator("#id_file").set_input_files(path)
    page.get_by_role("button", name="上传资料").click()


def test_uploaded_read_and_evaluated(
    cast: Cast, cohort: Cohort, open_page: OpenPage, assert_sound: Any, tmp_path: Path
) -> None:
    # The academy uploads: what is no PDF is refused with words, what was typed stays.
    syllabus = f"/courses/materials/syllabi/{cohort.syllabus.public_id}/"
    admin = open_page(cast.admin, syllabus)
    _upload(admin, tmp_path, "讲义.pdf", media.HTML, "处罚程序讲义")
    expect(admin.get_by_text("不接受这种内容").first).to_be_visible()
    expect(admin.get_by_label("名称")).to_have_value("处罚程序讲义")
    _upload(admin, tmp_path, "图.png", media.PNG, "处罚程序讲义")
    expect(admin.get_by_text("资料已上传并向学员开放")).to_be_visible()
    assert_sound(admin)
    # A trainee finds it on the phone, reads it, and marks it.
    wang = open_page(cast.wang, "/courses/materials/mine/", viewport=PHONE)
    assert_sound(wang)
    wang.get_by_role("link", name="处罚程序讲义").click()
    expect(wang.locator("img.reader-image")).to_be_visible()
    assert wang.evaluate("document.querySelector('img.reader-image').naturalWidth") == 1
    wang.get_by_role("button", name="标记为已阅").click()
    expect(wang.locator(".chip", has_text="已阅")).to_be_visible()
    assert Reading.objects.get().read_edition == 1
    # The academy opens the evaluation; the trainee is told and answers once.
    admin.goto(admin.url.split("/courses/")[0] + "/courses/questionnaires/new/")
    assert_sound(admin)
    admin.get_by_role("button", name="发布这一版").click()
    expect(admin.get_by_text("问卷第 1 版已发布")).to_be_visible()
    here = admin.url.split("/courses/")[0]
    admin.goto(f"{here}/courses/teaching/{cohort.public_id}/evaluation/")
    expect(admin.get_by_text("起自动开放")).to_be_visible()
    assert_sound(admin)
    admin.locator("#id_edition").select_option(index=1)
    admin.get_by_role("button", name="开放评教并通知学员").click()
    expect(admin.get_by_text("评教正在进行")).to_be_visible()
    wang.goto(f"{here}/courses/materials/mine/")
    wang.get_by_role("link", name="现在填写").click()
    assert_sound(wang)
    for group in wang.locator("fieldset.answer").all():
        group.locator("label").nth(2).click()
    wang.get_by_label("意见和建议").fill("多讲案例")
    wang.get_by_role("button", name="匿名提交").click()
    expect(wang.get_by_text("您的评估已收到，谢谢")).to_be_visible()
    # Nobody sees a result before the end; above the minimum they are there, with their bars.
    made = Evaluation.objects.get()
    _all_answer(made)
    admin.reload()
    expect(admin.get_by_text("评教正在进行")).to_be_visible()
    Evaluation.objects.update(opens_on=made.opens_on - timedelta(days=9),
                              last_on=made.opens_on - timedelta(days=1))  # fmt: skip
    admin.reload()
    expect(admin.get_by_text("6 人作答").first).to_be_visible()
    expect(admin.locator("svg.result-bars").first).to_be_visible()
    expect(admin.get_by_text("多讲案例")).to_have_count(0)
    assert_sound(admin)


def _all_answer(made: Evaluation) -> None:
    """Everybody who has not yet answers with the best there is."""
    asked = asked_of(made)
    values = {number: line.values[-1] for number, line in asked.items() if line.values}
    for ticket in Turnout.objects.filter(evaluation=made, answered=False):
        make_evaluations.say(made, ticket.person, Answer(values), at=clock.now())


def test_a_plan_is_made(cast: Cast, cohort: Cohort, open_page: OpenPage, assert_sound: Any) -> None:
    page = open_page(cast.admin, f"/courses/teaching/{cohort.public_id}/")
    assert_sound(page)
    page.get_by_label("科目").select_option(label="队列与体能")
    page.get_by_label("教官", exact=True).select_option(label="钱教官")
    # The timetable opens on this week, which on most days is not that of the cohort's first day.
    workday = cohort.ends_on.weekday() < 5
    day = (cohort.ends_on if workday else cohort.starts_on).isoformat()
    page.get_by_label("第一天").fill(day)
    page.get_by_label("最后一天").fill(day)
    page.get_by_label("第 3 节（14:30–16:00）").check()
    page.get_by_role("button", name="排入这些时段").click()
    expect(page.get_by_text("已安排 1 个时段")).to_be_visible()
    page.get_by_role("link", name="课程表").click()
    expect(page.locator("table.timetable")).to_contain_text("队列与体能")
    expect(page.get_by_role("button", name="打印课程表")).to_be_visible()
    assert_sound(page)
    phone = open_page(cast.admin, page.url, viewport=PHONE)
    expect(phone.locator(".agenda")).to_contain_text("队列与体能")
    expect(phone.locator("table.timetable")).to_be_hidden()
    assert_sound(phone)
    page.go_back()
    page.get_by_label("主责教官").select_option(label="钱教官")
    page.get_by_role("button", name="确定主责教官").click()
    expect(page.get_by_text("主责教官 钱教官")).to_be_visible()
    page.get_by_role("button", name="撤销").first.click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("原因").fill("病假")
    dialog.get_by_role("button", name="撤销 1 个时段").click()
    expect(page.get_by_text("这个时段已撤销")).to_be_visible()
