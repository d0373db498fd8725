"""Personal training records as pages and files, over the API too."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from academy.audit.models import Entry
from academy.people.models import Person
from academy.reporting.models import Extract
from tests.cast import Cast
from tests.make import people, stories
from tests.make.stories import Lived

ClientOf = Callable[[Person | None], Client]
HANDED_OUT = "reporting.record_handed_out"


@pytest.fixture
def lived(cast: Cast, at: datetime) -> Lived:
    return stories.lived(cast, at=at)


@pytest.fixture(autouse=True)
def _after() -> Iterator[None]:
    with time_machine.travel(stories.AFTER, tick=False):
        yield


def test_the_list_leads_to_the_record(cast: Cast, lived: Lived, client_of: ClientOf) -> None:
    client, first = client_of(cast.officer), lived.crowd[0]
    assert 'href="/reports/persons/"' in client.get("/reports/").content.decode()
    listed = client.get(f"/reports/persons/?q={first.staff_number}").content.decode()
    address = f"/reports/persons/{first.public_id}/"
    assert f'href="{address}"' in listed
    assert cast.li.name not in client.get("/reports/persons/").content.decode()
    html = client.get(address).content.decode()
    for said in ("一、任职情况", "七、不计入统计", lived.revoked.number, "已撤销", "100.00"):
        assert said in html
    assert "style=" not in html
    assert client.get(f"/reports/persons/{cast.li.public_id}/").status_code == 404
    assert client.get(f"{address}?as_of=2026-13-01").status_code == 422
    refused = client.get(f"{address}?as_of=2026-03-23")
    assert refused.status_code == 422
    assert 'value="2026-03-23"' in refused.content.decode()
    assert client.get(f"{address}?unit=T001").status_code == 422
    assert client.get("/reports/persons/?cursor=x").status_code == 422


def test_ones_own_record(cast: Cast, lived: Lived, client_of: ClientOf) -> None:
    first = lived.crowd[0]
    client = client_of(first)
    assert 'href="/reports/record/"' in client.get("/courses/mine/").content.decode()
    assert "100.00" in client.get("/reports/record/").content.decode()
    assert client.get(f"/reports/persons/{first.public_id}/").status_code == 403
    for end in ("xlsx", "pdf"):
        assert client.get(f"/reports/record.{end}").status_code == 200
        assert client.get(f"/api/v1/me/record.{end}").status_code == 200
    body = client.get("/api/v1/me/record").json()
    assert (body["report"], body["title"]) == ("person", f"{first.name}培训档案")
    assert not Entry.objects.filter(verb=HANDED_OUT).exists()
    assert Extract.objects.filter(report="person", figures__isnull=False).count() == 4


def test_somebody_elses_file_is_told_to_the_log(
    cast: Cast, lived: Lived, client_of: ClientOf
) -> None:
    number = people.id_number(14)
    first = lived.crowd[0]
    Person.objects.filter(pk=first.pk).update(id_number=number)
    client = client_of(cast.hr)
    client.get(f"/reports/persons/{first.public_id}/")
    assert not Entry.objects.filter(verb=HANDED_OUT).exists()
    reply = client.get(f"/reports/persons/{first.public_id}.pdf")
    entry = Entry.objects.get(verb=HANDED_OUT)
    assert entry.actor_key == str(cast.hr.public_id)
    assert first.name not in str(entry.facts)
    pages = PdfReader(io.BytesIO(reply.content)).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert number not in text
    for said in (
        f"{number[:6]}********{number[-4:]}",
        "一、任职情况",
        "填表人：",
        "审核人：",
        "40.0",
    ):
        assert said in text
    reply = client.get(f"/api/v1/report-persons/{first.public_id}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(reply.content))
    assert book.sheetnames[:3] == ["概况", "任职情况", "参训情况"]
    ledger = [row[4] for row in book["学时台账"].iter_rows(values_only=True)]
    assert ledger[-2:] == [40, 40]
    assert Entry.objects.filter(verb=HANDED_OUT).count() == 2
    told = client.get(f"/api/v1/report-persons/{first.public_id}").json()
    extracts = Extract.objects.filter(report="person")
    assert {row.figures_digest for row in extracts} == {told["digest"]}


@pytest.mark.parametrize("end", ["", ".pdf", ".xlsx"])
def test_strangers_find_nothing(cast: Cast, client_of: ClientOf, end: str) -> None:
    client = client_of(cast.officer)
    assert client.get(f"/api/v1/report-persons/{cast.li.public_id}{end}").status_code == 404
    assert client.get(f"/reports/persons/{cast.li.public_id}{end or '/'}").status_code == 404
    address = f"/api/v1/report-persons/{cast.wang.public_id}{end}"
    assert client.get(f"{address}?as_of=2026-03-23").json()["code"] == "reporting.as_of_in_future"
    assert client.get(f"{address}?x=1").json()["code"] == "shared.parameter_unknown"
    assert not Entry.objects.filter(verb=HANDED_OUT).exists()


def test_the_list_costs_the_same_for_one_and_for_three(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    people.people(3, unit=cast.south, at=at, start=800)
    client, counts = client_of(cast.hr), []
    for text, found in (("P00800", 1), ("P008", 3)):
        client.get(f"/reports/persons/?q={text}")
        with CaptureQueriesContext(connection) as queries:
            html = client.get(f"/reports/persons/?q={text}").content.decode()
        assert html.count('href="/reports/persons/') == found + html.count(
            'href="/reports/persons/"'
        )
        counts.append(len(queries))
    assert counts == [12, 12]
