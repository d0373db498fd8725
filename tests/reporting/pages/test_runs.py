"""Reports made in the background, as pages and over the API."""

import json
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from academy.people.enums import Role
from academy.people.models import Grant
from academy.reporting.enums import Form, RunState
from academy.reporting.errors import RunFileExpired, RunNotReady
from academy.reporting.models import Extract, ReportRun
from academy.reporting.operations import report_runs
from tests.cast import Cast, ClientOf
from tests.make import report_runs as make
from tests.make import reporting

BEGIN = reverse("reporting:begin_run", args=["completion"])
LIST = reverse("reporting:runs")
API = "/api/v1/report-runs"
LIST_QUERIES = 9
API_QUERIES = 4


@pytest.fixture(autouse=True)
def _here(at: datetime, settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(at, tick=False):
        yield


def page(client: Client, path: str, status: int = 200) -> str:
    reply = client.get(path)
    assert reply.status_code == status
    text = reply.content.decode()
    assert "style=" not in text
    return text


def fetched(client: Client, path: str) -> tuple[int, bytes]:
    """The status, and the whole file if there is one: read to its end, so that it is closed."""
    reply = client.get(path)
    return reply.status_code, b"".join(reply) if reply.streaming else b""


def post(client: Client, body: dict[str, Any]) -> Any:
    return client.post(
        API,
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )


def test_from_the_report_to_the_file(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    reporting.closed_cohort(cast, at=at)
    officer = client_of(cast.officer)
    assert "还没有在后台生成过报表" in page(officer, LIST)
    text = page(officer, reverse("reporting:report", args=["completion"]))
    assert f'action="{BEGIN}"' in text
    reply = officer.post(BEGIN, {"form": "csv", "as_of": "2026-03-02", "unit": "T001"})
    run = ReportRun.objects.get()
    here = reverse("reporting:run", args=[run.public_id])
    assert (reply.status_code, reply["Location"]) == (302, here)
    assert run.parameters["scope"] == [cast.east.pk]
    waiting = page(officer, here)
    for words in ("排队中", "停止", "可以离开本页"):
        assert words in waiting
    file = reverse("reporting:run_file", args=[run.public_id])
    assert "报表还没有生成" in page(officer, file, 409)
    make.executed(run)
    ready = page(officer, here)
    assert "下载 CSV" in ready
    assert "2026年3月9日" in ready
    assert fetched(officer, file) == (200, report_runs.file_of(run).read_bytes())
    assert "已生成" in page(officer, LIST)
    report_runs.sweep(at=at + timedelta(days=8))
    assert "已经删除" in page(officer, here)
    assert "只保留 7 天" in page(officer, file, 410)


def test_a_run_is_its_asker_s_alone_and_only_in_reach(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    run = make.begun(cast.hr, reporting.everybody(cast, at=at), at=at)
    make.executed(run)
    paths = [
        reverse("reporting:run", args=[run.public_id]),
        reverse("reporting:run_file", args=[run.public_id]),
        f"{API}/{run.public_id}",
        f"{API}/{run.public_id}/file",
    ]
    assert [fetched(client_of(cast.hr), path)[0] for path in paths] == [200] * 4
    assert [client_of(cast.admin).get(path).status_code for path in paths] == [404] * 4
    assert "completion" not in page(client_of(cast.admin), LIST)
    Grant.objects.filter(person=cast.hr, role=Role.HR).update(unit=cast.east)
    assert [fetched(client_of(cast.hr), path)[0] for path in paths] == [404] * 4


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"form": "doc"}, 422),
        ({}, 422),
        ({"form": "csv", "as_of": "2026-03-03"}, 422),
        ({"form": "csv", "unit": "T002"}, 404),
        ({"form": "csv", "colour": "red"}, 422),
        ({"form": "csv", "as_of": "yesterday"}, 302),
    ],
)
def test_what_is_refused_on_the_page(
    cast: Cast, client_of: ClientOf, given: dict[str, str], status: int
) -> None:
    assert client_of(cast.officer).post(BEGIN, given).status_code == status
    assert not ReportRun.objects.exists()


