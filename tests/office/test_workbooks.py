"""Every workbook the system hands out, opened by LibreOffice: nothing runs, nothing is lost."""

import io
import re
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import time_machine
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from academy.reporting.reports import REPORTS
from tests.cast import Cast, ClientOf
from tests.certificates.tools import run
from tests.make import reporting
from tests.office.books import WORKBOOKS
from tests.office.conftest import Convert
from tests.office.stories import HOSTILE, STORIES, Told, disguise

pytestmark = [pytest.mark.office, pytest.mark.django_db]
NAMES = {*HOSTILE, "=罗文", "=东湖", "@南桥", "=东湖分局", "@南桥分局"}
NAMELESS = {"lists"}
"""Stories whose workbooks name nobody of the staff: what was typed begins like formulas there."""


@pytest.fixture
def told(
    cast: Cast, at: datetime, client_of: ClientOf, settings: Any, tmp_path: Path
) -> Iterator[Told]:
    settings.MEDIA_ROOT = tmp_path / "media"
    with time_machine.travel(at, tick=False) as clock:
        yield Told(cast, client_of, at, clock)


@pytest.mark.parametrize("story", STORIES)
def test_every_workbook_opens_and_reads_back_equal(
    told: Told, convert: Convert, tmp_path: Path, story: str
) -> None:
    disguise(told.cast)
    fetched = list(STORIES[story](told))
    assert {route for route, _content in fetched} == {
        route for route, where in WORKBOOKS.items() if where == story
    }
    sources = []
    for number, (_route, content) in enumerate(fetched):
        sources.append(tmp_path / f"{number:03}.xlsx")
        sources[-1].write_bytes(content)
    opened = convert(sources, "xlsx")
    texts: set[str] = set()
    for (route, content), again in zip(fetched, opened, strict=True):
        texts |= _same_cells(route, content, again.read_bytes())
        _same_look(route, content, again.read_bytes())
    hostile = {text for text in texts if text[:1] in "=+-@\t" and len(text) > 1}
    assert hostile & NAMES or story in NAMELESS
    assert hostile


def _same_cells(route: str, ours: bytes, theirs: bytes) -> set[str]:
    """Compare what pandas reads in both; return every text."""
    before, after = (
        pd.read_excel(io.BytesIO(each), sheet_name=None, header=None, engine="calamine")
        for each in (ours, theirs)
    )
    assert list(before) == list(after), route
    for name, sheet in before.items():
        # LibreOffice leaves out what is empty at the edges.
        wanted, found = (
            each.dropna(how="all").dropna(axis=1, how="all") for each in (sheet, after[name])
        )
        pd.testing.assert_frame_equal(
            wanted.reset_index(drop=True),
            found.reset_index(drop=True),
            check_dtype=False,
            obj=f"{route} {name}",
        )
    cells = (cell for sheet in after.values() for row in sheet.to_numpy() for cell in row)
    return {cell for cell in cells if isinstance(cell, str)}


def _same_look(route: str, ours: bytes, theirs: bytes) -> None:
    """Compare what makes a sheet an office's: and that there is no formula in either."""
    before, after = (_book(each) for each in (ours, theirs))
    for sheet, again in zip(before.worksheets, after.worksheets, strict=True):
        assert _look(sheet) == _look(again), (route, sheet.title)
        # What is frozen is the window's, which a LibreOffice without one does not write.
        if (filtered := sheet.auto_filter.ref) is not None:
            assert _row(sheet.freeze_panes or "") == _row(filtered) + 1, (route, sheet.title)
        for each in (sheet, again):
            formulas = [cell.coordinate for row in each.iter_rows() for cell in row if _runs(cell)]
            assert formulas == [], (route, sheet.title)


def _book(content: bytes) -> Workbook:
    with warnings.catch_warnings():
        # What only newer programs know (bars in cells) openpyxl leaves out, and says so.
        warnings.filterwarnings("ignore", message="(Unknown|Conditional Formatting) extension")
        return openpyxl.load_workbook(io.BytesIO(content))


def _runs(cell: Any) -> bool:
    return bool(cell.data_type == "f")


def _row(reference: str) -> int:
    """Return the number of the first row that a reference names, 0 without one."""
    found = re.search(r"\d+", reference)
    return int(found.group()) if found else 0


def _look(sheet: Worksheet) -> dict[str, object]:
    formats = sheet.conditional_formatting
    return {
        "merged": sorted(str(each) for each in sheet.merged_cells.ranges),
        "repeated": sheet.print_title_rows,
        "filter": sheet.auto_filter.ref,
        "conditional": sorted((str(each.sqref), len(each.rules)) for each in formats),
        "charts": len(sheet._charts),
        "paper": (sheet.page_setup.orientation, sheet.page_setup.paperSize),
        "fits": sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage,
    }


def test_every_report_prints_on_as_many_pages_as_it_says(
    told: Told, convert: Convert, tmp_path: Path
) -> None:
    reporting.closed_cohort(told.cast, at=told.at)
    sources = [tmp_path / f"{code}.xlsx" for code in REPORTS]
    for code, source in zip(REPORTS, sources, strict=True):
        source.write_bytes(told.got("reporting:xlsx", code, who=told.cast.hr))
    for code, printed in zip(REPORTS, convert(sources, "pdf"), strict=True):
        text = run("pdftotext", str(printed), "-").decode()
        pages, words = text.count("\f"), "".join(text.split())
        assert str(REPORTS[code].title) in words
        assert f"共{pages}页" in words, code
