"""Every workbook of reporting opened by LibreOffice: no word of complaint, and the same cells."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
import time_machine
from django.test import Client

from academy.people.enums import Role
from academy.people.models import Person
from academy.reporting.reports import REPORTS
from courses.models import Cohort
from courses.operations import requirements
from tests.cast import SYSTEM, Cast
from tests.certificates.tools import run
from tests.make import certificates, exclusions, reporting

ClientOf = Callable[[Person | None], Client]
pytestmark = pytest.mark.office
ADDRESSES = [
    *(f"/reports/{code}.xlsx" for code in REPORTS),
    "/reports/exclusions/in-force.xlsx?on=2026-03-02",
    "/reports/exclusions/blank.xlsx",
    "/reports/make-ups/register.xlsx",
    "/reports/cohorts/{cohort}.xlsx",
    "/reports/persons/{person}.xlsx",
]


@pytest.fixture
def cohort(cast: Cast, at: datetime) -> Iterator[Cohort]:
    row = reporting.closed_cohort(cast, at=at)
    certificates.issued(row, at=at)
    requirements.publish_usual(actor=SYSTEM, at=at)
    exclusions.granted(
        exclusions.draft(cast.li), by=cast.hr, decider=cast.holder_of(Role.ACADEMY_ADMIN), at=at
    )
    with time_machine.travel(at, tick=False):
        yield row


def _converted(source: Path, to: str, folder: Path) -> Path:
    """Let LibreOffice open a file and write it as another."""
    profile, out = f"-env:UserInstallation=file://{folder}/profile", folder / "out"
    said = run(
        "soffice", profile, "--headless", "--convert-to", to, "--outdir", str(out), str(source)
    ).decode()
    assert not re.search(r"warning|error|corrupt|repair", said, re.IGNORECASE), said
    (made,) = out.glob(f"*.{to}")
    return made


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_opens_and_reads_back_equal(
    cast: Cast, cohort: Cohort, client_of: ClientOf, tmp_path: Path, address: str
) -> None:
    address = address.format(cohort=cohort.public_id, person=cast.wang.public_id)
    response = client_of(cast.hr).get(address)
    assert response.status_code == 200
    content = response.content
    source = tmp_path / "book.xlsx"
    source.write_bytes(content)
    again = _converted(source, "xlsx", tmp_path)
    ours, theirs = (
        pd.read_excel(io.BytesIO(each), sheet_name=None, header=None, engine="calamine")
        for each in (content, again.read_bytes())
    )
    assert list(ours) == list(theirs)
    for name, sheet in ours.items():
        # LibreOffice leaves out what is empty at the edges.
        wanted, found = (
            each.dropna(how="all").dropna(axis=1, how="all") for each in (sheet, theirs[name])
        )
        pd.testing.assert_frame_equal(
            wanted.reset_index(drop=True), found.reset_index(drop=True), check_dtype=False
        )


@pytest.mark.parametrize("code", REPORTS)
def test_it_prints_on_as_many_pages_as_it_says(
    cast: Cast, cohort: Cohort, client_of: ClientOf, tmp_path: Path, code: str
) -> None:
    source = tmp_path / "book.xlsx"
    source.write_bytes(client_of(cast.hr).get(f"/reports/{code}.xlsx").content)
    pdf = _converted(source, "pdf", tmp_path)
    text = run("pdftotext", str(pdf), "-").decode()
    pages = text.count("\f")
    title = str(REPORTS[code].title)
    assert title in "".join(text.split())
    assert f"共{pages}页" in "".join(text.split())
