"""Reports on a timetable, as pages and over the API."""

import csv
import io
import json
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from academy.audit.models import Entry
from academy.people.models import Grant
from academy.reporting import access, labels
from academy.reporting.enums import Verb
from academy.reporting.models import ReportRun, Schedule, ScheduleReceipt
from academy.reporting.reports import REPORTS
from academy.shared.clock import LOCAL
from tests.cast import Cast, ClientOf
from tests.make import schedules as make
from tests.reporting.pages.test_runs import fetched, page

LIST = reverse("reporting:schedules")
NEW = reverse("reporting:new_schedule")
API = "/api/v1/report-schedules"
DUE = datetime(2026, 3, 5, 8, tzinfo=LOCAL)
LIST_QUERIES, LOG_QUERIES, LOG_FILE_QUERIES = 13, 18, 18
API_QUERIES, API_LOG_QUERIES, API_RECEIPTS_QUERIES = 7, 11, 9


@pytest.fixture(autouse=True)
def _in_march(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(DUE, tick=False):
        yield


def form(*numbers: str, **other: str) -> dict[str, str]:
    told = {
        "name": "结业月报",
        "report": "completion",
        "form": "csv",
        "relative": "this_year",
        "unit": "",
        "every": "month",
        "day": "5",
        "hour": "8",
        "recipients": "\n".join(numbers),
    }
    return told | other


def body(*numbers: str, **other: Any) -> dict[str, Any]:
    return form() | {"day": 5, "hour": 8, "recipients": list(numbers)} | other


def call(client: Client, method: str, path: str, data: Any = None) -> Any:
    return client.generic(
        method,
        path,
        json.dumps(data or {}),
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )


def test_made_changed_paused_and_resumed(cast: Cast, client_of: ClientOf) -> None:
    hr, numbers = client_of(cast.hr), (cast.auditor.staff_number, cast.admin.staff_number)
    assert "还没有发送计划" in page(hr, LIST)
    assert 'href="?report=completion"' in page(hr, NEW)
    assert hr.get(f"{NEW}?report=none").status_code == 404
    assert hr.post(NEW, form(*numbers, report="none")).status_code == 404
    for other, said in (
        ({"recipients": "T1001"}, "T1001 查无此人，或无权查看"),
        ({"recipients": " "}, "请填写这一项"),
        ({"day": "32"}, "没有这样的发送时间"),
        ({"day": "x"}, "请填写整数"),
        ({"name": ""}, "请填写这一项"),
    ):
        reply = hr.post(NEW, form(*numbers) | other)
        text = reply.content.decode()
        assert (reply.status_code, said in text) == (422, True), other
    assert not Schedule.objects.exists()
    assert hr.post(NEW, form(*numbers)).status_code == 302
    row = Schedule.objects.get()
    here = reverse("reporting:schedule", args=[row.public_id])
    text = page(hr, here)
    for words in ("每月 5 日 08:00", "2026-04-05 08:00", cast.auditor.name, "还没有发送过"):
        assert words in text
    change = reverse("reporting:change_schedule", args=[row.public_id])
    assert cast.auditor.staff_number in page(hr, change)
    assert hr.post(change, form(numbers[0], every="week", day="1")).status_code == 302
    assert "每周一 08:00" in page(hr, LIST)
    assert client_of(cast.admin).get(change).status_code == 404
    for verb, said in (("pause", "已暂停"), ("resume", "按时发送")):
        path = reverse(f"reporting:{verb}_schedule", args=[row.public_id])
        assert hr.post(path).status_code == 302
        assert said in page(hr, here)


def test_from_the_timetable_to_the_reader(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    row = make.made(cast.hr, cast.officer, cast.auditor, at=at, unit="T001")
    (sending,) = make.opened(at=DUE)
    here = reverse("reporting:sending", args=[sending.public_id])
    assert client_of(cast.officer).get(here).status_code == 404
    Grant.objects.filter(person=cast.auditor).delete()
    make.executed(sending)
    assert client_of(None).get(here).status_code == 302
    officer = client_of(cast.officer)
    text = page(officer, here)
    assert "下载 CSV" in text
    assert "谁收到了" not in text
    file = reverse("reporting:sending_file", args=[sending.public_id])
    status, content = fetched(officer, file)
    assert status == 200
    assert content.startswith(b"\xef\xbb\xbf")
    receipt = ScheduleReceipt.objects.get(person=cast.officer)
    assert receipt.opened_at == DUE
    text = page(client_of(cast.hr), here)
    for words in ("谁收到了", "没有登记邮箱地址", "已无查看权限，未发", "2026-03-05 08:00"):
        assert words in text
    text = page(client_of(cast.hr), reverse("reporting:schedule", args=[row.public_id]))
    assert "已发送" in text
    log = client_of(cast.officer).get(reverse("reporting:schedule", args=[row.public_id]))
    assert log.status_code == 404
    Grant.objects.filter(person=cast.officer).update(unit=cast.south)
    assert [officer.get(path).status_code for path in (here, file)] == [404, 404]


def test_who_was_not_told_sees_nothing(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.made(cast.hr, cast.auditor, at=at, unit="T001")
    (sending,) = make.opened(at=DUE)
    make.executed(sending)
    path = reverse("reporting:sending", args=[sending.public_id])
    assert client_of(cast.officer).get(path).status_code == 404
    assert client_of(cast.wang).get(path).status_code == 403


def test_a_turn_that_failed_says_why_and_is_sent_again(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    row = make.made(cast.officer, cast.hr, at=at)
    april = datetime(2026, 4, 6, tzinfo=LOCAL)
    held = list(Grant.objects.filter(person=cast.officer))
    Grant.objects.filter(person=cast.officer).delete()
    with time_machine.travel(april, tick=False):
        (sending,) = make.opened(at=april)
        make.executed(sending)
        admin = client_of(cast.admin)
        here = reverse("reporting:schedule", args=[row.public_id])
        text = page(admin, here)
        for words in ("reporting.run_out_of_reach", "停机期间错过 1 次", "重新发送"):
            assert words in text
        Grant.objects.bulk_create(held)
        retry = reverse("reporting:retry_sending", args=[sending.public_id])
        assert admin.post(retry).status_code == 302
        make.executed(sending)
        assert "已发送" in page(admin, here)
        refused = admin.post(retry)
        assert (refused.status_code, "不能重发" in refused.content.decode()) == (409, True)


def test_over_the_api(cast: Cast, client_of: ClientOf) -> None:
    hr, number = client_of(cast.hr), cast.auditor.staff_number
    for other, status, code in (
        ({"recipients": ["T1001"]}, 422, "reporting.schedule_recipient_without_right"),
        ({"recipients": []}, 422, "reporting.schedule_without_recipients"),
        ({"day": 32}, 422, "reporting.schedule_timetable_invalid"),
        ({"name": " "}, 422, "reporting.schedule_name_missing"),
        ({"unit": "T999"}, 404, "shared.not_found"),
        ({"report": "none"}, 404, "shared.not_found"),
        ({"colour": "red"}, 422, "shared.input_invalid"),
    ):
        reply = call(hr, "POST", API, body(number) | other)
        assert (reply.status_code, reply.json()["code"]) == (status, code)
    made = call(hr, "POST", API, body(number))
    assert (made.status_code, made.json()["recipients"]) == (201, 1)
    path = f"{API}/{made.json()['id']}"
    changed = call(hr, "PUT", path, body(number, day=31)).json()
    assert changed["next_due_at"] == "2026-03-31T00:00:00Z"
    assert call(client_of(cast.admin), "PUT", path, body(number)).status_code == 404
    assert call(hr, "POST", f"{path}/pause").json()["next_due_at"] is None
    assert call(hr, "POST", f"{path}/resume").json()["state"] == "active"
    officer = client_of(cast.officer)
    assert officer.get(API).json()["items"] == []
    assert call(officer, "POST", f"{path}/pause").status_code == 404


def test_sent_over_the_api(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    row = make.made(cast.hr, cast.auditor, at=at)
    (sending,) = make.opened(at=DUE)
    path = f"/api/v1/report-sendings/{sending.public_id}"
    hr, auditor = client_of(cast.hr), client_of(cast.auditor)
    early = call(hr, "POST", f"{path}/retry")
    assert (early.status_code, early.json()["code"]) == (409, "reporting.sending_done")
    assert auditor.get(f"{path}/file").status_code == 404
    make.executed(sending)
    (told,) = hr.get(f"{API}/{row.public_id}/sendings").json()["items"]
    assert (told["state"], told["missed"], told["error"]) == ("done", 0, "")
    assert fetched(auditor, f"{path}/file")[0] == 200
    (receipt,) = hr.get(f"{path}/receipts").json()["items"]
    assert (receipt["outcome"], receipt["mail"], receipt["reason"]) == (
        "told",
        "skipped",
        "no_address",
    )
    assert receipt["opened_at"] == "2026-03-05T00:00:00Z"
    assert client_of(cast.officer).get(f"{path}/receipts").status_code == 404


def test_in_english(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    row = make.made(cast.hr, cast.auditor, at=at)
    (sending,) = make.opened(at=DUE)
    make.executed(sending)
    hr = client_of(cast.hr)
    hr.cookies["django_language"] = "en"
    for path, words in (
        (LIST, "on day 5 of each month at 08:00"),
        (NEW, "First choose which report"),
        (f"{NEW}?report=completion", "Recipients’ staff numbers"),
        (reverse("reporting:schedule", args=[row.public_id]), "Have looked"),
        (reverse("reporting:sending", args=[sending.public_id]), "Who got it"),
    ):
        assert words in page(hr, path)


@pytest.mark.parametrize("many", [1, 3])
def test_the_lists_take_as_many_queries_whatever_there_is(
    cast: Cast,
    at: datetime,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    many: int,
) -> None:
    people = [cast.auditor, cast.admin, cast.hr][:many]
    row, *_others = [make.made(cast.hr, *people, at=at) for _each in range(many)]
    for month in range(3, 3 + many):
        turn = datetime(2026, month, 5, 8, tzinfo=LOCAL)
        with time_machine.travel(turn, tick=False):
            turns = make.opened(at=turn)
            for each in turns[-many:]:
                make.executed(each)
    hr = client_of(cast.hr)
    log = reverse("reporting:schedule", args=[row.public_id])
    for path, queries in ((LIST, LIST_QUERIES), (log, LOG_QUERIES)):
        with django_assert_num_queries(queries):
            assert page(hr, path).count('scope="row"') == many
    last = row.sendings.latest("due_at")
    receipts = f"/api/v1/report-sendings/{last.public_id}/receipts"
    for path, queries in (
        (API, API_QUERIES),
        (f"{API}/{row.public_id}/sendings", API_LOG_QUERIES),
        (receipts, API_RECEIPTS_QUERIES),
    ):
        with django_assert_num_queries(queries):
            assert len(hr.get(path).json()["items"]) == many


def test_from_a_report_s_page_its_question_goes_along(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    hr = client_of(cast.hr)
    asked = "unit=T001&staff_kind=enforcement&by=rank_band"
    text = page(hr, f"/reports/completion/?from=2026-02-01&to=2026-02-28&{asked}")
    brought = f"report=completion&{asked}&relative=last_month"
    assert f'href="{NEW}?{escape(brought)}"' in text
    text = page(hr, f"{NEW}?{brought}")
    for chosen in ("T001", "enforcement", "rank_band", "last_month"):
        assert f'<option value="{chosen}" selected>' in text
    told = {"unit": "T001", "staff_kind": "enforcement", "by": "rank_band"}
    assert hr.post(NEW, form(cast.officer.staff_number, **told)).status_code == 302
    row = Schedule.objects.get()
    assert (row.unit, row.conditions) == (
        "T001",
        {"staff_kind": "enforcement", "by": "rank_band"},
    )
    text = page(hr, reverse("reporting:schedule", args=[row.public_id]))
    for words in ("人员类别", "一线执法", "展开到", "职级层次"):
        assert words in text
    text = page(hr, reverse("reporting:change_schedule", args=[row.public_id]))
    assert '<option value="enforcement" selected>' in text
    for wrong, status, said in (
        ("colour=red", 422, "没有名为“colour”的条件"),
        ("staff_kind=robot", 422, "没有这一项"),
        ("track=NONE", 404, ""),
    ):
        assert said in page(hr, f"{NEW}?report=completion&{wrong}", status), wrong
    reply = hr.post(NEW, form(cast.officer.staff_number, staff_kind="robot"))
    assert (reply.status_code, "没有这一项" in reply.content.decode()) == (422, True)
    assert "按此条件定时发送" not in page(client_of(cast.auditor), "/reports/completion/")


@pytest.mark.parametrize("report", list(REPORTS))
def test_every_report_has_its_own_form(cast: Cast, client_of: ClientOf, report: str) -> None:
    text = page(client_of(cast.hr), f"{NEW}?report={report}")
    kept = access.conditions.kept(REPORTS[report])
    shown = [name for name in labels.CONDITION if f'name="{name}"' in text]
    by_one = len(REPORTS[report].dimensions) < 2
    assert set(shown) == set(kept) - ({"by"} if by_one else set())


def test_tried_out_from_the_page(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    row = make.made(cast.hr, cast.auditor, at=at)
    path = reverse("reporting:try_schedule", args=[row.public_id])
    hr = client_of(cast.hr)
    assert "试发给自己" in page(hr, reverse("reporting:schedule", args=[row.public_id]))
    reply = hr.post(path)
    run = ReportRun.objects.get()
    assert (reply.status_code, reply["Location"]) == (
        302,
        reverse("reporting:run", args=[run.public_id]),
    )
    again = call(hr, "POST", f"{API}/{row.public_id}/try")
    assert (again.status_code, again.json()["id"]) == (202, str(run.public_id))
    admin = client_of(cast.admin)
    assert admin.post(path).status_code == 404
    assert call(admin, "POST", f"{API}/{row.public_id}/try").status_code == 404


@pytest.mark.parametrize("turns", [1, 3])
def test_who_got_what_as_a_file(
    cast: Cast,
    at: datetime,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    turns: int,
) -> None:
    row = make.made(cast.hr, cast.auditor, cast.admin, at=at)
    for month in range(3, 3 + turns):
        turn = datetime(2026, month, 5, 8, tzinfo=LOCAL)
        with time_machine.travel(turn, tick=False):
            if month == 3:
                Grant.objects.filter(person=cast.auditor).delete()
            make.executed(make.opened(at=turn)[-1])
    hr = client_of(cast.hr)
    fetched(hr, reverse("reporting:sending_file", args=[row.sendings.all()[0].public_id]))
    path = reverse("reporting:schedule_log_csv", args=[row.public_id])
    with django_assert_num_queries(LOG_FILE_QUERIES):
        reply = hr.get(path)
    first, *lines = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert first[:6] == ["应发时间", "状态", "发出时间", "工号", "收件人", "结果"]
    assert len(lines) == 2 * turns
    of = {line[3]: line for line in lines if line[0] == "2026-03-05 08:00"}
    assert of[cast.auditor.staff_number][5] == "已无查看权限，未发"
    assert of[cast.admin.staff_number][4:10:5] == [cast.admin.name, "没有登记邮箱地址"]
    book = openpyxl.load_workbook(
        io.BytesIO(hr.get(path.replace(".csv", ".xlsx")).content), read_only=True
    )
    cells = list(book.active.iter_rows(values_only=True))
    assert [list(map(str, line[3:6])) for line in cells if str(line[0])[:4] == "2026"] == [
        line[3:6] for line in lines
    ]
    entries = Entry.objects.filter(verb=Verb.SCHEDULE_LOG_TAKEN)
    assert [each.facts for each in entries] == [{"rows": 2 * turns}] * 2
    assert client_of(cast.officer).get(path).status_code == 404


def test_conditions_over_the_api(cast: Cast, client_of: ClientOf) -> None:
    hr, number = client_of(cast.hr), cast.auditor.staff_number
    told = {"staff_kind": "enforcement", "by": "track"}
    made = call(hr, "POST", API, body(number, conditions=told))
    assert (made.status_code, made.json()["conditions"]) == (201, told)
    for conditions, status, code in (
        ({"colour": "red"}, 422, "shared.parameter_unknown"),
        ({"staff_kind": "robot"}, 422, "shared.input_invalid"),
        ({"by": "requirement"}, 422, "reporting.dimension_unknown"),
        ({"track": "NONE"}, 404, "shared.not_found"),
    ):
        reply = call(hr, "POST", API, body(number, conditions=conditions))
        assert (reply.status_code, reply.json()["code"]) == (status, code), conditions
    assert Schedule.objects.count() == 1
