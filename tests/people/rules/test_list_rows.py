"""The frame in which lists are read: headings, rows, days, faults."""

from datetime import date
from enum import StrEnum

import pytest

from academy.people.rules.list_rows import (
    SEARCHED_ROWS,
    SHOWN,
    Bad,
    Headings,
    Line,
    Reading,
    RowFault,
    read,
)
from academy.shared.tabular.grid import Cell, Grid, Workbook

HEADINGS = Headings({"who": "工号 StaffNumber", "when": "日期 开始日期"}, needed=("who",))


class Fault(StrEnum):
    """What may be wrong."""

    NOBODY = "nobody"
    NO_DAY = "no_day"


def meant(line: Line[str]) -> list[tuple[int, str, date | None]]:
    if not line.text("who"):
        raise Bad(Fault.NOBODY, "字" * (SHOWN + 1))
    return [(line.number, line.text("who"), line.day("when", Fault.NO_DAY))]


def reading(*grids: Grid, date_1904: bool = False) -> Reading[tuple[int, str, date | None], Fault]:
    book = Workbook("xlsx", grids, date_1904=date_1904)
    return read(book, HEADINGS, meant, Fault)


def test_every_sheet_in_its_order() -> None:
    title: list[Cell] = ["东湖分局名单"]
    one = Grid("一", [title, ["备注", "staff number（必填）"], [None, 1001.0], [None, " "]])
    two = Grid("二", [["开始 日期", "工号", "工号"], ["2026.3.9", "T1", "T2"], ["—", "T3", None]])
    found = reading(one, two)
    assert found.rows == ((3, "1001", None), (2, "T1", date(2026, 3, 9)), (3, "T3", None))
    assert found.faults == ()


def test_faults_say_where_and_what() -> None:
    grid = Grid("一", [["日期", "工号"], ["三月", "T1"], ["2026-03-09", ""], ["2026-03-10", "T2"]])
    found = reading(grid)
    assert found.rows == ((4, "T2", date(2026, 3, 10)),)
    assert found.faults == (
        RowFault("一", 2, Fault.NO_DAY, "三月"),
        RowFault("一", 3, Fault.NOBODY, "字" * SHOWN),
    )


def test_hidden_sheets_and_those_without_headings_are_passed_over() -> None:
    rows: list[list[Cell]] = [["工号"], ["T1"]]
    assert reading(Grid("一", rows, hidden=True)).rows == ()
    assert reading(Grid("一", [["日期"], ["2026-03-09"]])) == Reading((), ())


@pytest.mark.parametrize(("above", "found"), [(-1, 1), (0, 0), (1, 0)])
def test_headings_are_looked_for_from_the_top(above: int, found: int) -> None:
    titles: list[list[Cell]] = [["说明"]] * (SEARCHED_ROWS + above)
    assert len(reading(Grid("一", [*titles, ["工号"], ["T1"]])).rows) == found


def test_days_of_a_macintosh() -> None:
    grid = Grid("一", [["工号", "日期"], ["T1", 44_262]])
    assert reading(grid).rows == ((2, "T1", date(2021, 3, 7)),)
    assert reading(grid, date_1904=True).rows == ((2, "T1", date(2025, 3, 8)),)
