"""Reading what was sent: every supported kind, and every hostile one refused with its code."""

import time
from collections.abc import Sequence
from datetime import date, datetime

import pytest

from academy.shared.errors import Refusal
from academy.shared.tabular import errors, limits, reading
from academy.shared.tabular.grid import Cell, Merge, column_letters
from tests.make import workbooks

TABLE: list[list[object]] = [["工号", "姓名"], ["A001", "王䶮"], ["A002", "陈𫖯"]]


def cells(data: bytes, name: str, encoding: str | None = None) -> list[list[Cell]]:
    grid = reading.read(data, name, encoding=encoding).grids[0]
    return [list(row) for row in grid.rows]


def code_of(data: bytes, name: str, encoding: str | None = None) -> str:
    with pytest.raises(Refusal) as refused:
        reading.read(data, name, encoding=encoding)
    assert str(refused.value)
    assert refused.value.field == "file"
    return refused.value.code


def test_xlsx_keeps_types_and_places() -> None:
    data = workbooks.xlsx(
        (
            "一月",
            [
                ["标题", None, None],
                [],
                [None, "x", 3, 2.5, True, date(2019, 3, 5), datetime(2019, 3, 5, 8, 30)],
                [441900199001010014.0, "  "],
            ],
        ),
        merges=["A1:C1"],
    )
    book = reading.read(data, "名册.XLSX")
    assert (book.kind, book.encoding, book.date_1904) == ("xlsx", None, False)
    grid = book.grids[0]
    assert grid.name == "一月"
    assert grid.merges == (Merge(0, 0, 0, 2),)
    assert [list(row) for row in grid.rows] == [
        ["标题"],
        [],
        [None, "x", 3, 2.5, True, date(2019, 3, 5), datetime(2019, 3, 5, 8, 30)],
        [441900199001010014.0, "  "],
    ]
    assert isinstance(grid.rows[3][0], float)


def test_xls_reads_like_xlsx() -> None:
    data = workbooks.xls("名册", [["工号", "入职日期"], ["A1", date(2019, 3, 5)]])
    assert cells(data, "a.xls") == [["工号", "入职日期"], ["A1", date(2019, 3, 5)]]


def test_hidden_sheets_are_marked() -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["a"])
    hidden = book.create_sheet("旧")
    hidden.append(["b"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    grids = reading.read(out.getvalue(), "a.xlsx").grids
    assert [(grid.name, grid.hidden) for grid in grids] == [("Sheet", False), ("旧", True)]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"),
    ],
)
def test_csv_encodings(encoding: str, found: str) -> None:
    data = workbooks.csv_bytes(TABLE, encoding)
    book = reading.read(data, "a.csv")
    assert book.encoding == found
    assert [list(row) for row in book.grids[0].rows] == TABLE


def test_csv_utf16_big_endian_with_mark() -> None:
    data = b"\xfe\xff" + workbooks.csv_bytes(TABLE, "utf-16-be")
    assert cells(data, "a.csv") == TABLE


def test_csv_without_mark_is_read_by_the_senders_word() -> None:
    data = workbooks.csv_bytes(TABLE, "utf-16-be")
    assert code_of(data, "a.csv") == "tabular.encoding_unknown"
    assert cells(data, "a.csv", "utf-16-be") == TABLE


def test_csv_wrong_word_is_refused() -> None:
    data = workbooks.csv_bytes(TABLE, "gb18030")
    assert code_of(data, "a.csv", "utf-8") == "tabular.encoding_wrong"


def test_fifteen_bytes_of_gbk_are_chinese() -> None:
    data = "姓名,性别\n张三,男".encode("gbk")
    assert cells(data, "a.csv") == [["姓名", "性别"], ["张三", "男"]]


@pytest.mark.parametrize("separator", [",", "\t", ";", "，", "|"])
def test_csv_separators(separator: str) -> None:
    assert cells(workbooks.csv_bytes(TABLE, "utf-8", separator), "a.csv") == TABLE


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_csv_line_ends(ending: str) -> None:
    assert cells(f"a,b{ending}c,d{ending}".encode(), "a.csv") == [["a", "b"], ["c", "d"]]


