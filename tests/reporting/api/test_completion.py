"""The report over HTTP: doors, scope, refusals, ETag, cursor."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from academy.people.enums import Role
from academy.people.models import Person
from academy.reporting.enums import Column, Level
from academy.reporting.models import Extract
from tests.cast import Cast
from tests.make import reporting

ClientOf = Callable[[Person | None], Client]
REPORT = "/api/v1/reports/completion"
PEOPLE = f"{REPORT}/people"


@pytest.fixture(autouse=True)
def _in_march(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        yield


def test_json_is_the_frame(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    reporting.closed_cohort(cast, at=at)
    body = client_of(cast.hr).get(REPORT).json()
    report = reporting.completion_of(reporting.everybody(cast, at=at))
    assert body["digest"] == report.digest
    assert [(row["level"], row["key"]) for row in body["rows"]] == [
        (row.level.value, row.key) for row in report.rows
    ]
    for told, row in zip(body["rows"], report.rows, strict=True):
        for column in Column:
            value = row[column]
            expected = value if value is None or isinstance(value, int) else str(value)
            assert told["figures"][column.value] == expected
    assert [each["column"] for each in body["columns"]] == [column.value for column in Column]


def test_unchanged_is_304(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    tag = client.get(REPORT)["ETag"]
    assert client.get(REPORT, headers={"if-none-match": tag}).status_code == 304
    reporting.closed_cohort(cast, at=at)
    assert client.get(REPORT, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("colour=red", 422, "shared.parameter_unknown"),
        ("sitting=first", 422, "shared.parameter_unknown"),
        ("by=requirement", 422, "reporting.dimension_unknown"),
        ("by=colour", 422, "shared.input_invalid"),
        ("staff_kind=king", 422, "shared.input_invalid"),
        ("unit=T001&unit=T002", 422, "shared.parameter_repeated"),
        ("as_of=2026-03-03", 422, "reporting.as_of_in_future"),
        ("from=2026-03-03", 422, "reporting.period_in_future"),
        ("from=2026-02-01&until=2026-02-01", 422, "reporting.period_empty"),
        ("from=yesterday", 422, "shared.input_invalid"),
        ("unit=T999", 404, "shared.not_found"),
        ("track=NONE", 404, "shared.not_found"),
        ("cohort=00000000-0000-0000-0000-000000000000", 404, "shared.not_found"),
    ],
)
def test_what_is_refused(
    cast: Cast, client_of: ClientOf, query: str, status: int, code: str
) -> None:
    for path in (REPORT, f"{REPORT}.csv", f"{REPORT}.xlsx"):
        response = client_of(cast.hr).get(f"{path}?{query}")
        assert (response.status_code, response.json()["code"]) == (status, code)
        assert response["Content-Type"] == "application/problem+json"
    assert not Extract.objects.exists()


@pytest.mark.parametrize("query", ["as_of=2026-03-02", "from=2026-03-02", "from=2026-03-01"])
def test_today_is_not_the_future(cast: Cast, client_of: ClientOf, query: str) -> None:
    assert client_of(cast.hr).get(f"{REPORT}?{query}").status_code == 200


def test_an_officer_reads_the_own_unit_only(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    reporting.closed_cohort(cast, at=at)
    client = client_of(cast.officer)
    rows = client.get(REPORT).json()["rows"]
    assert {row["key"] for row in rows if row["level"] == Level.UNIT} == {"T001"}
    assert rows[-1]["figures"]["required"] == 3
    for path in (REPORT, f"{REPORT}.pdf", PEOPLE):
        extra = "&figure=required" if path == PEOPLE else ""
        assert client.get(f"{path}?unit=T002{extra}").status_code == 404
    assert client.get(f"{PEOPLE}?figure=required&row=T002").status_code == 404
    names = client.get(f"{PEOPLE}?figure=required").json()["items"]
    assert {each["values"]["name"] for each in names} == {"王建国", "赵䶮", "陈联络"}


@pytest.mark.parametrize("role", list(Role))
def test_doors(cast: Cast, client_of: ClientOf, role: Role) -> None:
    readers = {Role.HR, Role.ACADEMY_ADMIN, Role.AUDITOR, Role.UNIT_TRAINING_OFFICER}
    expected = 200 if role in readers else 403
    client = client_of(cast.holder_of(role))
    assert client.get(REPORT).status_code == expected
    assert client.get(f"{REPORT}.csv").status_code == expected
    assert client_of(None).get(REPORT).status_code == 401


def test_names_come_in_pages_by_pinyin(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    reporting.closed_cohort(cast, at=at)
    client = client_of(cast.hr)
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    for _page in range(3):
        more = f"&cursor={cursor}" if cursor else ""
        body = client.get(f"{PEOPLE}?figure=required&limit=2{more}").json()
        assert body["count"] == 5
        found += body["items"]
        cursor = body["next_cursor"]
    assert cursor is None
    assert [each["values"]["name"] for each in found] == [
        "陈联络",
        "李秀英",
        "王建国",
        "赵䶮",
        "郑人事",
    ]
    assert "id_number" not in found[0]["values"]
    excluded = client.get(f"{PEOPLE}?figure=excluded&row=T000").json()["items"]
    assert [(each["values"]["name"], each["values"]["reason"]) for each in excluded] == [
        ("孙审计", "抽调专项督察")
    ]


def test_a_download_is_a_file_on_record(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    reporting.closed_cohort(cast, at=at)
    response = client_of(cast.hr).get(f"{REPORT}.csv?unit=T001")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Cache-Control"] == "private, no-store"
    extract = Extract.objects.get()
    assert response["X-Extract-Id"] == str(extract.public_id)
    assert extract.parameters["unit"] == "T001"
    assert extract.parameters["scope"] == [cast.east.pk]
