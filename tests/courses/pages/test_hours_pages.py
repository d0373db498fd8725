"""Pages of requirements and hours: what they say, and that lists cost the same with three rows."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from academy.people.models import Person
from academy.shared import clock
from academy.shared.tabular import reading
from courses.enums import CohortState
from courses.models import HoursEntry, HoursImport, RequirementEdition
from tests.cast import Cast, ClientOf
from tests.make import courses as make_courses
from tests.make import requirements as make

EDITION = {
    "code": "R9",
    "name": "年度培训",
    "regulation": "条例",
    "valid_from": "2026-01-01",
    "metric": "hours",
    "amount": "60",
    "window": "calendar_year",
    "length": "1",
    "judged": "as_of",
    "priority": "100",
    "categories": "集中培训\nonline 20",
}


def _queries(client_of: ClientOf, person: Person, path: str) -> int:
    client = client_of(person)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_a_requirement_is_counted_before_it_is_published(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    path = reverse("courses:new_requirement")
    counted = client.post(path, {**EDITION, "count": "1"})
    assert "适用 12 人" in counted.content.decode()
    assert not RequirementEdition.objects.exists()
    assert client.post(path, {**EDITION, "publish": "1"}).status_code == 302
    row = RequirementEdition.objects.get()
    caps = {each.category_id: each.cap for each in row.recognitions.all()}
    assert caps == {"residential": None, "online": Decimal("20.0")}
    listed = client.get(reverse("courses:requirements")).content.decode()
    assert "线上学习（至多 20）" in listed


def test_what_was_typed_is_kept_when_refused(cast: Cast, client_of: ClientOf) -> None:
    path = reverse("courses:new_requirement")
    typed = {**EDITION, "valid_until": "2025-12-31", "publish": "1"}
    reply = client_of(cast.hr).post(path, typed)
    body = reply.content.decode()
    assert reply.status_code == 422
    assert "失效日期不晚于生效日期" in body
    assert 'value="年度培训"' in body


def test_the_usual_are_loaded_and_ended(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    client.post(reverse("courses:load_usual"))
    row = RequirementEdition.objects.get()
    assert "待核对" in client.get(reverse("courses:requirements")).content.decode()
    client.post(reverse("courses:end_requirement", args=[row.public_id]))
    row.refresh_from_db()
    assert row.valid_until is not None


def test_attainment_opens_to_names_within_ones_units(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    make.edition(at=at)
    make.entry(cast.wang, at=at, hours=Decimal("60.0"))
    path = reverse("courses:attainment")
    body = client_of(cast.hr).get(path, {"on": "2026-03-02"}).content.decode()
    assert "应达 12 人次 · 已达 1" in body
    mine = client_of(cast.officer).get(path, {"on": "2026-03-02"}).content.decode()
    assert "应达 4 人次 · 已达 1" in mine
    names = client_of(cast.officer).get(reverse("courses:owing"), {"on": "2026-03-02"})
    assert "3 人，3 项未达标" in names.content.decode()
    assert cast.li.name not in names.content.decode()
    sheet = client_of(cast.officer).get(reverse("courses:owing_workbook"))
    assert sheet.content.startswith(b"PK")


@pytest.mark.parametrize("route", ["courses:attainment", "courses:owing", "courses:seats"])
@pytest.mark.parametrize("on", ["", "2026-02-30", "yesterday", "2021-01-01"])
def test_odd_dates_do_no_harm(cast: Cast, client_of: ClientOf, route: str, on: str) -> None:
    reply = client_of(cast.hr).get(reverse(route), {"on": on, "unit": "?", "page": "x"})
    assert reply.status_code == 200


def test_hours_are_entered_and_taken_back(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    track = make.track(at=at)
    client = client_of(cast.hr)
    typed = {
        "hours": "8",
        "track": track.pk,
        "category": "outside",
        "source": "outside",
        "earned_on": "2026-03-02",
        "evidence": "结业证 0012 号",
    }
    path = reverse("courses:record_hours", args=[cast.wang.public_id])
    assert client.post(path, typed).status_code == 302
    again = client.post(path, typed)
    assert again.status_code == 409
    assert "没有重复登记" in again.content.decode()
    entry = HoursEntry.objects.get()
    back = reverse("courses:reverse_hours", args=[entry.public_id])
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "登错人"}).status_code == 302
    assert client.post(back, {"reason": "又一次"}).status_code == 409
    body = client.get(reverse("courses:ledger", args=[cast.wang.public_id])).content.decode()
    assert "净 0 学时" in body
    assert "已冲销" in body


def test_strangers_see_no_ledger(cast: Cast, client_of: ClientOf) -> None:
    path = reverse("courses:ledger", args=[cast.li.public_id])
    assert client_of(cast.officer).get(path).status_code == 404
    assert client_of(cast.hr).get(path).status_code == 200


def test_past_records_by_page(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.track(at=at)
    client = client_of(cast.hr)
    text = (
        "工号,姓名,学时,专业,结束日期,依据\n"
        "T1001,王建国,40,LAW,2017-05-12,轮训第3期\nT9999,无名氏,40,LAW,2017-05-12,轮训\n"
    )
    reply = client.post(reverse("courses:hours_imports"), {"pasted": text})
    run = HoursImport.objects.get()
    page = reverse("courses:hours_import", args=[run.public_id])
    assert reply.headers["Location"] == page
    assert "名册中没有这个工号" in client.get(page).content.decode()
    client.post(reverse("courses:commit_hours", args=[run.public_id]))
    assert "新登记 1 条" in client.get(page).content.decode()
    undo = reverse("courses:undo_hours", args=[run.public_id])
    assert client.post(undo, {"reason": ""}).status_code == 422
    assert client.post(undo, {"reason": "用错文件"}).status_code == 302
    assert client.post(reverse("courses:hours_imports"), {}).status_code == 422
    broken = client.post(reverse("courses:hours_imports"), {"pasted": "甲,乙\n1,2\n"})
    assert "没有找到表头" in broken.content.decode()
    assert client.get(reverse("courses:hours_template")).content.startswith(b"PK")


def test_seats_open_to_names(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    syllabus = make_courses.syllabus(at=at, valid_months=12)
    make_courses.cohort(at=at, state=CohortState.CLOSED, of=syllabus, persons=[cast.wang])
    make.edition(at=at, units=[cast.south])
    path = reverse("courses:seats")
    asked = {"on": "2026-03-02", "quarter": "2027Q1"}
    body = client_of(cast.hr).get(path, asked).content.decode()
    assert "共需 3 席，其中到期重训 1 席" in body
    assert cast.wang.name in body
    owed = client_of(cast.hr).get(path, {**asked, "quarter": "2026Q4"}).content.decode()
    assert cast.li.name in owed


def test_a_trainee_sees_what_is_owed(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.edition(at=at)
    body = client_of(cast.wang).get(reverse("courses:mine")).content.decode()
    assert "每年 60 学时" in body
    assert "未达标" in body


@pytest.mark.parametrize(
    ("route", "count"), [("courses:attainment", 17), ("courses:owing", 18), ("courses:seats", 16)]
)
def test_lists_cost_the_same_with_three_rows(
    cast: Cast, at: datetime, client_of: ClientOf, route: str, count: int
) -> None:
    make.edition(at=at, units=[cast.south])
    one = _queries(client_of, cast.hr, reverse(route))
    make.entry(cast.li, at=at)
    make.edition(at=at, units=[cast.east], valid_from=date(2026, 3, 2))
    assert (one, _queries(client_of, cast.hr, reverse(route))) == (count, count)


def test_the_ledger_as_it_was_known(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    # Published early enough to be known on the day before.
    make.edition(at=at - timedelta(days=2), units=[cast.south])
    make.entry(cast.li, at=at, hours=Decimal("60.0"))
    day = clock.local_date(at)
    for path in (reverse("courses:attainment"), reverse("courses:owing")):
        seen = {}
        for known in ("", day - timedelta(days=1), day, "9999-12-31"):
            reply = client_of(cast.hr).get(path, {"on": "2026-03-02", "known": str(known)})
            seen[str(known)] = reply.context["total" if "owing" in path else "met"]
        before = str(day - timedelta(days=1))
        short = "owing" in path
        assert seen == {"": not short, before: short, str(day): not short, "9999-12-31": not short}
    asked = {"on": "2026-03-02", "known": str(day - timedelta(days=1))}
    items = client_of(cast.hr).get("/api/v1/hours/units", asked).json()["items"]
    assert [each["met"] for each in items] == [0]
    names = client_of(cast.hr).get("/api/v1/hours/owing", asked).json()["items"]
    assert [each["staff_number"] for each in names] == [cast.li.staff_number]


def test_minutes_are_converted_and_said(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    track = make.track(at=at)
    typed = {
        "hours": "300",
        "measure": "1",
        "per": "45",
        "track": track.pk,
        "category": "outside",
        "source": "outside",
        "earned_on": "2026-03-02",
        "evidence": "结业证 0012 号",
    }
    path = reverse("courses:record_hours", args=[cast.wang.public_id])
    assert client_of(cast.hr).post(path, typed).status_code == 302
    row = HoursEntry.objects.get()
    assert row.hours == Decimal("6.7")
    assert row.evidence == "结业证 0012 号（原记 300×1 分钟，按 45 分钟折 1 学时）"
    text = "工号,课时,专业,结束日期,依据\nT1001,10课时,LAW,2017-05-12,轮训第3期\n"
    sent = {"pasted": text, "measure": "40", "per": "45"}
    client_of(cast.hr).post(reverse("courses:hours_imports"), sent)
    read = HoursImport.objects.get().rows[0]
    assert (read["hours"], read["evidence"]) == (
        "8.9",
        "轮训第3期（原记 10×40 分钟，按 45 分钟折 1 学时）",
    )


def test_refused_rows_are_a_workbook(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    text = "工号,学时,结束日期,依据\nT9999,40,2017-05-12,轮训\n"
    client = client_of(cast.hr)
    client.post(reverse("courses:hours_imports"), {"pasted": text})
    path = reverse("courses:hours_refused", args=[HoursImport.objects.get().public_id])
    grid = reading.read(client.get(path).content, "refused.xlsx").grids[0]
    said = [str(cell) for row in grid.rows for cell in row]
    assert "名册中没有这个工号；请核对，或先导入名册" in said
    assert "T9999" in said
