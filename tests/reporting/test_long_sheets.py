"""A workbook that is too long for memory says the same as one that is not."""

import io
from datetime import datetime

import pytest
from python_calamine import CalamineWorkbook

from academy.reporting.enums import Form
from academy.reporting.operations import extracts
from academy.reporting.reports import certified, completion, results
from academy.reporting.sheets import book
from academy.reporting.specs import Spec
from tests.cast import SYSTEM, Cast
from tests.make import reporting


def _cells(content: bytes) -> dict[str, list[list[object]]]:
    """Return the cells by sheet; what tells one file from another (its id) left out."""
    read = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: [
            [cell for cell in row if not str(cell).startswith("提取编号")]
            for row in read.get_sheet_by_name(name).to_python()
        ]
        for name in read.sheet_names
    }


@pytest.mark.parametrize("spec", [completion.SPEC, results.SPEC, certified.SPEC])
def test_the_same_cells(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch, spec: Spec
) -> None:
    reporting.closed_cohort(cast, at=at)
    ask = reporting.everybody(cast, at=at)

    def made() -> dict[str, list[list[object]]]:
        file = extracts.make(actor=SYSTEM, spec=spec, ask=ask, form=Form.XLSX, at=at)
        return _cells(file.content)

    short = made()
    monkeypatch.setattr(book, "_LONG", 0)
    long = made()
    lists = [str(source.title) for source in spec.sources]
    assert {name: short[name] for name in lists} == {name: long[name] for name in lists}
    assert any("王建国" in row for name in lists for row in long[name])
    assert list(short) == list(long)
