"""Pages of instructors and of a cohort's teaching."""

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from courses.models import Availability, CohortLead, Instructor, Qualification, Teaching
from tests.cast import Cast, ClientOf
from tests.make import courses as make
from tests.make.courses import ENDS_ON, STARTS_ON
from tests.make.teaching import instructor, outside, slot, teach

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(at: datetime) -> Any:
    """The story's own day: pages read the clock."""
    with time_machine.travel(at, tick=False):
        yield


def url(name: str, *args: object) -> str:
    return reverse(f"courses:{name}", args=args)


def text_of(client: Any, path: str, status: int = 200) -> str:
    reply = client.get(path)
    assert reply.status_code == status, reply.content.decode()[:500]
    return str(reply.content.decode())


def test_an_instructor_is_listed_by_page(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    admin = client_of(cast.admin)
    assert "名单上还没有人" in text_of(admin, url("instructors"))
    form = {"staff_number": "X1", "valid_from": "2026-01-01"}
    bad = admin.post(url("new_instructor"), form)
    assert (bad.status_code, "名册中没有这个工号" in bad.content.decode()) == (422, True)
    bad = admin.post(url("new_instructor"), {"name": "罗文", "valid_from": "2026-01-01"})
    assert bad.status_code == 422
    assert "罗文" in bad.content.decode()
    assert "外聘教官须写明姓名和单位" in bad.content.decode()
    for more in ({"staff_number": "Ｔ0005"}, {"name": "罗文", "organisation": "警官学校"}):
        assert (
            admin.post(url("new_instructor"), form | {"staff_number": ""} | more).status_code == 302
        )
    text = text_of(admin, url("instructors"))
    assert text.index("罗文") < text.index("钱教官")
    assert "警官学校" in text


def test_qualifications_and_days_by_page(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    course = make.syllabus(at=at).course
    who = instructor(cast.instructor, at=at)
    admin, own = client_of(cast.admin), client_of(cast.instructor)
    form = {"course": course.pk, "level": "senior", "valid_from": "2026-01-01", "evidence": ""}
    bad = admin.post(url("qualify", who.public_id), form)
    assert (bad.status_code, "请写明授课资格的依据" in bad.content.decode()) == (422, True)
    form["evidence"] = "聘任 1 号"
    assert admin.post(url("qualify", who.public_id), form).status_code == 302
    again = admin.post(url("qualify", who.public_id), form | {"level": "junior"})
    assert (again.status_code, "已有“" in again.content.decode()) == (409, True)
    days = {"kind": "away", "starts_on": "2026-03-20", "ends_on": "2026-03-18", "reason": "学习"}
    bad = own.post(url("set_days", who.public_id), days)
    assert (bad.status_code, "早于开始日期" in bad.content.decode()) == (422, True)
    assert (
        own.post(url("set_days", who.public_id), days | {"ends_on": "2026-03-21"}).status_code
        == 302
    )
    text = text_of(own, url("instructor", who.public_id))
    assert "2026-03-21" in text
    assert url("qualify", who.public_id) not in text
    assert own.post(url("lift_days", Availability.objects.get().public_id)).status_code == 302
    row = Qualification.objects.get()
    assert admin.post(url("end_qualification", row.public_id)).status_code == 302
    assert admin.post(url("end_instructor", who.public_id)).status_code == 302
    assert Instructor.objects.get().valid_until == at.date()


def test_an_instructor_sees_only_themselves(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    cohort = make.cohort(at=at, number=1)
    other = make.cohort(at=at, number=2)
    who = instructor(cast.instructor, at=at, of=cohort.syllabus.course)
    guest = outside("罗文", at=at, of=cohort.syllabus.course)
    teach(cohort, who, at=at)
    own = client_of(cast.instructor)
    assert "罗文" not in text_of(own, url("instructors"))
    for name in ("teaching", "cohort_reading", "evaluation"):
        text_of(own, url(name, cohort.public_id))
        text_of(own, url(name, other.public_id), 404)
        for person in (cast.wang, cast.officer, cast.hr):
            assert client_of(person).get(url(name, cohort.public_id)).status_code == 403
    text_of(own, url("instructor", guest.public_id), 404)
    admin = client_of(cast.admin)
    assert "没有教官角色" not in text_of(admin, url("instructor", who.public_id))
    plain = instructor(cast.li, at=at)
    assert "没有教官角色" in text_of(admin, url("instructor", plain.public_id))
    days = {"kind": "away", "starts_on": "2026-03-20", "ends_on": "2026-03-20"}
    assert own.post(url("set_days", guest.public_id), days).status_code == 404
    row = Availability.objects.create(
        instructor=guest, kind="away", starts_on=STARTS_ON, ends_on=ENDS_ON, recorded_at=at
    )
    assert own.post(url("lift_days", row.public_id)).status_code == 404
    assert "授课安排" in text_of(own, url("taught_cohorts"))


def test_a_plan_is_made_by_page(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    cohort = make.cohort(at=at)
    admin = client_of(cast.admin)
    page = url("teaching", cohort.public_id)
    assert "还没有人有本课程的授课资格" in text_of(admin, page)
    who = instructor(cast.instructor, at=at, of=cohort.syllabus.course)
    assert "尚缺 40.0 学时" in text_of(admin, page)
    form = {
        "subject": cohort.syllabus.subjects.get(sequence=1).pk,
        "instructor": who.pk,
        "starts_on": STARTS_ON,
        "ends_on": ENDS_ON,
        "periods": ["1", "3"],
    }
    assign = url("assign_teaching", cohort.public_id)
    for change, status, said in (
        ({"periods": []}, 422, "请至少选择一节"),
        ({"periods": ["9"]}, 422, "选择一个有效的选项"),
        ({"begins": "12:00"}, 422, "开始和结束时间须一起填写"),
        ({"begins": "x", "ends": "13:00"}, 422, "时间须写成 08:30 的样子"),
        ({"ends_on": "2026-03-08"}, 422, "最后一天须在第一天之后"),
        ({"ends_on": "2026-03-14"}, 422, "不在本期"),
        ({"periods": [], "begins": "08:00", "ends": "12:33"}, 422, "且不超过 6.0 学时"),
        ({}, 302, ""),
    ):
        reply = admin.post(assign, form | change)
        assert (reply.status_code, said in reply.content.decode()) == (status, True)
    assert Teaching.objects.count() == 10
    again = admin.post(assign, form | {"begins": "09:00", "ends": "10:00"})
    assert (again.status_code, "已排有" in again.content.decode()) == (409, True)
    line = Teaching.objects.order_by("pk")[0]
    withdraw = url("withdraw_teaching", line.public_id)
    assert admin.post(withdraw, {"reason": ""}).status_code == 422
    assert admin.post(withdraw, {"reason": "病假"}).status_code == 302
    assert admin.post(url("name_lead", cohort.public_id), {"instructor": who.pk}).status_code == 302
    assert CohortLead.objects.get().instructor == who
    assert "主责教官 钱教官" in text_of(admin, page)
    sheet = openpyxl.load_workbook(
        io.BytesIO(admin.get(url("export_teaching", cohort.public_id)).content)
    ).active
    assert sheet is not None
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "钱教官" in cells
    assert any("尚缺 16" in cell for cell in cells)


def test_hours_are_exported(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    cohort = make.cohort(at=at)
    teach(cohort, outside("=罗文", at=at, of=cohort.syllabus.course), slot(), at=at)
    reply = client_of(cast.admin).get(url("export_hours") + "?year=2026")
    sheet = openpyxl.load_workbook(io.BytesIO(reply.content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert ("=罗文" in cells, 4 in cells) == (True, True)
    text_of(client_of(cast.admin), url("instructors") + "?year=abc")


INSTRUCTOR_LIST_QUERIES = 13
PLAN_QUERIES = 20


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same(
    at: datetime, cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: Any
) -> None:
    cohort = make.cohort(at=at)
    for name in "甲乙丙"[:count]:
        teach(cohort, outside(name, at=at, of=cohort.syllabus.course), at=at)
    client = client_of(cast.admin)
    with django_assert_num_queries(INSTRUCTOR_LIST_QUERIES):
        text_of(client, url("instructors"))
    with django_assert_num_queries(PLAN_QUERIES):
        text_of(client, url("teaching", cohort.public_id))
