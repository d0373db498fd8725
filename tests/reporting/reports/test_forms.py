"""Page, XLSX, CSV, PDF and JSON of every report say what the frame says."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from academy.people.models import Person
from academy.reporting import frames, labels
from academy.reporting.frames import Report
from academy.reporting.reports import REPORTS
from courses.operations import requirements
from tests.cast import SYSTEM, Cast
from tests.make import certificates, reporting

ClientOf = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def _lived(cast: Cast, at: datetime) -> Iterator[None]:
    certificates.issued(reporting.closed_cohort(cast, at=at), at=at)
    requirements.publish_usual(actor=SYSTEM, at=at)
    with time_machine.travel(at, tick=False):
        yield


def _report(cast: Cast, at: datetime, code: str) -> Report:
    spec = REPORTS[code]
    return frames.read(spec, reporting.everybody(cast, at=at, by=spec.dimensions[0]))


def _printed(report: Report) -> list[list[str]]:
    entries = report.spec.entries
    return [[labels.printed(row[entry.column]) for entry in entries] for row in report.rows]


def _number(cell: object) -> Decimal | None:
    return None if cell == labels.NOTHING else Decimal(str(cell))


@pytest.mark.parametrize("code", REPORTS)
def test_page_json_and_csv_are_the_frame(
    cast: Cast, at: datetime, client_of: ClientOf, code: str
) -> None:
    report, client = _report(cast, at, code), client_of(cast.hr)
    html = client.get(f"/reports/{code}/?parts=1").content.decode()
    rows = re.findall(r"<tr class=\"row-.*?</tr>", html, flags=re.DOTALL)
    cells = [re.findall(r"<td.*?</td>", row) for row in rows]
    shown = [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]
    assert shown == _printed(report)
    body = client.get(f"/api/v1/reports/{code}").json()
    assert body["digest"] == report.digest
    columns = [entry.column for entry in report.spec.entries]
    told = [[_number(row["figures"][c] or 0) for c in columns] for row in body["rows"]]
    assert told == [[row.number(c) for c in columns] for row in report.rows]
    csv = client.get(f"/reports/{code}.csv").content
    table = pd.read_csv(io.BytesIO(csv), dtype=str, keep_default_na=False)
    read = [[_number(cell) for cell in row[2:]] for row in table.itertuples(index=False)]
    assert read == [[row[c] for c in columns] for row in report.rows]


@pytest.mark.parametrize("code", REPORTS)
def test_the_workbook_reads_back_equal(
    cast: Cast, at: datetime, client_of: ClientOf, code: str
) -> None:
    report = _report(cast, at, code)
    content = client_of(cast.hr).get(f"/reports/{code}.xlsx").content
    # Warnings are errors here: it opens without one.
    book = openpyxl.load_workbook(io.BytesIO(content))
    titles = [str(source.title) for source in report.spec.sources]
    charts = ["图表"] if report.spec.charted else []
    assert book.sheetnames == ["统计表", *charts, *titles, "指标说明"]
    assert book["统计表"]["A1"].value == str(report.spec.title)
    table = pd.read_excel(
        io.BytesIO(content), sheet_name=0, header=None, skiprows=4, engine="openpyxl"
    ).head(len(report.rows))
    read = [[_number(cell) for cell in row[2:]] for row in table.itertuples(index=False)]
    columns = [entry.column for entry in report.spec.entries]
    assert read == [[row[c] for c in columns] for row in report.rows]
    if charts:
        assert len(book["图表"]._charts) == len(report.spec.charted)
    for title in titles:
        assert book[title].freeze_panes is not None
        assert book[title].auto_filter.ref is not None


@pytest.mark.press
@pytest.mark.parametrize("code", REPORTS)
def test_the_pdf_says_the_sums(cast: Cast, at: datetime, client_of: ClientOf, code: str) -> None:
    report = _report(cast, at, code)
    content = client_of(cast.hr).get(f"/reports/{code}.pdf").content
    pages = PdfReader(io.BytesIO(content)).pages
    text = "".join(page.extract_text() for page in pages).replace(" ", "").replace("\n", "")
    for said in (report.title, "填表人", "审核人", f"共{len(pages)}页"):
        assert said.replace(" ", "") in text
    total = _printed(report)[-1]
    assert "".join(total) in text
