"""CSV opened by a LibreOffice that was told to evaluate formulas: none of ours is one."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import time_machine

from academy.reporting.reports import REPORTS
from tests.cast import Cast, ClientOf
from tests.make import entry
from tests.make import exams as make_exams
from tests.office.conftest import Convert
from tests.office.stories import HOSTILE, Told, disguise

pytestmark = [pytest.mark.office, pytest.mark.django_db]
#: Comma, quote, UTF-8, from line 1; at the end: evaluate formulas.
EVALUATING = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,0,true"


@pytest.fixture
def told(cast: Cast, at: datetime, client_of: ClientOf) -> Iterator[Told]:
    with time_machine.travel(at, tick=False) as clock:
        yield Told(cast, client_of, at, clock)


def _kinds(path: Path) -> list[tuple[str, object]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [(cell.data_type, cell.value) for row in sheet.iter_rows() for cell in row]


def test_no_csv_holds_a_formula(told: Told, convert: Convert, tmp_path: Path) -> None:
    cast = told.cast
    disguise(cast)
    exam = make_exams.exam(at=told.at, persons=[cast.wang, cast.zhao, cast.li])
    entry.seated(exam, entry.room(at=told.at), at=told.at)
    files = {code: told.got("reporting:csv", code, who=cast.hr) for code in REPORTS}
    files["seats"] = told.got("exams:seats_csv", exam.public_id)
    files["control"] = b"\xef\xbb\xbf=1+1,'=1+1\r\n"
    for name, content in files.items():
        (tmp_path / f"{name}.csv").write_bytes(content)
    sources = [tmp_path / f"{name}.csv" for name in files]
    found = dict(
        zip(files, map(_kinds, convert(sources, "xlsx", options=[EVALUATING])), strict=True)
    )
    # This is a LibreOffice that would have run it.
    assert found.pop("control") == [("f", "=1+1"), ("s", "'=1+1")]
    for name, cells in found.items():
        assert [value for kind, value in cells if kind == "f"] == [], name
    texts = {value for cells in found.values() for _kind, value in cells}
    assert {f"'{each}" for each in HOSTILE[:3]} <= texts
    assert {"'=东湖", "'@南桥"} <= texts
