"""Lists of people as offices paste or send them."""

import pytest

from courses.rules.name_list import Entry, from_rows, from_text


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("T1001\nT1002", [Entry(1, "T1001"), Entry(2, "T1002")]),
        ("T1001 T1002，T1003", [Entry(1, "T1001"), Entry(1, "T1002"), Entry(1, "T1003")]),
        ("王建国\t东湖", [Entry(1, name="王建国", unit="东湖")]),
        ("\n 赵䶮 \n", [Entry(2, name="赵䶮")]),
        ("1 王建国 东湖", [Entry(1, name="王建国", unit="东湖")]),
        ("1、T1001 王建国", [Entry(1, "T1001")]),
        ("王建国 T1001 东湖", [Entry(1, "T1001")]),
        ("工号,姓名\nT1001,王建国", [Entry(2, "T1001", "王建国")]),
        ("", []),
        ("  \n\n", []),
    ],
)
def test_pasted(text: str, entries: list[Entry]) -> None:
    assert from_text(text) == entries


def test_table_with_a_title_above_its_headings() -> None:
    rows = [
        ["参训人员名单", "", ""],
        ["序号", "单位", "姓名"],
        ["1", "东湖", "王建国"],
        ["", "", ""],
    ]
    assert from_rows(rows) == [Entry(3, name="王建国", unit="东湖")]


def test_a_short_row_is_read_as_far_as_it_goes() -> None:
    assert from_rows([["姓名", "单位"], ["王建国"], ["", "东湖"]]) == [
        Entry(2, name="王建国"),
        Entry(3, unit="东湖"),
    ]


def test_whom_a_row_means() -> None:
    by_number, by_name = Entry(1, "T1001", "王"), Entry(1, name="王建国")
    assert by_number.means("T1001", "王建国", set())
    assert not by_number.means("T1002", "王", set())
    assert by_name.means("T1001", "王建国", {"东湖"})
    assert Entry(1, name="王建国", unit="东湖").means("T1001", "王建国", {"东湖", "T001"})
    assert not Entry(1, name="王建国", unit="南桥").means("T1001", "王建国", {"东湖"})
    assert Entry(1, "T1", "王", "东湖").said == "T1 王 东湖"
