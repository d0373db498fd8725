"""The report as pages: numbers as in the frame, filters kept, refusals in words."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from academy.people.models import Person
from academy.reporting import labels
from academy.reporting.models import Extract
from academy.reporting.reports.completion import ENTRIES
from tests.cast import Cast
from tests.make import reporting

ClientOf = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def _in_march(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        yield


def _table(html: str) -> list[list[str]]:
    """Return the texts of the table's number cells, row by row."""
    body = html[html.index('id="table"') :]
    rows = re.findall(r"<tr class=\"row-.*?</tr>", body, flags=re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row)]
        for row in rows
    ]


def test_the_table_is_the_frame(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    reporting.closed_cohort(cast, at=at)
    html = client_of(cast.hr).get("/reports/completion/?parts=1").content.decode()
    report = reporting.completion_of(reporting.everybody(cast, at=at))
    assert _table(html) == [
        [labels.printed(row[entry.column]) for entry in ENTRIES] for row in report.rows
    ]
    for entry in ENTRIES:
        assert str(entry.definition) in html
    assert "style=" not in html
    assert "2026年1月1日至2026年12月31日" in html
    assert "数据截至 2026年3月2日" in html


def test_numbers_open_to_their_names(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    reporting.closed_cohort(cast, at=at)
    client = client_of(cast.hr)
    html = client.get("/reports/completion/?track=LAW").content.decode()
    link = "/reports/completion/people/?track=LAW&amp;figure=passed_make_up&amp;row=T001"
    assert f'href="{link}"' in html
    listed = client.get(link.replace("&amp;", "&")).content.decode()
    assert "共 1 人次" in listed
    assert "赵䶮" in listed
    assert 'href="/reports/completion/?track=LAW"' in listed
    left_out = client.get("/reports/completion/people/?figure=excluded").content.decode()
    assert "抽调专项督察" in left_out


def test_an_empty_report_says_why_and_where_there_is_more(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    client = client_of(cast.hr)
    assert "还没有任何期次开班" in client.get("/reports/completion/").content.decode()
    reporting.closed_cohort(cast, at=at)
    with time_machine.travel(at.replace(month=4), tick=False):
        address = "/reports/completion/?from=2024-01-01&to=2024-12-31"
        html = client_of(cast.hr).get(address).content.decode()
    assert "在所选条件下没有可统计的内容" in html
    assert "?from=2026-01-01&amp;to=2026-12-31" in html


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("from=2026-13-01", 422, "不是日期"),
        ("as_of=2026-03-03", 422, "数据截止日不能晚于今天"),
        ("to=1026-01-01", 422, "年份须在"),
        ("colour=red", 422, "没有名为“colour”的条件"),
        ("unit=T999", 404, "没有找到"),
        ("cohort=x", 422, "没有这个期次"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_is_kept(
    cast: Cast, client_of: ClientOf, query: str, status: int, said: str
) -> None:
    for path in ("/reports/completion/", "/reports/completion.csv"):
        response = client_of(cast.hr).get(f"{path}?{query}")
        html = response.content.decode()
        assert response.status_code == status
        assert said in html
        name, value = query.split("=")
        if name in ("from", "as_of", "to"):
            assert f'value="{value}"' in html
    assert not Extract.objects.exists()


def test_a_rate_that_is_none_is_not_drawn_as_another(cast: Cast, client_of: ClientOf) -> None:
    reply = client_of(cast.hr).get("/reports/completion/?chart=colour")
    assert reply.status_code == 404
    assert "没有找到" in reply.content.decode()


def test_the_last_day_of_a_period_belongs_to_it(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    reporting.closed_cohort(cast, at=at)
    client = client_of(cast.hr)
    for last, counted in (("2026-03-08", False), ("2026-03-09", True), ("2026-03-10", True)):
        html = client.get(f"/reports/completion/?from=2026-03-01&to={last}").content.decode()
        assert ('id="table"' in html) is counted


def test_files_from_the_page(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    reporting.closed_cohort(cast, at=at)
    client = client_of(cast.officer)
    response = client.get("/reports/completion.csv?unit=T001")
    assert response.status_code == 200
    assert Extract.objects.get().made_by_label == "T1003"
    assert client_of(None).get("/reports/completion.csv").status_code == 302
    assert client_of(cast.wang).get("/reports/completion/").status_code == 403


def test_lists_cost_the_same_queries_for_one_and_for_three(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    reporting.closed_cohort(cast, at=at)
    client = client_of(cast.hr)
    counts = []
    for row in ("T002", "T001"):
        client.get(f"/reports/completion/people/?figure=required&row={row}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/reports/completion/people/?figure=required&row={row}")
        counts.append(len(queries))
    assert counts == [13, 13]
