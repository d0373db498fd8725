"""Reading duty rosters and leave lists."""

from datetime import date

import pytest

from academy.shared.tabular.grid import Cell, Grid, Workbook
from courses.enums.planning import BlockKind
from courses.enums.plans import BlockFault
from courses.rules.block_rows import LIMIT_DAYS, BlockReading, kind_of, read, span_fault

DUTY = BlockKind.DUTY


def reading(*rows: list[Cell], hidden: bool = False) -> BlockReading:
    return read(Workbook("xlsx", (Grid("值班", rows, hidden=hidden),)), usual=DUTY)


def test_a_leave_list_under_its_title() -> None:
    found = reading(
        ["东湖分局三月请假表", None],
        ["工号", "姓名", "请假类型", "开始日期", "结束日期"],
        ["T1001", "王 建国", "年假", date(2026, 3, 9), "2026年3月13日"],
        [None, None, None, None, None],
        ["Ｔ１００２", "", "", "2026.3.10", None],
    )
    assert found.faults == ()
    first, second = found.rows
    assert (first.number, first.name, first.kind) == (3, "王建国", BlockKind.LEAVE)
    assert (first.starts_on, first.ends_on) == (date(2026, 3, 9), date(2026, 3, 13))
    assert (second.number, second.staff_number, second.kind) == (5, "T1002", DUTY)
    assert (second.starts_on, second.ends_on) == (date(2026, 3, 10), date(2026, 3, 10))


def test_several_on_duty_in_one_cell() -> None:
    found = reading(["值班日期", "工号"], ["2026-03-09", "T1001、T1002，T1003"])
    assert [row.staff_number for row in found.rows] == ["T1001", "T1002", "T1003"]


@pytest.mark.parametrize(
    ("cells", "fault", "shown"),
    [
        (["", "2026-03-09", "", ""], BlockFault.NO_STAFF_NUMBER, ""),
        (["T1", "", "", ""], BlockFault.NO_DATE, ""),
        (["T1", "2026-02-30", "", ""], BlockFault.BAD_DATE, "2026-02-30"),
        (["T1", "2026-03-09", "2026-03-08", ""], BlockFault.ENDS_BEFORE, "2026-03-09 – 2026-03-08"),
        (["T1", "2026-03-09", "", "出差旅游"], BlockFault.UNKNOWN_KIND, "出差旅游"),
        (["T1", "2026-03-09", "2036-03-09", ""], BlockFault.TOO_LONG, "2026-03-09 – 2036-03-09"),
    ],
)
def test_rows_that_cannot_be_read(cells: list[Cell], fault: BlockFault, shown: str) -> None:
    filled: list[Cell] = [*cells[:3], cells[3] or None]
    found = reading(["工号", "开始", "结束", "类别"], filled, ["T2", "2026-03-09", "", "病假"])
    assert [(each.number, each.fault, each.shown) for each in found.faults] == [(2, fault, shown)]
    assert [row.kind for row in found.rows] == [BlockKind.MEDICAL]


@pytest.mark.parametrize(("days", "fault"), [(-1, None), (0, None), (1, BlockFault.TOO_LONG)])
def test_the_longest_block(days: int, fault: BlockFault | None) -> None:
    first = date(2026, 1, 1)
    last = date.fromordinal(first.toordinal() + LIMIT_DAYS - 1 + days)
    assert span_fault(first, last) is fault


def test_sheets_without_a_header_say_nothing() -> None:
    assert reading(["说明"], ["请在下一张表填写"]) == BlockReading((), ())
    assert reading(["工号", "日期"], ["T1", "2026-03-09"], hidden=True) == BlockReading((), ())


def test_kinds() -> None:
    assert [kind_of(word) for word in ("产假", "借调", "值班备勤", "度假")] == [
        BlockKind.PREGNANCY,
        BlockKind.SECONDMENT,
        BlockKind.DUTY,
        None,
    ]
