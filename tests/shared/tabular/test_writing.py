"""Workbooks and CSV that go out."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from academy.shared.tabular import reading
from academy.shared.tabular.writing import (
    TEXT,
    Column,
    Row,
    Sheet,
    csv_pieces,
    write_csv,
    write_workbook,
)

COLUMNS = [
    Column("number", "工号", number_format=TEXT),
    Column("name", "姓名"),
    Column("owed", "应训", group="参训", number_format="0"),
    Column("done", "实训", group="参训"),
    Column("rate", "合格率", number_format="0.0%"),
]
ROW: Row = {
    "number": "000123",
    "name": "王䶮",
    "owed": 3,
    "done": Decimal("2.5"),
    "rate": 0.5,
}
EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x"]


def sheet(*rows: Row, columns: list[Column] = COLUMNS) -> Sheet:
    return Sheet("报表", "结业情况", columns, rows, ["单位：市局"], ["填表人：　审核人："])


def opened(*sheets: Sheet) -> openpyxl.Workbook:
    out = io.BytesIO()
    write_workbook(out, sheets)
    out.seek(0)
    return openpyxl.load_workbook(out)


def test_layout() -> None:
    page = opened(sheet(ROW))["报表"]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["结业情况", None, None, None, None],
        ["单位：市局", None, None, None, None],
        ["工号", "姓名", "参训", None, "合格率"],
        [None, None, "应训", "实训", None],
        ["000123", "王䶮", 3, 2.5, 0.5],
        ["填表人：　审核人：", None, None, None, None],
    ]
    assert {str(merged) for merged in page.merged_cells.ranges} == {
        "A1:E1",
        "A2:E2",
        "A3:A4",
        "B3:B4",
        "C3:D3",
        "E3:E4",
        "A6:E6",
    }
    assert page["A5"].number_format == "@"
    assert page["E5"].number_format == "0.0%"
    assert page.freeze_panes == "A5"
    assert page.auto_filter.ref == "A4:E5"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0
    assert page.print_title_rows == "$3:$4"


def test_one_row_of_headings_without_groups() -> None:
    page = opened(sheet(columns=[Column("a", "甲"), Column("b", "乙")]))["报表"]
    assert [cell.value for cell in page[3]] == ["甲", "乙"]
    assert page.freeze_panes == "A4"
    assert page.auto_filter.ref is None


@pytest.mark.parametrize("evil", EVIL)
def test_no_formula_gets_out(evil: str) -> None:
    columns = [Column("a", "甲")]
    page = opened(Sheet("一", "", columns, [{"a": evil}]))["一"]
    assert page["A2"].data_type == "s"
    out = io.BytesIO()
    write_csv(out, Sheet("一", "", columns, [{"a": evil}]))
    line = out.getvalue().decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.lstrip('"').startswith("'" + evil[0])


def test_no_links_and_no_formulas_in_the_file() -> None:
    out = io.BytesIO()
    rows: list[Row] = [{"name": "http://x.example/"}, {"name": '=HYPERLINK("http://x")'}]
    write_workbook(out, [sheet(*rows)])
    with zipfile.ZipFile(out) as archive:
        text = b"".join(archive.read(n) for n in archive.namelist() if "sheet1" in n).decode()
    assert "<f>" not in text
    assert "hyperlink" not in text.lower()


def test_only_what_wraps_is_broken_into_lines() -> None:
    columns = [Column("a", "甲", wrap=True, width=21), Column("b", "乙")]
    rows: list[Row] = [{"a": "长" * count, "b": "长" * 60} for count in (9, 10, 11, 0)]
    out = io.BytesIO()
    write_workbook(out, [Sheet("表", "表", columns, rows)])
    page = openpyxl.load_workbook(out).worksheets[0]
    assert [bool(cell.alignment.wrap_text) for cell in page[3]] == [True, False]
    # Ten and the edge of the cell fill 21 characters.
    assert [page.row_dimensions[number].height for number in (3, 4, 5, 6)] == [None, None, 36, None]


def test_csv() -> None:
    out = io.BytesIO()
    at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    columns = [*COLUMNS, Column("on", "日期"), Column("at", "时间"), Column("ok", "是否")]
    row = {**ROW, "owed": -3, "on": date(2026, 3, 2), "at": at, "ok": True, "name": 'a,"b'}
    write_csv(out, sheet(row, columns=columns))
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    assert out.getvalue().decode("utf-8-sig") == (
        "工号,姓名,参训 应训,参训 实训,合格率,日期,时间,是否\r\n"
        '000123,"a,""b",-3,2.5,0.5,2026-03-02,2026-03-02 09:00:00,TRUE\r\n'
    )


def test_dates_and_instants_in_local_time() -> None:
    at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    columns = [Column("on", "日期"), Column("at", "时间")]
    page = opened(Sheet("一", "", columns, [{"on": date(2026, 3, 2), "at": at}]))["一"]
    assert [cell.value for cell in page[2]] == [
        datetime(2026, 3, 2),
        datetime(2026, 3, 2, 9, 0),
    ]


def test_sheet_names_are_made_fit_and_distinct() -> None:
    columns = [Column("a", "甲")]
    names = ["a/b:c", "A b c", "x" * 40, "x" * 40, ""]
    book = opened(*(Sheet(name, "", columns, []) for name in names))
    assert book.sheetnames == ["a b c", "A b c 2", "x" * 31, "x" * 29 + " 2", "Sheet"]


def test_odd_texts_survive() -> None:
    columns = [Column("a", "甲")]
    rows: list[Row] = [{"a": "\ud800x"}, {"a": "y" * 40_000}, {"a": "a\x0bb"}]
    page = opened(Sheet("一", "", columns, rows))["一"]
    assert page["A2"].value == "?x"
    assert len(page["A3"].value) == 32_767


def test_same_content_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, [sheet(ROW)])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_what_was_written_can_be_read() -> None:
    out = io.BytesIO()
    write_workbook(out, [sheet(ROW)])
    grid = reading.read(out.getvalue(), "a.xlsx").grids[0]
    assert list(grid.rows[4]) == ["000123", "王䶮", 3, 2.5, 0.5]


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1000])
def test_pieces_are_the_same_file(count: int) -> None:
    columns = [Column("a", "甲"), Column("b", "=乙")]
    rows: list[Row] = [{"a": f"=第{number}行", "b": number} for number in range(count)]
    out = io.BytesIO()
    write_csv(out, Sheet("一", "", columns, rows))
    pieces = list(csv_pieces(columns, iter(rows)))
    assert b"".join(pieces) == out.getvalue()
    assert len(pieces) == count // 500 + 1
    assert out.getvalue().decode("utf-8-sig").count("\r\n") == count + 1