def test_csv_excels_separator_note() -> None:
    assert cells(b"sep=;\r\na;b,c\r\n", "a.csv") == [["a", "b,c"]]


def test_csv_broken_quotes() -> None:
    assert code_of(b'a,b\n"c,d\ne,f\n', "a.csv") == "tabular.broken_quotes"


HOSTILE: Sequence[tuple[str, str, str]] = [
    ("far_cell", "a.xlsx", "tabular.too_many_cells"),
    ("string_bomb", "a.xlsx", "tabular.too_many_cells"),
    ("zip_bomb", "a.xlsx", "tabular.unpacked_too_large"),
    ("entity_bomb", "a.xlsx", "tabular.unsafe"),
    ("encrypted_package", "a.xlsx", "tabular.encrypted"),
]


@pytest.mark.parametrize(("maker", "name", "code"), HOSTILE)
def test_hostile_workbooks_are_refused(maker: str, name: str, code: str) -> None:
    data = getattr(workbooks, maker)()
    assert code_of(data, name) == code


def test_ten_megabyte_line() -> None:
    line = b"a," * (5 * 1024 * 1024 - 1)
    assert code_of(line, "a.csv") == "tabular.line_too_long"
    assert code_of(b'"' + b"a" * 9_000_000 + b'"', "a.csv") == "tabular.line_too_long"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "tabular.empty"),
        (b"\xef\xbb\xbf \r\n", "a.csv", "tabular.empty"),
        (b"a,b\n", "a.xlsx", "tabular.wrong_type"),
        (b"<html><table></table></html>", "a.xls", "tabular.wrong_type"),
        (b"%PDF-1.7 ...", "a.csv", "tabular.wrong_type"),
        (b"PK\x03\x04 nothing", "a.xlsx", "tabular.wrong_type"),
        (b"PK\x03\x04[Content_Types].xml xl/ cut", "a.xlsx", "tabular.unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "tabular.wrong_type"),
        (b"a\0b", "a.csv", "tabular.encoding_unknown"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "a.csv", "tabular.encoding_unknown"),
        (b"\x81", "a.csv", "tabular.encoding_unknown"),
        (b"x", "a.ods", "tabular.unknown_extension"),
        (b"x", "名册", "tabular.unknown_extension"),
    ],
)
def test_wrong_and_broken_files(data: bytes, name: str, code: str) -> None:
    assert code_of(data, name) == code


def test_macros_are_refused() -> None:
    data = workbooks.raw_xlsx("", extra={"xl/vbaProject.bin": b"x"})
    assert code_of(data, "a.xlsx") == "tabular.macros"


def test_upload_size_border() -> None:
    for size in (limits.UPLOAD_BYTES - 1, limits.UPLOAD_BYTES):
        reading.check_size(size)
    with pytest.raises(errors.TooLarge):
        reading.check_size(limits.UPLOAD_BYTES + 1)


def test_cells_that_are_only_formatted_cost_nothing() -> None:
    data = workbooks.raw_xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    assert cells(data, "a.xlsx") == [[1]]


UNGUARDED = (
    "import sys; sys.path.append(sys.argv[1]); from tabular import books, child, guard;"
    "child._confine(); books.sheets(sys.stdin.buffer.read(), guard.Survey())"
)
BUSY = (
    "import sys; sys.path.append(sys.argv[1]); from tabular import child, limits;"
    "limits.CHILD_CPU_SECONDS = 1; child._confine()\nwhile True: pass"
)


def test_the_second_wall_holds_without_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_START", UNGUARDED)
    assert reading._ask_child(workbooks.far_cell(), "xlsx", None) == {"unfit": "over_limits"}


def test_a_busy_child_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_START", BUSY)
    assert code_of(b"a,b", "a.csv") == "tabular.over_limits"


def test_a_silent_child_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.3)
    monkeypatch.setattr(reading, "_START", "import time; time.sleep(30)")
    begun = time.monotonic()
    assert reading._ask_child(b"", "csv", None) == {"unfit": "over_limits"}
    assert time.monotonic() - begun < 10


def test_column_letters() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 27, 701, 702, 16383)] == [
        "A", "Z", "AA", "AB", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
