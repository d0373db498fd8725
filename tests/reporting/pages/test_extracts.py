"""What was handed out, as pages and over HTTP."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from academy.people.models import Person
from academy.reporting.models import Extract
from tests.cast import Cast
from tests.make import reporting

ClientOf = Callable[[Person | None], Client]
PAGE, API = "/reports/extracts/", "/api/v1/report-extracts"


@pytest.fixture(autouse=True)
def _in_march(cast: Cast, at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        reporting.closed_cohort(cast, at=at)
        yield


def _taken(client: Client, times: int = 1) -> Extract:
    for _time in range(times):
        assert client.get("/reports/completion.csv").status_code == 200
    return Extract.objects.order_by("-pk")[0]


def test_a_file_taken_is_listed_and_can_be_asked_again(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    assert "还没有提取过报表" in client.get(PAGE).content.decode()
    extract = _taken(client)
    html = client.get(PAGE).content.decode()
    assert f"{PAGE}{extract.public_id}/" in html
    assert extract.figures_digest[:12] in html
    again = client.get(f"{PAGE}{extract.public_id}/").content.decode()
    assert "按原条件再算一遍，数字一致" in again
    body = client.get(f"{API}/{extract.public_id}/comparison").json()
    assert (body["same"], body["changes"]) == (True, [])
    assert body["extract"]["id"] == str(extract.public_id)


def test_changed_figures_are_shown_side_by_side(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    extract = _taken(client)
    figures = extract.figures or {}
    figures["rows"][-1][3] = 99
    old = Extract.objects.create(
        report=extract.report,
        form=extract.form,
        parameters=extract.parameters,
        figures=figures,
        row_count=1,
        name_count=0,
        figures_digest="0" * 64,
        file_digest="0" * 64,
        made_by=extract.made_by,
        made_by_label=extract.made_by_label,
        made_at=extract.made_at,
    )
    html = client.get(f"{PAGE}{old.public_id}/").content.decode()
    assert "1 个数字有变化" in html
    assert '<td class="num">99</td><td class="num">5</td>' in html
    (change,) = client.get(f"{API}/{old.public_id}/comparison").json()["changes"]
    assert (change["column"], change["then"], change["now"]) == ("required", 99, 5)


@pytest.mark.parametrize("address", [PAGE, API])
def test_the_list_costs_the_same_for_one_and_three(
    cast: Cast, client_of: ClientOf, address: str
) -> None:
    client = client_of(cast.hr)
    counts = []
    for more in (1, 2):
        _taken(client, more)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(client.get(API).json()["items"]) == 3


def test_an_officer_sees_their_own_and_nobody_elses(cast: Cast, client_of: ClientOf) -> None:
    of_hr = _taken(client_of(cast.hr))
    officer = client_of(cast.officer)
    own = _taken(officer)
    assert [each["id"] for each in officer.get(API).json()["items"]] == [str(own.public_id)]
    assert officer.get(f"{PAGE}{own.public_id}/").status_code == 200
    for address in (f"{PAGE}{of_hr.public_id}/", f"{API}/{of_hr.public_id}/comparison"):
        assert officer.get(address).status_code == 404
    assert officer.get(f"{PAGE}?colour=red").status_code == 422


def test_the_index_names_every_report(cast: Cast, client_of: ClientOf) -> None:
    from academy.reporting.reports import REPORTS

    client = client_of(cast.hr)
    html = client.get("/reports/").content.decode()
    items = client.get("/api/v1/reports").json()["items"]
    assert [each["report"] for each in items] == list(REPORTS)
    for spec in REPORTS.values():
        assert f"/reports/{spec.code}/" in html
    assert client.get("/reports/?colour=red").status_code == 422
    assert client.get("/reports/none/").status_code == 404
    assert client.get("/api/v1/reports/none").status_code == 404