def test_too_long_for_a_download_says_where_to_go(
    cast: Cast, at: datetime, client_of: ClientOf, settings: LazySettings
) -> None:
    reporting.closed_cohort(cast, at=at)
    settings.REPORT_DIRECT_LINES = 5
    text = page(client_of(cast.hr), "/reports/completion.xlsx", 422)
    assert "超过直接下载的上限（5 行）" in text
    assert f'action="{BEGIN}"' in text
    reply = client_of(cast.hr).get("/api/v1/reports/completion.xlsx")
    assert (reply.status_code, reply.json()["code"]) == (422, "reporting.report_too_long")
    assert not Extract.objects.exists()


def test_over_the_api(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    reporting.closed_cohort(cast, at=at)
    hr = client_of(cast.hr)
    for body, status, code in (
        ({"report": "none", "form": "csv"}, 404, "shared.not_found"),
        ({"report": "completion", "form": "csv", "step": "year"}, 422, None),
        ({"report": "completion", "form": "csv", "colour": "red"}, 422, "shared.input_invalid"),
        ({"report": "completion", "form": "csv", "as_of": "2026-03-03"}, 422, None),
        ({"report": "completion"}, 422, "shared.input_invalid"),
    ):
        reply = post(hr, body)
        assert reply.status_code == status, body
        assert code is None or reply.json()["code"] == code
    begun = post(hr, {"report": "completion", "form": "csv", "from": "2026-01-01"})
    assert (begun.status_code, begun.json()["state"]) == (202, "waiting")
    path = f"{API}/{begun.json()['id']}"
    early = hr.get(f"{path}/file")
    assert (early.status_code, early.json()["code"]) == (409, RunNotReady.code)
    run = ReportRun.objects.get()
    make.executed(run)
    told = hr.get(path).json()
    assert (told["state"], told["progress_done"], told["progress_total"]) == ("done", 100, 100)
    assert run.extract
    assert told["extract"] == str(run.extract.public_id)
    assert fetched(hr, told["file"]) == (200, report_runs.file_of(run).read_bytes())
    late = hr.post(f"{path}/cancel")
    assert (late.status_code, late.json()["code"]) == (409, "jobs.ended")
    report_runs.sweep(at=at + timedelta(days=8))
    gone = hr.get(f"{path}/file")
    assert (gone.status_code, gone.json()["code"]) == (410, RunFileExpired.code)


def test_stopped_over_the_api_and_on_the_page(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    hr = client_of(cast.hr)
    asked = reporting.everybody(cast, at=at)
    first = make.begun(cast.hr, asked, at=at)
    assert hr.post(f"{API}/{first.public_id}/cancel").json()["state"] == RunState.CANCELLED
    assert "没有生成文件" in page(hr, reverse("reporting:run", args=[first.public_id]))
    second = make.begun(cast.hr, asked, at=at, form=Form.PDF)
    hr.post(reverse("web:job_cancel", args=[second.job.public_id]))
    assert "没有生成文件" in page(hr, reverse("reporting:run", args=[second.public_id]))


def test_in_english(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.begun(cast.hr, reporting.everybody(cast, at=at), at=at)
    hr = client_of(cast.hr)
    hr.cookies["django_language"] = "en"
    text = page(hr, LIST)
    assert "Made in the background" in text
    assert "Waiting" in text


@pytest.mark.parametrize("many", [1, 3])
def test_the_lists_take_as_many_queries_whatever_there_is(
    cast: Cast,
    at: datetime,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    many: int,
) -> None:
    asked = reporting.everybody(cast, at=at)
    for form in list(Form)[:many]:
        make.executed(make.begun(cast.hr, asked, at=at, form=form))
    hr = client_of(cast.hr)
    with django_assert_num_queries(LIST_QUERIES):
        assert page(hr, LIST).count('scope="row"') == many
    with django_assert_num_queries(API_QUERIES):
        assert len(hr.get(API).json()["items"]) == many
